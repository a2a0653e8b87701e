"""When another process works with the data folder already: its window comes up, or the user is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEventLoop

from kling_desktop.i18n import tr
from kling_desktop.ui import dialogs
from kling_desktop.ui.neighbour import ring
from kling_desktop.ui.speech import speak
from kling_desktop.ui.theme import style

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from kling_desktop import paths

OPENED_ELSEWHERE = 0
IN_USE = 1


def greet(app: QApplication, data: paths.DataFolder, language: str, clip: str) -> int:
    """Bring the other window up, with `clip` if there is one, or say that there is none; the exit code."""
    if ring(data.root, clip):
        return OPENED_ELSEWHERE
    speak(language)
    style.dress(app)
    style.finish(app)
    text = tr(
        "Another program, such as the command line, works with {folder}. Open the window when it is done."
    )
    read: list[bool] = []
    message = dialogs.tell(
        None, tr("This data folder is in use"), text.format(folder=data.root), lambda: read.append(True)
    )
    message.activateWindow()
    # No engine runs here, so nothing but this message waits for the loop.
    while not read:
        app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    return IN_USE
