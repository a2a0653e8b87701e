"""Small pictures of clips, read in the background and kept while they are of use."""

from __future__ import annotations

from collections import OrderedDict
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from kling_desktop.domain.errors import KlingError

if TYPE_CHECKING:
    from kling_desktop.media.colour import Picture
    from kling_desktop.studio import Studio

KEPT = 400
AT_SECONDS = 0.5
WIDTH = 256


class Pictures(QObject):
    """Owns the pictures in memory; `arrived` carries the path of a clip whose picture is there now."""

    arrived = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        """Empty until `attach`."""
        super().__init__(parent)
        self._studio: Studio | None = None
        self._kept: OrderedDict[str, Picture | None] = OrderedDict()

    def attach(self, studio: Studio) -> None:
        """Read pictures through an opened studio."""
        self._studio = studio

    def of(self, path: str) -> Picture | None:
        """The picture of the clip at `path`; None until it has arrived, or when there is none to be had."""
        if path in self._kept:
            self._kept.move_to_end(path)
            return self._kept[path]
        if self._studio is not None and path:
            self._kept[path] = None
            self._studio.tasks.spawn("picture of a clip", self._read(self._studio, path))
        return None

    async def _read(self, studio: Studio, path: str) -> None:
        try:
            picture = await studio.clips.still(Path(path), AT_SECONDS, WIDTH)
        except KlingError:
            # A clip that is gone or broken has no picture; its row and its notice say why.
            return
        self._kept[path] = picture
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        self.arrived.emit(path)
