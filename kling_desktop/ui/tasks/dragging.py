"""Results dragged out of the list and the strip: that of one task, or those of all that are selected."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from kling_desktop.ui.tasks.handling import way_out
from kling_desktop.ui.widgets import dragging
from kling_desktop.ui.widgets.long_list import LongList
from kling_desktop.viewmodels.rows import TaskRow
from kling_desktop.viewmodels.tasks import TaskRole

if TYPE_CHECKING:
    from PySide6.QtCore import QModelIndex

    from kling_desktop.domain.job import EditJob


MOST_DRAGGED = 200
"""Results that another program is handed at once."""


class ResultDragging(QObject):
    """Watches the mouse on a view of tasks; of each task its winner goes, else its first take."""

    def __init__(self, view: LongList, went_out: Callable[[str], None]) -> None:
        """`view` shows a TaskListModel; `went_out` hears the id of each job whose result was taken."""
        super().__init__(view)
        self._view = view
        self._went_out = went_out
        self._pressed: QPoint | None = None
        self._is_kept = False
        self._has_dragged = False
        view.viewport().installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Begin a drag once the mouse has moved far enough with its button down."""
        if not isinstance(event, QMouseEvent):
            return False
        place = event.position().toPoint()
        if event.type() == QEvent.Type.MouseButtonPress:
            return self._press(event, place)
        if event.type() == QEvent.Type.MouseMove and self._pressed is not None:
            return self._move(event, place)
        return event.type() == QEvent.Type.MouseButtonRelease and self._release(place)

    def _press(self, event: QMouseEvent, place: QPoint) -> bool:
        self._has_dragged = False
        index = self._view.indexAt(place)
        is_plain = event.button() == Qt.MouseButton.LeftButton and not event.modifiers()
        self._pressed = place if is_plain and _done([index]) else None
        # A press on one of several that are selected may be the beginning of a drag of all.
        is_one_of_several = self._view.selectionModel().isSelected(index) and self._view.count_chosen() > 1
        self._is_kept = self._pressed is not None and is_one_of_several
        return self._is_kept

    def _move(self, event: QMouseEvent, place: QPoint) -> bool:
        if self._pressed is None or not event.buttons() & Qt.MouseButton.LeftButton:
            return False
        if (place - self._pressed).manhattanLength() < QApplication.startDragDistance():
            return True
        index = self._view.indexAt(self._pressed)
        places = self._view.chosen_places(MOST_DRAGGED) if self._is_kept else [index.row()]
        chosen = [self._view.model().index(place, 0) for place in places]
        self._pressed, self._is_kept, self._has_dragged = None, False, True
        jobs = _done(chosen)
        if dragging.drag_out(self._view, [way_out(job) for job in jobs]):
            for job in jobs:
                self._went_out(job.id)
        return True

    def _release(self, place: QPoint) -> bool:
        if self._is_kept:
            # It was a click after all: that one alone is meant.
            self._view.setCurrentIndex(self._view.indexAt(place))
        self._pressed, self._is_kept = None, False
        # Some systems tell of the end of a drag also as that of a click.
        return self._has_dragged


def _done(indexes: Sequence[QModelIndex]) -> list[EditJob]:
    rows = [index.data(TaskRole.ROW) for index in indexes]
    return [row.job for row in rows if isinstance(row, TaskRow) and row.job.files]
