"""Small pictures of clips and images, read in the background and kept while they are of use."""

from __future__ import annotations

from collections import OrderedDict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from kling_desktop.domain.errors import KlingError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from kling_desktop.domain.request import ImageInput
    from kling_desktop.media.colour import Picture
    from kling_desktop.studio import Studio

KEPT = 400
AT_SECONDS = 0.5
WIDTH = 256


class Pictures(QObject):
    """Owns the pictures in memory.

    `arrived` carries the path of a clip, or the SHA-256 of an image, whose picture is there now.
    """

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
            reading = partial(self._studio.clips.still, Path(path), AT_SECONDS, WIDTH)
            self._begin(self._studio, path, reading)
        return None

    def of_image(self, image: ImageInput) -> Picture | None:
        """The picture of an image that is kept here; None as for `of`, and for one that is only a link."""
        if image.sha256 in self._kept:
            self._kept.move_to_end(image.sha256)
            return self._kept[image.sha256]
        if self._studio is not None and image.sha256:
            self._begin(self._studio, image.sha256, partial(self._studio.intake.thumbnail, image, WIDTH))
        return None

    def _begin(self, studio: Studio, name: str, reading: Callable[[], Awaitable[Picture]]) -> None:
        self._kept[name] = None
        studio.tasks.spawn("small picture", self._read(name, reading))

    async def _read(self, name: str, reading: Callable[[], Awaitable[Picture]]) -> None:
        try:
            picture = await reading()
        except KlingError:
            # What is gone or broken has no picture; its row and its notice say why.
            return
        self._kept[name] = picture
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        self.arrived.emit(name)
