"""The price, Generate, and why Generate can't be pressed: always in sight."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QKeyCombination, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from kling_desktop.i18n import tr
from kling_desktop.ui.theme.roles import SPACE
from kling_desktop.ui.widgets.buttons import PrimaryButton
from kling_desktop.ui.widgets.labels import Badge, BadgeKind, TextLabel, Tone
from kling_desktop.viewmodels import wording

if TYPE_CHECKING:
    from kling_desktop.viewmodels.editor_state import EditorState

KEYS = (
    QKeyCombination(Qt.KeyboardModifier.ControlModifier, Qt.Key.Key_Return),
    QKeyCombination(Qt.KeyboardModifier.ControlModifier, Qt.Key.Key_Enter),
)


class SendBar(QFrame):
    """Pinned under the edit; `generate_pressed` comes from the button and from its shortcut."""

    generate_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("panel", "surface")
        self._price = TextLabel("", Tone.STRONG)
        self._price.setObjectName("price")
        self._basis = TextLabel("", Tone.SMALL)
        self._basis.setObjectName("price_basis")
        self._practice = Badge(tr("PRACTICE"), BadgeKind.PRACTICE, "practice")
        self._practice.setObjectName("practice_badge")
        self.button = PrimaryButton(tr("Generate"), "generate", _shown(KEYS[0]))
        self.button.clicked.connect(self.generate_pressed)
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
        self._practice.setVisible(state.is_practice)
        self._price.setText(_price(state))
        self._basis.setText(_basis(state))
        reason = state.reason
        self.button.setEnabled(not reason)
        self._reason.setText(reason)
        self._reason.setVisible(bool(reason))
        self.button.setAccessibleDescription(reason)

    def _lay_out(self) -> None:
        price = QHBoxLayout()
        price.setSpacing(SPACE.snug)
        price.addWidget(self._price)
        price.addWidget(self._basis, 1)
        price.addWidget(self._practice)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE.wide, SPACE.normal, SPACE.wide, SPACE.wide)
        column.setSpacing(SPACE.snug)
        column.addLayout(price)
        column.addWidget(self.button)
        column.addWidget(self._reason)


def _shown(keys: QKeyCombination) -> str:
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText).replace("Return", "⏎")


def _price(state: EditorState) -> str:
    info = state.source.info if state.source else None
    if info is None:
        return ""
    length = wording.seconds(info.seconds)
    if state.takes > 1:
        length = f"{state.takes} × {length}"
    if state.is_practice or state.price is None:
        return length
    return f"{length} ≈ {wording.money(state.price.amount, state.price.currency)}"


def _basis(state: EditorState) -> str:
    if state.is_practice:
        return tr("free")
    if state.price is None:
        return tr("Price unknown: the length of a link is not known here") if state.source else ""
    return tr("your rate") if state.price.is_own else tr("other providers' rate")
