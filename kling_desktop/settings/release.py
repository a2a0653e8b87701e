"""The small file that a released build carries: its version, and where newer ones are made known."""

import tomllib
from pathlib import Path

from kling_desktop.domain.release import ReleasePlace


def release_place(path: Path) -> ReleasePlace | None:
    """What the file at `path` says; None for a build that was not released, or a file that makes no sense."""
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    place = ReleasePlace(*(str(told.get(name, "")) for name in ("version", "newest", "page")))
    return place if place.is_usable else None
