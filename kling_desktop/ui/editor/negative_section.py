"""The negative prompt, folded away, with a counter of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kling_desktop.i18n import tr
from kling_desktop.ui.editor.exact_edit import ExactEdit
from kling_desktop.ui.editor.text_foot import TextFoot, length_words
from kling_desktop.ui.theme import style
from kling_desktop.ui.theme.roles import SPACE
from kling_desktop.ui.widgets.collapsible import Collapsible

if TYPE_CHECKING:
    from kling_desktop.viewmodels.editor_state import EditorState

HEIGHT = 62


class NegativeSection(QWidget):
    """Shows and takes the negative prompt; `edited` carries its text."""

    edited = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._field = ExactEdit("negative_prompt")
        self._field.setAccessibleName(tr("Negative prompt"))
        self._field.setPlaceholderText(tr("What must not be in the picture"))
        self._field.setFixedHeight(HEIGHT)
        self._field.edited.connect(self.edited)
        self._field.retraced.connect(self.edited)
        self._foot = TextFoot("negative_prompt")
        self._folded = Collapsible(tr("Negative prompt"), "negative_prompt_section", self._body())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._folded)

    def show_state(self, state: EditorState) -> None:
        """Show the text and how long it is; while it is folded, what is wrong with it goes before it."""
        text, finding = state.request.negative_prompt, state.length_finding(is_negative=True)
        self._field.show_text(text)
        self._foot.show_length(text, finding)
        style.mark(self._field, "fault", finding is not None and finding.is_fault)
        remark = " ".join(text.split())
        self._folded.set_remark(f"{length_words(finding)} · {remark}" if finding else remark)

    def _body(self) -> QWidget:
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.tight)
        column.addWidget(self._field)
        column.addWidget(self._foot)
        return body
