"""Where in the clip one is: a slider over its frames that a click moves at once."""

from collections.abc import Mapping
from html import escape

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QSlider, QToolTip, QWidget

from kling_desktop.ui.theme import style
from kling_desktop.ui.theme.roles import Role

_HEIGHT = 20
_TRACK = 4
_HANDLE = 12
_MARK = 3
_REACH = 5
"""Pixels beside a mark that still mean it."""


class PositionSlider(QSlider):
    """One step per frame. Signal `wished(frame)`: the user wants to be there (mouse, keys, screen reader).

    While the clip runs, `show_running` moves the handle without telling assistive technology each frame.
    """

    wished = Signal(int)

    def __init__(self, label: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setObjectName(name)
        self.setAccessibleName(label)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setRange(0, 0)
        self._running: int | None = None
        self._is_told = False
        self._marks: Mapping[int, str] = {}
        self.setMouseTracking(True)
        self.valueChanged.connect(self._wish)

    def sizeHint(self) -> QSize:
        """As high as its handle needs."""
        return QSize(200, _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """As high as its handle needs."""
        return QSize(60, _HEIGHT)

    def show_length(self, frames: int, page: int) -> None:
        """The clip has so many frames; Page Up and Down move by `page` of them."""
        self._is_told = True
        self.setRange(0, max(frames - 1, 0))
        self.setPageStep(page)
        self._is_told = False

    def show_marks(self, marks: Mapping[int, str]) -> None:
        """Mark these frames: what was noted there is said where the mouse rests, and a click goes to it."""
        self._marks = marks
        self.update()

    def show_running(self, frame: int) -> None:
        """Draw the handle at `frame`, silently."""
        self._running = frame
        self.update()

    def show_settled(self, frame: int) -> None:
        """Stand at `frame`; assistive technology is told."""
        self._running = None
        self._is_told = True
        self.setValue(frame)
        self._is_told = False
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to where the mouse is, and follow it."""
        if event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        self.setSliderDown(True)
        mark = self._mark_at(event.position().x())
        self._wish(self._frame_at(event.position().x()) if mark is None else mark)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the mouse while its button is down; show what a click would go to."""
        if self.isSliderDown():
            self._wish(self._frame_at(event.position().x()))
        elif self._mark_at(event.position().x()) is None:
            self.unsetCursor()
        else:
            self.setCursor(Qt.CursorShape.PointingHandCursor)

    def event(self, event: QEvent) -> bool:
        """Say what was noted where the mouse rests."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            mark = self._mark_at(event.pos().x())
            QToolTip.showText(event.globalPos(), "" if mark is None else escape(self._marks[mark]), self)
            return True
        return super().event(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.setSliderDown(False)
            self.update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to what lies behind."""
        event.ignore()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint groove, the part behind, handle and focus ring."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        groove = QRectF(_HANDLE / 2, (self.height() - _TRACK) / 2, self.width() - _HANDLE, _TRACK)
        painter.setBrush(style.colour(Role.CONTROL_LINE if self.isEnabled() else Role.LINE))
        painter.drawRoundedRect(groove, _TRACK / 2, _TRACK / 2)
        if self.isEnabled():
            self._paint_position(painter, groove)
        painter.end()

    def _paint_position(self, painter: QPainter, groove: QRectF) -> None:
        x = groove.left() + groove.width() * self.share
        painter.setBrush(style.colour(Role.ACCENT))
        painter.drawRoundedRect(QRectF(groove.left(), groove.top(), x - groove.left(), _TRACK), 2, 2)
        painter.setBrush(style.colour(Role.WARNING))
        for frame in self._marks:
            at = self._x(frame)
            painter.drawRoundedRect(QRectF(at - _MARK / 2, 1, _MARK, self.height() - 2), 1, 1)
        side = _HANDLE + 2 if self.underMouse() or self.isSliderDown() else _HANDLE
        if self.hasFocus():
            painter.setBrush(style.colour(Role.FOCUS))
            painter.drawEllipse(_round(x, self.height() / 2, side + 4))
        painter.setBrush(style.colour(Role.TEXT))
        painter.drawEllipse(_round(x, self.height() / 2, side - (2 if self.hasFocus() else 0)))

    @property
    def share(self) -> float:
        """Which part of the clip lies behind it (0–1)."""
        shown = self.value() if self._running is None else self._running
        return min(shown / self.maximum(), 1.0) if self.maximum() else 0.0

    def _x(self, frame: int) -> float:
        return _HANDLE / 2 + (self.width() - _HANDLE) * min(frame / max(self.maximum(), 1), 1.0)

    def _mark_at(self, x: float) -> int | None:
        if not self._marks or not self.isEnabled():
            return None
        nearest = min(self._marks, key=lambda frame: abs(self._x(frame) - x))
        return nearest if abs(self._x(nearest) - x) <= _REACH else None

    def _frame_at(self, x: float) -> int:
        share = (x - _HANDLE / 2) / max(self.width() - _HANDLE, 1)
        return round(min(max(share, 0.0), 1.0) * self.maximum())

    def _wish(self, frame: int) -> None:
        if not self._is_told:
            self.wished.emit(frame)


def _round(x: float, y: float, side: float) -> QRectF:
    return QRectF(x - side / 2, y - side / 2, side, side)
