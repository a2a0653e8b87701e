"""Time, injected: all waiting of the program goes through one clock."""

import asyncio
import time
from typing import Protocol


class Clock(Protocol):
    """What the engine knows of time; all in seconds."""

    def now(self) -> float:
        """Unix time; it may jump when the user sets the clock."""

    def monotonic(self) -> float:
        """Time that only runs forward; it may stand still while the computer sleeps."""

    async def sleep(self, seconds: float) -> None:
        """Wait."""


class SystemClock:
    """The computer's clock."""

    def now(self) -> float:
        """Unix time."""
        return time.time()

    def monotonic(self) -> float:
        """Seconds since some moment in the past."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Wait on the running loop."""
        await asyncio.sleep(seconds)
