"""The dialog that returns all starred takes to their timeline in one file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QWidget

from kling_desktop.domain.exchange import Kind
from kling_desktop.i18n import tr
from kling_desktop.ui import dialogs
from kling_desktop.ui.theme import icons
from kling_desktop.ui.theme.roles import SPACE, Role
from kling_desktop.ui.widgets.buttons import Button, ButtonKind
from kling_desktop.ui.widgets.labels import ElidedLabel, TextLabel, Tone
from kling_desktop.ui.widgets.notice import InlineNotice, NoticeKind
from kling_desktop.ui.widgets.segmented import Segmented

if TYPE_CHECKING:
    from kling_desktop.viewmodels.returning import Return, ReturnModel

WIDTH = 520
LIST_HEIGHT = 130


class ReturnSheet(dialogs.Sheet):
    """Shows a ReturnModel."""

    def __init__(self, model: ReturnModel, parent: QWidget) -> None:
        """Open it with `present`."""
        super().__init__(parent, "return_takes", tr("Return starred takes"))
        self._model = model
        self.setMinimumWidth(WIDTH)
        self._question = TextLabel("", Tone.STRONG)
        self._question.setObjectName("return_question")
        self._list = QListWidget()
        self._list.setObjectName("starred_takes")
        self._list.setAccessibleName(tr("Starred takes"))
        self._list.setIconSize(QSize(icons.SIZE, icons.SIZE))
        self._list.setMinimumHeight(LIST_HEIGHT)
        kinds = ((Kind.XML, tr("FCP7 XML")), (Kind.OTIO, tr("OTIO")), (Kind.EDL, tr("EDL")))
        self._kind = Segmented(tr("Kind of file"), "return_kind", kinds)
        self._folder = ElidedLabel("", Tone.NORMAL, Qt.TextElideMode.ElideMiddle)
        self._folder.setObjectName("return_folder")
        self._elsewhere = Button(tr("Choose…"), "choose_return_folder", icon="folder")
        self._refusal = InlineNotice("return_refusal")
        self._cancel = Button(tr("Cancel"), "cancel_return")
        self._write = Button(tr("Write"), "write_return", ButtonKind.PRIMARY)
        self._lay_out()
        for name in model.state.names:
            self._list.addItem(QListWidgetItem(icons.icon("star-filled", Role.ICON), name))
        self._connect()
        model.bind(self.show_state)

    def show_state(self, state: Return) -> None:
        """Show what would be written, or why it cannot be."""
        if state.is_over:
            self.accept()
            return
        self._question.setText(state.question)
        self._kind.choose(state.kind)
        self._folder.setText(state.folder)
        self._list.setVisible(bool(state.jobs))
        if state.refusal:
            action = tr("Write an XML") if state.offers_xml else ""
            self._refusal.say(NoticeKind.DANGER, state.refusal, action)
        else:
            self._refusal.clear()
        for part in (self._write, self._kind, self._elsewhere):
            part.setEnabled(bool(state.jobs) and not state.is_writing)

    def _lay_out(self) -> None:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(SPACE.normal)
        line.addWidget(self._kind)
        line.addWidget(self._folder, 1)
        line.addWidget(self._elsewhere)
        for widget in (self._question, self._list, row, self._refusal):
            self.add(widget)
        self.finish(self._cancel, self._write)

    def _connect(self) -> None:
        self._kind.chosen.connect(lambda key: self._model.choose_kind(Kind(key)))
        self._elsewhere.clicked.connect(self._choose_folder)
        self._refusal.action_triggered.connect(self._write_xml)
        self._cancel.clicked.connect(self.reject)
        self._write.clicked.connect(self._model.write)
        self.finished.connect(self._let_go)

    def _choose_folder(self) -> None:
        folder = self._model.state.folder
        dialogs.choose_folder(self, folder, self._model.choose_folder, tr("Return starred takes"))

    def _write_xml(self) -> None:
        self._model.choose_kind(Kind.XML)
        self._model.write()

    def _let_go(self, _result: int) -> None:
        self._model.changed.disconnect(self.show_state)
        self._model.close()
