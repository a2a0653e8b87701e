"""Pictures along a clip for a strip that zooms: read where it is looked at, as finely as it is shown."""

from __future__ import annotations

from collections import OrderedDict
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, Signal

from kling_desktop.domain.errors import KlingError

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Iterator, Sequence

    from kling_desktop.domain.cut import SourceLook
    from kling_desktop.domain.media import MediaInfo
    from kling_desktop.media.colour import Picture
    from kling_desktop.studio import Studio

KEPT = 500
BATCH = 4
"""Pictures read in one go: what is no longer looked at holds up no more than this."""
HEIGHT = 96
"""Pixels; enough for a strip on a screen of double density."""


class Tile(NamedTuple):
    """A part of a clip that is shown by one picture: `step` frames, the part's number from the start."""

    step: int
    number: int

    @property
    def first(self) -> int:
        """Its first frame."""
        return self.step * self.number

    @property
    def middle(self) -> int:
        """The frame that stands for it."""
        return self.first + (self.step - 1) // 2

    @property
    def wider(self) -> Tile:
        """The part of twice the length that it lies in."""
        return Tile(self.step * 2, self.number // 2)


class FilmstripModel(QObject):
    """Owns the pictures of one clip at a time; `arrived`: there are more of them."""

    arrived = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        """Empty until `attach` and `show_clip`."""
        super().__init__(parent)
        self._studio: Studio | None = None
        self._path = ""
        self._frames = 0
        self._look: SourceLook | None = None
        self._rate = Fraction(1)
        self._kept: OrderedDict[Tile, Picture] = OrderedDict()
        self._missing: set[Tile] = set()
        self._wanted: tuple[Tile, ...] = ()
        self._reading: asyncio.Task[None] | None = None

    def attach(self, studio: Studio) -> None:
        """Read pictures through an opened studio."""
        self._studio = studio
        self._go_on()

    def show_clip(self, path: str, info: MediaInfo | None, look: SourceLook | None = None) -> None:
        """Have pictures of the clip at `path`, read by `look`; what is read of another one is given up.

        An empty path is for none; without a look it is read as it is tagged.
        """
        frames = info.frames if info else 0
        if (path, frames, look) == (self._path, self._frames, self._look):
            return
        self._path, self._frames, self._look = path, frames, look
        self._rate = info.rate if info else Fraction(1)
        self._kept.clear()
        self._missing.clear()
        self._wanted = ()
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None
        self.arrived.emit()

    def want(self, tiles: Sequence[Tile]) -> None:
        """These parts are to be seen now, the most wanted first; what was wanted before no longer counts."""
        self._wanted = tuple(tiles)
        self._go_on()

    def picture(self, tile: Tile) -> Picture | None:
        """The picture of a part, else of the wider part round it that has one."""
        while tile.step < self._frames * 2:
            if tile in self._kept:
                self._kept.move_to_end(tile)
                return self._kept[tile]
            tile = tile.wider
        return None

    def _go_on(self) -> None:
        if self._studio is not None and self._path and self._reading is None and any(self._batch()):
            self._reading = self._studio.tasks.spawn(
                "filmstrip", self._read(self._studio, self._path, self._look)
            )

    async def _read(self, studio: Studio, path: str, look: SourceLook | None) -> None:
        while self._is_on(path, look) and (batch := tuple(self._batch())):
            # By whole seconds nobody sees which frame it is, and key frames cost nothing to find.
            is_exact = batch[0].step < self._rate
            frames = [min(tile.middle, self._frames - 1) for tile in batch]
            try:
                pictures = await studio.clips.tiles(Path(path), frames, self._rate, HEIGHT, is_exact, look)
            except KlingError:
                # The clip is gone or broken: its notice says why, the strip goes without pictures.
                self._missing.update(batch)
                continue
            self._keep(batch, pictures)
        if self._is_on(path, look):
            self._reading = None

    def _is_on(self, path: str, look: SourceLook | None) -> bool:
        return (path, look) == (self._path, self._look)

    def _keep(self, batch: Sequence[Tile], pictures: Sequence[Picture]) -> None:
        self._kept.update(zip(batch, pictures, strict=True))
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        self.arrived.emit()

    def _batch(self) -> Iterator[Tile]:
        """What is read next."""
        left = (each for each in self._wanted if each not in self._kept and each not in self._missing)
        yield from (tile for tile, _ in zip(left, range(BATCH), strict=False))
