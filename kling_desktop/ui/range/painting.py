"""How a strip looks: ruler, what is lit, what is lighter, what is cut off, the playhead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen, QPolygonF

from kling_desktop.ui.range.ruler import marks
from kling_desktop.ui.theme import style
from kling_desktop.ui.theme.roles import Role

if TYPE_CHECKING:
    from kling_desktop.domain.timecode import TimecodeCount
    from kling_desktop.ui.range.scale import Scale
    from kling_desktop.viewmodels.range_state import Extent

DIM = 0.62
HANDLE_DIM = 0.3
HANDLE_TINT = 0.28
HATCH_TINT = 0.75
EDGE = 2
TICK, SHORT_TICK = 6, 3
TEXT_GAP = 4
HEAD = 5.0
ROOM_FOR_COUNT = 26.0


def paint_ruler(painter: QPainter, scale: Scale, box: QRectF, count: TimecodeCount) -> None:
    """Paint marks and timecodes into `box`, which lies above the pictures."""
    painter.setFont(style.digits_font(style.type_scale().small - 1))
    for mark in marks(scale, count.per_second):
        x = round(box.left() + scale.x(mark.frame)) + 0.5
        painter.setPen(style.colour(Role.CONTROL_LINE))
        height = TICK if mark.has_text else SHORT_TICK
        painter.drawLine(QPointF(x, box.bottom() - height), QPointF(x, box.bottom()))
        if mark.has_text:
            _paint_timecode(painter, x + TEXT_GAP, box, count.text(mark.frame))


def _paint_timecode(painter: QPainter, x: float, box: QRectF, words: str) -> None:
    width = painter.fontMetrics().horizontalAdvance(words)
    if x + width <= box.right():
        # Half a timecode would be another one.
        painter.setPen(style.colour(Role.TEXT_DIM))
        place = QRectF(x, box.top(), width + TEXT_GAP, box.height() - 1)
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, words)


def paint_extent(painter: QPainter, scale: Scale, box: QRectF, extent: Extent) -> None:
    """Dim what is not sent, tint the handles, hatch what is cut off, and frame the range."""
    first, last = _x(scale, box, extent.first), _x(scale, box, extent.last + 1)
    begin = _x(scale, box, extent.first - extent.before)
    end = _x(scale, box, extent.last + 1 + extent.after)
    painter.fillRect(_between(box, box.left(), begin), _shade(Role.SURROUND, DIM))
    painter.fillRect(_between(box, end, box.right()), _shade(Role.SURROUND, DIM))
    for left, right, frames in ((begin, first, extent.before), (last, end, extent.after)):
        part = _between(box, left, right)
        painter.fillRect(part, _shade(Role.SURROUND, HANDLE_DIM))
        painter.fillRect(part, _shade(Role.ACCENT, HANDLE_TINT))
        if part.width() >= ROOM_FOR_COUNT:
            _paint_count(painter, part, frames)
    if extent.cut_from is not None:
        _paint_cut_off(painter, _between(box, _x(scale, box, extent.cut_from), last))
    _paint_frame(painter, _between(box, first, last))


def paint_playhead(painter: QPainter, x: float, top: float, bottom: float) -> None:
    """Paint the line at the pixel `x`, with its head in the ruler."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(style.colour(Role.SURROUND), 3))
    painter.drawLine(QPointF(x, top + HEAD), QPointF(x, bottom))
    painter.setPen(QPen(style.colour(Role.TEXT), 1))
    painter.drawLine(QPointF(x, top + HEAD), QPointF(x, bottom))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(style.colour(Role.TEXT))
    head = (QPointF(x - HEAD, top), QPointF(x + HEAD, top), QPointF(x, top + 2 * HEAD))
    painter.drawPolygon(QPolygonF(head))


def paint_focus(painter: QPainter, box: QRectF) -> None:
    """Paint the ring of what has the keyboard."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(style.colour(Role.FOCUS), EDGE))
    painter.drawRect(box.adjusted(1, 1, -1, -1))


def _paint_count(painter: QPainter, part: QRectF, frames: int) -> None:
    painter.setFont(style.digits_font(style.type_scale().small - 1))
    words = f"+{frames}"
    room = painter.fontMetrics().horizontalAdvance(words) + 6
    plate = QRectF(part.center().x() - room / 2, part.bottom() - 17, room, 14)
    painter.fillRect(plate, _shade(Role.SURROUND, DIM))
    painter.setPen(style.colour(Role.TEXT))
    painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, words)


def _paint_cut_off(painter: QPainter, part: QRectF) -> None:
    painter.fillRect(part, _shade(Role.SURROUND, DIM))
    painter.fillRect(part, QBrush(_shade(Role.WARNING, HATCH_TINT), Qt.BrushStyle.BDiagPattern))


def _paint_frame(painter: QPainter, part: QRectF) -> None:
    for top in (part.top(), part.bottom() - EDGE):
        painter.fillRect(QRectF(part.left(), top, part.width(), EDGE), style.colour(Role.ACCENT))


def _x(scale: Scale, box: QRectF, edge: float) -> float:
    return min(max(box.left() + scale.x(edge), box.left()), box.right())


def _between(box: QRectF, left: float, right: float) -> QRectF:
    return QRectF(left, box.top(), max(right - left, 0.0), box.height())


def _shade(role: Role, alpha: float) -> QColor:
    colour = style.colour(role)
    colour.setAlphaF(alpha)
    return colour
