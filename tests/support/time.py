"""A clock that tests turn: sleeping takes no time, and everybody wakes in the right order."""

from __future__ import annotations

import asyncio
import heapq
import itertools

BEGUN = 1_700_000_000.0
"""The Unix time at which turned time begins."""


class TurnedClock:
    """Virtual time; `run` turns it forward while the tasks of the test go on in between."""

    def __init__(self, now: float = BEGUN) -> None:
        self._now = now
        self._started = now
        self.jump = 0.0
        self._order = itertools.count()
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self.slept: list[float] = []

    def now(self) -> float:
        return self._now + self.jump

    def monotonic(self) -> float:
        return self._now - self._started

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self._now + max(seconds, 0.0), next(self._order), waiter))
        await waiter

    def turn(self) -> bool:
        """Go to the moment at which the next sleeper wakes; whether there was one."""
        while self._sleepers:
            moment, _, waiter = heapq.heappop(self._sleepers)
            if waiter.done():
                continue
            self._now = max(self._now, moment)
            waiter.set_result(None)
            return True
        return False


class RunningClock(TurnedClock):
    """Virtual time that turns by itself whenever the loop has had a moment to work; use it as a context."""

    def __init__(self, now: float = BEGUN, rest: float = 0.001) -> None:
        super().__init__(now)
        self._rest = rest
        self._turning: asyncio.Task[None] | None = None

    async def __aenter__(self) -> RunningClock:
        self._turning = asyncio.get_running_loop().create_task(self._run())
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._turning:
            self._turning.cancel()
            await asyncio.gather(self._turning, return_exceptions=True)

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(self._rest)
            self.turn()
