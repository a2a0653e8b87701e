"""Paints the chips of a prompt behind its words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from kling_desktop.ui.theme import style
from kling_desktop.ui.theme.roles import Role

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtCore import QPointF
    from PySide6.QtGui import QTextBlock, QTextLine

    from kling_desktop.ui.editor.chips import Chip

RADIUS = 4.0
AIR = 1.0


def paint_chip(painter: QPainter, box: QRectF, is_known: bool) -> None:
    """Paint one box of a chip; one that stands for nothing is red, with a dashed line round it."""
    line = QPen(style.colour(Role.ACCENT if is_known else Role.DANGER), 1.0)
    if not is_known:
        line.setStyle(Qt.PenStyle.DashLine)
    painter.setPen(line)
    painter.setBrush(style.colour(Role.ACCENT_FILL if is_known else Role.DANGER_FILL))
    painter.drawRoundedRect(box, RADIUS, RADIUS)


def boxes(block: QTextBlock, origin: QPointF, chip: Chip) -> Iterator[QRectF]:
    """Where a chip of `block` stands, a box for each line that it is on; `origin` is the block's corner."""
    layout = block.layout()
    start, end = (place - block.position() for place in (chip.start, chip.end))
    composed, at = len(layout.preeditAreaText()), layout.preeditAreaPosition()
    if composed:
        # What is being put together stands in the layout, not in the text.
        start, end = start + composed * (start >= at), end + composed * (end > at)
    number = layout.lineForTextPosition(start).lineNumber()
    while number < layout.lineCount() and layout.lineAt(number).textStart() < end:
        line = layout.lineAt(number)
        number += 1
        first, last = max(start, line.textStart()), min(end, line.textStart() + line.textLength())
        if first < last:
            left, right = sorted((_x(line, first), _x(line, last)))
            box = QRectF(left, line.y(), right - left, line.height()).translated(origin)
            # On whole pixels and a half, so that its line is sharp; apart from the line of text below.
            yield QRectF(box.toAlignedRect()).adjusted(0.5 - AIR, 0.5, AIR - 0.5, -0.5 - AIR)


def _x(line: QTextLine, place: int) -> float:
    found: Any = line.cursorToX(place)
    return float(found[0] if isinstance(found, tuple) else found)
