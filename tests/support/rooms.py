"""The whole window on a studio double."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtTest import QTest

from kling_desktop.settings.file import Settings
from kling_desktop.ui.editor.prompt_edit import PromptEdit
from kling_desktop.ui.frame import Frame
from kling_desktop.ui.furniture import Furniture
from kling_desktop.ui.main_window import MainWindow
from kling_desktop.ui.stage import Stage
from kling_desktop.viewmodels.first_look import FirstLook
from kling_desktop.viewmodels.workspace import Workspace
from tests.support.panels import child
from tests.support.studio_double import StudioDouble

NO_LOOK = FirstLook()


@dataclass
class Furnished:
    """A window with everything in it."""

    frame: Frame
    furniture: Furniture
    workspace: Workspace
    studio: StudioDouble

    @property
    def window(self) -> MainWindow:
        """What is in the frame now."""
        return self.furniture.window

    @property
    def stage(self) -> Stage:
        """The right side of it."""
        return self.furniture.stage

    @property
    def prompt(self) -> PromptEdit:
        """The field that most tests type into."""
        return child(self.frame, "prompt", PromptEdit)

    async def attach(self) -> None:
        """Tie the window to its studio."""
        await self.workspace.attach(self.studio.as_studio)


@contextmanager
def furnished(studio: StudioDouble, folder: Path, look: FirstLook = NO_LOOK) -> Iterator[Furnished]:
    """The window on the screen, as the program puts it together, closed afterwards."""
    if studio.settings is studio.unsaved:
        studio.settings = Settings.load(folder / "settings.json")
    studio.timeline.settings = studio.settings
    frame = Frame(look)
    frame.show()
    workspace = Workspace(look)
    window = MainWindow(frame, workspace.editing, look)
    window.show()
    furniture = Furniture(window, workspace)
    frame.activateWindow()
    QTest.qWaitForWindowActive(frame)
    yield Furnished(frame, furniture, workspace, studio)
    furniture.stage.close()
    frame.let_go()
    frame.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
