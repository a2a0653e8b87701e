"""The head of the task list: which tasks are shown, and how."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QToolButton, QWidget

from kling_desktop.i18n import tr
from kling_desktop.ui.theme.roles import SPACE
from kling_desktop.ui.widgets.buttons import Button, ButtonKind
from kling_desktop.ui.widgets.fields import ComboBox
from kling_desktop.viewmodels.listing import Filter, Listing, filter_words

if TYPE_CHECKING:
    from kling_desktop.viewmodels.tasks import TaskListModel

SEARCH_AFTER_MS = 150


class FilterBar(QWidget):
    """Filter, search and grouping of a TaskListModel; `contact_wanted` carries the versions on show."""

    contact_wanted = Signal(object)

    def __init__(self, model: TaskListModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.back = Button(tr("Back"), "back_to_list", ButtonKind.QUIET, "step-back")
        self.back.setToolTip(tr("Back to the list"))
        self.back.setAccessibleName(tr("Back to the list"))
        self.back.clicked.connect(lambda: model.show_versions(None))
        self.filter = ComboBox("task_filter")
        self.filter.setAccessibleName(tr("Show tasks"))
        # The name of a combo box is what is chosen in it; what it is for is read from its label.
        label = QLabel(tr("Show tasks"), self)
        label.setBuddy(self.filter)
        label.hide()
        for each in Filter:
            self.filter.addItem(filter_words(each), each)
        self.filter.currentIndexChanged.connect(lambda _: model.set_filter(self.filter.currentData()))
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
        self.group = Button(tr("Group"), "group_versions", ButtonKind.QUIET, "list")
        self.group.setCheckable(True)
        self.group.setToolTip(tr("One row for each part of a clip: its starred version, or the newest"))
        self.group.toggled.connect(model.set_grouped)
        self.contact = Button(tr("Contact sheet"), "contact_sheet", ButtonKind.QUIET, "image")
        self.contact.setToolTip(
            tr("Source and all versions at the same moments, as a picture beside the results")
        )
        self.contact.clicked.connect(lambda: self.contact_wanted.emit(model.listing.versions))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE.normal)
        row.addWidget(self.back)
        row.addWidget(self.filter)
        row.addWidget(self.search, 1)
        row.addWidget(self.group)
        row.addWidget(self.contact)
        model.listed.connect(self.show_listing)
        self.show_listing(model.listing)

    def show_listing(self, listing: Listing) -> None:
        """Show what the list shows, whoever chose it."""
        self.back.setVisible(listing.versions is not None)
        self.filter.setVisible(listing.versions is None)
        self.filter.blockSignals(True)
        self.filter.setCurrentIndex(self.filter.findData(listing.filter))
        self.filter.blockSignals(False)
        self.group.setVisible(listing.versions is None)
        self.contact.setVisible(listing.versions is not None)
