"""Where the panels lie: side by side, with the task list over or beside the viewer, or behind tabs."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QSplitter, QStackedWidget, QTabWidget, QVBoxLayout, QWidget

from kling_desktop.i18n import tr

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from kling_desktop.ui.editor.panel import EditorPanel
    from kling_desktop.ui.tasks.list_panel import TaskListPanel
    from kling_desktop.ui.tasks.strip import TaskStrip

NARROW = QSize(960, 500)
DOCKED_FROM = 1600
EDITOR_WIDTH = 348
LIST_WIDTH = 460
MAIN, DOCK = "main", "dock"


class Rest(NamedTuple):
    """The panels beside the editor."""

    viewer: QWidget
    tasks: TaskListPanel


class Arrangement(QWidget):
    """Places the panels by the size that it has; owns the splitters, not the panels' content."""

    def __init__(self, editor: EditorPanel, splitters: Mapping[str, Sequence[int]]) -> None:
        """With the editor alone; `complete` adds the others. `splitters` are the sizes of an earlier run."""
        super().__init__()
        self._earlier = splitters
        self._passing: Callable[[], int] = lambda: 0
        self._editor = editor
        self._rest: Rest | None = None
        self._is_narrow = False
        self._is_docked = False
        self._is_listed = False
        self._is_placed = False
        self._column = QVBoxLayout()
        self._middle = QStackedWidget()
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._right = QSplitter(Qt.Orientation.Horizontal)
        self._tabs = QTabWidget()
        self._faces = QStackedWidget()
        self._pinned = QVBoxLayout()
        self._build()
        self._arrange()

    def complete(self, viewer: QWidget, strip: TaskStrip, tasks: TaskListPanel) -> None:
        """Add the other panels; `viewer` is the picture with all that belongs below it."""
        self._rest = Rest(viewer, tasks)
        self._column.addWidget(strip)
        self._arrange()

    def overlook(self, passing: Callable[[], int]) -> None:
        """Lay the panels as if what `passing` counts of the height were free: a notice rearranges nothing."""
        self._passing = passing

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
        if self._rest is None:
            return
        if self._is_narrow:
            self._tabs.setCurrentWidget(self._rest.tasks if is_listed else self._rest.viewer)
        else:
            self._place_list(self._rest)

    def show_viewer(self) -> None:
        """Make sure that the viewer is to be seen."""
        if self._is_narrow and self._rest:
            self._tabs.setCurrentWidget(self._rest.viewer)
        elif self._is_listed and not self._is_docked:
            self.show_list(False)

    def show_editor(self) -> None:
        """Make sure that the editor is to be seen."""
        if self._is_narrow:
            self._tabs.setCurrentWidget(self._editor)
        elif self._split.sizes()[0] == 0:
            self._give_editor(EDITOR_WIDTH)

    def splitters(self) -> dict[str, list[int]]:
        """The sizes of the splitters, to be remembered; the list's width also while it is put away."""
        width = self._list_width()
        return {MAIN: self._split.sizes(), DOCK: [max(1, self._right.width() - width), width]}

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Go to the arrangement that fits."""
        super().resizeEvent(event)
        size = event.size()
        if not self._is_placed:
            # Sizes that are set before the first real width would be stretched with it.
            self._is_placed = True
            self._give_editor(self._kept(MAIN, 0, EDITOR_WIDTH))
        is_narrow = size.width() < NARROW.width() or size.height() + self._passing() < NARROW.height()
        is_docked = size.width() >= DOCKED_FROM
        if (is_narrow, is_docked) != (self._is_narrow, self._is_docked):
            self._is_narrow, self._is_docked = is_narrow, is_docked
            self._arrange()

    def _build(self) -> None:
        column = QWidget()
        column.setLayout(self._column)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(1)
        self._column.addWidget(self._middle, 1)
        self._right.addWidget(column)
        self._right.setStretchFactor(0, 1)
        self._split.addWidget(self._editor)
        self._split.addWidget(self._right)
        self._split.setStretchFactor(1, 1)
        self._split.setCollapsible(1, False)
        narrow = QWidget()
        narrow.setLayout(self._pinned)
        self._pinned.setContentsMargins(0, 0, 0, 0)
        self._pinned.setSpacing(1)
        self._tabs.setDocumentMode(True)
        self._tabs.tabBar().setDrawBase(False)
        self._pinned.addWidget(self._tabs, 1)
        self._faces.addWidget(self._split)
        self._faces.addWidget(narrow)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._faces)

    def _arrange(self) -> None:
        typed_in = QApplication.focusWidget()
        if self._is_narrow:
            self._arrange_tabs()
        else:
            self._arrange_side_by_side()
        self._faces.setCurrentIndex(1 if self._is_narrow else 0)
        # A widget that moves loses the keyboard; whoever types must not notice.
        if typed_in is not None and self.isAncestorOf(typed_in) and typed_in.isVisible():
            typed_in.setFocus(Qt.FocusReason.OtherFocusReason)

    def _arrange_tabs(self) -> None:
        self._tabs.addTab(self._editor, tr("Edit"))
        self._editor.send_bar.lay_flat(True)
        self._pinned.addWidget(self._editor.send_bar)
        if self._rest:
            self._tabs.addTab(self._rest.viewer, tr("Viewer"))
            self._tabs.addTab(self._rest.tasks, tr("Tasks"))
        wanted = self._rest.tasks if self._rest and self._is_listed else self._editor
        self._tabs.setCurrentWidget(wanted)

    def _arrange_side_by_side(self) -> None:
        self._editor.send_bar.lay_flat(False)
        self._editor.pin_send_bar()
        if self._split.indexOf(self._editor) < 0:
            self._split.insertWidget(0, self._editor)
            self._give_editor(EDITOR_WIDTH)
        self._editor.show()
        if self._rest:
            self._middle.addWidget(self._rest.viewer)
            self._place_list(self._rest)

    def _place_list(self, rest: Rest) -> None:
        if self._is_docked:
            if self._right.indexOf(rest.tasks) < 0:
                width = self._list_width()
                self._right.addWidget(rest.tasks)
                self._right.setCollapsible(1, False)
                self._right.setSizes([max(1, self._right.width() - width), width])
            self._earlier = {**self._earlier, DOCK: self.splitters()[DOCK]}
            rest.tasks.setVisible(self._is_listed)
            self._middle.setCurrentWidget(rest.viewer)
        else:
            self._middle.addWidget(rest.tasks)
            self._middle.setCurrentWidget(rest.tasks if self._is_listed else rest.viewer)

    def _give_editor(self, width: int) -> None:
        self._split.setSizes([width, max(1, self.width() - width)])

    def _list_width(self) -> int:
        # A list that is put away has no width of its own.
        sizes = self._right.sizes()
        shown = sizes[1] if len(sizes) > 1 else 0
        return shown or self._kept(DOCK, 1, 0) or LIST_WIDTH

    def _kept(self, splitter: str, place: int, default: int) -> int:
        sizes = self._earlier.get(splitter, ())
        return sizes[place] if len(sizes) > place else default
