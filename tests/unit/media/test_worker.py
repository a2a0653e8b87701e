"""Work in threads: it returns, fails, is stopped by cancelling, and never outlives its pool."""

from __future__ import annotations

import asyncio
import os
import sys
import threading
from collections.abc import AsyncIterator, Iterator

import pytest

from kling_desktop.domain.errors import BadInput
from kling_desktop.media.worker import NICENESS, StopFlag, Stopped, Workers
from tests.support.waiting import until


@pytest.fixture
def workers() -> Iterator[Workers]:
    pool = Workers(2)
    yield pool
    pool.close()


class Loop:
    """Work that goes on until it is stopped, and tells that it began and ended."""

    def __init__(self) -> None:
        self.began = threading.Event()
        self.ended = threading.Event()

    def __call__(self, stop: StopFlag) -> str:
        """Go round until the flag is set."""
        self.began.set()
        while not stop():
            stop_seen.wait(0.001)
        self.ended.set()
        raise Stopped


stop_seen = threading.Event()


async def begun(workers: Workers) -> tuple[Loop, asyncio.Task[str]]:
    """A loop that runs in a thread, and the task that waits for it."""
    work = Loop()
    task = asyncio.create_task(workers.run(work))
    await until(work.began.is_set)
    return work, task


async def test_the_result_comes_back_from_another_thread(workers: Workers) -> None:
    here = threading.get_ident()
    assert await workers.run(lambda _: (threading.get_ident() != here, 7)) == (True, 7)


async def test_what_the_work_raises_is_raised_here(workers: Workers) -> None:
    def fail(_: StopFlag) -> None:
        raise BadInput("video_broken", name="a.mp4")

    with pytest.raises(BadInput, match="video_broken"):
        await workers.run(fail)


async def test_the_flag_is_not_set_while_somebody_waits(workers: Workers) -> None:
    assert await workers.run(lambda stop: stop()) is False


async def test_cancelling_sets_the_flag_and_does_not_wait(workers: Workers) -> None:
    work, task = await begun(workers)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await until(work.ended.is_set)


async def test_a_cancelled_work_that_fails_late_disturbs_nobody(workers: Workers) -> None:
    complaints: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: complaints.append(context))
    began, ended = threading.Event(), threading.Event()

    def fail(stop: StopFlag) -> None:
        began.set()
        while not stop():
            stop_seen.wait(0.001)
        ended.set()
        raise ValueError("late")

    task = asyncio.create_task(workers.run(fail))
    await until(began.is_set)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await until(ended.is_set)
    assert await workers.run(lambda _: 1) == 1
    assert complaints == []


async def test_work_that_waits_for_a_thread_is_dropped_when_cancelled(workers: Workers) -> None:
    running = [await begun(workers) for _ in range(2)]
    has_run = threading.Event()
    waiting = asyncio.create_task(workers.run(lambda _: has_run.set()))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    for _, task in running:
        task.cancel()
    await asyncio.gather(*(task for _, task in running), return_exceptions=True)
    assert await workers.run(lambda _: "free again") == "free again"
    assert not has_run.is_set()


async def test_no_more_threads_than_asked_for(workers: Workers) -> None:
    lock, now, most = threading.Lock(), 0, 0

    def count(_: StopFlag) -> None:
        nonlocal now, most
        with lock:
            now += 1
            most = max(most, now)
        stop_seen.wait(0.002)
        with lock:
            now -= 1

    await asyncio.gather(*(workers.run(count) for _ in range(20)))
    assert 1 <= most <= 2


async def test_closing_stops_what_runs_and_ends_who_waits() -> None:
    workers = Workers(1)
    work, task = await begun(workers)
    waiting = asyncio.create_task(workers.run(lambda _: 1))
    await asyncio.sleep(0)
    workers.close()
    assert work.ended.is_set()
    for ended in (task, waiting):
        with pytest.raises(asyncio.CancelledError):
            await ended
    with pytest.raises(RuntimeError):
        await workers.run(lambda _: 1)


async def test_closing_twice_or_unused_does_nothing() -> None:
    workers = Workers()
    workers.close()
    workers.close()


async def pieces(workers: Workers) -> AsyncIterator[int]:
    """A generator over work, as a caller may write one."""
    for number in range(3):
        yield await workers.run(lambda _, value=number: value)  # type: ignore[misc]


async def test_it_serves_generators_too(workers: Workers) -> None:
    assert [piece async for piece in pieces(workers)] == [0, 1, 2]


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a thread has no rank of its own")
async def test_threads_stand_back_behind_the_one_of_the_window(workers: Workers) -> None:
    def rank(_stop: StopFlag) -> tuple[int, int]:
        began: list[int] = []
        other = threading.Thread(target=lambda: began.append(_rank()))
        other.start()
        other.join()
        return _rank(), began[0]

    assert await workers.run(rank) == (min(_rank() + NICENESS, 19),) * 2


def _rank() -> int:
    return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())
