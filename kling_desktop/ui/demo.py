"""The edit that a newcomer can send at once: the shipped clip and a prompt that practice mode can imitate."""

from __future__ import annotations

from kling_desktop import paths

CLIP = ("demo", "big-buck-bunny-5s.mp4")


def clip() -> str:
    """The path of the shipped clip."""
    return str(paths.resource(*CLIP))


def prompt() -> str:
    """What to do with it; practice mode knows the words in English."""
    return "Add snow falling to @Video1"
