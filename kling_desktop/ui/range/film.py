"""Lays pictures of a clip along a strip, and says which ones it would like to have."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPixmap

from kling_desktop.ui.theme import style
from kling_desktop.ui.theme.roles import Role
from kling_desktop.viewmodels.filmstrip import Tile

if TYPE_CHECKING:
    from kling_desktop.media.colour import Picture
    from kling_desktop.ui.range.scale import Scale
    from kling_desktop.viewmodels.filmstrip import FilmstripModel

KEPT = 400
SEAM = Qt.GlobalColor.black


class Film:
    """Draws the pictures of a FilmstripModel; keeps them as the screen wants them."""

    def __init__(self, model: FilmstripModel) -> None:
        self._model = model
        self._drawn: dict[Picture, QPixmap] = {}

    def tiles(self, scale: Scale, picture_width: float) -> tuple[Tile, ...]:
        """The parts of the clip that are to be seen, none wider than `picture_width` pixels if it can be."""
        step = 1
        while step * 2 * scale.per_frame <= picture_width and step < scale.frames:
            step *= 2
        first = math.floor(scale.start / step)
        last = math.ceil(min(scale.start + scale.shown, scale.frames) / step)
        return tuple(Tile(step, number) for number in range(first, last))

    def paint(self, painter: QPainter, scale: Scale, box: QRectF, shape: float) -> None:
        """Fill `box` with pictures `shape` times as wide as they are high."""
        painter.fillRect(box, style.colour(Role.SURROUND))
        for tile in self.tiles(scale, box.height() * shape):
            left = box.left() + scale.x(tile.first)
            right = box.left() + scale.x(min(tile.first + tile.step, scale.frames))
            part = QRectF(left, box.top(), right - left, box.height())
            picture = self._model.picture(tile)
            if picture is not None:
                painter.fillRect(part, style.colour(Role.SURROUND))
                self._paint_tile(painter, part, picture)
                painter.fillRect(QRectF(part.right() - 1, part.top(), 1, part.height()), SEAM)

    def _paint_tile(self, painter: QPainter, part: QRectF, picture: Picture) -> None:
        drawn = self._pixmap(picture, part.height() * painter.device().devicePixelRatioF())
        # A picture fills its part by its middle: nothing is stretched.
        width = min(part.width() / part.height() * drawn.height(), drawn.width())
        middle = QRectF((drawn.width() - width) / 2, 0, width, drawn.height())
        shown = QRectF(0, part.top(), width / drawn.height() * part.height(), part.height())
        shown.moveCenter(part.center())
        painter.drawPixmap(shown, drawn, middle)

    def _pixmap(self, picture: Picture, height: float) -> QPixmap:
        known = self._drawn.get(picture)
        if known is not None and known.height() == round(height):
            return known
        image = QImage(
            picture.rgb, picture.width, picture.height, picture.stride, QImage.Format.Format_RGB888
        )
        smooth = Qt.TransformationMode.SmoothTransformation
        if len(self._drawn) >= KEPT:
            self._drawn.clear()
        self._drawn[picture] = QPixmap.fromImage(image.scaledToHeight(max(round(height), 1), smooth))
        return self._drawn[picture]
