"""A question about the clip that only the user can answer, with its answers as buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from kling_desktop.ui.theme.roles import SPACE, Role
from kling_desktop.ui.widgets.buttons import Button
from kling_desktop.ui.widgets.labels import IconLabel, TextLabel

if TYPE_CHECKING:
    from collections.abc import Sequence


class Question(QFrame):
    """One line with a sentence and a button for each answer; `answered(key)`. Hidden until asked."""

    answered = Signal(str)

    def __init__(self, name: str, keys: Sequence[str], parent: QWidget | None = None) -> None:
        """`name` is its objectName; the sentence is `<name>_text`, the buttons `<name>_<key>`."""
        super().__init__(parent)
        self.setObjectName(name)
        self.setProperty("notice", "warning")
        self._text = TextLabel()
        self._text.setObjectName(f"{name}_text")
        self._text.setWordWrap(True)
        self._buttons = {key: self._button(key) for key in keys}
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE.normal, SPACE.hair, SPACE.snug, SPACE.hair)
        row.setSpacing(SPACE.normal)
        row.addWidget(IconLabel("warning", Role.WARNING), 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._text, 1)
        for button in self._buttons.values():
            row.addWidget(button)
        self.hide()

    def ask(self, sentence: str, answers: Sequence[str]) -> None:
        """Ask, with the words of each answer in the order of the keys; one without words is not offered."""
        self._text.setText(sentence)
        for button, words in zip(self._buttons.values(), answers, strict=True):
            button.setText(words)
            button.setVisible(bool(words))
        self.show()

    def _button(self, key: str) -> Button:
        button = Button("", f"{self.objectName()}_{key}")
        button.clicked.connect(lambda: self.answered.emit(key))
        return button
