"""The window: painted first, then the engine is loaded behind it; ends in order."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEventLoop, QLocale, Qt
from PySide6.QtGui import QGuiApplication, QIcon
from PySide6.QtWidgets import QApplication, QMessageBox

from kling_desktop import i18n, paths
from kling_desktop.domain.errors import KlingError
from kling_desktop.domain.request import EditRequest, VideoInput
from kling_desktop.i18n import tr
from kling_desktop.store.lock import EngineLock
from kling_desktop.ui import dialogs
from kling_desktop.ui.main_window import MainWindow
from kling_desktop.ui.theme import style
from kling_desktop.ui.theme.roles import DARK, LIGHT, Theme
from kling_desktop.viewmodels import wording
from kling_desktop.viewmodels.first_look import FirstLook, first_look
from kling_desktop.viewmodels.workspace import Workspace

if TYPE_CHECKING:
    import asyncio
    from argparse import Namespace
    from types import TracebackType

    from kling_desktop.viewmodels.preferences import Preferences
    from kling_desktop.viewmodels.session import Session

DEMO_PROMPT = "Add snow falling to @Video1"
DEMO_CLIP = ("demo", "big-buck-bunny-5s.mp4")
ICON_SIDES = (16, 24, 32, 48, 64, 128, 256)
OPENED_ELSEWHERE = 0
NOT_OPENED = 1


def main(said: Namespace) -> int:
    """Show the window until it is closed; the exit code.

    `said` has `sandbox`, `demo`, `data_dir` and `language` of the command line.
    """
    data = paths.DataFolder(paths.data_root(said.data_dir))
    look = first_look(data.settings)
    i18n.use(said.language or look.language or QLocale.system().name())
    app = _application(look)
    if _is_taken(data):
        return _greet(app, data)
    workspace = Workspace(look)
    window = MainWindow(workspace, look)
    window.show()
    # The first picture stands before anything heavy is loaded.
    app.processEvents(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
    draft = _draft(data) or (_demo() if said.demo else None)
    if draft is not None:
        workspace.editor.restore(draft)
        app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents)
    return Run(app, window, workspace, data).until_closed(said)


class Run:
    """One run of the window, from its first picture to its end; owns loop, log and session."""

    def __init__(
        self, app: QApplication, window: MainWindow, workspace: Workspace, data: paths.DataFolder
    ) -> None:
        """`window` is on the screen already."""
        self._app = app
        self._window = window
        self._workspace = workspace
        self._data = data
        self._theme = workspace.preferences.state.theme
        workspace.preferences.changed.connect(self._dress)

    def until_closed(self, said: Namespace) -> int:
        """Load the engine and work until the window is closed; the exit code."""
        # Loaded now: these are what would make the first picture late.
        import qasync  # noqa: PLC0415

        from kling_desktop import logs  # noqa: PLC0415

        self._data.make()
        log = logs.start(self._data.logs)
        sys.excepthook = self._faulted
        loop = qasync.QEventLoop(self._app)
        loop.set_exception_handler(self._loop_faulted)
        try:
            with loop:
                return int(loop.run_until_complete(self._live(said)))
        finally:
            sys.excepthook = sys.__excepthook__
            logs.stop(log)

    async def _live(self, said: Namespace) -> int:
        import asyncio  # noqa: PLC0415

        from kling_desktop.ui.neighbour import Doorbell  # noqa: PLC0415

        ended = asyncio.Event()
        self._window.close_wanted.connect(ended.set)
        try:
            session = await self._open(said)
        except KlingError as error:
            return await self._refuse(wording.sentence(error.notice))
        doorbell = Doorbell(self._data.root)
        doorbell.rung.connect(self._come_up)
        self._window.copy_wanted.connect(session.copy)
        await ended.wait()
        doorbell.close()
        await self._end(session)
        return 0

    async def _open(self, said: Namespace) -> Session:
        import asyncio  # noqa: PLC0415

        # In a thread: the window has to take keys meanwhile.
        await asyncio.to_thread(_load_engine)
        from kling_desktop.studio import StudioOptions  # noqa: PLC0415
        from kling_desktop.viewmodels.session import Session  # noqa: PLC0415

        results = self._data.results if said.data_dir else paths.default_results_folder()
        options = StudioOptions(self._data, results, said.sandbox, os.environ)
        return await Session.open(self._workspace, options)

    async def _end(self, session: Session) -> None:
        self._window.remember_place()
        if not session.is_paying:
            self._window.hide()
        await session.close()
        self._window.let_go()

    async def _refuse(self, sentence: str) -> int:
        import asyncio  # noqa: PLC0415

        read = asyncio.Event()
        dialogs.tell(self._window, tr("The window cannot be opened"), sentence, read.set)
        await read.wait()
        self._window.let_go()
        return NOT_OPENED

    def _come_up(self) -> None:
        self._window.setWindowState(self._window.windowState() & ~Qt.WindowState.WindowMinimized)
        self._window.raise_()
        self._window.activateWindow()

    def _dress(self, preferences: Preferences) -> None:
        if preferences.theme != self._theme:
            self._theme = preferences.theme
            style.apply(self._app, _theme(preferences.theme))

    def _faulted(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        import logging  # noqa: PLC0415

        logging.getLogger(__name__).error("fault", exc_info=(kind, error, trace))
        self._window.say(i18n.current().notice("program_fault", {"what": kind.__name__}).sentence)

    def _loop_faulted(self, _loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception")
        if isinstance(error, BaseException):
            self._faulted(type(error), error, error.__traceback__)


def _application(look: FirstLook) -> QApplication:
    app = QApplication(sys.argv[:1])
    app.setApplicationName("kling-desktop")
    app.setApplicationDisplayName(tr("Kling Desktop"))
    app.setDesktopFileName("kling-desktop")
    app.setQuitOnLastWindowClosed(False)
    icon = QIcon()
    for side in ICON_SIDES:
        icon.addFile(str(paths.resource("icons", f"app-{side}.png")))
    app.setWindowIcon(icon)
    style.apply(app, _theme(look.theme))
    return app


def _theme(name: str) -> Theme:
    if name == "system":
        scheme = QGuiApplication.styleHints().colorScheme()
        return LIGHT if scheme is Qt.ColorScheme.Light else DARK
    return LIGHT if name == "light" else DARK


def _is_taken(data: paths.DataFolder) -> bool:
    lock = EngineLock(data.lock)
    is_free = lock.acquire()
    lock.release()
    return not is_free


def _greet(app: QApplication, data: paths.DataFolder) -> int:
    from kling_desktop.ui.neighbour import ring  # noqa: PLC0415

    if ring(data.root):
        return OPENED_ELSEWHERE
    box = QMessageBox(QMessageBox.Icon.NoIcon, tr("Kling Desktop"), tr("This data folder is in use."))
    box.setInformativeText(
        tr(
            "Another program, such as the command line, works with {folder}. Open the window when it is done."
        ).format(folder=data.root)
    )
    box.finished.connect(lambda _: app.quit())
    box.open()
    app.exec()
    return NOT_OPENED


def _draft(data: paths.DataFolder) -> EditRequest | None:
    """The edit that was being set up, read ahead of the engine, which tells what is wrong with it."""
    if not data.journal.exists():
        return None
    from kling_desktop.store.connection import connect, product_errors  # noqa: PLC0415
    from kling_desktop.store.drafts import draft  # noqa: PLC0415

    try:
        with product_errors(data.journal):
            connection = connect(data.journal, "ro")
            try:
                return draft(connection)
            finally:
                connection.close()
    except KlingError:
        return None


def _demo() -> EditRequest:
    return EditRequest(DEMO_PROMPT, videos=(VideoInput(str(paths.resource(*DEMO_CLIP))),))


def _load_engine() -> None:
    import kling_desktop.viewmodels.session  # noqa: PLC0415, F401
