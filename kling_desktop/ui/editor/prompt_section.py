"""The prompt with its label, its counter, advice on it, and the button that inserts a reference."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from kling_desktop.i18n import tr
from kling_desktop.ui.editor.advice import Advice
from kling_desktop.ui.editor.card_pictures import CardPictures
from kling_desktop.ui.editor.prompt_edit import PromptEdit
from kling_desktop.ui.editor.text_foot import TextFoot
from kling_desktop.ui.theme import style
from kling_desktop.ui.theme.roles import SPACE
from kling_desktop.ui.widgets.buttons import Button, ButtonKind
from kling_desktop.ui.widgets.labels import TextLabel, Tone

if TYPE_CHECKING:
    from kling_desktop.viewmodels.editor_state import EditorState
    from kling_desktop.viewmodels.pictures import Pictures


HIGHEST = 360
"""Pixels: more of a screen for one sentence would look forlorn; longer prompts are scrolled."""


class PromptSection(QWidget):
    """Shows and takes the prompt.

    `edited` carries its text, `retraced` what undo or redo made of it, `fix_chosen` a fix to be applied,
    `location_pasted` a file pasted into it, `presets_wanted` asks for a prompt to begin with.
    """

    edited = Signal(str)
    retraced = Signal(str)
    fix_chosen = Signal(object)
    location_pasted = Signal(str)
    presets_wanted = Signal()

    def __init__(self, pictures: Pictures, parent: QWidget | None = None) -> None:
        """`pictures` are of what the references stand for."""
        super().__init__(parent)
        self.field = PromptEdit("prompt", CardPictures(pictures, self))
        self.field.setMaximumHeight(HIGHEST)
        self.field.setPlaceholderText(tr("What should change? Type @ to name your clip."))
        self.field.edited.connect(self.edited)
        self.field.retraced.connect(self.retraced)
        self.field.location_pasted.connect(self.location_pasted)
        label = TextLabel(tr("Prompt"), Tone.LABEL)
        label.setBuddy(self.field)
        self._insert = Button("@Video1", "insert_video1", ButtonKind.QUIET, "at")
        self._insert.setToolTip(tr("Insert a reference to the source clip"))
        self._insert.clicked.connect(lambda: self.field.insert_reference("@Video1"))
        self._presets = Button(tr("Presets…"), "open_presets", ButtonKind.QUIET)
        self._presets.setToolTip(tr("Prompts to begin with, and those used before  (Ctrl+P)"))
        self._presets.clicked.connect(self.presets_wanted)
        self._advice = Advice()
        self._advice.fix_chosen.connect(self._fix)
        self._foot = TextFoot("prompt")
        self._lay_out(label)

    def event(self, event: QEvent) -> bool:
        """Grow no further than the field: what is beyond that belongs below the last section."""
        if event.type() == QEvent.Type.LayoutRequest:
            around = self._column.sizeHint().height() - self.field.sizeHint().height()
            self.setMaximumHeight(around + HIGHEST)
        return super().event(event)

    def write(self, text: str) -> None:
        """Put `text` in place of what stands there, as one step that Undo takes back."""
        cursor = self.field.textCursor()
        cursor.select(QTextCursor.SelectionType.Document)
        with self.field.step(cursor):
            cursor.insertText(text)
        self.field.setTextCursor(cursor)
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_state(self, state: EditorState) -> None:
        """Show the prompt, how long it is, and what is to be said about it."""
        length = state.length_finding()
        self.field.show_text(state.request.prompt)
        self.field.show_references(state.cards)
        self.field.show_findings([each for each in state.findings if not each.is_negative])
        self._insert.setEnabled("@Video1" in state.references)
        style.mark(self.field, "fault", length is not None and length.is_fault)
        remark = tr("Practice mode can't imitate this prompt: it will only change the colours.")
        self._foot.show_length(state.request.prompt, length, "" if state.is_imitated else remark)
        self._advice.show_findings(state.advice)

    def _fix(self, fix: object) -> None:
        # The line may go away with its fault, and the keyboard with it.
        focused = QApplication.focusWidget()
        has_keyboard = focused is not None and self._advice.isAncestorOf(focused)
        self.fix_chosen.emit(fix)
        if has_keyboard:
            self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _lay_out(self, label: QWidget) -> None:
        top = QHBoxLayout()
        top.addWidget(label)
        top.addStretch(1)
        top.addWidget(self._insert)
        top.addWidget(self._presets)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.tight)
        column.addLayout(top)
        column.addWidget(self.field, 1)
        column.addWidget(self._foot)
        column.addWidget(self._advice)
