"""The right side of the presets: what one says, its places to fill in, and what must not change."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFormLayout,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from kling_desktop.domain.preset import Preset, fill, places
from kling_desktop.i18n import current, tr
from kling_desktop.ui.theme.roles import SPACE
from kling_desktop.ui.widgets.forms import below_each_other
from kling_desktop.ui.widgets.labels import TextLabel, Tone
from kling_desktop.ui.widgets.scrolled import ScrolledColumn

if TYPE_CHECKING:
    from kling_desktop.viewmodels.presets import Offer

KEEP_HEIGHT = 58
LONGEST_VALUE = 200


class PresetFilling(QWidget):
    """Shows one offer and takes the words for its places; `completed`: Enter in the last place."""

    completed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._preset: Preset | None = None
        self._fields: dict[str, QLineEdit] = {}
        self._name = TextLabel("", Tone.STRONG)
        self._name.setWordWrap(True)
        self._text = TextLabel("")
        self._text.setObjectName("preset_text")
        self._text.setWordWrap(True)
        self._text.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._form = QFormLayout()
        self._form.setSpacing(SPACE.snug)
        self._form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        self._keep = QPlainTextEdit()
        self._keep.setObjectName("preset_keep")
        self._keep.setTabChangesFocus(True)
        self._keep.setFixedHeight(KEEP_HEIGHT)
        self._keep.textChanged.connect(self._show_text)
        self._keep_label = TextLabel(tr("Must not change"), Tone.LABEL)
        self._keep_label.setBuddy(self._keep)
        self._left = TextLabel("", Tone.SMALL)
        self._left.setObjectName("preset_unfilled")
        self._left.setWordWrap(True)
        self._lay_out()

    def show_offer(self, offer: Offer | None) -> None:
        """Show another preset; none leaves the side empty."""
        self._preset = offer.preset if offer else None
        preset = self._preset or Preset("", "")
        name = preset.name if preset.name != preset.prompt else ""
        self._name.setText(name)
        self._name.setVisible(bool(name))
        self._fill_form(preset)
        has_keep = bool(preset.keep)
        self._keep_label.setVisible(has_keep)
        self._keep.setVisible(has_keep)
        self._keep.setPlainText(preset.keep)
        self._show_text()

    def take_keyboard(self) -> bool:
        """Let the user fill in the first place; whether there is one."""
        first = next(iter(self._fields.values()), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.TabFocusReason)
        return first is not None

    @property
    def prompt(self) -> str:
        """The prompt with what was filled in; a place that was not stays as it is."""
        return fill(self._kept().text, self._values())

    @property
    def negative_prompt(self) -> str:
        """The negative prompt of the preset, filled in likewise."""
        return fill(self._kept().negative_prompt, self._values())

    def _kept(self) -> Preset:
        preset = self._preset or Preset("", "")
        return replace(preset, keep=self._keep.toPlainText().strip()) if preset.keep else preset

    def _values(self) -> dict[str, str]:
        return {name: field.text() for name, field in self._fields.items()}

    def _fill_form(self, preset: Preset) -> None:
        while self._form.rowCount():
            self._form.removeRow(0)
        self._fields = {}
        for number, name in enumerate(preset.places, start=1):
            field = QLineEdit()
            field.setObjectName(f"place_{number}")
            field.setAccessibleName(name)
            field.setMaxLength(LONGEST_VALUE)
            field.textChanged.connect(self._show_text)
            field.returnPressed.connect(lambda number=number: self._go_on(number))
            label = TextLabel(name, Tone.LABEL)
            label.setBuddy(field)
            self._form.addRow(label, field)
            self._fields[name] = field

    def _go_on(self, number: int) -> None:
        fields = tuple(self._fields.values())
        if number < len(fields):
            fields[number].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.completed.emit()

    def _show_text(self) -> None:
        prompt = self.prompt
        self._text.setText(prompt)
        left = len(places(prompt))
        words = current().count(
            "{n} place is empty: it stays in the prompt in brackets.",
            "{n} places are empty: they stay in the prompt in brackets.",
            left,
        )
        self._left.setText(words if left else "")

    def _lay_out(self) -> None:
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.normal)
        column.addWidget(self._name)
        column.addWidget(self._text)
        column.addLayout(self._form)
        column.addLayout(below_each_other(self._keep_label, self._keep))
        column.addWidget(self._left)
        column.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(ScrolledColumn(body))
