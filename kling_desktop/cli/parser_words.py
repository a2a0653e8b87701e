"""The words of argparse itself, in the language of the interface: it knows English only."""

import argparse

from kling_desktop.i18n import tr


def translate() -> None:
    """Have argparse look its words up here, from now on; what it says that is not here stays English."""
    # It has no other way in: both names are what its code calls.
    vars(argparse).update(_=_text, ngettext=_count)


def _text(message: str) -> str:
    return _words().get(message, message)


def _count(one: str, many: str, number: int) -> str:
    return _words().get(many, one if number == 1 else many)


def _words() -> dict[str, str]:
    return {
        "usage: ": tr("usage: "),
        "options": tr("options"),
        "positional arguments": tr("arguments"),
        "show this help message and exit": tr("show this help and end"),
        "argument %(argument_name)s: %(message)s": tr("%(argument_name)s: %(message)s"),
        "unrecognized arguments: %s": tr("nothing is known of %s"),
        "not allowed with argument %s": tr("cannot be said together with %s"),
        "ignored explicit argument %r": tr("takes no value, and %r was given"),
        "the following arguments are required: %s": tr("%s is missing"),
        "one of the arguments %s is required": tr("one of %s is missing"),
        "expected one argument": tr("a value is missing"),
        "expected at most one argument": tr("one value at most"),
        "expected at least one argument": tr("one value at least"),
        "expected %s arguments": tr("%s values are needed"),
        "ambiguous option: %(option)s could match %(matches)s": tr("%(option)s may mean %(matches)s"),
        "invalid choice: %(value)r (choose from %(choices)s)": tr("%(value)r is none of %(choices)s"),
    }
