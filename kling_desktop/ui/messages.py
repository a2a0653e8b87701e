"""What the window has to say to everybody: no key and how to go on, and the desk's notices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kling_desktop.i18n import tr
from kling_desktop.ui.theme.roles import SPACE
from kling_desktop.ui.widgets.buttons import Button
from kling_desktop.ui.widgets.notice import InlineNotice, NoticeKind

if TYPE_CHECKING:
    from kling_desktop.viewmodels.account import AccountModel, AccountState

SHOWN_MS = 12_000


class Messages(QWidget):
    """Notices below the header; `settings_wanted` and `practice_wanted` are the ways out of having no key."""

    settings_wanted = Signal()
    practice_wanted = Signal()

    def __init__(self, account: AccountModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._key = InlineNotice("key_notice")
        self._key.action_triggered.connect(self.settings_wanted)
        self._practice = Button(tr("Use practice mode"), "use_practice", icon="practice")
        self._practice.clicked.connect(self.practice_wanted)
        row = self._key.layout()
        if isinstance(row, QHBoxLayout):
            row.addWidget(self._practice)
        self._to_copy = ""
        self._news = InlineNotice("desk_notice")
        self._news.action_triggered.connect(self._forget)
        self._passing = QTimer(self, singleShot=True, interval=SHOWN_MS)
        self._passing.timeout.connect(self._forget)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE.normal, SPACE.snug, SPACE.normal, SPACE.snug)
        column.setSpacing(SPACE.snug)
        column.addWidget(self._key)
        column.addWidget(self._news)
        account.bind(self.show_account)

    def show_account(self, state: AccountState) -> None:
        """Say what is missing before anything can be sent."""
        if state.problem:
            self._key.say(NoticeKind.WARNING, state.problem, tr("Settings"))
        else:
            self._key.clear()
        self._review()

    def say(self, sentence: str) -> None:
        """Pass on a notice; it goes away after a while or when it has been read."""
        if self._to_copy:
            return
        self._news.say(NoticeKind.INFO, sentence, tr("Close"))
        self._passing.start()
        self._review()

    def say_to_copy(self, sentence: str, text: str) -> None:
        """Pass on a notice whose `text` has to be kept; it stays until it has been copied."""
        self._passing.stop()
        self._to_copy = text
        self._news.say(NoticeKind.DANGER, sentence, tr("Copy"))
        self._review()

    def _forget(self) -> None:
        if self._to_copy:
            QGuiApplication.clipboard().setText(self._to_copy)
            self._to_copy = ""
        self._news.clear()
        self._review()

    def _review(self) -> None:
        self.setVisible(bool(self._key.text() or self._news.text()))
