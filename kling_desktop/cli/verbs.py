"""What the verbs of the command line take, and the clip that the window is to open."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from kling_desktop.cli.parser import Parser, whole_program
from kling_desktop.domain.cut import MOST_HANDLES, USUAL_HANDLES, Filling
from kling_desktop.domain.request import AspectRatio, Mode, is_link
from kling_desktop.domain.timeline import Format, Sound
from kling_desktop.i18n import tr

GIVE_UP_AFTER = 600.0
VERBS = ("edit", "jobs", "sandbox")


def read(known: argparse.Namespace, rest: Sequence[str]) -> argparse.Namespace:
    """What `rest`, the words that no option of the whole program took, adds to `known`. Raises BadInput."""
    clip = _clip(rest)
    words = [word for word in rest if not clip or word != clip]
    said = _program(whole_program()).parse_args(words, namespace=known)
    said.verb = said.verb or ""
    said.clip = clip if is_link(clip) or not clip else str(Path(clip).absolute())
    return said


def _clip(words: Sequence[str]) -> str:
    """The file or link that a file manager hands over; a verb with its words has none."""
    plain = [word for word in words if not word.startswith("-")]
    if len(plain) != 1 or plain[0] in VERBS:
        return ""
    return plain[0] if is_link(plain[0]) or Path(plain[0]).is_file() else ""


def _program(whole: Parser) -> Parser:
    parser = Parser(
        prog="kling-desktop",
        usage="%(prog)s [--sandbox] [--data-dir DIR] [--language CODE] [--demo] [CLIP | SETUP | VERB …]",
        description=tr(
            "Edit video with words. Without a verb the window opens, with CLIP if one is named, or with"
            " SETUP, a studio's .klingsetup file."
        ),
        parents=[whole],
        allow_abbrev=False,
    )
    parser.add_argument("--demo", action="store_true", help=tr("open with the demo clip and a prompt ready"))
    _add_verbs(parser)
    return parser


def _add_verbs(parser: Parser) -> None:
    verbs = parser.add_subparsers(
        dest="verb", required=False, parser_class=Parser, metavar="VERB", prog=parser.prog
    )
    _edit(verbs.add_parser("edit", help=tr("one edit"), allow_abbrev=False))
    _jobs(verbs.add_parser("jobs", help=tr("list, follow or settle jobs"), allow_abbrev=False))
    _sandbox(verbs.add_parser("sandbox", help=tr("the practice service alone"), allow_abbrev=False))


def _edit(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--prompt", required=True, help=tr("what to change; @Video1 names the clip"))
    add(
        "--video",
        action="append",
        default=[],
        metavar="PATH|URL",
        help=tr("the clip to edit; more are extra videos"),
    )
    _part(parser)
    add("--image", action="append", default=[], metavar="PATH|URL", help=tr("a reference image, @Image1 …"))
    add(
        "--element",
        action="append",
        default=[],
        metavar="A,B,…",
        help=tr("pictures of one thing, frontal one first; or videos of it"),
    )
    add("--first-frame", metavar="PATH|URL")
    add("--last-frame", metavar="PATH|URL")
    add("--negative-prompt", default="", metavar="TEXT")
    add(
        "--mode",
        choices=[mode.value for mode in Mode],
        default=Mode.PRO.value,
        help=tr("std 720p, pro 1080p"),
    )
    add("--aspect-ratio", choices=[ratio.value for ratio in AspectRatio])
    add("--keep-sound", action=argparse.BooleanOptionalAction, default=True)
    add("--output", metavar="DIR", help=tr("folder for the result"))
    add("--no-wait", action="store_true", help=tr("end as soon as the task id is on disk"))
    add(
        "--give-up",
        type=_seconds,
        default=GIVE_UP_AFTER,
        metavar="S",
        help=tr("stop waiting after S seconds without any connection (600); the job is kept"),
    )
    add("--allow-drop", action="store_true", help=tr("leave out what the site's request form cannot carry"))
    add("--dry-run", action="store_true", help=tr("check everything, send nothing"))
    add("--json", action="store_true", help=tr("one JSON object on standard output"))


def _part(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--in", dest="mark_in", metavar="TC|FRAME", help=tr("first frame of the part that is meant"))
    add("--out", dest="mark_out", metavar="TC|FRAME", help=tr("its last frame, which is included"))
    add(
        "--handles",
        type=_handles,
        default=USUAL_HANDLES,
        metavar="N",
        help=tr("frames added on each side (12)"),
    )
    add("--real-time", action="store_true", help=tr("keep the rate instead of going frame for frame"))
    add(
        "--fill",
        choices=[way.value for way in Filling if way is not Filling.NONE],
        help=tr("what makes up for frames of a clip under 3 s"),
    )


def _jobs(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("id", nargs="?", help=tr("a job whose answer got lost, or that is done"))
    add("--follow", action="store_true", help=tr("move what can move; end when nothing can without a person"))
    choice = parser.add_mutually_exclusive_group()
    choice.add_argument("--task-id", metavar="X", help=tr("the job's task, found in the account"))
    choice.add_argument(
        "--link", metavar="URL", help=tr("the link to the clip that you uploaded for this job")
    )
    choice.add_argument("--send-again", action="store_true", help=tr("a new job; may be billed twice"))
    choice.add_argument(
        "--forget", action="store_true", help=tr("close as unresolved; it stays in the ledger")
    )
    choice.add_argument("--timeline-file", action="store_true", help=tr("write a timeline file of a take"))
    formats = [each.value for each in Format]
    add("--format", choices=formats, default=Format.PRORES_422.value, help=tr("of the timeline file"))
    sounds = [each.value for each in Sound]
    add("--sound", choices=sounds, default=Sound.SOURCE.value, help=tr("whose sound it has"))
    add("--take", type=_take, default=1, metavar="N", help=tr("which result of the job (1)"))
    add("--output", metavar="DIR", help=tr("folder for the timeline file; else beside the take"))
    add("--json", action="store_true", help=tr("a JSON array on standard output"))


def _sandbox(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=_port, default=0, metavar="N", help=tr("0 takes a free one"))
    parser.add_argument("--key", default="", help=tr("the key to accept; made up when not given"))
    parser.add_argument("--watch-stdin", action="store_true", help=argparse.SUPPRESS)


def _seconds(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value < float("inf"):
        raise argparse.ArgumentTypeError(tr("not a number of seconds"))
    return value


def _whole(text: str) -> int:
    """A number without a fraction; -1 for what is none, which no option takes."""
    return int(text) if text.isascii() and text.isdecimal() else -1


def _take(text: str) -> int:
    value = _whole(text)
    if value < 1:
        raise argparse.ArgumentTypeError(tr("takes are counted from 1 on"))
    return value


def _handles(text: str) -> int:
    value = _whole(text)
    if not 0 <= value <= MOST_HANDLES:
        raise argparse.ArgumentTypeError(tr("handles are 0–{most} frames").format(most=MOST_HANDLES))
    return value


def _port(text: str) -> int:
    value = _whole(text)
    if not 0 <= value <= 65535:
        raise argparse.ArgumentTypeError(tr("a port is 0–65535"))
    return value
