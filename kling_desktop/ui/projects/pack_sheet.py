"""The sheet in which a project is packed as a folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QDialog, QHBoxLayout, QSizePolicy, QWidget

from kling_desktop.i18n import tr
from kling_desktop.ui import dialogs
from kling_desktop.ui.theme.roles import SPACE
from kling_desktop.ui.widgets.buttons import Button, ButtonKind
from kling_desktop.ui.widgets.labels import ElidedLabel, TextLabel, Tone
from kling_desktop.ui.widgets.notice import InlineNotice, NoticeKind
from kling_desktop.ui.widgets.progress import ThinProgress

if TYPE_CHECKING:
    from kling_desktop.viewmodels.packing import PackingModel, PackState

WIDTH = 520


class PackSheet(dialogs.Sheet):
    """Shows a PackingModel; closing it while it packs stops that and leaves nothing behind."""

    def __init__(self, model: PackingModel, parent: QWidget) -> None:
        super().__init__(
            parent,
            "pack_sheet",
            tr("Pack “{project}” as a folder").format(project=model.state.project),
            tr("Results, stills, prompts, notes, pictures and tables, readable by themselves."),
        )
        self._model = model
        self._shape: tuple[object, ...] = ()
        self._folder = ElidedLabel("", Tone.NORMAL, Qt.TextElideMode.ElideMiddle)
        self._folder.setObjectName("pack_folder")
        self._elsewhere = Button(tr("Choose…"), "choose_pack_folder", icon="folder")
        self.sources = QCheckBox(tr("With the source clips"))
        self.sources.setObjectName("pack_sources")
        self._amount = TextLabel("", Tone.NORMAL)
        self._amount.setObjectName("pack_amount")
        self._missing = TextLabel("", Tone.SMALL)
        self._missing.setObjectName("pack_missing")
        self._missing.setWordWrap(True)
        self._missing.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._refusal = InlineNotice("pack_refusal")
        self._progress = ThinProgress(tr("Packing"), "pack_progress")
        self._cancel = Button(tr("Cancel"), "cancel_pack")
        self._pack = Button(tr("Pack"), "pack_now", ButtonKind.PRIMARY)
        self._lay_out()
        self._elsewhere.clicked.connect(self._choose_folder)
        self.sources.toggled.connect(model.take_sources)
        self._cancel.clicked.connect(self.reject)
        self._pack.clicked.connect(model.pack)
        self.finished.connect(self._let_go)
        model.bind(self.show_state)

    def show_state(self, state: PackState) -> None:
        """Show the choice as it stands, or how far the packing is."""
        if state.is_over:
            self.accept()
            return
        self._folder.setText(state.folder)
        self._amount.setText(state.amount or tr("Counting…"))
        self._amount.setVisible(bool(state.amount or not state.refusal))
        self._missing.setText(state.missing)
        self._missing.setVisible(bool(state.missing))
        self.sources.setEnabled(state.can_pack and bool(state.plan and state.plan.sources))
        self._elsewhere.setEnabled(not state.is_packing)
        if state.refusal:
            self._refusal.say(NoticeKind.DANGER, state.refusal)
        else:
            self._refusal.clear()
        self._progress.setVisible(state.is_packing)
        self._progress.set_fraction(state.fraction)
        self._cancel.setText(tr("Stop") if state.is_packing else tr("Cancel"))
        self._pack.setEnabled(state.can_pack)
        shape = (state.missing, state.refusal, state.is_packing)
        if shape != self._shape:
            # Words that are laid over several lines are no part of what a window keeps room for by itself.
            self._shape = shape
            self.adjustSize()

    def _choose_folder(self) -> None:
        dialogs.choose_folder(self, self._model.state.folder, self._model.choose_folder, tr("Pack into"))

    def _let_go(self, result: int) -> None:
        self._model.changed.disconnect(self.show_state)
        if result == QDialog.DialogCode.Rejected:
            self._model.stop()

    def _lay_out(self) -> None:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE.normal)
        row.addWidget(TextLabel(tr("Pack into")))
        row.addWidget(self._folder, 1)
        row.addWidget(self._elsewhere)
        self.setMinimumWidth(WIDTH)
        for widget in (line, self.sources, self._amount, self._missing, self._refusal, self._progress):
            self.add(widget)
        self.finish(self._cancel, self._pack)
        self._pack.setDefault(True)
