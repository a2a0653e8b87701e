"""Finds a file again that was moved or renamed: by its size first, by its content for certain."""

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from kling_desktop.domain.errors import BadInput
from kling_desktop.domain.request import Fingerprint
from kling_desktop.media.clip import VIDEO_SUFFIXES
from kling_desktop.media.fingerprint import fingerprint
from kling_desktop.media.worker import Stopped, never

MOST_LOOKED_AT = 20_000
"""Files of a folder tree that are looked at before the search ends."""


def video_files(folders: Iterable[Path], stop: Callable[[], bool] = never) -> Iterator[Path]:
    """Video files in and below `folders`, each once, no more than MOST_LOOKED_AT files looked at.

    Raises Stopped. What cannot be read is passed over.
    """
    seen: set[Path] = set()
    count = 0
    for folder in folders:
        for place, names, files in os.walk(folder):
            names.sort()
            for name in sorted(files):
                count += 1
                if stop():
                    raise Stopped
                if count > MOST_LOOKED_AT:
                    return
                path = Path(place, name)
                if path.suffix.lower() in VIDEO_SUFFIXES and path not in seen:
                    seen.add(path)
                    yield path


def relinked(known: Fingerprint, folders: Iterable[Path], stop: Callable[[], bool] = never) -> Path | None:
    """The file with the content of `known` in or below `folders`; None if there is none. Raises Stopped."""
    for path in video_files(folders, stop):
        try:
            if path.stat().st_size == known.size and fingerprint(path, stop).sha256 == known.sha256:
                return path
        except (OSError, BadInput):
            continue
    return None
