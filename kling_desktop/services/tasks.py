"""The owner of every coroutine that runs on its own: holds it, names it, routes its error, ends it."""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any, TypeVar

from kling_desktop.domain.errors import KlingError
from kling_desktop.domain.notice import Notice
from kling_desktop.services.desk import Desk

log = logging.getLogger(__name__)
T = TypeVar("T")


class Told(Exception):
    """What a task raises to tell whoever awaits it something: no failure, and nothing for log and desk."""


class Tasks:
    """Owns the program's tasks; `close` waits for paid steps and cancels the rest."""

    def __init__(self, desk: Desk) -> None:
        """Errors that nobody awaits are told to `desk`."""
        self._desk = desk
        self._running: set[asyncio.Task[Any]] = set()
        self._paid: set[asyncio.Task[Any]] = set()
        self._is_closing = False

    def spawn(self, name: str, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """Start `work`; its error, unless awaited by somebody, goes to log and desk."""
        task = self._start(name, work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return task

    def spawn_paid(self, name: str, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """Start a step that must not be cut short: neither a stop nor the end of the program cancels it.

        Once the program is ending none is begun: the task that asks for one is cancelled.
        """
        if self._is_closing:
            work.close()
            raise asyncio.CancelledError
        task = self._start(name, work)
        self._paid.add(task)
        task.add_done_callback(self._paid.discard)
        return task

    @property
    def is_paying(self) -> bool:
        """Whether a paid step is under way; closing waits for it."""
        return bool(self._paid)

    async def finish_paid(self) -> None:
        """Wait until no paid step is under way."""
        while self._paid:
            await asyncio.wait(set(self._paid))

    async def close(self) -> None:
        """Wait for paid steps, then cancel everything else and wait for its end."""
        self._is_closing = True
        await self.finish_paid()
        current = asyncio.current_task()
        while running := {task for task in self._running if task is not current}:
            for task in running:
                task.cancel()
            await asyncio.wait(running)

    def _start(self, name: str, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        task = asyncio.get_running_loop().create_task(self._watched(name, work), name=name)
        task.add_done_callback(_retrieve)
        # A task that is cancelled before its first step never begins the work inside it.
        task.add_done_callback(lambda _: work.close())
        return task

    async def _watched(self, name: str, work: Coroutine[Any, Any, T]) -> T:
        try:
            return await work
        except (KlingError, Told):
            raise
        except Exception as error:
            log.exception("task %s failed", name)
            self._desk.post(Notice("program_fault", {"what": f"{type(error).__name__}"}))
            raise


def _retrieve(task: asyncio.Task[Any]) -> None:
    if not task.cancelled():
        task.exception()
