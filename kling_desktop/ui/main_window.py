"""The main window: places the panels and ties their signals to each other, nothing more."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QMainWindow, QVBoxLayout, QWidget

from kling_desktop.i18n import tr
from kling_desktop.ui import dialogs
from kling_desktop.ui.arrangement import Arrangement
from kling_desktop.ui.editor.panel import EditorPanel
from kling_desktop.ui.header import Header
from kling_desktop.ui.messages import Messages
from kling_desktop.ui.preferences.dialog import PreferencesDialog
from kling_desktop.ui.tasks.handling import TaskHandling
from kling_desktop.ui.tasks.list_panel import TaskListPanel
from kling_desktop.ui.tasks.strip import TaskStrip
from kling_desktop.ui.viewer.panel import ViewerPanel
from kling_desktop.ui.viewing import Viewing
from kling_desktop.ui.widgets.drop_zone import DropZone

if TYPE_CHECKING:
    from kling_desktop.domain.job import EditJob
    from kling_desktop.viewmodels.first_look import FirstLook
    from kling_desktop.viewmodels.workspace import Workspace

FIRST_SIZE = QSize(1280, 720)
LEAST_SIZE = QSize(560, 340)


class MainWindow(QMainWindow):
    """Owns the panels.

    `close_wanted` comes instead of closing until `let_go` was called; `copy_wanted` carries the paths of a
    result and of the copy that is to be made of it.
    """

    close_wanted = Signal()
    copy_wanted = Signal(str, str)

    def __init__(self, workspace: Workspace, look: FirstLook) -> None:
        """`look` says where the window was."""
        super().__init__()
        self.setObjectName("main_window")
        self.setWindowTitle(tr("Kling Desktop"))
        self._workspace = workspace
        self._may_close = False
        self._settings: PreferencesDialog | None = None
        self._handling = TaskHandling(workspace.commands, self)
        self._header = Header(workspace.status)
        self._messages = Messages(workspace.account)
        self._editor = EditorPanel(workspace.editor, workspace.pictures)
        self.viewer = ViewerPanel()
        self._strip = TaskStrip(workspace.recent, workspace.pictures, self._handling)
        self._list = TaskListPanel(workspace.found, workspace.pictures, self._handling)
        self._panels = Arrangement(self._editor, self.viewer, self._strip, self._list)
        self._viewing = Viewing(self.viewer, workspace.showing, workspace.editor)
        self._lay_out(look)
        self._connect()

    def let_go(self) -> None:
        """Everything is put away: the window may close."""
        self._may_close = True
        self.viewer.close_media()
        self.close()

    def remember_place(self) -> None:
        """Have size, place and splitters kept."""
        geometry = bytes(self.saveGeometry().toBase64().data()).decode()
        self._workspace.preferences.keep_window(geometry, self._panels.splitters())

    def say(self, sentence: str) -> None:
        """Show a notice to the user."""
        self._messages.say(sentence)

    def open_settings(self) -> None:
        """Open Settings, or bring them to the front."""
        if self._settings is None:
            self._settings = PreferencesDialog(self._workspace.account, self._workspace.preferences, self)
        self._settings.open()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask for the orderly end first."""
        if self._may_close:
            event.accept()
        else:
            event.ignore()
            self.close_wanted.emit()

    def _lay_out(self, look: FirstLook) -> None:
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._header)
        column.addWidget(self._messages)
        column.addWidget(self._panels, 1)
        self.setCentralWidget(whole)
        self._drop = DropZone(whole, tr("Drop to use as source"))
        self.setMinimumSize(LEAST_SIZE)
        self.resize(FIRST_SIZE)
        if look.geometry:
            self.restoreGeometry(QByteArray.fromBase64(look.geometry.encode()))
        self._panels.restore(look.splitters)

    def _connect(self) -> None:
        model = self._workspace
        self._header.open_wanted.connect(self._editor.add_video)
        self._header.paste_wanted.connect(self._editor.paste)
        self._header.settings_wanted.connect(self.open_settings)
        self._header.tasks_wanted.connect(lambda: self._strip.all_button.setChecked(True))
        self._messages.settings_wanted.connect(self.open_settings)
        self._messages.practice_wanted.connect(lambda: model.account.use_practice(True))
        self._editor.generated.connect(self._generated)
        self._strip.all_wanted.connect(self._panels.show_list)
        self._list.closed.connect(lambda: self._strip.all_button.setChecked(False))
        self._handling.show_wanted.connect(self._show_result)
        self._handling.handled.connect(self._seen)
        model.showing.changed.connect(lambda showing: self._seen(showing.job_id))
        for zone in (self._drop, self.viewer):
            zone.files_dropped.connect(self._take_files)
            zone.links_dropped.connect(lambda links: model.editor.choose_source(links[0]))
        self.viewer.save_requested.connect(self._save_result)
        model.noticed.connect(self.say)
        for keys, act in (
            (QKeySequence(QKeySequence.StandardKey.Open), self._editor.add_video),
            (QKeySequence(Qt.Modifier.CTRL | Qt.Key.Key_Comma), self.open_settings),
        ):
            QShortcut(keys, self).activated.connect(act)

    def _generated(self) -> None:
        # Space must play now, never buy.
        self._panels.show_viewer()
        self.viewer.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_result(self, job: EditJob) -> None:
        self._strip.all_button.setChecked(False)
        self._panels.show_viewer()
        self._workspace.showing.show_job(job)
        self.viewer.setFocus(Qt.FocusReason.OtherFocusReason)

    def _seen(self, job_id: str) -> None:
        self._workspace.recent.mark_seen(job_id)
        self._workspace.found.mark_seen(job_id)

    def _take_files(self, files: list[Path]) -> None:
        self._workspace.editor.choose_source(str(files[0]))
        self._panels.show_editor()

    def _save_result(self) -> None:
        result = self._workspace.showing.state.result
        if result:
            proposal = str(Path.home() / Path(result).name)
            dialogs.choose_save_path(self, proposal, lambda path: self.copy_wanted.emit(result, path))
