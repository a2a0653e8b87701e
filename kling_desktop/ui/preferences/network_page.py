"""The part of Settings about proxy, certificates and patience; and a test of the way to the account."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from kling_desktop.domain.network import Certificates, ProxyChoice
from kling_desktop.i18n import tr
from kling_desktop.ui import dialogs
from kling_desktop.ui.preferences.choice_form import LABEL_WIDTH, ChoiceForm, Row
from kling_desktop.ui.preferences.controls import ListControl, NumberControl
from kling_desktop.ui.theme.roles import SPACE
from kling_desktop.ui.widgets.buttons import Button, ButtonKind
from kling_desktop.ui.widgets.forms import buddy, field_form
from kling_desktop.ui.widgets.labels import ElidedLabel, TextLabel, Tone
from kling_desktop.ui.widgets.notice import InlineNotice, NoticeKind

if TYPE_CHECKING:
    from kling_desktop.viewmodels.choices import ChoicesModel
    from kling_desktop.viewmodels.network import NetworkModel, NetworkState

EXAMPLE = "http://proxy.example:3128"


class NetworkPage(QWidget):
    """Shows a NetworkModel and passes on what is chosen and typed; it counts once a field is left."""

    def __init__(self, model: NetworkModel, choices: ChoicesModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._address = _field("proxy_address", EXAMPLE)
        self._address.editingFinished.connect(self._take_address)
        self._user = _field("proxy_user")
        self._password = _field("proxy_password")
        self._password.setEchoMode(QLineEdit.EchoMode.Password)
        self._password.setInputMethodHints(
            Qt.InputMethodHint.ImhHiddenText | Qt.InputMethodHint.ImhSensitiveData
        )
        for field in (self._user, self._password):
            field.editingFinished.connect(self._take_sign_in)
        self._proxy_refusal = _words("own_proxy_refusal", Tone.DANGER)
        self._own_proxy = QWidget()
        self._file = ElidedLabel("", Tone.NORMAL, Qt.TextElideMode.ElideMiddle)
        self._file.setObjectName("own_certificates")
        self._choose = Button(tr("Choose…"), "choose_certificates", icon="folder")
        self._choose.clicked.connect(lambda: dialogs.choose_certificates(self, model.use_certificates))
        self._forget = Button(tr("Remove"), "forget_certificates", ButtonKind.QUIET)
        self._forget.clicked.connect(lambda: model.use_certificates(""))
        self._file_refusal = _words("own_certificates_refusal", Tone.DANGER)
        self._test = Button(tr("Test"), "test_network")
        self._test.setToolTip(tr("Asks your account's host for an answer; no key is sent, nothing is spent"))
        self._test.clicked.connect(model.test)
        self._outcome = InlineNotice("network_outcome")
        self._lay_out(choices)
        model.bind(self.show_state)

    def show_state(self, state: NetworkState) -> None:
        """Show how hosts are reached; what is being typed, and what was refused, stays."""
        self._own_proxy.setVisible(state.has_own_proxy)
        shown = ((self._address, state.chosen.proxy_address), (self._user, state.user))
        for field, text in shown:
            if not field.hasFocus() and state.refused != field.objectName():
                field.setText(text)
        self._password.setPlaceholderText(tr("A password is saved") if state.has_password else "")
        is_file = state.refused == "own_certificates"
        for label, refusal in (
            (self._proxy_refusal, "" if is_file else state.refusal),
            (self._file_refusal, state.refusal if is_file else ""),
        ):
            label.setText(refusal)
            label.setVisible(bool(refusal))
        own_file = state.chosen.own_certificates
        self._file.setText(PurePath(own_file).name or tr("None"))
        self._file.setToolTip(own_file)
        self._forget.setVisible(bool(own_file))
        self._choose.setEnabled(state.is_open)
        self._test.setEnabled(state.is_open and not state.is_busy)
        self._show_outcome(state)

    def _show_outcome(self, state: NetworkState) -> None:
        if state.is_busy:
            self._outcome.say(NoticeKind.INFO, tr("Asking…"))
        else:
            self._outcome.say_outcome(state.outcome, is_good=state.is_outcome_good)

    def _take_address(self) -> None:
        text = self._address.text().strip()
        if text != self._model.state.chosen.proxy_address:
            self._model.use_address(text)

    def _take_sign_in(self) -> None:
        user, password = self._user.text().strip(), self._password.text()
        # A password of its own, or another name for none: that of before belongs to the name of before.
        if password or user != self._model.state.user:
            self._model.sign_in(user, password)
            # A secret must not stand in a field for longer than it takes to type it.
            if user:
                self._password.clear()

    def _lay_out(self, choices: ChoicesModel) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.normal)
        column.addWidget(_proxy_form(choices))
        column.addWidget(self._proxy_fields())
        column.addWidget(_certificates_form(choices))
        column.addLayout(self._file_row())
        column.addWidget(self._file_refusal)
        column.addWidget(_patience_form(choices))
        bottom = QHBoxLayout()
        bottom.addSpacing(LABEL_WIDTH + SPACE.wide)
        bottom.addWidget(self._test)
        bottom.addStretch(1)
        column.addLayout(bottom)
        column.addWidget(self._outcome)

    def _proxy_fields(self) -> QWidget:
        form = field_form(self._own_proxy)
        rows = (
            (tr("Address"), self._address),
            (tr("User name"), self._user),
            (tr("Password"), self._password),
        )
        for words, field in rows:
            label = buddy(words, field)
            label.setMinimumWidth(LABEL_WIDTH)
            form.addRow(label, field)
        form.addRow("", self._proxy_refusal)
        kept = _words("proxy_remark", Tone.SMALL)
        kept.setText(
            tr(
                "Name and password are kept in your system's keyring. What goes to Kling passes the proxy"
                " encrypted: it never sees your key."
            )
        )
        form.addRow("", kept)
        return self._own_proxy

    def _file_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(SPACE.normal)
        label = TextLabel(tr("Also trust"))
        label.setFixedWidth(LABEL_WIDTH)
        row.addWidget(label)
        row.addSpacing(SPACE.wide - SPACE.normal)
        row.addWidget(self._file, 1)
        row.addWidget(self._forget)
        row.addWidget(self._choose)
        return row


def _proxy_form(model: ChoicesModel) -> ChoiceForm:
    choices = (
        (ProxyChoice.SYSTEM, tr("Same as the system")),
        (ProxyChoice.NONE, tr("None")),
        (ProxyChoice.OWN, tr("This one:")),
    )
    remark = tr("Takes effect with the next request. SOCKS proxies are not used.")
    return ChoiceForm(model, (Row("network.proxy", tr("Proxy"), ListControl("proxy", choices), remark),))


def _certificates_form(model: ChoicesModel) -> ChoiceForm:
    choices = (
        (Certificates.SYSTEM, tr("Those that the system trusts")),
        (Certificates.BUNDLED, tr("Those that come with the program")),
    )
    remark = tr("The system's certificates include those that your company has added.")
    control = ListControl("certificates", choices)
    return ChoiceForm(model, (Row("network.certificates", tr("Certificates"), control, remark),))


def _patience_form(model: ChoicesModel) -> ChoiceForm:
    connect = NumberControl("connect_seconds", 5, 120, tr(" s"), 5)
    silence = NumberControl("silent_seconds", 10, 600, tr(" s"), 10)
    remark = tr(
        "After that the program asks again, and a download goes on where it broke off. An edit being sent"
        " is waited for at least three minutes, and never sent again by itself."
    )
    rows = (
        Row("network.connect", tr("Connect within"), connect),
        Row("network.silence", tr("Answer within"), silence, remark),
    )
    return ChoiceForm(model, rows)


def _field(name: str, hint: str = "") -> QLineEdit:
    field = QLineEdit()
    field.setObjectName(name)
    field.setPlaceholderText(hint)
    return field


def _words(name: str, tone: Tone) -> TextLabel:
    label = TextLabel("", tone)
    label.setObjectName(name)
    label.setWordWrap(True)
    # A field of a form grows only if it wants to: the words would break at half of its width.
    label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    return label
