"""Where the panels lie: side by side, with the task list over or beside the viewer, or behind tabs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QStackedWidget, QTabWidget, QVBoxLayout, QWidget

from kling_desktop.i18n import tr

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kling_desktop.ui.editor.panel import EditorPanel
    from kling_desktop.ui.tasks.list_panel import TaskListPanel
    from kling_desktop.ui.tasks.strip import TaskStrip
    from kling_desktop.ui.viewer.panel import ViewerPanel

NARROW = QSize(960, 500)
DOCKED_FROM = 1600
EDITOR_WIDTH = 348
EDITOR_LEAST = 300
LIST_WIDTH = 460
MAIN, DOCK = "main", "dock"


class Arrangement(QWidget):
    """Places the four panels by the size that it has; owns the splitters, not the panels' content."""

    def __init__(
        self, editor: EditorPanel, viewer: ViewerPanel, strip: TaskStrip, tasks: TaskListPanel
    ) -> None:
        super().__init__()
        self._editor, self._viewer, self._strip, self._tasks = editor, viewer, strip, tasks
        self._is_narrow = False
        self._is_docked = False
        self._is_listed = False
        self._middle = QStackedWidget()
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.setChildrenCollapsible(True)
        self._right = QSplitter(Qt.Orientation.Horizontal)
        self._tabs = QTabWidget()
        self._tabs.setDocumentMode(True)
        self._faces = QStackedWidget()
        self._pinned = QVBoxLayout()
        self._build()
        self._arrange()

    @property
    def is_narrow(self) -> bool:
        """Whether the panels are behind tabs."""
        return self._is_narrow

    @property
    def is_listed(self) -> bool:
        """Whether the full task list is to be seen."""
        return self._is_listed

    def show_list(self, is_listed: bool) -> None:
        """Bring the full task list, or put it away."""
        self._is_listed = is_listed
        if self._is_narrow:
            self._tabs.setCurrentWidget(self._tasks if is_listed else self._viewer)
        else:
            self._place_list()

    def show_viewer(self) -> None:
        """Make sure that the viewer is to be seen."""
        if self._is_narrow:
            self._tabs.setCurrentWidget(self._viewer)
        elif self._is_listed and not self._is_docked:
            self.show_list(False)

    def show_editor(self) -> None:
        """Make sure that the editor is to be seen."""
        if self._is_narrow:
            self._tabs.setCurrentWidget(self._editor)
        elif self._split.sizes()[0] == 0:
            self._split.setSizes([EDITOR_WIDTH, max(1, self.width() - EDITOR_WIDTH)])

    def splitters(self) -> dict[str, list[int]]:
        """The sizes of the splitters, to be remembered."""
        return {MAIN: self._split.sizes(), DOCK: self._right.sizes()}

    def restore(self, splitters: Mapping[str, Sequence[int]]) -> None:
        """Give the splitters the sizes that they had."""
        if len(splitters.get(MAIN, ())) == len(self._split.sizes()):
            self._split.setSizes(list(splitters[MAIN]))
        if len(splitters.get(DOCK, ())) == len(self._right.sizes()):
            self._right.setSizes(list(splitters[DOCK]))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Go to the arrangement that fits."""
        super().resizeEvent(event)
        size = event.size()
        is_narrow = size.width() < NARROW.width() or size.height() < NARROW.height()
        is_docked = size.width() >= DOCKED_FROM
        if (is_narrow, is_docked) != (self._is_narrow, self._is_docked):
            self._is_narrow, self._is_docked = is_narrow, is_docked
            self._arrange()

    def _build(self) -> None:
        column = QWidget()
        lines = QVBoxLayout(column)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(1)
        lines.addWidget(self._middle, 1)
        lines.addWidget(self._strip)
        self._right.addWidget(column)
        self._right.setStretchFactor(0, 1)
        self._split.addWidget(self._editor)
        self._split.addWidget(self._right)
        self._split.setStretchFactor(1, 1)
        self._split.setCollapsible(1, False)
        self._split.setSizes([EDITOR_WIDTH, 10 * EDITOR_WIDTH])
        self._editor.setMinimumWidth(EDITOR_LEAST)
        narrow = QWidget()
        self._pinned = QVBoxLayout(narrow)
        self._pinned.setContentsMargins(0, 0, 0, 0)
        self._pinned.setSpacing(1)
        self._pinned.addWidget(self._tabs, 1)
        self._faces.addWidget(self._split)
        self._faces.addWidget(narrow)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._faces)

    def _arrange(self) -> None:
        if self._is_narrow:
            self._arrange_tabs()
        else:
            self._arrange_side_by_side()
        self._faces.setCurrentIndex(1 if self._is_narrow else 0)

    def _arrange_tabs(self) -> None:
        for panel, words in (
            (self._editor, tr("Edit")),
            (self._viewer, tr("Viewer")),
            (self._tasks, tr("Tasks")),
        ):
            self._tabs.addTab(panel, words)
        self._pinned.addWidget(self._editor.send_bar)
        self._tabs.setCurrentWidget(self._tasks if self._is_listed else self._editor)

    def _arrange_side_by_side(self) -> None:
        self._editor.pin_send_bar()
        if self._split.indexOf(self._editor) < 0:
            self._split.insertWidget(0, self._editor)
            self._split.setSizes([EDITOR_WIDTH, max(1, self.width() - EDITOR_WIDTH)])
        self._middle.addWidget(self._viewer)
        self._place_list()
        self._editor.show()
        self._viewer.show()

    def _place_list(self) -> None:
        if self._is_docked:
            if self._right.indexOf(self._tasks) < 0:
                self._right.addWidget(self._tasks)
                self._right.setSizes([max(1, self._right.width() - LIST_WIDTH), LIST_WIDTH])
            self._tasks.setVisible(self._is_listed)
            self._middle.setCurrentWidget(self._viewer)
        else:
            self._middle.addWidget(self._tasks)
            self._middle.setCurrentWidget(self._tasks if self._is_listed else self._viewer)
