"""The window from its first picture to its end: painted first, then filled, then the engine behind it."""

from __future__ import annotations

import gc
import os
import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QEventLoop, QLoggingCategory
from PySide6.QtGui import QGuiApplication, QIcon
from PySide6.QtWidgets import QApplication

from kling_desktop import paths
from kling_desktop.store.lock import EngineLock
from kling_desktop.ui.application import Application
from kling_desktop.ui.frame import Frame
from kling_desktop.ui.theme import style
from kling_desktop.ui.theme.roles import DARK, LIGHT, Theme
from kling_desktop.ui.widgets import motion
from kling_desktop.viewmodels.first_look import first_look

if TYPE_CHECKING:
    from argparse import Namespace

    from kling_desktop.ui.opening import Room
    from kling_desktop.viewmodels.preferences import Preferences

AS_IT_IS = 100
TURN_SECONDS = 0.0002
"""How long another thread may hold the interpreter while this one waits.

A turn of the loop takes it dozens of times: Python's own 5 ms would add up, and so would 1 ms.
"""
MOTIONS = {"system": None, "reduced": True, "full": False}
ICON_SIDES = (16, 24, 32, 48, 64, 128, 256)


def main(said: Namespace) -> int:
    """Show the window until it is closed; the exit code.

    `said` has `sandbox`, `demo`, `clip`, `data_dir` and `language` of the command line.
    """
    # Loading makes much and throws nothing away; later a Sweeper collects.
    gc.disable()
    data = paths.DataFolder(paths.data_root(said.data_dir))
    look = first_look(data.settings)
    _scale(look.scale)
    app = _application(look.theme)
    frame = Frame(look)
    is_taken = _is_taken(data)
    if not is_taken:
        frame.show()
        # The first picture stands before anything heavier than Qt is loaded.
        app.processEvents(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
    if is_taken:
        from kling_desktop.ui.greeting import greet  # noqa: PLC0415 - seldom

        return greet(app, data, said.language or look.language, said.clip)
    from kling_desktop.ui.opening import furnish  # noqa: PLC0415 - after the first picture

    return _work(app, furnish(app, frame, data, look, said))


def named_theme(name: str) -> Theme:
    """The theme called `dark`, `light` or `system`."""
    if name == "system":
        # By its name: the namespace Qt alone would take a tenth of the time to the first picture.
        return LIGHT if QGuiApplication.styleHints().colorScheme().name == "Light" else DARK
    return LIGHT if name == "light" else DARK


def _work(app: Application, room: Room) -> int:
    # After the panels: these are what would make the first key late, and the next ones if loaded in one go.
    from kling_desktop.ui.unpacking import unpack  # noqa: PLC0415

    unpack(app.processEvents)

    import qasync  # noqa: PLC0415

    from kling_desktop.media.memory import share_heaps  # noqa: PLC0415
    from kling_desktop.ui.run import Run  # noqa: PLC0415
    from kling_desktop.ui.system_motion import ask_system  # noqa: PLC0415

    share_heaps()
    sys.setswitchinterval(TURN_SECONDS)
    run = Run(room)
    ask_system(app, motion.set_by_system)
    app.listen(run.open_handed)
    run.workspace.preferences.changed.connect(lambda state: _follow(app, state))
    loop = qasync.QEventLoop(app)
    loop.set_exception_handler(run.loop_faulted)
    # qasync leaves this out: the loop has to close the generators that nobody read to their end.
    sys.set_asyncgen_hooks(loop._asyncgen_firstiter_hook, loop._asyncgen_finalizer_hook)
    sys.excepthook = run.faulted
    try:
        with run.log(), loop:
            return int(loop.run_until_complete(run.until_closed()))
    finally:
        sys.excepthook = sys.__excepthook__


def _follow(app: QApplication, state: Preferences) -> None:
    style.change(app, named_theme(state.theme))
    motion.set_reduced(MOTIONS[state.motion])


def _scale(percent: int) -> None:
    # Qt reads it when the application is made, and multiplies it with the system's own scale.
    if percent != AS_IT_IS and "QT_SCALE_FACTOR" not in os.environ:
        os.environ["QT_SCALE_FACTOR"] = str(percent / 100)


def _application(theme: str) -> Application:
    # Qt tells each start what the machine's video and sound lack: nothing that a user could do about.
    QLoggingCategory.setFilterRules("qt.multimedia.*=false")
    app = Application([*sys.argv[:1], *style.WORDS_FOR_QT])
    style.begun_in_style(app)
    app.setApplicationName("kling-desktop")
    app.setApplicationDisplayName("Kling Desktop")
    app.setDesktopFileName("kling-desktop")
    app.setQuitOnLastWindowClosed(False)
    icon = QIcon()
    for side in ICON_SIDES:
        icon.addFile(str(paths.resource("icons", f"app-{side}.png")))
    app.setWindowIcon(icon)
    style.prepare(app, named_theme(theme))
    return app


def _is_taken(data: paths.DataFolder) -> bool:
    lock = EngineLock(data.lock)
    is_free = lock.acquire()
    lock.release()
    return not is_free
