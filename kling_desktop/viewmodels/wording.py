"""Values in the words of the screen: lengths, sizes, rates, money, time left, the state of a task."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from kling_desktop.domain import limits
from kling_desktop.domain.cut import LookKind
from kling_desktop.domain.request import AspectRatio, Mode
from kling_desktop.domain.sizing import codec_name
from kling_desktop.domain.states import AT_THE_SERVICE, JobState
from kling_desktop.i18n import Wording, current, tr
from kling_desktop.viewmodels import local

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from decimal import Decimal

    from kling_desktop.domain.cut import SourceLook
    from kling_desktop.domain.job import EditJob
    from kling_desktop.domain.media import MediaInfo
    from kling_desktop.domain.notice import Notice
    from kling_desktop.domain.timeline import Fixes

MEGABYTE = 1_000_000
AMOUNTS = frozenset({"price", "spent", "cap"})
"""Values of notices that are amounts of money."""
AMOUNT = re.compile(r"[0-9]+\.[0-9]{2}")
STATE_WORDS: dict[JobState, Callable[[], str]] = {
    JobState.PREPARING: lambda: tr("Preparing"),
    JobState.READY: lambda: tr("Waiting"),
    JobState.SUBMITTING: lambda: tr("Sending"),
    JobState.UNKNOWN: lambda: tr("Answer lost"),
    JobState.QUEUED: lambda: tr("Queued"),
    JobState.RUNNING: lambda: tr("Running"),
    JobState.FETCHING: lambda: tr("Downloading"),
    JobState.DONE: lambda: tr("Done"),
    JobState.FAILED: lambda: tr("Failed"),
    JobState.STOPPED: lambda: tr("Stopped"),
}


def sentence(notice: Notice) -> str:
    """A notice in one line: what happened, whether it was charged, what to do."""
    return notice_words(notice).sentence


def notice_words(notice: Notice) -> Wording:
    """A notice in words, its amounts as the language writes them."""
    values = {
        name: local.amount(str(value)) if name in AMOUNTS and AMOUNT.fullmatch(str(value)) else value
        for name, value in notice.values.items()
    }
    return current().notice(notice.code, values)


def sentences(notices: Iterable[Notice]) -> tuple[str, ...]:
    """Each notice in one line."""
    return tuple(sentence(notice) for notice in notices)


def seconds(value: float) -> str:
    """A length such as `5.3 s`; from a minute on `1:05 min`."""
    if value < 59.95:
        return tr("{value} s").format(value=local.number(value, 1))
    whole = round(value)
    return tr("{value} min").format(value=f"{whole // 60}:{whole % 60:02d}")


def frame_length(frames: int, per_second: int) -> str:
    """A length as editors count it, seconds and frames: `8:00`, `0:12`; from a minute on `1:05:00`."""
    whole, rest = divmod(frames, per_second)
    minutes, left = divmod(whole, 60)
    return f"{minutes}:{left:02}:{rest:02}" if minutes else f"{left}:{rest:02}"


def rate(frames_per_second: float) -> str:
    """A frame rate as editors write it: `24`, `23.976`, `29.97`."""
    return f"{frames_per_second:.3f}".rstrip("0").rstrip(".")


def amount_of_bytes(size: int) -> str:
    """A file size, in decimal units as file managers show it."""
    if size < MEGABYTE:
        return tr("{value} kB").format(value=max(1, round(size / 1000)))
    value = size / MEGABYTE
    return tr("{value} MB").format(value=local.number(value, 1 if value < 100 else 0))


def about_bytes(size: int) -> str:
    """The size of a file that is still to be made: in whole megabytes, rounded up as in a plan's words."""
    return tr("about {value} MB").format(value=max(1, math.ceil(size / MEGABYTE)))


def stem(path: str) -> str:
    """The name of a file without folder and ending."""
    return PurePath(path).stem


