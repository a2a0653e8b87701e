"""The part of the Links page about storage of one's own: preset, guide, four fields, a block to paste."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from kling_desktop.domain.storage import PRESETS, place_word
from kling_desktop.i18n import tr
from kling_desktop.ui.preferences.choice_form import LABEL_WIDTH
from kling_desktop.ui.preferences.guides import guide
from kling_desktop.ui.theme.roles import SPACE
from kling_desktop.ui.widgets.buttons import Button
from kling_desktop.ui.widgets.collapsible import Collapsible
from kling_desktop.ui.widgets.fields import ComboBox
from kling_desktop.ui.widgets.forms import field_form
from kling_desktop.ui.widgets.labels import TextLabel, Tone

if TYPE_CHECKING:
    from kling_desktop.viewmodels.links import LinksModel, LinksState


class StorageForm(QWidget):
    """Shows the storage of a LinksModel and passes on what is typed."""

    def __init__(self, model: LinksModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._preset = ComboBox("storage_preset")
        for preset in PRESETS.values():
            self._preset.addItem(preset.title, preset.name)
        self._preset.activated.connect(lambda at: model.change(preset=self._preset.itemData(at), place=""))
        self._guide = TextLabel("", Tone.SMALL)
        self._guide.setObjectName("storage_guide")
        self._guide.setWordWrap(True)
        self._place = _field("storage_place")
        self._place.editingFinished.connect(lambda: model.change(place=self._place.text().strip()))
        self._bucket = _field("storage_bucket")
        self._bucket.editingFinished.connect(lambda: model.change(bucket=self._bucket.text().strip()))
        self._key_id = _field("storage_key_id")
        self._secret = _field("storage_secret")
        self._secret.setEchoMode(QLineEdit.EchoMode.Password)
        self._secret.setInputMethodHints(
            Qt.InputMethodHint.ImhHiddenText | Qt.InputMethodHint.ImhSensitiveData
        )
        for field in (self._key_id, self._secret):
            field.editingFinished.connect(self._save_keys)
        self._paste = Button(tr("Paste all at once"), "paste_credentials", icon="copy")
        self._paste.setToolTip(tr("Reads key, secret, region and bucket from the text in the clipboard"))
        self._paste.clicked.connect(self._take_block)
        self._place_label = TextLabel("")
        self._lay_out()

    def show_state(self, state: LinksState) -> None:
        """Show what is set up; a field at fault is marked by the page's notice and takes the keyboard."""
        preset = PRESETS[state.chosen.preset]
        self._preset.setCurrentIndex(self._preset.findData(preset.name))
        self._guide.setText(guide(preset.name))
        self._place_label.setText(place_word(preset.place))
        self._place.setPlaceholderText(preset.example)
        for field, text in ((self._place, state.chosen.place), (self._bucket, state.chosen.bucket)):
            if not field.hasFocus():
                field.setText(text)
        if not self._key_id.hasFocus() and state.key_id:
            self._key_id.setText(state.key_id)
        self._secret.setPlaceholderText(tr("A secret is saved") if state.has_keys else "")
        fields = {
            "place": self._place,
            "bucket": self._bucket,
            "key_id": self._key_id,
            "secret": self._secret,
        }
        if state.field in fields and not state.is_busy:
            fields[state.field].setFocus(Qt.FocusReason.OtherFocusReason)

    def _save_keys(self) -> None:
        if self._key_id.text().strip() and self._secret.text().strip():
            self._model.save_keys(self._key_id.text(), self._secret.text())
            # A secret must not stand in a field for longer than it takes to type it.
            self._secret.clear()

    def _take_block(self) -> None:
        pair = self._model.take_block(QGuiApplication.clipboard().text())
        # The field that has the keyboard too: else what it held would be written over what was pasted.
        self._place.setText(self._model.state.chosen.place)
        self._bucket.setText(self._model.state.chosen.bucket)
        if pair.key_id:
            self._key_id.setText(pair.key_id)
        if pair.secret:
            self._secret.setText(pair.secret)
        self._save_keys()

    def _lay_out(self) -> None:
        form = field_form()
        rows = (
            (TextLabel(tr("Storage")), self._preset),
            (self._place_label, self._place),
            (TextLabel(tr("Bucket")), self._bucket),
            (TextLabel(tr("Access key")), self._key_id),
            (TextLabel(tr("Secret")), self._secret),
        )
        for label, field in rows:
            label.setBuddy(field)
            label.setMinimumWidth(LABEL_WIDTH)
            form.addRow(label, field)
        form.addRow("", self._paste)
        steps = Collapsible(tr("Where to click and what to copy"), "storage_steps", self._guide)
        steps.set_open(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.normal)
        column.addLayout(form)
        column.addWidget(steps)


def _field(name: str) -> QLineEdit:
    field = QLineEdit()
    field.setObjectName(name)
    return field
