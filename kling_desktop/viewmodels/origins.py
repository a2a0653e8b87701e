"""Where pictures come from, in the words of the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kling_desktop.domain.origin import Origin
from kling_desktop.i18n import tr

if TYPE_CHECKING:
    from pathlib import Path


def of_file(path: Path, frame: int | None = None, *, is_last: bool = False) -> Origin:
    """A picture file, or a `frame` (from 0) of a clip, which may be its last, whatever its number."""
    if frame is None:
        return Origin(path.name, path)
    words = tr("{clip}, last frame") if is_last else tr("{clip}, frame {n}")
    return Origin(words.format(clip=path.stem, n=frame), path, frame=frame)
