"""The details of the chosen task beside the list: prompt and what has changed in it, notes, bill, ids."""

from __future__ import annotations

import html
import time
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from kling_desktop.domain.job import Charge
from kling_desktop.domain.word_diff import Change, Piece
from kling_desktop.i18n import tr
from kling_desktop.services.progress import Progress
from kling_desktop.ui.tasks.remedies import Remedies
from kling_desktop.ui.tasks.row_layout import SIGNS
from kling_desktop.ui.tasks.words import details
from kling_desktop.ui.theme import style
from kling_desktop.ui.theme.roles import SPACE, Role
from kling_desktop.ui.widgets.collapsible import Collapsible
from kling_desktop.ui.widgets.labels import IconLabel, TextLabel, Tone
from kling_desktop.viewmodels.rows import TaskRow

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kling_desktop.domain.job import EditJob
    from kling_desktop.ui.tasks.handling import TaskHandling
    from kling_desktop.viewmodels.chosen import ChosenTask, ChosenTaskModel

KEPT_AFTER_MS = 400
NOTE_LINES = 3


class DetailsPane(QWidget):
    """Shows a ChosenTaskModel; what is typed is kept a moment later, and at once when it is left."""

    def __init__(self, model: ChosenTaskModel, handling: TaskHandling, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("chosen_task")
        self._commands = handling.commands
        self._remedies = Remedies(handling)
        self._job: EditJob | None = None
        self._title = _label("details_title", Tone.TITLE)
        self._sign = IconLabel("clock")
        self._said = _label("details_said", Tone.NORMAL)
        self._facts = _label("details_facts", Tone.DIM)
        self._prompt = _label("details_prompt", Tone.NORMAL)
        self._changes = _label("details_changes", Tone.NORMAL)
        self._changes.setTextFormat(Qt.TextFormat.RichText)
        self._frames = _label("details_frame_notes", Tone.SMALL)
        self._ids = _label("details_ids", Tone.SMALL)
        self.note = QPlainTextEdit()
        self.billed = QLineEdit()
        self._why = _label("billed_refusal", Tone.DANGER)
        self._soon = QTimer(self, singleShot=True, interval=KEPT_AFTER_MS)
        self._soon.timeout.connect(self._keep_note)
        self._furnish_fields()
        self._lay_out()
        model.bind(self.show_state)

    def show_state(self, state: ChosenTask) -> None:
        """Show another task; a note that is being typed is kept first."""
        if self._job is not None and (state.job is None or state.job.id != self._job.id):
            self._keep_note()
            self._why.clear()
        is_other = self._job is None or state.job is None or state.job.id != self._job.id
        self._job = state.job
        if state.job is None:
            return
        row = TaskRow(state.job, Progress("rest"))
        self._title.setText(row.title)
        told = row.told.before_buttons if row.told else row.explanation(time.time())
        self._said.setText(" · ".join(part for part in (row.state, told) if part))
        self._sign.show_icon(*SIGNS[row.tone])
        self._remedies.show_row(row)
        self._facts.setText(" · ".join(state.facts))
        self._prompt.setText(state.job.request.prompt)
        self._show_changes(state.before, state.changes)
        self._frames.setText("\n".join(state.frame_notes))
        self._frames.setVisible(bool(state.frame_notes))
        self._ids.setText(details(row))
        if is_other or not (self.note.hasFocus() or self._soon.isActive()):
            self._show_note(state.note)
        if is_other or not self.billed.hasFocus():
            self.billed.setText(state.job.billed)
        self.billed.setEnabled(state.job.charge is not Charge.NO)
        self.billed.setPlaceholderText(tr("amount in {currency}").format(currency=state.currency))

    def _show_note(self, text: str) -> None:
        if self.note.toPlainText().strip() != text:
            self.note.blockSignals(True)
            self.note.setPlainText(text)
            self.note.blockSignals(False)

    def _show_changes(self, before: str, changes: tuple[Piece, ...]) -> None:
        is_changed = any(piece.change is not Change.KEPT for piece in changes)
        self._changes.setVisible(is_changed)
        self._prompt.setVisible(not is_changed)
        self._heading.setText(
            tr("Prompt, compared with {name}").format(name=before) if is_changed else tr("Prompt")
        )
        self._changes.setText("".join(_marked(changes)) if is_changed else "")

    def _furnish_fields(self) -> None:
        self.note.setObjectName("task_note")
        self.note.setAccessibleName(tr("Note"))
        self.note.setPlaceholderText(tr("A note on this task, found by the search"))
        self.note.setTabChangesFocus(True)
        self.note.setFixedHeight(NOTE_LINES * self.note.fontMetrics().lineSpacing() + SPACE.apart)
        self.note.textChanged.connect(self._soon.start)
        for field in (self.note, self.note.viewport(), self.billed):
            # A clip that is dropped anywhere is the source.
            field.setAcceptDrops(False)
        self.billed.setObjectName("billed")
        self.billed.setAccessibleName(tr("Enter what I was billed"))
        self.billed.setToolTip(tr("Corrects the estimated price of this task, and the rate of those to come"))
        self.billed.setMaxLength(12)
        self.billed.editingFinished.connect(self._keep_bill)

    def _keep_note(self) -> None:
        self._soon.stop()
        if self._job is not None:
            text = self.note.toPlainText().strip()
            kept = next((each.text for each in self._job.notes if not each.take and each.frame is None), "")
            if text != kept:
                self._commands.write_note(self._job.id, text)

    def _keep_bill(self) -> None:
        if self._job is not None and self.billed.text().strip() != self._job.billed:
            self._commands.bill(self._job.id, self.billed.text(), self._say_why)

    def _say_why(self, why: str) -> None:
        self._why.setText(why)
        self._why.setVisible(bool(why))

    def _lay_out(self) -> None:
        self._heading = TextLabel(tr("Prompt"), Tone.LABEL)
        form = QFormLayout()
        form.setSpacing(SPACE.normal)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        note, billed = TextLabel(tr("Note"), Tone.LABEL), TextLabel(tr("Billed"), Tone.LABEL)
        note.setBuddy(self.note)
        billed.setBuddy(self.billed)
        form.addRow(note, self.note)
        form.addRow(billed, self.billed)
        self._why.hide()
        self._changes.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE.wide, SPACE.snug, SPACE.normal, SPACE.normal)
        column.setSpacing(SPACE.normal)
        said = QHBoxLayout()
        said.setSpacing(SPACE.snug)
        said.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        said.addWidget(self._said, 1)
        column.addWidget(self._title)
        column.addLayout(said)
        for widget in (self._remedies, self._facts, self._heading, self._prompt, self._changes):
            column.addWidget(widget)
        column.addLayout(form)
        column.addWidget(self._why)
        column.addWidget(self._frames)
        column.addWidget(Collapsible(tr("Times, ids and files"), "task_ids", self._ids))
        column.addStretch(1)


def _label(name: str, tone: Tone) -> TextLabel:
    label = TextLabel("", tone)
    label.setObjectName(name)
    label.setWordWrap(True)
    label.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    return label


def _marked(pieces: Iterable[Piece]) -> Iterable[str]:
    """The pieces as rich text: struck out and underlined, so that colour is never alone."""
    looks = {
        Change.KEPT: "{text}",
        Change.ADDED: f'<u style="color:{style.colour(Role.POSITIVE).name()}">{{text}}</u>',
        Change.REMOVED: f'<s style="color:{style.colour(Role.DANGER).name()}">{{text}}</s>',
    }
    is_behind_removed = False
    for piece in pieces:
        # What took a word's place would stick to it.
        yield " " if is_behind_removed and piece.change is Change.ADDED else ""
        is_behind_removed = piece.change is Change.REMOVED
        # A change of blanks alone would be invisible.
        text = html.escape(piece.text).replace("\n", "<br>")
        yield looks[piece.change].format(text=text) if piece.text.strip() else text
