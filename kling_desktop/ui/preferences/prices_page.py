"""The part of Settings about what a second costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from kling_desktop.i18n import tr
from kling_desktop.ui.preferences.choice_form import LABEL_WIDTH, ChoiceForm, Row
from kling_desktop.ui.preferences.controls import LineControl
from kling_desktop.ui.theme.roles import SPACE
from kling_desktop.ui.widgets.buttons import Button, ButtonKind
from kling_desktop.ui.widgets.labels import TextLabel, Tone

if TYPE_CHECKING:
    from kling_desktop.viewmodels.choices import ChoicesModel
    from kling_desktop.viewmodels.preferences import Preferences, PreferencesModel

AMOUNT_WIDTH = 96
CURRENCY_WIDTH = 64
LONGEST_AMOUNT = 13
LONGEST_CURRENCY = 3


class PricesPage(QWidget):
    """Shows and takes the rate by which prices are estimated, and the daily cap; both count once left."""

    def __init__(self, model: PreferencesModel, choices: ChoicesModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._caps = _caps_form(choices)
        self._std = _field("rate_standard", tr("Standard rate"), LONGEST_AMOUNT, AMOUNT_WIDTH)
        self._pro = _field("rate_professional", tr("Professional rate"), LONGEST_AMOUNT, AMOUNT_WIDTH)
        self._currency = _field("rate_currency", tr("Currency"), LONGEST_CURRENCY, CURRENCY_WIDTH)
        for field in self._fields:
            field.editingFinished.connect(self._take)
        self._basis = TextLabel("", Tone.SMALL)
        self._basis.setObjectName("rate_basis")
        self._basis.setWordWrap(True)
        self._reset = Button(tr("Use other providers' rate"), "use_seen_rate", ButtonKind.QUIET)
        self._reset.clicked.connect(self._forget)
        self._lay_out()
        model.bind(self.show_state)

    def take_keyboard(self) -> None:
        """Let the user type a rate."""
        self._std.setFocus(Qt.FocusReason.OtherFocusReason)
        self._std.selectAll()

    def show_state(self, state: Preferences) -> None:
        """Show the rate; what is being typed stays."""
        rate = state.rate
        if not state.is_rate_refused:
            for field, text in zip(self._fields, (rate.std, rate.pro, rate.currency), strict=True):
                if not field.hasFocus():
                    field.setText(text)
        for field in self._fields:
            field.setEnabled(state.is_open)
        self._reset.setVisible(rate.is_own)
        self._say(state)

    @property
    def _fields(self) -> tuple[QLineEdit, QLineEdit, QLineEdit]:
        return self._std, self._pro, self._currency

    def _say(self, state: Preferences) -> None:
        if state.is_rate_refused:
            self._basis.set_tone(Tone.DANGER)
            self._basis.setText(
                tr("Enter amounts such as 0.168 and a currency of three letters such as USD.")
            )
            return
        self._basis.set_tone(Tone.SMALL)
        own = tr("Your rate: estimates are counted by it from now on.")
        seen = tr("As seen at other providers; the service publishes no prices. Enter what you are billed.")
        self._basis.setText(own if state.rate.is_own else seen)

    def _take(self) -> None:
        self._model.choose_rate(*(field.text() for field in self._fields))

    def _forget(self) -> None:
        self._model.use_seen_rate()
        rate = self._model.state.rate
        for field, text in zip(self._fields, (rate.std, rate.pro, rate.currency), strict=True):
            field.setText(text)

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setHorizontalSpacing(SPACE.wide)
        form.setVerticalSpacing(SPACE.normal)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        rows = (
            (tr("Standard"), self._std, tr("per second")),
            (tr("Professional"), self._pro, tr("per second")),
            (tr("Currency"), self._currency, ""),
        )
        for words, field, unit in rows:
            label = TextLabel(words)
            label.setBuddy(field)
            label.setMinimumWidth(LABEL_WIDTH)
            row = QHBoxLayout()
            row.setSpacing(SPACE.normal)
            row.addWidget(field)
            row.addWidget(TextLabel(unit, Tone.DIM))
            row.addStretch(1)
            if field is self._currency:
                row.addWidget(self._reset)
            form.addRow(label, row)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.normal)
        column.addLayout(form)
        column.addWidget(self._basis)
        column.addSpacing(SPACE.normal)
        column.addWidget(self._caps)


def _caps_form(choices: ChoicesModel) -> ChoiceForm:
    control = LineControl("daily_cap", tr("No cap"))
    control.widget.setMinimumWidth(AMOUNT_WIDTH)
    control.widget.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
    remark = tr(
        "In the currency above. A task that would go over it waits for your word right before it is sent; a"
        " project's own cap is set with the project."
    )
    return ChoiceForm(choices, (Row("caps.daily", tr("Daily cap"), control, remark),))


def _field(name: str, label: str, longest: int, width: int) -> QLineEdit:
    field = QLineEdit()
    field.setObjectName(name)
    field.setAccessibleName(label)
    field.setMaxLength(longest)
    field.setFixedWidth(width)
    return field
