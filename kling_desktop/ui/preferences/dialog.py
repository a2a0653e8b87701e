"""The Settings dialog: pages, and a search over them; every choice counts at once, so nothing is applied."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from kling_desktop.i18n import tr
from kling_desktop.ui.preferences import choice_pages
from kling_desktop.ui.preferences.account_page import AccountPage
from kling_desktop.ui.preferences.appearance_page import AppearancePage
from kling_desktop.ui.preferences.keys_page import KeysPage
from kling_desktop.ui.preferences.links_page import LinksPage
from kling_desktop.ui.preferences.network_page import NetworkPage
from kling_desktop.ui.preferences.prices_page import PricesPage
from kling_desktop.ui.preferences.privacy_page import PrivacyPage
from kling_desktop.ui.preferences.results_page import ResultsPage
from kling_desktop.ui.preferences.search import mark_found
from kling_desktop.ui.theme.roles import SPACE
from kling_desktop.ui.widgets.buttons import Button
from kling_desktop.ui.widgets.labels import TextLabel, Tone
from kling_desktop.ui.widgets.room import resize_within
from kling_desktop.ui.widgets.scrolled import ScrolledColumn

if TYPE_CHECKING:
    from kling_desktop.viewmodels.workspace import Workspace

SIZE = QSize(820, 560)
LEAST_SIZE = QSize(640, 360)
LIST_WIDTH = 176


class PreferencesDialog(QDialog):
    """Shows all that can be set; not modal, so that a key can be fetched from elsewhere."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("settings_dialog")
        self.setWindowTitle(tr("Settings"))
        self.setMinimumSize(LEAST_SIZE)
        resize_within(self, SIZE)
        self._search = QLineEdit()
        self._search.setObjectName("search_settings")
        self._search.setAccessibleName(tr("Search settings"))
        self._search.setPlaceholderText(tr("Search settings"))
        self._search.setClearButtonEnabled(True)
        self._search.textChanged.connect(self._find)
        self._list = QListWidget()
        self._list.setObjectName("settings_pages")
        self._list.setAccessibleName(tr("Pages of settings"))
        self._list.setProperty("look", "bare")
        self._list.currentRowChanged.connect(self._show_at)
        self._nothing = TextLabel(tr("Nothing found."), Tone.SMALL)
        self._nothing.setObjectName("nothing_found")
        self._nothing.hide()
        self._stack = QStackedWidget()
        self._stack.setObjectName("settings_stack")
        self._pages: list[tuple[str, QWidget]] = []
        self._links = LinksPage(workspace.links)
        self._prices = PricesPage(workspace.preferences, workspace.choices)
        self._fill(workspace)
        self._lay_out()
        self._list.setCurrentRow(0)

    def show_page(self, name: str) -> None:
        """Bring a page to the front by its name."""
        self._search.clear()
        self._list.setCurrentRow([each for each, _ in self._pages].index(name))

    def show_prices(self) -> None:
        """Let the user enter a rate at once."""
        self.show_page("prices")
        self._prices.take_keyboard()

    def show_links(self) -> None:
        """Let the user choose at once how clips get to the service."""
        self.show_page("links")
        self._links.take_keyboard()

    def open_setup(self, path: str) -> None:
        """Ask for the passphrase of the studio setup at `path`, and use it then."""
        self._links.take_from(path)

    def _fill(self, workspace: Workspace) -> None:
        preferences, choices = workspace.preferences, workspace.choices
        self._add("account", tr("Account"), AccountPage(workspace.account, choices))
        self._add("links", tr("Links"), self._links)
        self._add("results", tr("Results and names"), ResultsPage(preferences, choices))
        self._add("prepare", tr("New clips"), choice_pages.prepare_form(choices))
        self._add("timeline", tr("Timeline files"), choice_pages.timeline_form(choices))
        self._add("queue", tr("Queue"), choice_pages.queue_form(choices))
        self._add("prices", tr("Prices and caps"), self._prices)
        self._add("appearance", tr("Appearance"), AppearancePage(preferences, choices))
        self._add("shortcuts", tr("Shortcuts"), KeysPage(preferences))
        self._add("network", tr("Network"), NetworkPage(workspace.network, choices))
        self._add("privacy", tr("Privacy"), PrivacyPage(preferences, choices, workspace.updates))

    def _add(self, name: str, title: str, page: QWidget) -> None:
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(SPACE.section, SPACE.apart, SPACE.section, SPACE.apart)
        column.setSpacing(SPACE.apart)
        column.addWidget(TextLabel(title, Tone.TITLE))
        column.addWidget(page)
        column.addStretch(1)
        item = QListWidgetItem(title)
        item.setSizeHint(QSize(0, SPACE.section + SPACE.snug))
        self._list.addItem(item)
        self._pages.append((name, body))
        self._stack.addWidget(ScrolledColumn(body))

    def _show_at(self, at: int) -> None:
        if at >= 0:
            self._stack.setCurrentIndex(at)

    def _find(self, query: str) -> None:
        is_asked = bool(query.strip())
        hits = [mark_found(page, query) or not is_asked for _, page in self._pages]
        for at, is_hit in enumerate(hits):
            self._list.item(at).setHidden(not is_hit)
        self._nothing.setVisible(not any(hits))
        if any(hits) and not hits[self._list.currentRow()]:
            self._list.setCurrentRow(hits.index(True))

    def _lay_out(self) -> None:
        side = QFrame()
        side.setProperty("panel", "side")
        side.setFixedWidth(LIST_WIDTH)
        left = QVBoxLayout(side)
        left.setContentsMargins(SPACE.wide, SPACE.wide, SPACE.normal, SPACE.wide)
        left.setSpacing(SPACE.normal)
        for widget in (self._search, self._nothing):
            left.addWidget(widget)
        left.addWidget(self._list, 1)
        close = Button(tr("Close"), "close_settings")
        close.clicked.connect(self.close)
        bottom = QHBoxLayout()
        bottom.setContentsMargins(SPACE.section, SPACE.normal, SPACE.section, SPACE.wide)
        bottom.addStretch(1)
        bottom.addWidget(close)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self._stack, 1)
        right.addLayout(bottom)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(side)
        whole.addLayout(right, 1)
