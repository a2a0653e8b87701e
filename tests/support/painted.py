"""Reads frame numbers out of what a window painted."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage

from tests.support.barcode import NoNumber, number_in


def number_painted(picture: QImage, place: QRectF) -> int | None:
    """The number that the part of a grabbed picture at `place` (its pixels) carries; None if it has none."""
    part = picture.copy(place.toRect()).convertToFormat(QImage.Format.Format_Grayscale8)
    try:
        return number_in(bytes(part.constBits()), part.width(), part.height(), part.bytesPerLine())
    except NoNumber:
        return None
