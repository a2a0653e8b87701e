"""The strip of the latest tasks, below the viewer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QWheelEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedLayout, QWidget

from kling_desktop.i18n import tr
from kling_desktop.ui.tasks.row_painting import CELL_SIZE, StripPainting
from kling_desktop.ui.tasks.view import TaskView
from kling_desktop.ui.theme.roles import SPACE
from kling_desktop.ui.widgets.buttons import Button, ButtonKind
from kling_desktop.ui.widgets.labels import TextLabel, Tone

if TYPE_CHECKING:
    from kling_desktop.ui.tasks.handling import TaskHandling
    from kling_desktop.viewmodels.pictures import Pictures
    from kling_desktop.viewmodels.tasks import TaskListModel


class TaskStrip(QFrame):
    """The latest tasks side by side; `all_wanted` asks for the full list. Says aloud, once, what ended."""

    all_wanted = Signal(bool)

    def __init__(
        self,
        model: TaskListModel,
        pictures: Pictures,
        handling: TaskHandling,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("panel", "surface")
        self._model = model
        self.view = _StripView("tasks", tr("Tasks"), model, StripPainting(pictures), handling, True, True)
        pictures.arrived.connect(self.view.show_picture)
        pictures.glimpsed.connect(self.view.show_picture)
        self._empty = TextLabel(tr("What you generate appears here."), Tone.DIM)
        self._empty.setObjectName("tasks_empty")
        self.all_button = Button(tr("All"), "all_tasks_toggle", ButtonKind.QUIET, "list")
        self.all_button.setCheckable(True)
        self.all_button.setToolTip(tr("Show every task, with search"))
        self.all_button.toggled.connect(self.all_wanted)
        self.pause_button = Button(tr("Hold"), "pause_queue", ButtonKind.QUIET, "pause")
        self.pause_button.setCheckable(True)
        self.show_hold(False)
        self.pause_button.toggled.connect(self.show_hold)
        self.pause_button.toggled.connect(handling.pause)
        self._stack = QStackedLayout()
        self._lay_out()
        model.rowsInserted.connect(self._choose_face)
        model.rowsRemoved.connect(self._choose_face)
        model.modelReset.connect(self._choose_face)
        model.told.connect(self._say)
        self._choose_face()

    def _lay_out(self) -> None:
        label = TextLabel(tr("Tasks"), Tone.LABEL)
        label.setBuddy(self.view)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE.wide, SPACE.tight, SPACE.normal, SPACE.tight)
        row.setSpacing(SPACE.normal)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self.view)
        row.addWidget(label)
        row.addLayout(self._stack, 1)
        row.addWidget(self.pause_button)
        row.addWidget(self.all_button)
        self.setFixedHeight(
            max(CELL_SIZE.height(), 2 * self.fontMetrics().height() + SPACE.wide) + 2 * SPACE.normal
        )

    def show_hold(self, is_held: bool) -> None:
        """Show whether sending is held; it may have been so since an earlier day."""
        self.pause_button.setChecked(is_held)
        self.pause_button.setText(tr("On hold") if is_held else tr("Hold"))
        self.pause_button.setToolTip(
            tr("Nothing new is sent until you press this again")
            if is_held
            else tr("Send nothing new for now; what is at Kling goes on")
        )

    def _choose_face(self) -> None:
        self._stack.setCurrentWidget(self.view if self._model.rowCount() else self._empty)

    def _say(self, sentence: str) -> None:
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.view, sentence))


class _StripView(TaskView):
    """A list that runs sideways and scrolls with the wheel, without a bar that takes room."""

    def __init__(self, *arguments: object) -> None:
        super().__init__(*arguments)  # type: ignore[arg-type]
        self.setProperty("look", "bare")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def sizeHint(self) -> QSize:
        return QSize(3 * CELL_SIZE.width(), CELL_SIZE.height())

    def wheelEvent(self, event: QWheelEvent) -> None:
        step = event.angleDelta().y() or event.angleDelta().x()
        bar = self.horizontalScrollBar()
        bar.setValue(bar.value() - step)
        event.accept()
