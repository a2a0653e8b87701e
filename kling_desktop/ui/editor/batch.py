"""The sheet that asks once about several clips: what can be sent, what it comes to, what cannot and why."""

from __future__ import annotations

from fractions import Fraction
from pathlib import PurePath
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QListWidget, QListWidgetItem, QWidget

from kling_desktop.i18n import current, tr
from kling_desktop.ui import dialogs
from kling_desktop.ui.dialogs import Sheet
from kling_desktop.ui.theme import icons
from kling_desktop.ui.theme.roles import SPACE, Role
from kling_desktop.ui.widgets.buttons import Button, ButtonKind
from kling_desktop.ui.widgets.fields import ComboBox
from kling_desktop.ui.widgets.labels import TextLabel, Tone
from kling_desktop.ui.widgets.progress import ThinProgress
from kling_desktop.viewmodels import wording

if TYPE_CHECKING:
    from kling_desktop.services.batch import Batch
    from kling_desktop.viewmodels.batch import BatchModel, BatchState

WIDTH = 560
LIST_HEIGHT = 170
EDL_RATES = (
    Fraction(24000, 1001),
    Fraction(24),
    Fraction(25),
    Fraction(30000, 1001),
    Fraction(30),
    Fraction(50),
    Fraction(60000, 1001),
    Fraction(60),
)


class BatchSheet(Sheet):
    """Shows a BatchModel; closing it stops the look at the clips. `first_wanted`: only this one is meant."""

    first_wanted = Signal(str)

    def __init__(self, model: BatchModel, parent: QWidget) -> None:
        """Open it with `present`."""
        is_copied = bool(model.state.timeline)
        title = tr("Clips of {name}") if is_copied else tr("Several clips")
        super().__init__(parent, "batch", title.format(name=PurePath(model.state.timeline).name))
        self._model = model
        self._filled: Batch | None = None
        self._rate = ComboBox("edl_rate")
        self._rates = _labelled(tr("The EDL counts at"), self._rate)
        for rate in EDL_RATES:
            words = tr("{rate} fps").format(rate=wording.rate(float(rate)))
            self._rate.addItem(words, f"{rate.numerator}/{rate.denominator}")
        self._rate.setCurrentIndex(EDL_RATES.index(model.state.edl_rate))
        self._rate.activated.connect(lambda at: model.count_at(EDL_RATES[at]))
        self._find = Button(tr("Find in folder…"), "find_in_folder", icon="folder")
        self._find.clicked.connect(self._look_in)
        self.setMinimumWidth(WIDTH)
        self._question = TextLabel("", Tone.STRONG)
        self._question.setObjectName("batch_question")
        self._question.setWordWrap(True)
        self._sum = TextLabel("", Tone.DIM)
        self._sum.setObjectName("batch_sum")
        self._progress = ThinProgress(tr("Reading the clips"), "batch_progress")
        self._list = QListWidget()
        self._list.setObjectName("batch_clips")
        self._list.setAccessibleName(tr("Clips"))
        self._list.setWordWrap(True)
        self._list.setIconSize(QSize(icons.SIZE, icons.SIZE))
        self._list.setMinimumHeight(LIST_HEIGHT)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._cancel = Button(tr("Cancel"), "cancel_batch")
        self._cancel.clicked.connect(self.reject)
        self._first = Button(tr("Only the first"), "first_clip_only", ButtonKind.QUIET)
        self._first.setToolTip(tr("Take the first of them as the source and set the edit up"))
        self._first.clicked.connect(self._take_first)
        self._agree = Button("", "start_batch", ButtonKind.PRIMARY)
        self._agree.clicked.connect(model.start)
        for widget in (self._question, self._rates, self._sum, self._progress, self._list):
            self.add(widget)
        self.finish(self._find, self._first, self._cancel, self._agree)
        self._first.setHidden(is_copied)
        # Enter must not be able to buy something that nobody read about.
        self._cancel.setDefault(True)
        self._cancel.setFocus(Qt.FocusReason.OtherFocusReason)
        self.finished.connect(self._let_go)
        model.bind(self.show_state)

    def show_state(self, state: BatchState) -> None:
        """Show how far the look is, then the question."""
        if state.is_over:
            self.accept()
            return
        is_looking = state.batch is None and not state.refusal
        self._question.setText(_looking(state) if is_looking else state.refusal or state.question)
        self._sum.setText(state.sum)
        self._sum.setVisible(bool(state.sum))
        self._progress.setVisible(is_looking)
        self._progress.set_fraction(state.done / len(state.locations) if state.locations else None)
        self._rates.setVisible(state.is_edl)
        self._find.setVisible(state.has_missing and not is_looking)
        self._agree.setVisible(bool(state.edits) and not state.refusal)
        self._agree.setText(current().count("Generate {n}", "Generate {n}", state.edits))
        self._agree.setEnabled(not state.is_sending)
        self._cancel.setText(tr("Stop") if is_looking else tr("Cancel") if state.edits else tr("Close"))
        if state.batch is not self._filled:
            self._fill(state)
        self._list.setVisible(self._list.count() > 0)

    def _fill(self, state: BatchState) -> None:
        self._filled = state.batch
        self._list.clear()
        for sentence in state.refused:
            self._list.addItem(QListWidgetItem(icons.icon("error", Role.DANGER), sentence))
        for words in state.accepted:
            self._list.addItem(QListWidgetItem(icons.icon("check", Role.POSITIVE), words))

    def _look_in(self) -> None:
        start = str(PurePath(self._model.state.timeline).parent)
        dialogs.choose_folder(self, start, self._model.look_in, tr("Find clips"))

    def _take_first(self) -> None:
        first = self._model.state.locations[0]
        self.reject()
        self.first_wanted.emit(first)

    def _let_go(self, result: int) -> None:
        self._model.changed.disconnect(self.show_state)
        if result == QDialog.DialogCode.Rejected:
            self._model.stop()


def _labelled(words: str, field: QWidget) -> QWidget:
    row = QWidget()
    line = QHBoxLayout(row)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(SPACE.normal)
    label = TextLabel(words)
    label.setBuddy(field)
    line.addWidget(label)
    line.addWidget(field)
    line.addStretch(1)
    return row


def _looking(state: BatchState) -> str:
    if not state.locations:
        return tr("Reading the timeline…")
    return tr("Reading the clips: {done} of {all}").format(done=state.done, all=len(state.locations))
