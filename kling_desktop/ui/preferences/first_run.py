"""The first start: three short steps, each of which can be left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from kling_desktop.i18n import tr
from kling_desktop.ui.preferences.account_page import AccountPage
from kling_desktop.ui.preferences.links_page import LinksPage
from kling_desktop.ui.theme.roles import SPACE, Role
from kling_desktop.ui.widgets.buttons import Button, ButtonKind, PrimaryButton
from kling_desktop.ui.widgets.labels import IconLabel, TextLabel, Tone
from kling_desktop.ui.widgets.room import resize_within
from kling_desktop.ui.widgets.scrolled import ScrolledColumn

if TYPE_CHECKING:
    from kling_desktop.viewmodels.account import AccountState
    from kling_desktop.viewmodels.workspace import Workspace

SIZE = QSize(640, 484)
LEAST_SIZE = QSize(560, 380)
SIGN = 48


class FirstRunDialog(QDialog):
    """Practice, account, links; what is set up counts at once, and closing it leaves the rest for Settings.

    `practice_wanted`: begin with the demo clip.
    """

    practice_wanted = Signal()

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("first_run")
        self.setWindowTitle(tr("Welcome to Kling Desktop"))
        self.setMinimumSize(LEAST_SIZE)
        resize_within(self, SIZE)
        self._stack = QStackedWidget()
        self._practice = PrimaryButton(tr("Practice with the demo clip"), "practice_with_demo")
        self._practice.clicked.connect(self._begin)
        self._count = TextLabel("", Tone.SMALL)
        self._count.setObjectName("first_run_step")
        self._back = Button(tr("Back"), "first_run_back", ButtonKind.QUIET)
        self._back.clicked.connect(lambda: self._go(-1))
        self._later = Button(tr("Close, I'll set it up later"), "first_run_close", ButtonKind.QUIET)
        self._later.clicked.connect(self.reject)
        self._next = Button("", "first_run_next")
        self._next.clicked.connect(lambda: self._go(1))
        account = AccountPage(workspace.account, workspace.choices, has_practice=False)
        for title, words, page in (
            (
                tr("Try it now, for free"),
                tr(
                    "Practice mode really edits video on this computer, in Kling's place: nothing is sent,"
                    " nothing is paid, no account is needed. Press Generate when the clip is there; the first"
                    " result takes less than a minute."
                ),
                self._practice_step(),
            ),
            (
                tr("Your account"),
                tr("For real edits: paste the API key of your MuleRouter account. Test costs nothing."),
                account,
            ),
            (
                tr("How your clips get to Kling"),
                tr("Choose how a file on this computer becomes a link that Kling can fetch."),
                LinksPage(workspace.links),
            ),
        ):
            self._stack.addWidget(_step(title, words, page))
        self._lay_out()
        self._show()
        workspace.account.bind(self.show_account)

    def show_account(self, state: AccountState) -> None:
        """Practice can begin once the engine is there, by Enter too."""
        has_begun = self._practice.isEnabled()
        self._practice.setEnabled(state.is_open and not state.is_key_fixed)
        if self._practice.isEnabled() and not has_begun and self._stack.currentIndex() == 0:
            self._practice.setFocus(Qt.FocusReason.OtherFocusReason)

    def _begin(self) -> None:
        self.practice_wanted.emit()
        self.accept()

    def _go(self, steps: int) -> None:
        place = self._stack.currentIndex() + steps
        if place == self._stack.count():
            self.accept()
        else:
            self._stack.setCurrentIndex(place)
            self._show()

    def _show(self) -> None:
        place, last = self._stack.currentIndex(), self._stack.count() - 1
        self._count.setText(tr("Step {n} of {all}").format(n=place + 1, all=last + 1))
        self._back.setVisible(place > 0)
        self._practice.setDefault(place == 0)
        self._later.setVisible(place < last)
        words = (tr("Set up my account"), tr("Next"), tr("Done"))
        self._next.setText(words[place])

    def _practice_step(self) -> QWidget:
        step = QWidget()
        column = QVBoxLayout(step)
        column.setContentsMargins(0, SPACE.section, 0, 0)
        column.setSpacing(SPACE.apart)
        sign = IconLabel("practice", Role.PRACTICE, SIGN)
        column.addWidget(sign, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self._practice, 0, Qt.AlignmentFlag.AlignHCenter)
        return step

    def _lay_out(self) -> None:
        bottom = QHBoxLayout()
        bottom.setContentsMargins(SPACE.section, SPACE.normal, SPACE.section, SPACE.apart)
        bottom.setSpacing(SPACE.normal)
        bottom.addWidget(self._count)
        bottom.addStretch(1)
        for button in (self._later, self._back, self._next):
            bottom.addWidget(button)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self._stack, 1)
        whole.addLayout(bottom)


def _step(title: str, words: str, page: QWidget) -> QWidget:
    body = QWidget()
    column = QVBoxLayout(body)
    column.setContentsMargins(SPACE.section, SPACE.section, SPACE.section, SPACE.normal)
    column.setSpacing(SPACE.wide)
    sentence = TextLabel(words, Tone.DIM)
    sentence.setWordWrap(True)
    column.addWidget(TextLabel(title, Tone.TITLE))
    column.addWidget(sentence)
    column.addSpacing(SPACE.tight)
    column.addWidget(page)
    column.addStretch(1)
    return ScrolledColumn(body)
