"""The prompt with its label, its counter, its hints and the button that inserts a reference."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kling_desktop.i18n import current, tr
from kling_desktop.ui.editor.prompt_edit import PromptEdit
from kling_desktop.ui.theme import style
from kling_desktop.ui.theme.roles import SPACE
from kling_desktop.ui.widgets.buttons import Button, ButtonKind
from kling_desktop.ui.widgets.labels import TextLabel, Tone
from kling_desktop.viewmodels.editor_state import PROMPT_LIMIT

if TYPE_CHECKING:
    from kling_desktop.viewmodels.editor_state import EditorState


class PromptSection(QWidget):
    """Shows and takes the prompt; `edited` carries its text, `location_pasted` a file pasted into it."""

    edited = Signal(str)
    location_pasted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = PromptEdit("prompt")
        self.field.setPlaceholderText(tr("What should change? Type @ to name your clip."))
        self.field.edited.connect(self.edited)
        self.field.location_pasted.connect(self.location_pasted)
        label = TextLabel(tr("Prompt"), Tone.LABEL)
        label.setBuddy(self.field)
        self._insert = Button("@Video1", "insert_video1", ButtonKind.QUIET, "at")
        self._insert.setToolTip(tr("Insert a reference to the source clip"))
        self._insert.clicked.connect(lambda: self.field.insert_reference("@Video1"))
        self._counter = TextLabel("", Tone.SMALL)
        self._counter.setObjectName("prompt_counter")
        self._hint = TextLabel("", Tone.SMALL)
        self._hint.setObjectName("prompt_hint")
        self._hint.setWordWrap(True)
        self._lay_out(label)

    def show_state(self, state: EditorState) -> None:
        """Show the prompt, how long it is, and what is to be said about it."""
        self.field.show_text(state.request.prompt)
        self.field.show_references(
            state.references, (state.source.name if state.source else "",) * len(state.references)
        )
        self._insert.setEnabled("@Video1" in state.references)
        self._counter.setText(f"{len(state.request.prompt)}/{PROMPT_LIMIT}")
        self._counter.set_tone(_counter_tone(state))
        style.mark(self.field, "fault", state.prompt_left < 0)
        words, tone = _hint(state)
        self._hint.setText(words)
        self._hint.set_tone(tone)

    def _lay_out(self, label: QWidget) -> None:
        top = QHBoxLayout()
        top.addWidget(label)
        top.addStretch(1)
        top.addWidget(self._insert)
        bottom = QHBoxLayout()
        bottom.setSpacing(SPACE.normal)
        bottom.addWidget(self._hint, 1)
        bottom.addWidget(self._counter, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.tight)
        column.addLayout(top)
        column.addWidget(self.field, 1)
        column.addLayout(bottom)


def _counter_tone(state: EditorState) -> Tone:
    if state.prompt_left < 0:
        return Tone.DANGER
    return Tone.WARNING if state.is_prompt_nearly_full else Tone.SMALL


def _hint(state: EditorState) -> tuple[str, Tone]:
    if state.prompt_left < 0:
        over = current().count("{n} character too many", "{n} characters too many", -state.prompt_left)
        return over, Tone.DANGER
    if state.dangling:
        names = ", ".join(state.dangling)
        return tr("{names} stands for nothing in this edit.").format(names=names), Tone.WARNING
    if not state.is_imitated:
        return tr("Practice mode can't imitate this prompt: it will only change the colours."), Tone.WARNING
    if state.is_prompt_nearly_full:
        return current().count("{n} character left", "{n} characters left", state.prompt_left), Tone.WARNING
    return "", Tone.SMALL
