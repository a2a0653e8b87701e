"""The window: painted first, then the engine is loaded behind it; ends in order."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QEventLoop, QLocale, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QIcon
from PySide6.QtWidgets import QApplication, QMessageBox

from kling_desktop import i18n, paths
from kling_desktop.domain.errors import KlingError
from kling_desktop.domain.request import EditRequest, VideoInput
from kling_desktop.i18n import tr
from kling_desktop.store.lock import EngineLock
from kling_desktop.ui.main_window import MainWindow
from kling_desktop.ui.theme import style
from kling_desktop.ui.theme.roles import DARK, LIGHT
from kling_desktop.viewmodels import wording
from kling_desktop.viewmodels.first_look import FirstLook, first_look
from kling_desktop.viewmodels.workspace import Workspace

if TYPE_CHECKING:
    import asyncio
    from argparse import Namespace
    from types import TracebackType

    from kling_desktop.studio import StudioOptions
    from kling_desktop.viewmodels.session import Session

DEMO_PROMPT = "Add snow falling to @Video1"
ALREADY_OPEN = 0
"""Exit code of a second start: the first window came up instead."""
NOT_OPENED = 1


def main(said: Namespace) -> int:
    """Show the window until it is closed; the exit code.

    `said` has `sandbox`, `demo`, `data_dir` and `language` of the command line.
    """
    data = paths.DataFolder(paths.data_root(said.data_dir))
    data.make()
    look = first_look(data.settings)
    i18n.use(said.language or look.language or QLocale.system().name())
    app = _application(look)
    if _is_taken(data):
        return _greet(data)
    workspace = Workspace(look)
    window = MainWindow(workspace, look)
    window.show()
    # One round: the first picture stands before anything heavy is loaded.
    app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents)
    draft = _draft(data) or (_demo() if said.demo else None)
    if draft is not None:
        workspace.editor.restore(draft)
    return _Run(app, window, workspace, data).until_closed(said)
