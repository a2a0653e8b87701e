"""What stands in the window, and its being put up anew when the language changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QDialog, QWidget

from kling_desktop.ui.main_window import MainWindow
from kling_desktop.ui.speech import speak
from kling_desktop.ui.stage import Stage
from kling_desktop.viewmodels.first_look import FirstLook

if TYPE_CHECKING:
    from kling_desktop.viewmodels.preferences import Preferences
    from kling_desktop.viewmodels.workspace import Workspace


class Furniture(QObject):
    """Owns the panels. Whatever was typed or chosen lies in the models, so all of them can be made anew."""

    def __init__(self, window: MainWindow, workspace: Workspace) -> None:
        """`window` is on the screen; its stage is added."""
        super().__init__(window.frame)
        self.window = window
        self.stage = Stage(window, workspace)
        self._workspace = workspace
        self._language: str | None = None
        workspace.preferences.bind(self._follow)

    def _follow(self, state: Preferences) -> None:
        if not state.is_open or state.language == self._language:
            return
        # The first is what the window began with; the command line may have asked for another.
        is_chosen = self._language is not None
        self._language = state.language
        if is_chosen and speak(state.language):
            # Not under the control that was just used: it is taken away too.
            QTimer.singleShot(0, self._put_up_anew)

    def _put_up_anew(self) -> None:
        old, was_setting = self.window, self.stage.is_setting
        frame = old.frame
        self._workspace.showing.keep_moment()
        self.stage.close()
        for dialog in frame.findChildren(QDialog):
            dialog.close()
            dialog.deleteLater()
        self._workspace.reword()
        look = FirstLook(splitters={name: tuple(each) for name, each in old.panels.splitters().items()})
        self.window = MainWindow(frame, self._workspace.editing, look)
        self.stage = Stage(self.window, self._workspace)
        self.window.show()
        old.deleteLater()
        if was_setting:
            settings = self.stage.open_settings()
            settings.show_page("appearance")
            field = settings.findChild(QWidget, "language")
            if field is not None:
                field.setFocus()
