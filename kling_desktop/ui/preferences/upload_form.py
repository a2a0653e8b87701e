"""The part of the Links page about an upload form of one's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox, QLineEdit, QVBoxLayout, QWidget

from kling_desktop.i18n import tr
from kling_desktop.ui.preferences.choice_form import LABEL_WIDTH
from kling_desktop.ui.theme.roles import SPACE
from kling_desktop.ui.widgets.fields import ComboBox
from kling_desktop.ui.widgets.forms import field_form
from kling_desktop.ui.widgets.labels import TextLabel

if TYPE_CHECKING:
    from kling_desktop.viewmodels.links import LinksModel, LinksState


class UploadFormForm(QWidget):
    """Shows the form of a LinksModel and passes on what is typed."""

    def __init__(self, model: LinksModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._understood = QCheckBox(tr("I know that anybody who has the link can see the clip"))
        self._understood.setObjectName("form_understood")
        self._understood.clicked.connect(lambda is_on: model.change(is_form_understood=is_on))
        self._address = QLineEdit()
        self._address.setObjectName("form_address")
        self._address.setPlaceholderText("https://…")
        self._address.editingFinished.connect(lambda: model.change(form_address=self._address.text().strip()))
        self._field = QLineEdit()
        self._field.setObjectName("form_field")
        self._field.editingFinished.connect(lambda: model.change(form_field=self._field.text().strip()))
        self._answer = ComboBox("form_answer")
        for name, words in (
            ("json", tr("In JSON, at this path")),
            ("pattern", tr("By this regular expression")),
            ("body", tr("The whole answer is the link")),
        ):
            self._answer.addItem(words, name)
        self._answer.activated.connect(lambda at: model.change(form_answer=self._answer.itemData(at)))
        self._path = QLineEdit()
        self._path.setObjectName("form_path")
        self._path.editingFinished.connect(lambda: model.change(form_path=self._path.text().strip()))
        self._lay_out()

    def show_state(self, state: LinksState) -> None:
        """Show what is set up; all but the confirmation is off until that is given."""
        chosen = state.chosen
        self._understood.setChecked(chosen.is_form_understood)
        values = (
            (self._address, chosen.form_address),
            (self._field, chosen.form_field),
            (self._path, chosen.form_path),
        )
        for field, text in values:
            if not field.hasFocus():
                field.setText(text)
            field.setEnabled(chosen.is_form_understood)
        self._answer.setCurrentIndex(self._answer.findData(chosen.form_answer))
        self._answer.setEnabled(chosen.is_form_understood)
        self._path.setEnabled(chosen.is_form_understood and chosen.form_answer != "body")

    def _lay_out(self) -> None:
        form = field_form()
        rows = (
            (tr("Form address"), self._address),
            (tr("File field"), self._field),
            (tr("Link is read"), self._answer),
            (tr("Path or pattern"), self._path),
        )
        for words, field in rows:
            label = TextLabel(words)
            label.setBuddy(field)
            label.setMinimumWidth(LABEL_WIDTH)
            form.addRow(label, field)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.normal)
        column.addWidget(self._understood)
        column.addLayout(form)
