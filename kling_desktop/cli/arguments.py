"""What can be said on the command line; options of the whole program stand before or after the verb."""

import argparse
from collections.abc import Sequence

from kling_desktop import i18n
from kling_desktop.cli import parser_words
from kling_desktop.cli.parser import whole_program

DEMO = "--demo"


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """The command line as values; `verb` is empty when the window is wanted. Raises BadInput.

    `clip` is what the window is to open: the absolute path of a clip or a studio setup, a link, mostly ''.
    """
    i18n.use(i18n.system_language())
    parser_words.translate()
    known, rest = whole_program().parse_known_args(argv)
    i18n.use(known.language or i18n.system_language())
    if rest in ([], [DEMO]):
        # The bare window: it is not to wait for all that verbs take.
        return argparse.Namespace(**vars(known), demo=bool(rest), verb="", clip="")
    from kling_desktop.cli import verbs  # noqa: PLC0415 - seldom on the way to the window

    return verbs.read(known, rest)
