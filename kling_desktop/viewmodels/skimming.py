"""Pictures all along a result, for the mouse that passes over its small picture."""

from __future__ import annotations

from collections import OrderedDict
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from kling_desktop.domain.errors import KlingError

if TYPE_CHECKING:
    import asyncio

    from kling_desktop.media.colour import Picture
    from kling_desktop.studio import Studio

COUNT = 32
"""Pictures of each clip: two pixels of a small picture for each."""
HEIGHT = 72
KEPT = 12
"""Clips whose pictures are kept; each takes about a megabyte."""


class SkimModel(QObject):
    """Owns the pictures; reads one clip at a time. `arrived`: there is one more of that."""

    arrived = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        """Empty until `attach`."""
        super().__init__(parent)
        self._studio: Studio | None = None
        self._kept: OrderedDict[str, list[Picture]] = OrderedDict()
        self._reading: asyncio.Task[None] | None = None
        self._path = ""

    def attach(self, studio: Studio) -> None:
        """Read pictures through an opened studio."""
        self._studio = studio

    def begin(self, path: str) -> None:
        """Have the pictures of the clip at `path` read, from its start on; nothing else is read any more."""
        if path == self._path:
            return
        self.leave()
        if self._studio is not None and path not in self._kept:
            self._path = path
            self._reading = self._studio.tasks.spawn("skim", self._read(self._studio, path))

    def leave(self) -> None:
        """Nobody looks any more: what has been read of a clip in part is thrown away."""
        if self._reading is not None:
            self._reading.cancel()
            self._kept.pop(self._path, None)
        self._reading, self._path = None, ""

    def picture(self, path: str, share: float) -> Picture | None:
        """The picture at `share` (0–1) of the clip, else the nearest that has been read; None for none."""
        pictures = self._kept.get(path)
        if not pictures:
            return None
        self._kept.move_to_end(path)
        return pictures[min(max(int(share * COUNT), 0), len(pictures) - 1)]

    async def _read(self, studio: Studio, path: str) -> None:
        pictures = self._kept.setdefault(path, [])
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)

        def take(picture: Picture) -> None:
            pictures.append(picture)
            if self._path == path:
                self.arrived.emit()

        # What is gone or broken keeps its small picture; its row says why, and it is not asked for again.
        with suppress(KlingError):
            await studio.clips.filmstrip(Path(path), COUNT, HEIGHT, take)
        if self._path == path:
            self._reading, self._path = None, ""
