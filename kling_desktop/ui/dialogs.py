"""Every dialog: opened, never executed, so that the loop below goes on; answers come as calls."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from kling_desktop.i18n import tr
from kling_desktop.ui.theme.roles import SPACE
from kling_desktop.ui.widgets.buttons import Button, ButtonKind
from kling_desktop.ui.widgets.forms import below_each_other
from kling_desktop.ui.widgets.labels import TextLabel, Tone

if TYPE_CHECKING:
    from collections.abc import Callable

VIDEO_ENDINGS = "*.mp4 *.mov *.m4v *.mxf *.mkv *.avi *.webm *.mpg *.mpeg *.mts *.m2ts *.wmv"
TIMELINE_ENDINGS = "*.xml *.otio *.edl"
IMAGE_ENDINGS = "*.jpg *.jpeg *.png *.webp *.heic *.heif *.avif *.tif *.tiff *.bmp *.gif *.psd"
TEXT_WIDTH = 420


def choose_videos(parent: QWidget, taken: Callable[[list[str]], None], *, has_timelines: bool = True) -> None:
    """Ask for one or more videos, or for timelines; `taken` gets their paths."""
    videos = tr("Videos ({endings})").format(endings=VIDEO_ENDINGS)
    timelines = tr("Timelines ({endings})").format(endings=TIMELINE_ENDINGS)
    filters = (videos, *((timelines,) if has_timelines else ()), tr("All files (*)"))
    dialog = QFileDialog(parent, tr("Add video"))
    dialog.setObjectName("choose_video")
    dialog.setNameFilters(filters)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    dialog.filesSelected.connect(taken)
    _open(dialog)


def choose_lut(parent: QWidget, taken: Callable[[str], None]) -> None:
    """Ask for a .cube file; `taken` gets its path."""
    _choose_file(parent, "choose_lut_file", tr("Choose LUT"), tr("LUTs (*.cube)"), taken)


def choose_images(parent: QWidget, taken: Callable[[list[str]], None], *, is_one: bool = False) -> None:
    """Ask for pictures, or for `is_one` alone; `taken` gets their paths."""
    filters = (tr("Pictures ({endings})").format(endings=IMAGE_ENDINGS), tr("All files (*)"))
    dialog = QFileDialog(parent, tr("Add image"))
    dialog.setObjectName("choose_images")
    dialog.setNameFilters(filters)
    mode = QFileDialog.FileMode.ExistingFile if is_one else QFileDialog.FileMode.ExistingFiles
    dialog.setFileMode(mode)
    dialog.filesSelected.connect(taken)
    _open(dialog)


def choose_folder(parent: QWidget, start: str, taken: Callable[[str], None], title: str = "") -> None:
    """Ask for a folder, beginning at `start`; `taken` gets its path. Without a title, for that of results."""
    dialog = QFileDialog(parent, title or tr("Results folder"), start)
    dialog.setObjectName("choose_folder")
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    dialog.fileSelected.connect(taken)
    _open(dialog)


def choose_certificates(parent: QWidget, taken: Callable[[str], None]) -> None:
    """Ask for a file with certificates; `taken` gets its path."""
    kinds = tr("Certificates (*.pem *.crt *.cer)")
    _choose_file(parent, "choose_certificates_file", tr("Choose certificates"), kinds, taken)


def choose_setup(parent: QWidget, taken: Callable[[str], None]) -> None:
    """Ask for a studio setup; `taken` gets its path."""
    kinds = tr("Studio setups (*.klingsetup)")
    _choose_file(parent, "choose_setup", tr("Open studio setup"), kinds, taken)


def choose_setup_target(parent: QWidget, taken: Callable[[str], None]) -> None:
    """Ask where a studio setup is written; `taken` gets the path."""
    _choose_target(parent, "choose_setup_target", tr("Export studio setup"), "studio.klingsetup", taken)


def choose_bundle_target(parent: QWidget, proposal: str, taken: Callable[[str], None]) -> None:
    """Ask where the bundle for support is saved, beginning with `proposal`; `taken` gets the path."""
    _choose_target(parent, "choose_bundle_target", tr("Save bundle"), proposal, taken)


def choose_presets(parent: QWidget, taken: Callable[[str], None]) -> None:
    """Ask for a file of presets; `taken` gets its path."""
    kinds = tr("Presets (*.json *.toml)")
    _choose_file(parent, "choose_presets", tr("Import presets"), kinds, taken)


def choose_presets_target(parent: QWidget, proposal: str, taken: Callable[[str], None]) -> None:
    """Ask where presets are written, beginning with the name `proposal`; `taken` gets the path."""
    name = f"{_file_name(proposal)}.json"
    _choose_target(parent, "choose_presets_target", tr("Export presets"), name, taken)


def choose_table_path(parent: QWidget, name: str, taken: Callable[[str], None]) -> None:
    """Ask where a table is written, beginning with `name`; `taken` gets the path."""
    file = f"{_file_name(name)}.csv"
    _choose_target(parent, "choose_table_path", tr("Save as CSV"), file, taken)


def confirm(parent: QWidget, title: str, text: str, yes: str, agreed: Callable[[], None]) -> None:
    """Ask before something that costs or cannot be undone; `agreed` is called only for `yes`."""
    dialog = _frame(parent, "confirmation", title, text)
    agree = Button(yes, "agree")
    agree.clicked.connect(dialog.accept)
    cancel = Button(tr("Cancel"), "cancel")
    cancel.clicked.connect(dialog.reject)
    dialog.accepted.connect(agreed)
    _fill(dialog, None, cancel, agree)
    # Enter must not be able to buy something that nobody read about.
    cancel.setDefault(True)
    cancel.setFocus()
    _open(dialog)


def tell(parent: QWidget | None, title: str, text: str, read: Callable[[], None]) -> QDialog:
    """Say something that has to be read before it goes on; `read` is called once it was.

    Without a parent the dialog lives only as long as the caller holds it.
    """
    dialog = _frame(parent, "message", title, text)
    close = Button(tr("Close"), "close_message")
    close.clicked.connect(dialog.accept)
    dialog.finished.connect(lambda _: read())
    _fill(dialog, None, close)
    close.setFocus()
    _open(dialog)
    return dialog


def show_text(parent: QWidget, title: str, sentence: str, text: str, copied: Callable[[str], None]) -> None:
    """Show `text` to be read and copied, below a sentence; `copied` gets it when Copy is pressed."""
    dialog = _frame(parent, "details", title, sentence)
    body = QLabel(text)
    body.setObjectName("details_text")
    body.setTextFormat(Qt.TextFormat.PlainText)
    body.setWordWrap(True)
    body.setMinimumWidth(TEXT_WIDTH)
    body.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    copy = Button(tr("Copy"), "copy_details", icon="copy")
    copy.clicked.connect(lambda: copied(text))
    close = Button(tr("Close"), "close_details")
    close.clicked.connect(dialog.close)
    _fill(dialog, body, copy, close)
    _open(dialog)


class Fitted(QDialog):
    """A dialog as high as its words need, within the screen; Qt stops at two thirds of it and cuts them."""

    def showEvent(self, event: QShowEvent) -> None:
        """Find the size before it is seen for the first time."""
        if not event.spontaneous() and not self.testAttribute(Qt.WidgetAttribute.WA_Resized):
            self._fit()
        super().showEvent(event)

    def _fit(self) -> None:
        self.ensurePolished()
        wanted = self.sizeHint().expandedTo(self.minimumSize())
        if self.hasHeightForWidth():
            wanted.setHeight(self.heightForWidth(wanted.width()))
        self.resize(wanted.boundedTo(self.screen().availableGeometry().size()))


class Refusal(TextLabel):
    """Why a sheet does not take what stands in it; hidden while there is nothing to say."""

    def __init__(self, sheet: QDialog, name: str) -> None:
        """`name` is its objectName."""
        super().__init__("", Tone.DANGER)
        self.setObjectName(name)
        self.setWordWrap(True)
        self.hide()
        self._sheet = sheet
        self._is_open = True
        sheet.finished.connect(self._closed)

    def answer(self, why: str) -> None:
        """Say why; with nothing to say, accept the sheet. An answer may come after its end."""
        if not self._is_open:
            return
        self.setText(why)
        self.setVisible(bool(why))
        if not why:
            self._sheet.accept()
            return
        self._make_room()

    def _make_room(self) -> None:
        """Let the sheet grow by what is said: by itself it would rather cut off every text in it."""
        layout = self._sheet.layout()
        if layout is not None:
            layout.activate()
            width, most = self._sheet.width(), self.screen().availableGeometry().height()
            wanted = min(layout.totalHeightForWidth(width), most)
            self._sheet.resize(width, max(self._sheet.height(), wanted))

    def _closed(self, _result: int) -> None:
        self._is_open = False


class TextQuestion(Fitted):
    """Asks for one line of text and stays open with the words why, until it is accepted or closed."""

    def __init__(
        self,
        parent: QWidget,
        title: str,
        sentence: str,
        label: str,
        yes: str,
        above: QWidget | None = None,
    ) -> None:
        """`label` names the field, `yes` the button that sends the text; `above` stands over the field."""
        super().__init__(parent)
        _prepare(self, "text_question", title, sentence)
        self.field = QLineEdit()
        self.field.setObjectName("answer")
        self.field.setMinimumWidth(TEXT_WIDTH)
        name = TextLabel(label, Tone.LABEL)
        name.setBuddy(self.field)
        self._why = Refusal(self, "answer_refusal")
        self.agree = Button(yes, "agree", ButtonKind.PRIMARY)
        cancel = Button(tr("Cancel"), "cancel")
        cancel.clicked.connect(self.reject)
        if above is not None:
            _column(self).addWidget(above)
        _column(self).addLayout(below_each_other(name, self.field))
        _column(self).addWidget(self._why)
        _fill(self, None, cancel, self.agree)
        self.field.returnPressed.connect(self.agree.click)

    def refuse(self, why: str) -> None:
        """Say why the text cannot be taken; with nothing to say, close. An answer may come after the end."""
        self._why.answer(why)

    def present(self) -> None:
        """Open it, ready to type or paste into."""
        self.field.setFocus()
        _open(self)


def ask_text(question: TextQuestion, answered: Callable[[TextQuestion, str], None]) -> None:
    """Open a question; `answered` gets it with each text that is given."""
    question.agree.clicked.connect(lambda: answered(question, question.field.text()))
    question.present()


def _file_name(text: str) -> str:
    return "".join(sign if sign.isalnum() or sign in " -_()" else "_" for sign in text).strip()


def _choose_file(parent: QWidget, name: str, title: str, kinds: str, taken: Callable[[str], None]) -> None:
    dialog = QFileDialog(parent, title)
    dialog.setObjectName(name)
    dialog.setNameFilters((kinds, tr("All files (*)")))
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.fileSelected.connect(taken)
    _open(dialog)


def _choose_target(
    parent: QWidget, name: str, title: str, proposal: str, taken: Callable[[str], None]
) -> None:
    """A name that is typed without an ending gets that of `proposal`."""
    dialog = QFileDialog(parent, title, proposal)
    dialog.setObjectName(name)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(PurePath(proposal).suffix.removeprefix("."))
    dialog.fileSelected.connect(taken)
    _open(dialog)


def _frame(parent: QWidget | None, name: str, title: str, sentence: str) -> QDialog:
    dialog = Fitted(parent)
    _prepare(dialog, name, title, sentence)
    return dialog


def _prepare(dialog: QDialog, name: str, title: str, sentence: str) -> None:
    dialog.setObjectName(name)
    dialog.setWindowTitle(title)
    column = QVBoxLayout(dialog)
    column.setContentsMargins(SPACE.section, SPACE.apart, SPACE.section, SPACE.apart)
    column.setSpacing(SPACE.wide)
    column.addWidget(TextLabel(title, Tone.TITLE))
    if sentence:
        words = TextLabel(sentence)
        words.setObjectName("sentence")
        words.setWordWrap(True)
        words.setMinimumWidth(TEXT_WIDTH)
        column.addWidget(words)


def _column(dialog: QDialog) -> QVBoxLayout:
    column = dialog.layout()
    assert isinstance(column, QVBoxLayout)  # noqa: S101 - _prepare made it
    return column


def _fill(dialog: QDialog, body: QWidget | None, *buttons: Button) -> None:
    if body is not None:
        _column(dialog).addWidget(body)
    row = QHBoxLayout()
    row.setSpacing(SPACE.normal)
    row.addStretch(1)
    for button in buttons:
        row.addWidget(button)
    _column(dialog).addLayout(row)


def _open(dialog: QDialog) -> None:
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setWindowModality(Qt.WindowModality.WindowModal)
    dialog.open()


class Sheet(Fitted):
    """A dialog that a panel fills: title, sentence, what the panel adds, buttons at the end."""

    def __init__(self, parent: QWidget, name: str, title: str, sentence: str = "") -> None:
        """`name` is its objectName."""
        super().__init__(parent)
        _prepare(self, name, title, sentence)

    def add(self, widget: QWidget, stretch: int = 0) -> None:
        """Put something below what is there."""
        _column(self).addWidget(widget, stretch)

    def finish(self, *buttons: Button) -> None:
        """Put the row of buttons at the end."""
        _fill(self, None, *buttons)

    def present(self) -> None:
        """Open it; it is gone once it is closed."""
        _open(self)
