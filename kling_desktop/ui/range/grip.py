"""The in point and the out point of a strip: drawn with the mouse, or by keys once it has the keyboard."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QPainter, QPainterPath, QWheelEvent
from PySide6.QtWidgets import QSlider, QWidget

from kling_desktop.ui.theme import style
from kling_desktop.ui.theme.roles import Role

if TYPE_CHECKING:
    from PySide6.QtGui import QMouseEvent, QPaintEvent

WIDTH = 11
FAR = 10
"""Frames that an arrow key moves by together with Shift."""
_BEAK = 4.0


class End(Enum):
    """Which end of the range a grip holds."""

    IN = "in_point"
    OUT = "out_point"


class Grip(QSlider):
    """One end of a range, as a slider over the frames of the clip.

    Signals: `wished(frame)` it is to be there; `taken()` and `let_go()` around a drag; `dragged(x)` the
    mouse is at this pixel of the strip; `reached()` it got the keyboard.
    """

    wished = Signal(int)
    dragged = Signal(float)
    taken = Signal()
    let_go = Signal()
    reached = Signal()

    def __init__(self, end: End, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.end = end
        self.setObjectName(end.value)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.SizeHorCursor)
        self._is_told = False
        self.valueChanged.connect(self._wish)

    def show_point(self, frame: int, frames: int, per_second: int, words: str) -> None:
        """Stand at `frame` of `frames`; `words` are its timecode."""
        self._is_told = True
        self.setRange(0, max(frames - 1, 0))
        self.setPageStep(per_second)
        self.setValue(frame)
        self._is_told = False
        if self.accessibleDescription() != words:
            self.setAccessibleDescription(words)
        self.setToolTip(f"{self.accessibleName()}  {words}")

    def event(self, event: QEvent) -> bool:
        """Keep the keys that move it from shortcuts of panels."""
        is_asking = event.type() == QEvent.Type.ShortcutOverride
        if is_asking and isinstance(event, QKeyEvent) and self._steps(event) is not None:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move; every other key belongs to the strip."""
        steps = self._steps(event)
        if steps is None:
            event.ignore()
        else:
            self.setValue(self.value() + steps)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of it."""
        if event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        self.setSliderDown(True)
        self.taken.emit()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the mouse."""
        if self.isSliderDown():
            self.dragged.emit(self.mapToParent(event.position()).x())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        if event.button() == Qt.MouseButton.LeftButton and self.isSliderDown():
            self.setSliderDown(False)
            self.let_go.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the strip."""
        event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Say so: it may lie outside of what is shown."""
        super().focusInEvent(event)
        self.reached.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint a bracket that opens towards the range."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        is_lit = self.isSliderDown() or self.hasFocus()
        painter.setBrush(style.colour(Role.FOCUS if is_lit else Role.ACCENT))
        painter.drawPath(self._shape())
        painter.fillRect(QRectF(self.width() / 2 - 1, self.height() / 2 - 6, 2, 12), self._notch())
        painter.end()

    def _shape(self) -> QPainterPath:
        path = QPainterPath()
        box = QRectF(self.rect())
        path.addRoundedRect(box, _BEAK, _BEAK)
        # Square where it touches the range.
        inner = QRectF(box.center().x(), box.top(), box.width() / 2, box.height())
        if self.end is End.OUT:
            inner.moveLeft(box.left())
        path.addRect(inner)
        return path.simplified()

    def _notch(self) -> QColor:
        return style.colour(Role.ON_ACCENT)

    def _steps(self, event: QKeyEvent) -> int | None:
        far = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        return {
            Qt.Key.Key_Left: -FAR if far else -1,
            Qt.Key.Key_Right: FAR if far else 1,
            Qt.Key.Key_PageDown: -self.pageStep(),
            Qt.Key.Key_PageUp: self.pageStep(),
            Qt.Key.Key_Home: -self.value(),
            Qt.Key.Key_End: self.maximum() - self.value(),
        }.get(Qt.Key(event.key()))

    def _wish(self, frame: int) -> None:
        if not self._is_told:
            self.wished.emit(frame)
