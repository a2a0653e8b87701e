"""Small pictures of how the source sits in the shape that is asked for."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QBrush, QIcon, QPainter, QPen, QPixmap

from kling_desktop.i18n import tr
from kling_desktop.ui.theme import style
from kling_desktop.ui.theme.roles import Role

WIDTH, HEIGHT = 18, 16
RATIO = 2.0
"""Drawn at twice the size, so that they are sharp on any screen."""
ALIKE = 0.01

Shape = float
"""Width by height."""


def shape_icon(source: Shape | None, asked: Shape | None) -> QIcon:
    """The asked frame as an outline with the source in it; what the source leaves free is hatched.

    `source` None while it is not known, `asked` None for the shape of the source.
    """
    made = QPixmap(round(WIDTH * RATIO), round(HEIGHT * RATIO))
    made.setDevicePixelRatio(RATIO)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    frame = _inside(QRectF(1.0, 1.0, WIDTH - 2.0, HEIGHT - 2.0), asked or source or 1.0)
    # Not by `fillRect`: for that PySide6 loads all that there is of gradients, before the first key.
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_hatching())
    painter.drawRect(frame)
    painter.setBrush(style.colour(Role.ACCENT_FILL))
    painter.drawRect(_inside(frame, source or asked or 1.0))
    painter.setPen(QPen(style.colour(Role.ICON), 1.0))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(frame)
    painter.end()
    return QIcon(made)


def shape_words(source: Shape | None, asked: Shape | None) -> str:
    """The same in words."""
    if source is None or asked is None:
        return tr("The result has the shape of the source.") if asked is None else ""
    if abs(asked - source) < ALIKE * source:
        return tr("The source fills the frame that is asked for.")
    where = tr("above and below it") if asked < source else tr("left and right of it")
    return tr("The source does not fill this frame: Kling decides what comes {where}.").format(where=where)


def _hatching() -> QBrush:
    brush = QBrush()
    brush.setColor(style.colour(Role.TEXT_DISABLED))
    brush.setStyle(Qt.BrushStyle.BDiagPattern)
    return brush


def _inside(room: QRectF, ratio: Shape) -> QRectF:
    """The largest frame of a shape within `room`, in its middle."""
    width = min(room.width(), room.height() * ratio)
    size = QSizeF(width, width / ratio)
    return QRectF(room.center() - QPointF(size.width() / 2, size.height() / 2), size)
