"""The bar at the top: project, opening a clip, where edits go, what is running, what today cost, Settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QWidget

from kling_desktop.i18n import tr
from kling_desktop.ui.theme import style
from kling_desktop.ui.theme.roles import SPACE
from kling_desktop.ui.widgets.buttons import Button, ButtonKind
from kling_desktop.ui.widgets.labels import Badge, BadgeKind

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from kling_desktop.viewmodels.status import Status, StatusModel

WORDS_FROM = 940
LONGEST_SHOWN = 16


class Header(QFrame):
    """Shows a StatusModel; its signals are its buttons."""

    open_wanted = Signal()
    paste_wanted = Signal()
    tasks_wanted = Signal()
    settings_wanted = Signal()
    money_wanted = Signal()

    def __init__(self, model: StatusModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("panel", "bar")
        self._project = Button("", "project", ButtonKind.QUIET, "folder")
        style.mark(self._project, "opens", "menu")
        self._open = Button(tr("Open…"), "open", ButtonKind.QUIET, "open")
        self._open.setToolTip(tr("Choose the clip to edit"))
        self._open.clicked.connect(self.open_wanted)
        self._paste = Button(tr("Paste link"), "paste_link", ButtonKind.QUIET, "link")
        self._paste.setToolTip(tr("Use the file or link in the clipboard as the source"))
        self._paste.clicked.connect(self.paste_wanted)
        self._place = Badge()
        self._place.setObjectName("account_badge")
        self._running = Button("", "running_tasks", ButtonKind.QUIET)
        self._running.setToolTip(tr("Show every task"))
        self._running.clicked.connect(self.tasks_wanted)
        self._spend = Button("", "spend_today", ButtonKind.QUIET)
        self._spend.clicked.connect(self.money_wanted)
        self._settings = Button(tr("Settings"), "settings", ButtonKind.QUIET, "settings")
        self._settings.clicked.connect(self.settings_wanted)
        self._help = Button(tr("Help"), "help", ButtonKind.QUIET, "help")
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE.normal, SPACE.tight, SPACE.normal, SPACE.tight)
        row.setSpacing(SPACE.tight)
        row.addWidget(self._project)
        row.addWidget(self._open)
        row.addWidget(self._paste)
        row.addStretch(1)
        for widget in (self._place, self._running, self._spend, self._settings, self._help):
            row.addWidget(widget)
            row.addSpacing(SPACE.tight)
        self._words = {
            button: button.text() for button in (self._open, self._paste, self._settings, self._help)
        }
        for button, words in self._words.items():
            button.setAccessibleName(words)
        self.show_project("")
        model.bind(self.show_state)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the words of the buttons away where there is no room for them."""
        super().resizeEvent(event)
        self._show_words(event.size().width())

    def _show_words(self, width: int) -> None:
        for button, words in self._words.items():
            button.setText(words if width >= WORDS_FROM else "")

    def set_project_menu(self, menu: QMenu) -> None:
        """Have the button of the project open `menu`."""
        self._project.setMenu(menu)

    def show_project(self, name: str) -> None:
        """Show in which project new edits are made; in none without a name."""
        words = name if len(name) <= LONGEST_SHOWN else f"{name[: LONGEST_SHOWN - 1].rstrip()}…"
        self._words[self._project] = words.replace("&", "&&") or tr("Project")
        said = tr("Project: {project}").format(project=name) if name else tr("Project")
        self._project.setAccessibleName(said)
        self._project.setToolTip(said if name else tr("Folder, names and cap for the edits of one project"))
        self._show_words(self.width())

    def set_help_menu(self, menu: QMenu) -> None:
        """Have Help open `menu`."""
        self._help.setMenu(menu)
        style.mark(self._help, "opens", "menu")

    def show_state(self, status: Status) -> None:
        """Show the readings."""
        self._place.setVisible(status.is_open)
        if status.is_practice:
            self._place.show_badge(tr("PRACTICE"), BadgeKind.PRACTICE, "practice")
            self._place.setToolTip(tr("Practice mode: free, and nothing leaves this computer"))
        else:
            self._place.show_badge(tr("LIVE"), BadgeKind.LIVE, "live")
            self._place.setToolTip(
                tr("Edits are sent to {account} and are billed").format(account=status.account)
            )
        self._running.setText(status.running_words)
        self._running.setVisible(bool(status.running_words))
        self._spend.setText(status.spend_words)
        self._spend.setToolTip(status.spend_details)
        self._spend.setVisible(bool(status.spend_words))
