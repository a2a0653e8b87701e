"""What stands where nothing is yet, and how to begin."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kling_desktop.ui.theme.roles import SPACE, Role
from kling_desktop.ui.widgets.buttons import Button
from kling_desktop.ui.widgets.labels import IconLabel, TextLabel, Tone

_ICON_SIZE = 44


class EmptyState(QWidget):
    """An icon, a title, a sentence and perhaps a button, in the middle of the room.

    `name` is its objectName; the parts are `<name>_title`, `<name>_text`, `<name>_action`.
    Signal `action_triggered`: the button was pressed.
    """

    action_triggered = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._icon = IconLabel("info", Role.TEXT_DIM, _ICON_SIZE)
        self._title = self._words(f"{name}_title", Tone.TITLE)
        self._text = self._words(f"{name}_text", Tone.DIM)
        self._text.setWordWrap(True)
        self._button = Button("", f"{name}_action")
        self._button.clicked.connect(self.action_triggered)
        column = QVBoxLayout(self)
        column.setSpacing(SPACE.snug)
        column.addStretch(1)
        column.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(SPACE.snug)
        column.addWidget(self._title)
        column.addWidget(self._text)
        column.addSpacing(SPACE.normal)
        column.addWidget(self._button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)

    def say(self, icon: str, title: str, text: str, action: str = "", role: Role = Role.TEXT_DIM) -> None:
        """Show this, with a button that reads `action` unless that is empty."""
        self._icon.show_icon(icon, role)
        self._title.setText(title)
        self._text.setText(text)
        self._button.setText(action)
        self._button.setVisible(bool(action))

    def text(self) -> str:
        """Title and sentence in one line."""
        return f"{self._title.text()} {self._text.text()}".strip()

    def _words(self, name: str, tone: Tone) -> TextLabel:
        label = TextLabel("", tone)
        label.setObjectName(name)
        label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        return label
