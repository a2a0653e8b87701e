"""The sheet that asks once about several clips: what can be sent, what it comes to, what cannot and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QDialog, QListWidget, QListWidgetItem, QWidget

from kling_desktop.i18n import current, tr
from kling_desktop.ui.dialogs import Sheet
from kling_desktop.ui.theme import icons
from kling_desktop.ui.theme.roles import Role
from kling_desktop.ui.widgets.buttons import Button, ButtonKind
from kling_desktop.ui.widgets.labels import TextLabel, Tone
from kling_desktop.ui.widgets.progress import ThinProgress

if TYPE_CHECKING:
    from kling_desktop.viewmodels.batch import BatchModel, BatchState

WIDTH = 560
LIST_HEIGHT = 170


class BatchSheet(Sheet):
    """Shows a BatchModel; closing it stops the look at the clips. `first_wanted`: only this one is meant."""

    first_wanted = Signal(str)

    def __init__(self, model: BatchModel, parent: QWidget) -> None:
        """Open it with `present`."""
        super().__init__(parent, "batch", tr("Several clips"))
        self._model = model
        self.setMinimumWidth(WIDTH)
        self._question = TextLabel("", Tone.STRONG)
        self._question.setObjectName("batch_question")
        self._question.setWordWrap(True)
        self._sum = TextLabel("", Tone.DIM)
        self._sum.setObjectName("batch_sum")
        self._progress = ThinProgress(tr("Looking at the clips"), "batch_progress")
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
        for widget in (self._question, self._sum, self._progress, self._list):
            self.add(widget)
        self.finish(self._first, self._cancel, self._agree)
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
        self._progress.set_fraction(state.done / len(state.locations))
        self._agree.setVisible(bool(state.edits) and not state.refusal)
        self._agree.setText(current().count("Generate {n}", "Generate {n}", state.edits))
        self._agree.setEnabled(not state.is_sending)
        self._cancel.setText(tr("Stop") if is_looking else tr("Cancel") if state.edits else tr("Close"))
        if state.batch is not None and not self._list.count():
            self._fill(state)
        self._list.setVisible(self._list.count() > 0)

    def _fill(self, state: BatchState) -> None:
        for sentence in state.refused:
            self._list.addItem(QListWidgetItem(icons.icon("error", Role.DANGER), sentence))
        for words in state.accepted:
            self._list.addItem(QListWidgetItem(icons.icon("check", Role.POSITIVE), words))

    def _take_first(self) -> None:
        first = self._model.state.locations[0]
        self.reject()
        self.first_wanted.emit(first)

    def _let_go(self, result: int) -> None:
        self._model.changed.disconnect(self.show_state)
        if result == QDialog.DialogCode.Rejected:
            self._model.stop()


def _looking(state: BatchState) -> str:
    return tr("Looking at the clips: {done} of {all}").format(done=state.done, all=len(state.locations))
