"""The buttons right behind what a task's notice says: the ways out that the catalogue names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from kling_desktop.ui.tasks.words import action_icon, action_words
from kling_desktop.ui.theme.roles import SPACE
from kling_desktop.ui.widgets.buttons import Button, ButtonKind
from kling_desktop.ui.widgets.flow_layout import FlowLayout

if TYPE_CHECKING:
    from kling_desktop.ui.tasks.handling import TaskHandling
    from kling_desktop.viewmodels.rows import TaskAction, TaskRow


class Remedies(QWidget):
    """Offers what the notice of a row names; not to be seen where it names nothing."""

    def __init__(self, handling: TaskHandling, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("remedies")
        self._handling = handling
        self._row: TaskRow | None = None
        self._shown: tuple[TaskAction, ...] = ()
        self._flow = FlowLayout(self, SPACE.snug)
        self.hide()

    def show_row(self, row: TaskRow) -> None:
        """Offer what helps with `row`."""
        self._row = row
        wanted = row.remedies()
        if wanted == self._shown:
            return
        self._shown = wanted
        while item := self._flow.takeAt(0):
            if widget := item.widget():
                widget.setParent(None)
                widget.deleteLater()
        for place, action in enumerate(wanted):
            button = self._button(action, is_main=place == 0)
            self._flow.addWidget(button)
            button.show()
        self.setVisible(bool(wanted))
        self.updateGeometry()

    def _button(self, action: TaskAction, is_main: bool) -> Button:
        kind = ButtonKind.NORMAL if is_main else ButtonKind.QUIET
        button = Button(action_words(action), f"remedy_{action.name.lower()}", kind, action_icon(action))
        button.clicked.connect(lambda: self._do(action))
        return button

    def _do(self, action: TaskAction) -> None:
        if self._row is not None:
            self._handling.do(action, self._row)
