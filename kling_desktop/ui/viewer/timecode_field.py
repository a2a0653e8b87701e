"""The reading of the position, which can be typed over."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from kling_desktop.ui.theme import style
from kling_desktop.ui.theme.roles import SPACE, Role

_WIDEST = "00:00:00:00"
# Where a line edit begins to write: border and padding of the style sheet, and two pixels of its own.
_TEXT_AT = 8


class TimecodeField(QLineEdit):
    """A timecode. Signal `entered(text)`: the user typed one and pressed Enter; Escape takes it back.

    A second Escape, `left()`, gives the keyboard away.

    While the clip runs, `show_running` paints without telling assistive technology each frame.
    """

    entered = Signal(str)
    left = Signal()

    def __init__(self, label: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(label)
        self.setProperty("look", "reading")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self._settled = ""
        self._running = ""
        self.setFont(style.digits_font(style.type_scale().display, QFont.Weight.DemiBold))
        self.setFixedWidth(QFontMetrics(self.font()).horizontalAdvance(_WIDEST) + 2 * _TEXT_AT + SPACE.tight)
        self.returnPressed.connect(self._enter)

    def show_running(self, text: str) -> None:
        """Paint `text` in place of the text of the field, silently."""
        self._running = text
        self.update()

    def show_settled(self, text: str) -> None:
        """Read `text`, unless the user is typing; assistive technology is told."""
        self._settled = text
        self._running = ""
        if not self.isModified():
            self.setText(text)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape takes back what was typed."""
        if event.key() == Qt.Key.Key_Escape:
            if self.isModified():
                self._restore()
            else:
                self.left.emit()
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Offer the whole reading for typing over."""
        super().focusInEvent(event)
        self.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Leave without Enter: what was typed is dropped."""
        super().focusOutEvent(event)
        self._restore()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the running reading while there is one and nothing is being typed."""
        if not self._running or self.hasFocus():
            super().paintEvent(event)
            return
        painter = QPainter(self)
        painter.setPen(style.colour(Role.TEXT))
        room = self.rect().adjusted(_TEXT_AT, 0, 0, 0)
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self._running)
        painter.end()

    def _restore(self) -> None:
        self.setText(self._settled)
        self.setModified(False)
        self.deselect()

    def _enter(self) -> None:
        typed = self.text()
        self._restore()
        self.entered.emit(typed)
