"""A sentence to the user, at the place that it is about."""

from enum import StrEnum

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from kling_desktop.ui.theme import style
from kling_desktop.ui.theme.roles import SPACE, Role
from kling_desktop.ui.widgets.buttons import Button
from kling_desktop.ui.widgets.labels import IconLabel, TextLabel


class NoticeKind(StrEnum):
    """How grave a notice is."""

    INFO = "info"
    POSITIVE = "positive"
    WARNING = "warning"
    DANGER = "danger"


_SIGNS = {
    NoticeKind.INFO: ("info", Role.ACCENT_TEXT),
    NoticeKind.POSITIVE: ("check", Role.POSITIVE),
    NoticeKind.WARNING: ("warning", Role.WARNING),
    NoticeKind.DANGER: ("error", Role.DANGER),
}


class InlineNotice(QFrame):
    """An icon, a sentence that wraps, and perhaps one button; hidden while there is nothing to say.

    `name` is its objectName; the sentence is the label `<name>_text`, the button `<name>_action`.
    Signal `action_triggered`: the button was pressed.
    """

    action_triggered = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setProperty("notice", NoticeKind.INFO.value)
        self._sign = IconLabel(*_SIGNS[NoticeKind.INFO])
        self._text = TextLabel()
        self._text.setObjectName(f"{name}_text")
        self._text.setWordWrap(True)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._button = Button("", f"{name}_action")
        self._button.clicked.connect(self.action_triggered)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE.normal, SPACE.snug, SPACE.snug, SPACE.snug)
        row.setSpacing(SPACE.normal)
        row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._text, 1)
        row.addWidget(self._button, 0, Qt.AlignmentFlag.AlignVCenter)
        self.hide()

    def text(self) -> str:
        """The sentence shown, or an empty text."""
        return self._text.text()

    def say(self, kind: NoticeKind, text: str, action: str = "") -> None:
        """Show `text`, with a button that reads `action` unless that is empty."""
        style.mark(self, "notice", kind.value)
        self._sign.show_icon(*_SIGNS[kind])
        self._text.setText(text)
        self._button.setText(action)
        self._button.setVisible(bool(action))
        self.show()

    def say_outcome(self, outcome: str, *, is_good: bool) -> None:
        """Show what came of something, or nothing where `outcome` is empty."""
        if outcome:
            self.say(NoticeKind.POSITIVE if is_good else NoticeKind.DANGER, outcome)
        else:
            self.clear()

    def clear(self) -> None:
        """Say nothing and give the room back."""
        self._text.clear()
        self.hide()
