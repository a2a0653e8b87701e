"""What is in the main window: places header, messages and panels; the editor first, so that one can type."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kling_desktop.domain.uploads import SETUP_SUFFIX
from kling_desktop.i18n import tr
from kling_desktop.ui.arrangement import Arrangement
from kling_desktop.ui.early import Early
from kling_desktop.ui.editor.panel import EditorPanel
from kling_desktop.ui.header import Header
from kling_desktop.ui.messages import Messages
from kling_desktop.ui.widgets.drop_zone import DropZone

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtCore import SignalInstance

    from kling_desktop.ui.frame import Frame
    from kling_desktop.viewmodels.editing import Editing
    from kling_desktop.viewmodels.first_look import FirstLook

SETTINGS_KEYS = Qt.Modifier.CTRL | Qt.Key.Key_Comma


class MainWindow(QObject):
    """Furnishes a frame; viewer and tasks are added by a Stage.

    `setup_handed(path)`: a studio setup was opened or dropped.
    """

    setup_handed = Signal(str)

    def __init__(self, frame: Frame, editing: Editing, look: FirstLook) -> None:
        """`look` says how the panels were placed. `show` puts them into the frame."""
        super().__init__(frame)
        self.frame = frame
        self._model = editing.editor
        self.header = Header(editing.status)
        self.messages = Messages(editing.account)
        self.editor = EditorPanel(editing.editor, editing.pictures, editing.materials)
        self.panels = Arrangement(self.editor, look.splitters)
        self._lines = QVBoxLayout()
        self._whole = self._lay_out()
        self._drop = DropZone(self._whole, tr("Drop to use as source"))
        self._connect()
        self.early = Early(self._heard_later(), self)

    def show(self) -> None:
        """Put the panels into the frame and let the user type."""
        self.frame.setWindowTitle(tr("Kling Desktop"))
        self.frame.setCentralWidget(self._whole)
        self.editor.focus_prompt()

    def add_line(self, line: QWidget) -> None:
        """Show `line` below the messages, once it has something to say."""
        self._lines.addWidget(line)

    def open_clip(self, location: str) -> None:
        """Use what the program was started with: the path of a clip or a studio setup, or a link."""
        if _is_setup(location):
            self.setup_handed.emit(location)
            return
        self._model.choose_source(location)
        self.panels.show_editor()

    def take_files(self, files: list[Path]) -> None:
        """Use a dropped file as the source; ask once about several; open a studio setup among them."""
        locations = [str(file) for file in files]
        if setup := next(filter(_is_setup, locations), ""):
            self.setup_handed.emit(setup)
        if clips := [location for location in locations if not _is_setup(location)]:
            self.panels.show_editor()
            self.editor.take_locations(clips)

    def take_links(self, links: list[str]) -> None:
        """Use the first of dropped links as the source."""
        self._model.choose_source(links[0])
        self.panels.show_editor()

    def _lay_out(self) -> QWidget:
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self.messages)
        column.addLayout(self._lines)
        column.addWidget(self.panels, 1)
        self.panels.overlook(lambda: self.messages.height() if self.messages.isVisible() else 0)
        return whole

    def _connect(self) -> None:
        self.header.open_wanted.connect(self.editor.add_video)
        self.header.paste_wanted.connect(self.editor.paste)
        self._drop.files_dropped.connect(self.take_files)
        self._drop.links_dropped.connect(self.take_links)
        opening = QShortcut(QKeySequence(QKeySequence.StandardKey.Open), self._whole)
        opening.activated.connect(self.editor.add_video)
        setting = QShortcut(QKeySequence(SETTINGS_KEYS), self.panels)
        setting.activated.connect(self.header.settings_wanted)

    def _heard_later(self) -> tuple[SignalInstance, ...]:
        """What a Stage listens to, and those who come with it."""
        header, messages, editor = self.header, self.messages, self.editor
        return (
            self.frame.close_wanted,
            *(header.settings_wanted, header.money_wanted, header.tasks_wanted, self.setup_handed),
            *(messages.settings_wanted, messages.practice_wanted, editor.send_bar.links_wanted),
            *(editor.presets_wanted, editor.manifest_wanted, editor.rate_wanted),
            *(editor.several_chosen, editor.timeline_chosen, editor.fetch_wanted),
        )


def _is_setup(location: str) -> bool:
    return location.lower().endswith(SETUP_SUFFIX)
