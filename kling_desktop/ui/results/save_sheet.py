"""The dialog *Save result…*: format, picture, sound, name and folder, and how far the writing is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QDialog, QFormLayout, QHBoxLayout, QLineEdit, QMenu, QWidget

from kling_desktop.domain.names import TOKENS
from kling_desktop.domain.timeline import Format, PictureSize, Sound
from kling_desktop.i18n import tr
from kling_desktop.ui import dialogs
from kling_desktop.ui.results.words import RAW, format_words, size_words, sound_words
from kling_desktop.ui.theme.roles import SPACE
from kling_desktop.ui.widgets.buttons import Button, ButtonKind
from kling_desktop.ui.widgets.fields import ComboBox
from kling_desktop.ui.widgets.forms import below_each_other
from kling_desktop.ui.widgets.labels import ElidedLabel, TextLabel, Tone
from kling_desktop.ui.widgets.notice import InlineNotice, NoticeKind
from kling_desktop.ui.widgets.progress import ThinProgress

if TYPE_CHECKING:
    from kling_desktop.viewmodels.saving import Saving, SavingModel

WIDTH = 560


class SaveSheet(dialogs.Sheet):
    """Shows a SavingModel; closing it stops the writing."""

    def __init__(self, model: SavingModel, parent: QWidget) -> None:
        """Open it with `present`."""
        super().__init__(parent, "save_result_as", tr("Save result"))
        self._model = model
        self.setMinimumWidth(WIDTH)
        self._format = _choice("result_format", format_words())
        self._size = _choice("picture_size", size_words())
        self._sound = _choice("result_sound", sound_words())
        self._left = QCheckBox(tr("Don't upload this clip's sound with the next edit"))
        self._left.setObjectName("do_not_upload_sound")
        self._left.setToolTip(tr("The source's own sound is used anyway; the upload gets smaller"))
        self._left.setChecked(model.leaves_sound)
        self._name = QLineEdit(model.state.pattern)
        self._name.setObjectName("file_name")
        self._example = ElidedLabel("", Tone.SMALL, Qt.TextElideMode.ElideMiddle)
        self._example.setObjectName("name_example")
        self._problem = TextLabel("", Tone.DANGER)
        self._problem.setObjectName("name_problem")
        self._problem.setWordWrap(True)
        self._folder = ElidedLabel("", Tone.NORMAL, Qt.TextElideMode.ElideMiddle)
        self._folder.setObjectName("save_folder")
        self._remarks = InlineNotice("save_remarks")
        self._refusal = InlineNotice("save_refusal")
        self._progress = ThinProgress(tr("Writing the file"), "save_progress")
        self._tokens = Button(tr("Insert"), "insert_token", icon="chevron-down")
        self._elsewhere = Button(tr("Choose…"), "choose_save_folder", icon="folder")
        self._cancel = Button(tr("Cancel"), "cancel_save")
        self._save = Button(tr("Save"), "save_now", ButtonKind.PRIMARY)
        self._lay_out()
        self._connect()
        model.bind(self.show_state)

    def show_state(self, state: Saving) -> None:
        """Show the choice as it stands, or how far the writing is."""
        if state.is_over:
            self.accept()
            return
        self._format.setCurrentIndex(self._format.findData(RAW if state.is_raw else str(state.choice.format)))
        self._size.setCurrentIndex(self._size.findData(str(state.choice.size)))
        self._sound.setCurrentIndex(self._sound.findData(str(state.choice.sound)))
        self._format.setEnabled(state.has_timeline and not state.is_saving)
        for field in (self._size, self._sound, self._name, self._tokens):
            field.setEnabled(not state.is_raw and not state.is_saving)
        self._elsewhere.setEnabled(not state.is_saving)
        self._left.setVisible(state.may_leave_sound)
        self._example.setText(state.example)
        self._example.setVisible(bool(state.example))
        problem = "" if state.is_raw else state.problem
        self._problem.setText(problem)
        self._problem.setVisible(bool(problem))
        self._folder.setText(state.folder)
        self._say(self._remarks, NoticeKind.INFO, "\n".join(state.remarks))
        self._say(self._refusal, NoticeKind.DANGER, state.refusal)
        self._progress.setVisible(state.is_saving)
        self._progress.set_fraction(state.fraction)
        self._cancel.setText(tr("Stop") if state.is_saving else tr("Cancel"))
        self._save.setEnabled(state.can_save)

    def _say(self, notice: InlineNotice, kind: NoticeKind, text: str) -> None:
        if text:
            notice.say(kind, text)
        else:
            notice.clear()

    def _lay_out(self) -> None:
        body = QWidget()
        form = QFormLayout(body)
        form.setContentsMargins(0, 0, 0, 0)
        form.setSpacing(SPACE.normal)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        _row(form, tr("Format"), self._format)
        _row(form, tr("Picture"), self._size)
        _row(form, tr("Sound"), self._sound)
        form.addRow("", self._left)
        _row(form, tr("Name"), self._name, self._tokens, (self._example, self._problem))
        _row(form, tr("Folder"), self._folder, self._elsewhere)
        for widget in (body, self._remarks, self._refusal, self._progress):
            self.add(widget)
        self.finish(self._cancel, self._save)
        self._save.setDefault(True)

    def _connect(self) -> None:
        model = self._model
        self._format.activated.connect(lambda at: model.choose_format(_format(self._format.itemData(at))))
        self._size.activated.connect(lambda at: model.choose_size(PictureSize(self._size.itemData(at))))
        self._sound.activated.connect(lambda at: model.choose_sound(Sound(self._sound.itemData(at))))
        self._left.clicked.connect(model.leave_sound)
        self._name.textChanged.connect(model.choose_name)
        self._tokens.clicked.connect(self._offer_tokens)
        self._elsewhere.clicked.connect(self._choose_folder)
        self._cancel.clicked.connect(self.reject)
        self._save.clicked.connect(model.save)
        self.finished.connect(self._let_go)

    def _offer_tokens(self) -> None:
        menu = QMenu(self)
        menu.setObjectName("name_tokens")
        menu.setAccessibleName(self._tokens.text())
        for token in TOKENS:
            place = f"{{{token.name}}}"
            entry = menu.addAction(tr("{token}   {example}").format(token=place, example=token.example))
            entry.triggered.connect(lambda _=False, place=place: self._name.insert(place))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self._tokens.mapToGlobal(self._tokens.rect().bottomLeft()))

    def _choose_folder(self) -> None:
        dialogs.choose_folder(self, self._model.state.folder, self._model.choose_folder, tr("Save result"))

    def _let_go(self, result: int) -> None:
        self._model.changed.disconnect(self.show_state)
        if result == QDialog.DialogCode.Rejected:
            self._model.stop()


def _format(key: str) -> Format | None:
    return None if key == RAW else Format(key)


def _choice(name: str, words: dict[str, str]) -> ComboBox:
    box = ComboBox(name)
    for key, label in words.items():
        box.addItem(label, str(key))
    return box


def _row(
    form: QFormLayout,
    words: str,
    field: QWidget,
    button: Button | None = None,
    below: tuple[QWidget, ...] = (),
) -> None:
    label = TextLabel(words)
    label.setBuddy(field)
    if button is None:
        form.addRow(label, field)
        return
    row = QHBoxLayout()
    row.setSpacing(SPACE.normal)
    row.addWidget(field, 1)
    row.addWidget(button)
    form.addRow(label, below_each_other(row, *below))