def facts(info: MediaInfo) -> tuple[str, ...]:
    """What a clip is, part by part: length, frames, size, rate, codec, sound, bytes."""
    sound = codec_name(info.sound_codec) if info.sound_codec else tr("sound")
    return (
        seconds(info.seconds),
        current().count("{n} frame", "{n} frames", info.frames),
        f"{info.width}×{info.height}",
        tr("{rate} fps").format(rate=rate(float(info.rate))),
        codec_name(info.codec),
        sound if info.has_sound else tr("no sound"),
        amount_of_bytes(info.size),
    )


@dataclass(frozen=True)
class Limit:
    """One limit of the service for a clip: its name, what it is, what the clip has, and whether that fits."""

    name: str
    words: str
    has: str
    is_met: bool


def limits_of(info: MediaInfo) -> tuple[Limit, ...]:
    """Every limit of the service, and how a clip stands to it."""
    broken = {notice.code for notice in limits.check_video(info)}
    words = dict(zip(limits.VIDEO_LIMITS, _limit_words(info), strict=True))
    return tuple(Limit(*words[code], is_met=code not in broken) for code in limits.VIDEO_LIMITS)


def _limit_words(info: MediaInfo) -> tuple[tuple[str, str, str], ...]:
    return (
        (tr("Length"), tr("3 to 10 s"), seconds(info.seconds)),
        (tr("Size"), tr("720 to 2160 pixels a side"), f"{info.width}×{info.height}"),
        (tr("Frame rate"), tr("24 to 60 fps"), rate(float(info.rate))),
        (tr("File"), tr("mp4 or mov"), info.container),
        (tr("Bytes"), tr("200 MB at most"), amount_of_bytes(info.size)),
    )


def money(amount: Decimal, currency: str) -> str:
    """An amount with its currency, to the cent."""
    return f"{local.number(amount, 2)} {currency}"


def time_left(value: float) -> str:
    """How long something may still take, rounded to what can honestly be said."""
    if value < 10:
        return tr("a few seconds left")
    if value < 60:
        return tr("{value} s left").format(value=round(value / 5) * 5)
    whole = round(value)
    return tr("{value} min left").format(value=f"{whole // 60}:{whole % 60:02d}")


def elapsed(value: float) -> str:
    """How long something has been going on."""
    whole = int(value)
    hours, minutes = divmod(whole // 60, 60)
    return f"{hours}:{minutes:02d}:{whole % 60:02d}" if hours else f"{minutes}:{whole % 60:02d}"


def mode(value: Mode) -> str:
    """A mode by its name and the size of its result."""
    return {Mode.STD: tr("Standard 720p"), Mode.PRO: tr("Professional 1080p")}[value]


def aspect_ratio(value: AspectRatio | None) -> str:
    """A shape of the result; none is the shape of the source."""
    return value.value if value else tr("As source")


def state(job: EditJob) -> str:
    """The word for where a task stands; what the service calls it where that word is not known."""
    if job.held is not None:
        return tr("Needs you")
    return STATE_WORDS[job.state]()


def unknown_status(job: EditJob) -> str:
    """The service's own status word, when it is none that this program knows; else empty."""
    known = {"", "pending", "queued", "processing", "running", "completed", "succeeded", "failed"}
    status = job.status.strip()
    return status if job.state in AT_THE_SERVICE and status.lower() not in known else ""


def mended(fixes: Fixes) -> str:
    """What is mended in a timeline file, in one sentence; nothing where it is as the result is."""
    parts = []
    if fixes.colour:
        parts.append(tr("colour matched by {percent} %").format(percent=round(fixes.colour * 100)))
    if fixes.slip:
        parts.append(current().count("slipped by {n} frame", "slipped by {n} frames", fixes.slip))
    if fixes.fills_from_source:
        parts.append(tr("black ends filled from the source"))
    return tr("Fixed: {what}.").format(what=", ".join(parts)) if parts else ""


def look(look: SourceLook) -> str:
    """How a source is read, as part of a sentence."""
    if look.kind is LookKind.LOG:
        return tr("log with {lut}").format(lut=look.lut_name)
    return {
        LookKind.REC709: tr("Rec.709"),
        LookKind.PQ: tr("HDR, PQ"),
        LookKind.HLG: tr("HDR, HLG"),
    }[look.kind]
