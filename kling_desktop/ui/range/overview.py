"""The whole clip in a thin bar: which part of it the strip above shows, and what is marked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from kling_desktop.ui.range.scale import Scale
from kling_desktop.ui.theme import style
from kling_desktop.ui.theme.roles import Role

if TYPE_CHECKING:
    from kling_desktop.viewmodels.range_state import Extent

HEIGHT = 8
LEAST_WIDTH = 10.0


class Overview(QWidget):
    """A bar that the mouse scrolls by; empty while the whole clip is shown. `wished(start)` is a frame."""

    wished = Signal(float)

    def __init__(self, margin: int, parent: QWidget | None = None) -> None:
        """`margin` pixels stay free at both ends, as on the strip."""
        super().__init__(parent)
        self.setObjectName("range_overview")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._margin = margin
        self._scale = Scale()
        self._extent: Extent | None = None
        self._playhead: int | None = None
        self._held: float | None = None

    def sizeHint(self) -> QSize:
        """A thin bar."""
        return QSize(200, HEIGHT)

    def show_view(self, scale: Scale, extent: Extent | None, playhead: int | None) -> None:
        """Show which part of the clip the strip shows."""
        self._scale, self._extent, self._playhead = scale, extent, playhead
        self.setCursor(Qt.CursorShape.OpenHandCursor if scale.is_zoomed else Qt.CursorShape.ArrowCursor)
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the window, or bring it to the mouse."""
        if event.button() != Qt.MouseButton.LeftButton or not self._scale.is_zoomed:
            event.ignore()
            return
        at = self._frame(event.position().x())
        is_inside = self._scale.start <= at <= self._scale.start + self._scale.shown
        self._held = at - self._scale.start if is_inside else self._scale.shown / 2
        self.wished.emit(at - self._held)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Scroll with the mouse."""
        if self._held is not None:
            self.wished.emit(self._frame(event.position().x()) - self._held)

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """Let go."""
        self._held = None

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the bar while there is something that the strip does not show."""
        if not self._scale.is_zoomed:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(style.colour(Role.LINE))
        painter.drawRoundedRect(self._box(0, self._scale.frames, 2), 2, 2)
        painter.setBrush(style.colour(Role.CONTROL_LINE_HOVER))
        painter.drawRoundedRect(self._box(self._scale.start, self._scale.start + self._scale.shown, 1), 3, 3)
        if self._extent is not None:
            painter.fillRect(
                self._box(self._extent.first, self._extent.last + 1, 3), style.colour(Role.ACCENT)
            )
        if self._playhead is not None:
            painter.fillRect(QRectF(self._x(self._playhead), 0, 1, HEIGHT), style.colour(Role.TEXT))
        painter.end()

    def _box(self, first: float, last: float, inset: float) -> QRectF:
        left = self._x(first)
        width = max(self._x(last) - left, LEAST_WIDTH if inset == 1 else 2.0)
        left = min(left, self.width() - self._margin - width)
        return QRectF(left, inset, width, HEIGHT - 2 * inset)

    def _x(self, frame: float) -> float:
        return self._margin + frame / self._scale.frames * max(self.width() - 2 * self._margin, 1)

    def _frame(self, x: float) -> float:
        return (x - self._margin) / max(self.width() - 2 * self._margin, 1) * self._scale.frames
