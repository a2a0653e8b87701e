"""The part of Settings about account, key and practice mode."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from kling_desktop.domain.site import KNOWN
from kling_desktop.i18n import tr
from kling_desktop.ui.preferences.choice_form import LABEL_WIDTH
from kling_desktop.ui.preferences.choice_pages import request_form
from kling_desktop.ui.theme.roles import SPACE
from kling_desktop.ui.widgets.buttons import Button, ButtonKind
from kling_desktop.ui.widgets.collapsible import Collapsible
from kling_desktop.ui.widgets.fields import ComboBox
from kling_desktop.ui.widgets.forms import field_form
from kling_desktop.ui.widgets.labels import TextLabel, Tone
from kling_desktop.ui.widgets.notice import InlineNotice, NoticeKind

if TYPE_CHECKING:
    from kling_desktop.viewmodels.account import AccountModel, AccountState
    from kling_desktop.viewmodels.choices import ChoicesModel

CUSTOM = "custom"


class AccountPage(QWidget):
    """Shows an AccountModel and passes on what is chosen, typed and pressed."""

    def __init__(
        self,
        model: AccountModel,
        choices: ChoicesModel,
        parent: QWidget | None = None,
        *,
        has_practice: bool = True,
    ) -> None:
        super().__init__(parent)
        self._model = model
        self._practice = QCheckBox(tr("Practice mode: free, on this computer, not Kling"))
        self._practice.setObjectName("practice_mode")
        self._practice.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._practice.clicked.connect(model.use_practice)
        self._practice.setVisible(has_practice)
        self._account = ComboBox("account")
        for name, title in (("mulerouter", "MuleRouter"), ("mulerun", "MuleRun")):
            self._account.addItem(title, name)
        self._account.addItem(tr("Another address"), CUSTOM)
        self._account.activated.connect(self._choose)
        self._address = QLineEdit()
        self._address.setObjectName("base_address")
        self._address.setPlaceholderText("https://…")
        self._address.editingFinished.connect(self._take_address)
        self._advanced = Collapsible(tr("Advanced"), "advanced", self._advanced_form(choices))
        self._key = self._key_field()
        self._test = Button(tr("Test"), "test_key")
        self._test.setToolTip(tr("Asks the service whether it takes the key; this costs nothing"))
        self._test.clicked.connect(lambda: model.test_key(self._key.text()))
        self._save = Button(tr("Save"), "save_key")
        self._save.clicked.connect(self._save_key)
        self._forget = Button(tr("Forget"), "forget_key", ButtonKind.QUIET)
        self._forget.clicked.connect(model.forget_key)
        self._outcome = InlineNotice("key_outcome")
        self._lay_out()
        model.bind(self.show_state)

    def show_state(self, state: AccountState) -> None:
        """Show the account as it is."""
        self._practice.setChecked(state.is_practice)
        self._practice.setEnabled(state.is_open and not state.is_practice_fixed and not state.is_key_fixed)
        self._show_site(state)
        can_change = state.is_open and not state.is_key_fixed and not state.is_practice_fixed
        self._account.setEnabled(can_change)
        self._key.setEnabled(can_change and not state.is_busy)
        self._key.setPlaceholderText(tr("A key is saved") if state.has_key else tr("Paste your key"))
        self._forget.setEnabled(can_change and state.has_key)
        self._show_buttons()
        self._show_outcome(state)

    def _show_site(self, state: AccountState) -> None:
        chosen = next((name for name, address in KNOWN.items() if address == state.site), CUSTOM)
        if not (chosen != CUSTOM and self._address.hasFocus()):
            self._account.setCurrentIndex(self._account.findData(chosen))
        if chosen == CUSTOM and not self._address.hasFocus():
            self._address.setText(state.site)
            self._advanced.set_open(True)

    def _show_buttons(self) -> None:
        state = self._model.state
        is_typed = bool(self._key.text().strip())
        self._save.setEnabled(self._key.isEnabled() and is_typed)
        can_test = state.is_open and not state.is_busy and not state.is_practice_fixed
        self._test.setEnabled(can_test and (is_typed or state.has_key))

    def _show_outcome(self, state: AccountState) -> None:
        if state.is_key_fixed:
            self._outcome.say(NoticeKind.INFO, tr("The key of this run comes from MULEROUTER_API_KEY."))
        elif state.is_practice_fixed:
            self._outcome.say(NoticeKind.INFO, tr("This run was started for practice alone: no key is used."))
        elif state.is_busy:
            self._outcome.say(NoticeKind.INFO, tr("Asking…"))
        else:
            self._outcome.say_outcome(state.outcome, is_good=state.is_outcome_good)

    def _choose(self, place: int) -> None:
        chosen = self._account.itemData(place)
        if chosen == CUSTOM:
            self._advanced.set_open(True)
            self._address.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._address.clear()
            self._model.use_site(chosen)

    def _take_address(self) -> None:
        address = self._address.text().strip()
        if address and address.rstrip("/") != self._model.state.site:
            self._model.use_site(address)

    def _save_key(self) -> None:
        self._model.save_key(self._key.text())
        # The key must not stand in a field for longer than it takes to type it.
        self._key.clear()

    def _key_field(self) -> QLineEdit:
        field = QLineEdit()
        field.setObjectName("api_key")
        field.setEchoMode(QLineEdit.EchoMode.Password)
        field.setInputMethodHints(
            Qt.InputMethodHint.ImhHiddenText
            | Qt.InputMethodHint.ImhSensitiveData
            | Qt.InputMethodHint.ImhNoPredictiveText
        )
        field.textChanged.connect(lambda _: self._show_buttons())
        return field

    def _advanced_form(self, choices: ChoicesModel) -> QWidget:
        body = QWidget()
        form = QFormLayout()
        form.setHorizontalSpacing(SPACE.wide)
        label = TextLabel(tr("Base address"))
        label.setBuddy(self._address)
        label.setMinimumWidth(LABEL_WIDTH)
        form.addRow(label, self._address)
        column = QVBoxLayout(body)
        column.setContentsMargins(0, SPACE.snug, 0, 0)
        column.setSpacing(SPACE.tight)
        column.addLayout(form)
        column.addWidget(request_form(choices))
        return body

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(SPACE.normal)
        for widget in (self._save, self._test, self._forget):
            row.addWidget(widget)
        row.addStretch(1)
        form = field_form()
        for words, field in ((tr("Account"), self._account), (tr("API key"), self._key)):
            label = TextLabel(words)
            label.setBuddy(field)
            label.setMinimumWidth(LABEL_WIDTH)
            form.addRow(label, field)
        form.addRow("", row)
        kept = TextLabel(tr("The key is kept in your system's keyring, never in a file."), Tone.SMALL)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.wide)
        column.addWidget(self._practice)
        column.addLayout(form)
        column.addWidget(self._outcome)
        column.addWidget(kept)
        column.addWidget(self._advanced)
