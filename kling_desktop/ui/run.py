"""One run of the window: opens the engine behind it, passes on what goes wrong, ends everything in order."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
from typing import TYPE_CHECKING, Any

from kling_desktop import i18n, logs, paths
from kling_desktop.domain.errors import KlingError
from kling_desktop.i18n import tr
from kling_desktop.ui import dialogs
from kling_desktop.ui.closing import Closing
from kling_desktop.ui.furniture import Furniture
from kling_desktop.ui.neighbour import Doorbell
from kling_desktop.ui.sweeper import Sweeper
from kling_desktop.ui.tray import system_tray
from kling_desktop.viewmodels import wording
from kling_desktop.viewmodels.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

    from kling_desktop.ui.opening import Room
    from kling_desktop.viewmodels.session import Session

log = logging.getLogger(__name__)
NOT_OPENED = 1
READING_SECONDS = 2.0
KEY_WITHIN = 1.0
"""Mostly the keyring answers at once; where it asks the user first, the window does not wait for that."""


class Run:
    """Owns the models, the engine's session and the log of one run."""

    def __init__(self, room: Room) -> None:
        """`room` is on the screen already; the rest of the window is added."""
        self._room = room
        self.workspace = Workspace(room.look, room.editing)
        self._furniture = Furniture(room.window, self.workspace)
        self._handed: list[str] = []
        self._is_open = False
        self._closing = Closing(room.window.frame, self.workspace, system_tray())
        self._closing.task_wanted.connect(lambda job: self._furniture.stage.show_result(job))
        self._ended = asyncio.Event()
        # Now: the window may have been closed before all of it stood.
        self._closing.ended.connect(self._ended.set)
        if room.is_first:
            self._furniture.stage.greet()

    @contextlib.contextmanager
    def log(self) -> Iterator[None]:
        """Write the log while this lasts."""
        self._room.data.make()
        handler = logs.start(self._room.data.logs)
        try:
            yield
        finally:
            logs.stop(handler)

    async def until_closed(self) -> int:
        """Open the engine and work until the window is closed; the exit code."""
        try:
            session = await self._open()
        except KlingError as error:
            return await self._refuse(wording.sentence(error.notice))
        sweeper = Sweeper()
        sweeper.start()
        doorbell = Doorbell(self._room.data.root)
        doorbell.rung.connect(self._come_up)
        self._is_open = True
        for location in filter(None, (self._room.said.clip, *self._handed)):
            self._furniture.window.open_clip(location)
        await self._ended.wait()
        doorbell.close()
        await self._end(session)
        sweeper.stop()
        return 0

    def open_handed(self, location: str) -> None:
        """Come up with a clip or a setup that the system hands over, as soon as the engine is there."""
        if self._is_open:
            self._come_up(location)
        else:
            self._handed.append(location)

    def faulted(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """Something that nobody foresaw: into the log, and a sentence to the user."""
        log.error("fault", exc_info=(kind, error, trace))
        self._furniture.window.messages.say(
            i18n.current().notice("program_fault", {"what": kind.__name__}).sentence
        )

    def loop_faulted(self, _loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """The same for what the loop met."""
        error = context.get("exception")
        if isinstance(error, BaseException):
            self.faulted(type(error), error, error.__traceback__)
        else:
            log.error("loop: %s", context.get("message"))

    async def _open(self) -> Session:
        # In a thread: the window has to take keys meanwhile.
        await asyncio.to_thread(_load_engine)
        from kling_desktop.settings.release import release_place  # noqa: PLC0415 - loaded just now
        from kling_desktop.studio import StudioOptions  # noqa: PLC0415 - loaded just now
        from kling_desktop.viewmodels.session import Session  # noqa: PLC0415 - loaded just now

        data, said = self._room.data, self._room.said
        results = data.results if said.data_dir else paths.default_results_folder()
        # A run that is for practice alone asks nobody for anything.
        place = None if said.sandbox else release_place(paths.resource("release.toml"))
        options = StudioOptions(data, results, said.sandbox, os.environ, place, KEY_WITHIN)
        return await Session.open(self.workspace, options)

    async def _end(self, session: Session) -> None:
        self.workspace.editor.close()
        self._furniture.stage.remember_place()
        parting = self._closing.parting
        if parting:
            self._furniture.window.messages.say(parting)
        elif not session.is_paying:
            self._furniture.window.frame.hide()
        await session.close()
        if parting:
            await asyncio.sleep(READING_SECONDS)
        self._close()

    async def _refuse(self, sentence: str) -> int:
        read = asyncio.Event()
        dialogs.tell(self._furniture.window.frame, tr("The window cannot be opened"), sentence, read.set)
        await read.wait()
        self._close()
        return NOT_OPENED

    def _close(self) -> None:
        self._closing.close()
        self._furniture.stage.close()
        self._furniture.window.frame.let_go()

    def _come_up(self, clip: str) -> None:
        if clip:
            self._furniture.window.open_clip(clip)
        self._closing.come_up()


def _load_engine() -> None:
    import kling_desktop.viewmodels.session  # noqa: PLC0415, F401 - the heaviest part of the program
