"""Makes things ahead of their use in a thread of its own, so that both go on at the same time."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from queue import SimpleQueue
from threading import Event, Semaphore
from typing import Generic, TypeVar

Item = TypeVar("Item")


@contextmanager
def ahead(items: Iterator[Item], most: int) -> Iterator[Iterator[Item]]:
    """The `items` in their order, made in a thread while the block uses those before; for work in a worker.

    At most `most` (from 1) are made and not yet taken. What making them raises is raised where the next one
    would be taken. The thread ends with the block: at the latest once the item in the making is made.
    """
    # The thread is as patient as the one that starts it: on Linux a rank is handed on.
    with ThreadPoolExecutor(1, thread_name_prefix="ahead") as thread:
        line: _Line[Item] = _Line(most)
        made = thread.submit(line.fill, items)
        try:
            yield line.given(made)
        finally:
            line.close()


class _Line(Generic[Item]):
    """What is made and waits to be taken."""

    def __init__(self, most: int) -> None:
        self._ready: SimpleQueue[tuple[Item] | None] = SimpleQueue()
        self._room = Semaphore(most)
        self._is_over = Event()

    def fill(self, items: Iterator[Item]) -> None:
        """Make the items, each once there is room for it."""
        try:
            while self._room.acquire() and not self._is_over.is_set():
                self._ready.put((next(items),))
        except StopIteration:
            return
        finally:
            self._ready.put(None)

    def given(self, made: Future[None]) -> Iterator[Item]:
        """The items; raises what came of making them."""
        while (taken := self._ready.get()) is not None:
            self._room.release()
            yield taken[0]
        made.result()

    def close(self) -> None:
        """Let nothing more be made."""
        self._is_over.set()
        self._room.release()
