"""Takes, the price, Generate, and why Generate can't be pressed: always in sight."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QKeyCombination, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from kling_desktop.i18n import current, tr
from kling_desktop.ui.theme import style
from kling_desktop.ui.theme.roles import SPACE
from kling_desktop.ui.widgets.buttons import Button, ButtonKind, PrimaryButton
from kling_desktop.ui.widgets.fields import SpinBox
from kling_desktop.ui.widgets.labels import Badge, BadgeKind, TextLabel, Tone
from kling_desktop.viewmodels import local, wording
from kling_desktop.viewmodels.editor_state import MOST_TAKES

if TYPE_CHECKING:
    from kling_desktop.viewmodels.editor_state import EditorState

TAKES_WIDTH = 58
KEYS = (
    QKeyCombination(Qt.KeyboardModifier.ControlModifier, Qt.Key.Key_Return),
    QKeyCombination(Qt.KeyboardModifier.ControlModifier, Qt.Key.Key_Enter),
)


class SendBar(QFrame):
    """Pinned under the edit.

    `generate_pressed` comes from the button and from its shortcut, `takes_chosen` carries their number,
    `rate_wanted` asks where one's own rate is entered, `manifest_wanted` what would be sent;
    `menu_opening` asks for the words of `offer_trial`, `trial_wanted` for the test itself.
    """

    generate_pressed = Signal()
    takes_chosen = Signal(int)
    links_wanted = Signal()
    rate_wanted = Signal()
    manifest_wanted = Signal()
    trial_wanted = Signal()
    menu_opening = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("panel", "foot")
        self._takes = SpinBox("takes", 1, MOST_TAKES)
        self._takes.setToolTip(tr("How many results to ask for at once; each one is paid for"))
        self._takes.setFixedWidth(TAKES_WIDTH)
        self._takes.valueChanged.connect(self.takes_chosen)
        self._price = TextLabel("", Tone.STRONG)
        self._price.setObjectName("price")
        self._basis = TextLabel("", Tone.SMALL)
        self._basis.setObjectName("price_basis")
        self._rate = Button(tr("Enter your rate…"), "enter_rate", ButtonKind.LINK)
        self._rate.clicked.connect(self.rate_wanted)
        self._sent = Button(tr("What will be sent…"), "what_will_be_sent", ButtonKind.LINK)
        self._sent.setToolTip(tr("Everything that leaves this computer with the edit, and who gets it"))
        self._sent.clicked.connect(self.manifest_wanted)
        self._practice = Badge(tr("PRACTICE"), BadgeKind.PRACTICE, "practice")
        self._practice.setObjectName("practice_badge")
        self.button = PrimaryButton(tr("Generate"), "generate", _shown(KEYS[0]))
        self.button.clicked.connect(self.generate_pressed)
        # A tool button that opens its menu at once can from outside be neither focused nor pressed.
        self._more = Button("", "more_ways_to_send", ButtonKind.QUIET, "more")
        self._more.setAccessibleName(tr("More ways to send"))
        self._more.setToolTip(tr("More ways to send"))
        style.mark(self._more, "shows", "icon")
        menu = QMenu(self)
        menu.setObjectName("send_menu")
        menu.setAccessibleName(tr("More ways to send"))
        menu.aboutToShow.connect(self.menu_opening)
        self._trial = menu.addAction(tr("Test the prompt"), self.trial_wanted.emit)
        self._trial.setObjectName("test_prompt")
        self._more.setMenu(menu)
        self._links = Button(tr("Choose how…"), "choose_link_route", icon="link")
        self._links.setToolTip(tr("Opens Settings where the way that your clips take is chosen"))
        self._links.clicked.connect(self.links_wanted)
        self._rows = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._reason = TextLabel("", Tone.SMALL)
        self._reason.setObjectName("generate_reason")
        self._reason.setWordWrap(True)
        for keys in KEYS:
            shortcut = QShortcut(QKeySequence(keys), self, context=Qt.ShortcutContext.WindowShortcut)
            shortcut.setAutoRepeat(False)
            shortcut.activated.connect(self.button.click)
        self._lay_out()

    def show_state(self, state: EditorState) -> None:
        """Show price and reason."""
        self._takes.setValue(state.takes)
        self._practice.setVisible(state.is_practice)
        price = _price(state)
        self._price.setText(price)
        self._price.setVisible(bool(price))
        self._basis.setText(_basis(state))
        is_rate_guessed = state.price is not None and not state.price.is_own and not state.is_practice
        self._rate.setVisible(is_rate_guessed)
        self._sent.setEnabled(state.is_open and state.request.source is not None)
        reason = state.reason
        self.button.setText(_generate(state))
        self.button.setEnabled(not reason)
        self._links.setVisible(state.needs_link_setup and bool(reason))
        self._reason.setText(reason)
        self._reason.setVisible(bool(reason))
        self.button.setAccessibleDescription(reason)

    def lay_flat(self, is_flat: bool) -> None:
        """Have everything in one line where there is width but no height, or one below the other."""
        direction = QBoxLayout.Direction
        self._rows.setDirection(direction.LeftToRight if is_flat else direction.TopToBottom)
        self._rows.setSpacing(SPACE.wide if is_flat else SPACE.snug)

    def offer_trial(self, words: str, is_possible: bool) -> None:
        """Say what a test of the prompt is and costs, and whether it can be sent now."""
        self._trial.setText(words)
        self._trial.setEnabled(is_possible)

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._price)
        words.addWidget(self._basis)
        price = QHBoxLayout()
        price.setSpacing(SPACE.snug)
        label = TextLabel(tr("Takes"), Tone.LABEL)
        label.setBuddy(self._takes)
        price.addWidget(label)
        price.addWidget(self._takes)
        price.addSpacing(SPACE.normal)
        price.addLayout(words, 1)
        price.addWidget(self._practice)
        links = QHBoxLayout()
        links.setSpacing(SPACE.normal)
        links.addWidget(self._sent)
        links.addStretch(1)
        links.addWidget(self._rate)
        ways = QHBoxLayout()
        ways.setSpacing(SPACE.snug)
        ways.addWidget(self.button, 1)
        ways.addWidget(self._more)
        self._rows.setSpacing(SPACE.snug)
        for row, share in ((price, 2), (links, 1), (ways, 3)):
            self._rows.addLayout(row, share)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE.wide, SPACE.normal, SPACE.wide, SPACE.wide)
        column.setSpacing(SPACE.snug)
        column.addLayout(self._rows)
        column.addWidget(self._reason)
        column.addWidget(self._links, 0, Qt.AlignmentFlag.AlignLeft)


def _shown(keys: QKeyCombination) -> str:
    entry = QCoreApplication.translate("QShortcut", "Return")
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText).replace(entry, "⏎")


def _generate(state: EditorState) -> str:
    if state.takes < 2:
        return tr("Generate")
    words = current().count("Generate {n} take", "Generate {n} takes", state.takes)
    is_priced = state.price is not None and not state.is_practice
    return f"{words} ≈ {local.number(state.price.amount, 2)}" if is_priced and state.price else words


def _price(state: EditorState) -> str:
    if state.plan is None and not state.paid_seconds:
        return tr("Price unknown") if state.source and not state.is_practice else ""
    if not state.paid_seconds:
        return ""
    length = wording.seconds(state.paid_seconds)
    if state.takes > 1:
        length = f"{state.takes} × {length}"
    if state.is_practice or state.price is None:
        return length
    return f"{length} ≈ {wording.money(state.price.amount, state.price.currency)}"


def _basis(state: EditorState) -> str:
    if state.is_practice:
        return tr("free")
    if state.plan is not None and state.plan.refusal:
        return ""
    if state.price is None:
        return tr("a link's length is not known") if state.source else ""
    return tr("your rate") if state.price.is_own else tr("other providers' rate")
