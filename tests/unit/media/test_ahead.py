"""Things made ahead in a thread: in order, no more than asked for, and no thread outlives its block."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator

import pytest

from kling_desktop.domain.errors import BadInput
from kling_desktop.media.ahead import ahead
from kling_desktop.media.worker import stand_back

LONG = 10.0
"""Seconds after which something is taken to wait for ever."""


class Maker:
    """Makes numbers without end; tells how many were begun, and waits for nobody."""

    def __init__(self) -> None:
        self.begun = 0
        self.changed = threading.Condition()

    def __iter__(self) -> Iterator[int]:
        while True:
            with self.changed:
                self.begun += 1
                self.changed.notify_all()
            yield self.begun - 1

    def await_begun(self, count: int) -> bool:
        """Whether so many are begun in the end."""
        with self.changed:
            return self.changed.wait_for(lambda: self.begun >= count, LONG)


def helpers() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name.startswith("ahead")]


def test_all_come_in_order_from_another_thread() -> None:
    with ahead((((n, threading.get_ident())) for n in range(50)), 3) as items:
        got = list(items)
    assert [n for n, _ in got] == list(range(50))
    assert {ident for _, ident in got}.isdisjoint({threading.get_ident()})
    assert helpers() == []


@pytest.mark.parametrize("most", [1, 4])
def test_no_more_are_made_than_there_is_room_for(most: int) -> None:
    maker = Maker()
    with ahead(iter(maker), most) as items:
        assert maker.await_begun(most)
        for number in range(20):
            assert next(items) == number
            assert maker.await_begun(number + 1)
            assert maker.begun <= number + 1 + most
    assert helpers() == []


def test_what_making_them_raises_comes_after_those_before_and_is_the_same() -> None:
    fault = BadInput("video_broken", name="a.mp4")

    def failing() -> Iterator[int]:
        yield 1
        yield 2
        raise fault

    taken: list[int] = []
    with ahead(failing(), 4) as items, pytest.raises(BadInput) as raised:
        taken.extend(items)
    assert taken == [1, 2]
    assert raised.value is fault
    assert helpers() == []


def test_a_fault_of_who_takes_them_ends_the_thread_that_waits_for_room() -> None:
    maker = Maker()

    def fails() -> None:
        with ahead(iter(maker), 2) as items:
            assert next(items) == 0
            assert maker.await_begun(3)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails()
    assert helpers() == []
    assert maker.begun <= 4


def test_who_leaves_early_waits_for_what_is_in_the_making_only() -> None:
    may_end, is_begun = threading.Event(), threading.Event()
    made: list[int] = []

    def slow() -> Iterator[int]:
        for number in range(5):
            is_begun.set()
            assert may_end.wait(LONG)
            made.append(number)
            yield number

    with ahead(slow(), 4):
        assert is_begun.wait(LONG)
        threading.Timer(0.05, may_end.set).start()
    assert len(made) <= 2
    assert helpers() == []


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere threads have no rank of their own")
def test_the_thread_stands_back_like_the_one_that_starts_it() -> None:
    def ranks() -> Iterator[int]:
        yield os.getpriority(os.PRIO_PROCESS, threading.get_native_id())

    seen: list[int] = []

    def work() -> None:
        stand_back()
        seen.append(os.getpriority(os.PRIO_PROCESS, threading.get_native_id()))
        with ahead(ranks(), 1) as items:
            seen.extend(items)

    worker = threading.Thread(target=work)
    worker.start()
    worker.join()
    assert seen[0] == seen[1]
    assert seen[0] > os.getpriority(os.PRIO_PROCESS, 0)
