"""What the user wants of one job, as its owner hears it."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from kling_desktop.domain.errors import KlingError
from kling_desktop.domain.notice import Notice
from kling_desktop.services.clock import Clock
from kling_desktop.services.tasks import Tasks, Told

T = TypeVar("T")


class StopWanted(Told):
    """The user wants this job stopped."""


class Hold(KlingError):
    """The job cannot go on without a person, or before `again_after` seconds have passed."""

    def __init__(self, notice: Notice, again_after: float | None = None) -> None:
        """`notice` says what is missing."""
        super().__init__(notice.code)
        self.notice = notice
        self.again_after = again_after


class Wishes:
    """The wishes for one job: stop it, go on at once; all waiting of its owner goes through here."""

    def __init__(self, job_id: str, clock: Clock, tasks: Tasks) -> None:
        """For the job `job_id`."""
        self.job_id = job_id
        self.is_stop_wanted = False
        self.awaits_word = False
        self.is_hurried = False
        self.is_agreed = False
        self.is_over_cap = False
        self._clock = clock
        self._tasks = tasks
        self._woken = asyncio.Event()
        self._work: asyncio.Task[Any] | None = None

    def stop(self) -> None:
        """Ask for a stop; work that may be cut short is."""
        self.is_stop_wanted = True
        self._woken.set()
        if self._work:
            self._work.cancel()

    def hurry(self) -> None:
        """The user wants it to go on at once, whatever it waits for."""
        self.is_agreed = self.is_agreed or self.awaits_word
        self.awaits_word = False
        self.is_hurried = True
        self._woken.set()

    def allow_over_cap(self) -> None:
        """The user wants it sent though it goes over a cap."""
        self.is_agreed = self.is_over_cap = True
        self.hurry()

    def look(self) -> None:
        """Something has changed that it may have waited for."""
        self._woken.set()

    async def pause(self, seconds: float | None) -> None:
        """Wait so long, or until woken when None. Raises StopWanted."""
        await self._pause(seconds)
        self.is_hurried = False

    async def rest(self, seconds: float) -> None:
        """Wait as long as the service asked for; only the user's hurry cuts it short. Raises StopWanted."""
        until = self._clock.monotonic() + seconds
        while (left := until - self._clock.monotonic()) > 0 and not self.is_hurried:
            await self._pause(left)
        self.is_hurried = False

    async def _pause(self, seconds: float | None) -> None:
        if not self._woken.is_set():
            await self._wait(seconds)
        self._woken.clear()
        if self.is_stop_wanted:
            raise StopWanted

    async def _wait(self, seconds: float | None) -> None:
        woken = self._tasks.spawn(f"wake {self.job_id}", _until(self._woken))
        waiting: set[asyncio.Task[None]] = {woken}
        if seconds is not None:
            waiting.add(self._tasks.spawn(f"pause {self.job_id}", self._clock.sleep(seconds)))
        try:
            await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in waiting:
                task.cancel()
            await asyncio.gather(*waiting, return_exceptions=True)

    async def guard(self, work: Coroutine[Any, Any, T]) -> T:
        """Do work that a stop may cut short. Raises StopWanted."""
        if self.is_stop_wanted:
            work.close()
            raise StopWanted
        task = self._tasks.spawn(f"work {self.job_id}", work)
        self._work = task
        try:
            return await task
        except asyncio.CancelledError:
            if self._is_cut_by_user():
                raise StopWanted from None
            raise
        finally:
            self._work = None

    def _is_cut_by_user(self) -> bool:
        owner = asyncio.current_task()
        is_shutdown = owner is not None and owner.cancelling() > 0
        return self.is_stop_wanted and not is_shutdown


async def _until(event: asyncio.Event) -> None:
    await event.wait()
