"""The full list of tasks, with search and with buttons for the one that is chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelection, QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QStackedLayout,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from kling_desktop.i18n import current, tr
from kling_desktop.ui.tasks.row_painting import TaskPainting
from kling_desktop.ui.tasks.view import TaskView
from kling_desktop.ui.tasks.words import action_icon, action_words
from kling_desktop.ui.theme.roles import SPACE
from kling_desktop.ui.widgets.buttons import Button, ButtonKind, IconButton
from kling_desktop.ui.widgets.empty_state import EmptyState
from kling_desktop.ui.widgets.flow_layout import FlowLayout
from kling_desktop.ui.widgets.labels import TextLabel, Tone

if TYPE_CHECKING:
    from kling_desktop.ui.tasks.handling import TaskHandling
    from kling_desktop.viewmodels.pictures import Pictures
    from kling_desktop.viewmodels.rows import TaskAction
    from kling_desktop.viewmodels.tasks import TaskListModel

SEARCH_AFTER_MS = 150


class TaskListPanel(QFrame):
    """Shows every task; `closed` asks to be put away."""

    closed = Signal()

    def __init__(
        self,
        model: TaskListModel,
        pictures: Pictures,
        handling: TaskHandling,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("task_list_panel")
        self.setProperty("panel", "surface")
        self._model = model
        self._handling = handling
        self.view = TaskView("all_tasks", tr("All tasks"), model, TaskPainting(pictures), handling)
        pictures.arrived.connect(lambda _: self.view.viewport().update())
        self.search = QLineEdit()
        self.search.setObjectName("search_tasks")
        self.search.setAccessibleName(tr("Search tasks"))
        self.search.setPlaceholderText(tr("Search prompts and names"))
        self.search.setClearButtonEnabled(True)
        for clear in self.search.findChildren(QToolButton):
            clear.setAccessibleName(tr("Clear the search"))
        self._soon = QTimer(self, singleShot=True, interval=SEARCH_AFTER_MS)
        self._soon.timeout.connect(lambda: model.set_search(self.search.text()))
        self.search.textChanged.connect(lambda _: self._soon.start())
        self._count = TextLabel("", Tone.SMALL)
        self._count.setObjectName("task_count")
        self._empty = EmptyState("task_list_empty")
        self._stack = QStackedLayout()
        self._buttons = QWidget()
        self._flow = FlowLayout(self._buttons, SPACE.snug)
        self._lay_out()
        self._follow_model()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc puts the list away."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def _follow_model(self) -> None:
        self._model.counted.connect(self._show_count)
        self._model.modelReset.connect(self._choose_face)
        self._model.rowsInserted.connect(self._choose_face)
        self._model.dataChanged.connect(self._row_changed)
        self.view.selectionModel().selectionChanged.connect(self._selection_changed)
        self._choose_face()
        self._show_buttons()

    def _lay_out(self) -> None:
        close = IconButton("close", tr("Close the list"), "close_task_list", "Esc")
        close.clicked.connect(self.closed)
        top = QHBoxLayout()
        top.setSpacing(SPACE.normal)
        top.addWidget(TextLabel(tr("Tasks"), Tone.TITLE))
        top.addWidget(self._count)
        top.addStretch(1)
        top.addWidget(self.search)
        top.addWidget(close)
        self.search.setMinimumWidth(220)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self.view)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE.wide, SPACE.normal, SPACE.wide, SPACE.normal)
        column.setSpacing(SPACE.normal)
        column.addLayout(top)
        column.addLayout(self._stack, 1)
        column.addWidget(self._buttons)

    def _show_count(self, total: int) -> None:
        self._count.setText(current().count("{n} task", "{n} tasks", total))
        self._choose_face()

    def _choose_face(self) -> None:
        if self._model.search:
            self._empty.say("search", tr("Nothing found"), tr("No task's prompt or name holds these words."))
        else:
            self._empty.say(
                "list", tr("No tasks yet"), tr("Each edit that you generate is kept here for good.")
            )
        self._stack.setCurrentWidget(self.view if self._model.rowCount() else self._empty)

    def _selection_changed(self, _selected: QItemSelection, _deselected: QItemSelection) -> None:
        self._show_buttons()

    def _row_changed(self, first: QModelIndex, last: QModelIndex, roles: list[int]) -> None:
        if not roles and first.row() <= self.view.currentIndex().row() <= last.row():
            self._show_buttons()

    def _show_buttons(self) -> None:
        row = self.view.current_row()
        wanted = row.actions() if row is not None and self.view.selectedIndexes() else ()
        present = [button.property("action") for button in self._buttons.findChildren(Button)]
        if present == [action.name for action in wanted]:
            return
        while item := self._flow.takeAt(0):
            if widget := item.widget():
                widget.setParent(None)
                widget.deleteLater()
        for place, action in enumerate(wanted):
            button = self._button(action, is_main=place == 0)
            self._flow.addWidget(button)
            # Qt would show it a moment later: too late for whoever presses it by name.
            button.show()
        self._buttons.setVisible(bool(wanted))

    def _button(self, action: TaskAction, is_main: bool) -> Button:
        kind = ButtonKind.NORMAL if is_main else ButtonKind.QUIET
        button = Button(action_words(action), f"task_{action.name.lower()}", kind, action_icon(action))
        button.setProperty("action", action.name)
        button.clicked.connect(lambda: self._do(action))
        return button

    def _do(self, action: TaskAction) -> None:
        row = self.view.current_row()
        if row is not None:
            self._handling.do(action, row)
