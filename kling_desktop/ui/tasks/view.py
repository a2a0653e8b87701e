"""The list of tasks as a view: one click shows a result, the keyboard reaches everything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QStyleOptionViewItem

from kling_desktop.domain.job import JobState
from kling_desktop.ui.tasks.dragging import ResultDragging
from kling_desktop.ui.tasks.row_layout import picture_path
from kling_desktop.ui.tasks.row_painting import TaskPainting
from kling_desktop.ui.widgets.long_list import LongList
from kling_desktop.viewmodels.rows import TaskAction, TaskRow
from kling_desktop.viewmodels.tasks import TaskRole

if TYPE_CHECKING:
    from kling_desktop.ui.tasks.handling import TaskHandling
    from kling_desktop.viewmodels.tasks import TaskListModel

MOST_CHOSEN = 2_000
"""Rows that something can be done about at once."""


class TaskView(LongList):
    """Shows a TaskListModel; what is done to a row goes to a TaskHandling."""

    def __init__(
        self,
        name: str,
        label: str,
        model: TaskListModel,
        painting: TaskPainting,
        handling: TaskHandling,
        takes_several: bool = False,
        is_sideways: bool = False,
    ) -> None:
        """`name` is its objectName, `label` its accessible name; `takes_several` can be chosen at once."""
        super().__init__(is_sideways)
        self.setObjectName(name)
        self.setAccessibleName(label)
        self._handling = handling
        self._painting = painting
        painting.setParent(self)
        self.setItemDelegate(painting)
        self.setModel(model)
        self.setMouseTracking(True)
        mode = QAbstractItemView.SelectionMode
        self.setSelectionMode(mode.ExtendedSelection if takes_several else mode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        ResultDragging(self, handling.commands.went_out)

    def row(self, index: QModelIndex) -> TaskRow | None:
        """The row at `index`."""
        row = index.data(TaskRole.ROW)
        return row if isinstance(row, TaskRow) else None

    def current_row(self) -> TaskRow | None:
        """The row that the keyboard is on."""
        return self.row(self.currentIndex())

    def chosen_rows(self) -> list[TaskRow]:
        """Every row that is chosen and has been read, from the top; no more than MOST_CHOSEN."""
        rows = (self.row(self.model().index(place, 0)) for place in self.chosen_places(MOST_CHOSEN))
        return [row for row in rows if row is not None]

    def show_picture(self, path: str) -> None:
        """Paint anew the rows of the clip at `path`, whose picture is there now; all where it is empty."""
        if not self.isVisible():
            return
        if not path:
            self.viewport().update()
            return
        for place in self.visible_places():
            index = self.model().index(place, 0)
            row = self.row(index)
            if row is not None and picture_path(row) == path:
                self.viewport().update(self.visualRect(index))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Show a result on a click, or do what the clicked button says."""
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        row = self.row(index)
        if row is None or event.button() is not Qt.MouseButton.LeftButton or event.modifiers():
            return
        if self._is_on_action(index, row, event.position().toPoint()):
            self._handling.do_main(row)
        elif row.job.state is JobState.DONE:
            self._handling.do(TaskAction.SHOW, row)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter does the main thing."""
        row = self.current_row()
        if row is not None and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self._handling.do_main(row)
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer everything that can be done about a task."""
        is_keyboard = event.reason() is QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if is_keyboard else self.indexAt(event.pos())
        row = self.row(index)
        if row is not None:
            place = self.visualRect(index).center() if is_keyboard else event.pos()
            self._handling.open_menu(row, self.viewport().mapToGlobal(place))

    def _is_on_action(self, index: QModelIndex, row: TaskRow, place: QPoint) -> bool:
        option = QStyleOptionViewItem()
        self.initViewItemOption(option)
        option.rect = self.visualRect(index)
        return self._painting.action_rect(option, row).contains(place)
