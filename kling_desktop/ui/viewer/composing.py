"""Paints source and result over each other: alone, wiped, side by side, as their difference."""

from collections.abc import Mapping

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from kling_desktop.ui.viewer.clip import Side
from kling_desktop.ui.viewer.look import Look, Mode, half

Images = Mapping[Side, QImage]
Places = Mapping[Side, QRectF]
_LINE = QColor(255, 255, 255, 220)
_EDGE = QColor(0, 0, 0, 140)
_NEARLY = 1.0


def compose(painter: QPainter, look: Look, images: Images, places: Places, room: QSize) -> None:
    """Paint what `look` asks for, in pixels of the screen."""
    if look.mode is Mode.WIPE and len(images) == 2:
        _wipe(painter, look, images, places)
    elif look.mode is Mode.DIFFERENCE and len(images) == 2:
        frame = places[Side.RESULT]
        painter.drawImage(frame.topLeft(), difference(look, images, places))
    elif look.mode is Mode.SIDE_BY_SIDE:
        for side, image in images.items():
            painter.setClipRect(half(QRectF(0, 0, room.width(), room.height()), side))
            _draw(painter, image, places[side], look)
        painter.setClipping(False)
    elif look.mode is Mode.FLICKER and len(images) == 2:
        painter.setClipRect(places[Side.RESULT])
        side = Side.RESULT if look.is_swapped else Side.SOURCE
        _draw(painter, images[side], places[side], look)
        painter.setClipping(False)
    else:
        for side, image in images.items():
            _draw(painter, image, places[side], look)


def wipe_line(look: Look, frame: QRectF) -> tuple[QPointF, QPointF]:
    """Both ends of the wipe's line across the result's frame."""
    if look.is_level:
        y = round(frame.top() + frame.height() * look.split)
        return QPointF(frame.left(), y), QPointF(frame.right(), y)
    x = round(frame.left() + frame.width() * look.split)
    return QPointF(x, frame.top()), QPointF(x, frame.bottom())


def difference(look: Look, images: Images, places: Places) -> QImage:
    """How far apart the pictures are in each channel, times the gain, plus the offset."""
    frame = places[Side.RESULT]
    found = QImage(frame.size().toSize(), QImage.Format.Format_ARGB32_Premultiplied)
    found.fill(Qt.GlobalColor.black)
    painter = QPainter(found)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, not look.zoom)
    for side in (Side.RESULT, Side.SOURCE):
        place = places[side].translated(-frame.topLeft())
        painter.drawImage(_exact(images[side], place), images[side])
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Difference)
    painter.end()
    _lighten(found, look)
    return found


def _lighten(found: QImage, look: Look) -> None:
    for _ in range(look.gain.bit_length() - 1):
        # Added to itself it is twice as light; what is beyond white stays white.
        once = found.copy()
        painter = QPainter(found)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Plus)
        painter.drawImage(0, 0, once)
        painter.end()
    if look.offset:
        painter = QPainter(found)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Plus)
        painter.fillRect(found.rect(), QColor(look.offset, look.offset, look.offset))
        painter.end()


def _wipe(painter: QPainter, look: Look, images: Images, places: Places) -> None:
    frame = places[Side.RESULT]
    begin, end = wipe_line(look, frame)
    before = QRectF(
        frame.topLeft(),
        QPointF(frame.right(), end.y()) if look.is_level else QPointF(end.x(), frame.bottom()),
    )
    after = QRectF(begin, frame.bottomRight())
    for side, part in ((Side.SOURCE, before), (Side.RESULT, after)):
        painter.setClipRect(part)
        _draw(painter, images[side], places[side], look)
    painter.setClipping(False)
    painter.setPen(QPen(_EDGE, 3))
    painter.drawLine(begin, end)
    painter.setPen(QPen(_LINE, 1))
    painter.drawLine(begin, end)


def _draw(painter: QPainter, image: QImage, place: QRectF, look: Look) -> None:
    # Enlarged on purpose, each pixel is to be seen for itself.
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, not look.zoom)
    painter.drawImage(_exact(image, place), image)


def _exact(image: QImage, place: QRectF) -> QRectF:
    """The place, without a scaling by a pixel that rounding would bring."""
    size = QSizeF(image.size())
    is_near = abs(size.width() - place.width()) <= _NEARLY and abs(size.height() - place.height()) <= _NEARLY
    return QRectF(place.topLeft(), size) if is_near else place
