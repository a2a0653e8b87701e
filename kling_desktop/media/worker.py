"""A small pool of threads for work that would hold up the event loop, and the flag that ends it early."""

import asyncio
import os
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Result = TypeVar("Result")
THREADS = 3
NICENESS = 5
"""How far these threads stand back behind the one of the window, where each thread has a rank of its own."""


class Stopped(Exception):
    """The work was asked to end before it was done."""


class StopFlag:
    """Tells work in a thread to end: called, it says whether to; set from any thread, never unset."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def __call__(self) -> bool:
        """Whether the work is to end."""
        return self._event.is_set()

    def set(self) -> None:
        """Ask the work to end at its next step."""
        self._event.set()


def never() -> bool:
    """The stop flag of work that nobody ends."""
    return False


def stand_back() -> None:
    """Let other threads of the program go before this one and those that it starts: codecs have many.

    Two of them on every core would else keep the window's thread waiting for tens of milliseconds.
    """
    if sys.platform == "linux":
        mine = threading.get_native_id()
        os.setpriority(os.PRIO_PROCESS, mine, os.getpriority(os.PRIO_PROCESS, mine) + NICENESS)


class Workers:
    """Runs work in at most `threads` threads for coroutines of one event loop; owns the threads."""

    def __init__(self, threads: int = THREADS) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="media", initializer=stand_back)
        self._flags: set[StopFlag] = set()

    async def run(self, work: Callable[[StopFlag], Result]) -> Result:
        """What `work` returns or raises, done in a thread; it is given a flag to look at in each step.

        Cancelling the awaiting task sets the flag and returns at once; the thread ends by itself.
        """
        flag = StopFlag()
        self._flags.add(flag)
        future = self._pool.submit(work, flag)
        future.add_done_callback(lambda _: self._flags.discard(flag))
        try:
            return await asyncio.wrap_future(future)
        except Stopped:
            raise asyncio.CancelledError from None
        finally:
            # Without effect once the work is done.
            flag.set()

    def close(self) -> None:
        """Stop what runs, drop what waits, and return when no thread is left."""
        for flag in tuple(self._flags):
            flag.set()
        self._pool.shutdown(wait=True, cancel_futures=True)
