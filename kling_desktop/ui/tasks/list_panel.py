"""The full list of tasks: which are shown, the details of one, what can be done about one or several."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelection, QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSplitter, QStackedLayout, QVBoxLayout, QWidget

from kling_desktop.i18n import current, tr
from kling_desktop.ui.tasks.action_bar import ActionBar
from kling_desktop.ui.tasks.details_pane import DetailsPane
from kling_desktop.ui.tasks.filter_bar import FilterBar
from kling_desktop.ui.tasks.row_painting import TaskPainting
from kling_desktop.ui.tasks.view import MOST_CHOSEN, TaskView
from kling_desktop.ui.theme.roles import SPACE
from kling_desktop.ui.widgets.buttons import IconButton
from kling_desktop.ui.widgets.empty_state import EmptyState
from kling_desktop.ui.widgets.labels import TextLabel, Tone
from kling_desktop.ui.widgets.scrolled import ScrolledColumn
from kling_desktop.viewmodels import local
from kling_desktop.viewmodels.chosen import ChosenTaskModel

if TYPE_CHECKING:
    from kling_desktop.ui.tasks.handling import TaskHandling
    from kling_desktop.viewmodels.pictures import Pictures
    from kling_desktop.viewmodels.rows import TaskRow
    from kling_desktop.viewmodels.tasks import TaskListModel

DETAILS_FROM = 720
"""Pixels of width from which details stand beside the list."""
BELOW_FROM = 640
"""Pixels of height from which they stand below it, where it is narrower."""
DETAILS_SHARE = 5, 4
"""How list and details share the width; the height goes to the list."""


class TaskListPanel(QFrame):
    """Shows every task; `closed` asks to be put away."""

    closed = Signal()

    def __init__(
        self,
        model: TaskListModel,
        pictures: Pictures,
        handling: TaskHandling,
        chosen: ChosenTaskModel,
        parent: QWidget | None = None,
    ) -> None:
        """`chosen` is the task whose details stand beside the list, where there is room."""
        super().__init__(parent)
        self.setObjectName("task_list_panel")
        self.setProperty("panel", "surface")
        self._model = model
        self._chosen = chosen
        self._kept: list[str] = []
        self.view = TaskView("all_tasks", tr("All tasks"), model, TaskPainting(pictures), handling, True)
        pictures.arrived.connect(self.view.show_picture)
        pictures.glimpsed.connect(self.view.show_picture)
        self.bar = FilterBar(model)
        self.bar.contact_wanted.connect(handling.contact_sheet_of)
        self.search = self.bar.search
        self._count = TextLabel("", Tone.SMALL)
        self._count.setObjectName("task_count")
        self._empty = EmptyState("task_list_empty")
        self._stack = QStackedLayout()
        self._actions = ActionBar(handling)
        self._actions.versions_wanted.connect(model.show_versions)
        self._choice = TextLabel("", Tone.SMALL)
        self._choice.setObjectName("task_choice")
        self._choice.hide()
        self._details = ScrolledColumn(DetailsPane(chosen, handling))
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._lay_out()
        self._follow_model()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back to the list from versions, then puts it away."""
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif self._model.listing.versions is not None:
            self._model.show_versions(None)
        else:
            self.closed.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Details stand beside the list, else below it, where both have room."""
        super().resizeEvent(event)
        self._place_details()

    def _follow_model(self) -> None:
        self._model.listed.connect(self._begin_at_top)
        self._model.counted.connect(self._show_count)
        self._model.modelAboutToBeReset.connect(self._keep_choice)
        self._model.modelReset.connect(self._choose_again)
        self._model.modelReset.connect(self._choose_face)
        self._model.rowsInserted.connect(self._choose_face)
        self._model.rowsRemoved.connect(self._choose_face)
        self._model.dataChanged.connect(self._row_changed)
        self.view.selectionModel().selectionChanged.connect(self._selection_changed)
        # After a change of language the tasks were counted before this panel was there.
        if self._model.total:
            self._show_count(self._model.total)
        self._choose_face()
        self._show_chosen()

    def _lay_out(self) -> None:
        close = IconButton("close", tr("Close the list"), "close_task_list", "Esc")
        close.clicked.connect(self.closed)
        top = QHBoxLayout()
        top.setSpacing(SPACE.normal)
        top.addWidget(TextLabel(tr("Tasks"), Tone.TITLE))
        top.addWidget(self._count)
        top.addStretch(1)
        top.addWidget(close)
        faces = QWidget()
        faces.setLayout(self._stack)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self.view)
        self._split.addWidget(faces)
        self._split.addWidget(self._details)
        self._split.setChildrenCollapsible(False)
        for place, share in enumerate(DETAILS_SHARE):
            self._split.setStretchFactor(place, share)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE.wide, SPACE.normal, SPACE.wide, SPACE.normal)
        column.setSpacing(SPACE.normal)
        column.addLayout(top)
        column.addWidget(self.bar)
        column.addWidget(self._split, 1)
        column.addWidget(self._choice)
        column.addWidget(self._actions)

    def _show_count(self, total: int) -> None:
        if self._model.listing.is_folded:
            self._count.setText(current().count("{n} group", "{n} groups", total, local.number(total)))
        else:
            self._count.setText(current().count("{n} task", "{n} tasks", total, local.number(total)))
        self._choose_face()

    def _begin_at_top(self, _listing: object) -> None:
        self.view.scrollToTop()

    def _choose_face(self) -> None:
        if self._model.listing.is_plain:
            self._empty.say(
                "list", tr("No tasks yet"), tr("Each edit that you generate is kept here for good.")
            )
        elif self._model.listing.text:
            self._empty.say("search", tr("Nothing found"), tr("No prompt or name has these words."))
        else:
            self._empty.say(
                "search", tr("Nothing here"), tr("No task matches this filter now. Show all tasks.")
            )
        self._stack.setCurrentWidget(self.view if self._model.rowCount() else self._empty)
        self._place_details()

    def _keep_choice(self) -> None:
        self._kept = [row.job.id for row in self.view.chosen_rows()]

    def _choose_again(self) -> None:
        places = [self._model.place(job_id) for job_id in self._kept]
        selection = self.view.selectionModel()
        for place in places:
            if place.isValid():
                selection.select(place, selection.SelectionFlag.Select)
        first = next((place for place in places if place.isValid()), None)
        if first is not None:
            selection.setCurrentIndex(first, selection.SelectionFlag.NoUpdate)
        self._show_chosen()

    def _selection_changed(self, _selected: QItemSelection, _deselected: QItemSelection) -> None:
        self._show_chosen()

    def _row_changed(self, first: QModelIndex, last: QModelIndex, roles: list[int]) -> None:
        if not roles and self.view.has_chosen(first.row(), last.row()):
            self._show_chosen()

    def _show_chosen(self) -> None:
        count = self.view.count_chosen()
        is_too_much = count > MOST_CHOSEN
        self._model.keep(() if is_too_much else self.view.chosen_places(MOST_CHOSEN))
        rows: list[TaskRow] = [] if is_too_much else self.view.chosen_rows()
        self._show_choice(count, len(rows))
        self._actions.show_rows(rows if len(rows) == count else ())
        self._chosen.choose(rows[0].job if len(rows) == count == 1 else None)
        self._place_details()

    def _show_choice(self, chosen: int, read: int) -> None:
        """Say why nothing can be done about what is chosen: too much of it, or not read yet."""
        words = ""
        if chosen > MOST_CHOSEN:
            words = tr("Choose {most} tasks at most to do something about them together.")
        elif chosen > read:
            words = tr("Reading what is chosen…")
        self._choice.setText(words.format(most=local.number(MOST_CHOSEN)))
        self._choice.setVisible(bool(words))

    def _place_details(self) -> None:
        has_one = self._chosen.state.job is not None and self._stack.currentWidget() is self.view
        is_beside = self.width() >= DETAILS_FROM
        is_below = not is_beside and self.height() >= BELOW_FROM
        self._turn(Qt.Orientation.Vertical if is_below else Qt.Orientation.Horizontal)
        self._details.setVisible(has_one and (is_beside or is_below))

    def _turn(self, way: Qt.Orientation) -> None:
        """Lay list and details side by side, or the details below the list, with new shares of the room."""
        if way is self._split.orientation():
            return
        self._split.setOrientation(way)
        is_flat = way is Qt.Orientation.Horizontal
        for place, share in enumerate(DETAILS_SHARE if is_flat else (1, 0)):
            self._split.setStretchFactor(place, share)
        whole = self.width() if is_flat else self.height()
        below = min(self._details.sizeHint().height(), whole // 2)
        details = whole * DETAILS_SHARE[1] // sum(DETAILS_SHARE) if is_flat else below
        self._split.setSizes([whole - details, details])
