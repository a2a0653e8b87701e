"""A contact sheet as a picture: one row of frames for the source and for each take; painted in a worker."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QIODevice, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QImage, QPainter, QPolygonF

from kling_desktop.domain.contact import HEIGHT, SHARES
from kling_desktop.i18n import tr
from kling_desktop.ui.theme.roles import DARK, Role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kling_desktop.media.colour import Picture
    from kling_desktop.services.contact import Part, Pictures, TakeRow

MARGIN, GAP = 32, 8
WORDS = 320
TILE = QSize(HEIGHT * 16 // 9, HEIGHT)
HEAD = 64
NAME, PROMPT, MOMENT = 20, 16, 15
PROMPT_LINES = 5
STAR = 18
WRAPPED = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop) | int(Qt.TextFlag.TextWrapAnywhere)
# The points of a star with five rays, in a square of one by one.
STAR_POINTS = (
    *((0.5, 0.0), (0.62, 0.36), (1.0, 0.38), (0.7, 0.61), (0.81, 0.98)),
    *((0.5, 0.77), (0.19, 0.98), (0.3, 0.61), (0.0, 0.38), (0.38, 0.36)),
)


def contact_sheet(parts: Sequence[Part]) -> bytes:
    """The sheet of `parts` as a PNG. It makes nothing that belongs to the screen: call it in any thread."""
    image = QImage(_size(parts), QImage.Format.Format_RGB32)
    # The neutral ground of the viewer, whatever theme the window has.
    image.fill(_colour(Role.WINDOW))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    top = MARGIN
    for part in parts:
        top = _paint_part(painter, part, top)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())


def _size(parts: Sequence[Part]) -> QSize:
    rows = sum(1 + len(part.takes) for part in parts)
    width = 2 * MARGIN + WORDS + len(SHARES) * (TILE.width() + GAP)
    return QSize(width, 2 * MARGIN + HEAD * len(parts) + rows * (HEIGHT + GAP) + GAP * (len(parts) - 1))


def _paint_part(painter: QPainter, part: Part, top: int) -> int:
    words = QRect(MARGIN, top, WORDS - GAP, HEAD - GAP)
    middle = int(Qt.AlignmentFlag.AlignVCenter)
    _write(
        painter, words, _cut(part.name, _font(NAME, is_strong=True), words.width()), NAME, Role.TEXT, middle
    )
    for column, moment in enumerate(part.moments):
        place = QRect(_column(column), top, TILE.width(), HEAD - GAP)
        _write(painter, place, moment, MOMENT, Role.TEXT_DIM, middle)
    top += HEAD
    _write(painter, _words_at(top), tr("Source"), NAME, Role.TEXT_DIM, WRAPPED)
    _paint_frames(painter, part.source, top)
    for take in part.takes:
        top += HEIGHT + GAP
        _paint_take(painter, take, top)
    return top + HEIGHT + 2 * GAP


def _paint_take(painter: QPainter, take: TakeRow, top: int) -> None:
    area = _words_at(top)
    name = QRect(area)
    if take.is_starred:
        corners = [QPointF(area.left() + STAR * x, area.top() + 3 + STAR * y) for x, y in STAR_POINTS]
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(_colour(Role.WARNING))
        painter.drawPolygon(QPolygonF(corners))
        name.setLeft(name.left() + STAR + GAP)
    _write(
        painter, name, _cut(take.name, _font(NAME, is_strong=True), name.width()), NAME, Role.TEXT, WRAPPED
    )
    metrics = QFontMetrics(_font(PROMPT))
    prompt = area.adjusted(0, QFontMetrics(_font(NAME)).height() + GAP, 0, 0)
    prompt.setHeight(PROMPT_LINES * metrics.lineSpacing())
    room = metrics.elidedText(take.prompt, Qt.TextElideMode.ElideRight, (PROMPT_LINES - 1) * prompt.width())
    flags = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop) | int(Qt.TextFlag.TextWordWrap)
    _write(painter, prompt, room, PROMPT, Role.TEXT_DIM, flags)
    _paint_frames(painter, take.pictures, top)


def _paint_frames(painter: QPainter, pictures: Pictures, top: int) -> None:
    for column, picture in enumerate(pictures):
        box = QRect(_column(column), top, TILE.width(), HEIGHT)
        painter.fillRect(box, _colour(Role.SURROUND))
        if picture is not None:
            _paint_picture(painter, box, picture)


def _paint_picture(painter: QPainter, box: QRect, picture: Picture) -> None:
    image = QImage(picture.rgb, picture.width, picture.height, picture.stride, QImage.Format.Format_RGB888)
    size = image.size().scaled(box.size(), Qt.AspectRatioMode.KeepAspectRatio)
    place = QRect(0, 0, size.width(), size.height())
    place.moveCenter(box.center())
    painter.drawImage(place, image)


def _words_at(top: int) -> QRect:
    return QRect(MARGIN, top, WORDS - 2 * GAP, HEIGHT)


def _column(number: int) -> int:
    return MARGIN + WORDS + number * (TILE.width() + GAP)


def _write(painter: QPainter, area: QRect, words: str, size: int, role: Role, flags: int) -> None:
    painter.setFont(_font(size, is_strong=size == NAME))
    painter.setPen(_colour(role))
    painter.drawText(area, flags, words)


def _font(size: int, is_strong: bool = False) -> QFont:
    font = QFont()
    font.setPixelSize(size)
    font.setWeight(QFont.Weight.DemiBold if is_strong else QFont.Weight.Normal)
    return font


def _cut(words: str, font: QFont, width: int) -> str:
    return QFontMetrics(font).elidedText(words, Qt.TextElideMode.ElideMiddle, width)


def _colour(role: Role) -> QColor:
    return QColor(DARK[role])
