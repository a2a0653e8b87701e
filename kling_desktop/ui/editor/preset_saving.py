"""The sheet that keeps a prompt as a preset of the user's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFormLayout, QLineEdit, QPlainTextEdit, QWidget

from kling_desktop.domain.preset import Preset
from kling_desktop.i18n import tr
from kling_desktop.ui.dialogs import Refusal, Sheet
from kling_desktop.ui.theme.roles import SPACE
from kling_desktop.ui.widgets.buttons import Button, ButtonKind
from kling_desktop.ui.widgets.fields import ComboBox
from kling_desktop.ui.widgets.forms import buddy

if TYPE_CHECKING:
    from kling_desktop.viewmodels.presets import PresetsModel

PROMPT_HEIGHT = 120
KEEP_HEIGHT = 58
LONGEST_NAME = 80


class PresetSaving(Sheet):
    """Takes name, set, prompt and what must not change; stays open with the words why until it is saved."""

    def __init__(self, model: PresetsModel, prompt: str, negative_prompt: str, parent: QWidget) -> None:
        """`prompt` and `negative_prompt` are what the edit has now."""
        super().__init__(
            parent,
            "save_preset",
            tr("Save as preset"),
            tr("Write [who] or [colour] in brackets where something is to be filled in each time."),
        )
        self._model = model
        self._negative = negative_prompt
        self._name = QLineEdit()
        self._name.setObjectName("preset_name")
        self._name.setMaxLength(LONGEST_NAME)
        self._set = ComboBox("preset_set")
        self._set.setEditable(True)
        self._set.addItems(list(model.state.sets) or [tr("My presets")])
        self._prompt = _text_field("preset_prompt", PROMPT_HEIGHT)
        self._prompt.setPlainText(prompt)
        self._keep = _text_field("preset_must_not_change", KEEP_HEIGHT)
        self._keep.setPlaceholderText(tr("For example: Keep faces, camera movement and timing."))
        self._why = Refusal(self, "preset_refusal")
        self._lay_out()
        self._name.setFocus(Qt.FocusReason.OtherFocusReason)

    def _lay_out(self) -> None:
        body = QWidget()
        form = QFormLayout(body)
        form.setContentsMargins(0, 0, 0, 0)
        form.setSpacing(SPACE.normal)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        fields = (
            (tr("Name"), self._name),
            (tr("Set"), self._set),
            (tr("Prompt"), self._prompt),
            (tr("Must not change"), self._keep),
        )
        for words, field in fields:
            form.addRow(buddy(words, field), field)
        self.add(body)
        self.add(self._why)
        cancel = Button(tr("Cancel"), "cancel_preset")
        cancel.clicked.connect(self.reject)
        save = Button(tr("Save"), "agree_preset", ButtonKind.PRIMARY)
        save.clicked.connect(self._save)
        self._name.returnPressed.connect(save.click)
        self.finish(cancel, save)

    def _save(self) -> None:
        keep = self._keep.toPlainText().strip()
        preset = Preset(self._name.text(), self._prompt.toPlainText().strip(), keep, self._negative)
        self._model.save(preset, self._set.currentText(), self._why.answer)


def _text_field(name: str, height: int) -> QPlainTextEdit:
    field = QPlainTextEdit()
    field.setObjectName(name)
    field.setTabChangesFocus(True)
    field.setFixedHeight(height)
    return field
