"""What the user wants of a job: a stop cuts what may be cut, a wake ends a pause."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

import pytest

from kling_desktop.services.desk import Desk
from kling_desktop.services.tasks import Tasks
from kling_desktop.services.wishes import StopWanted, Wishes
from tests.support.time import RunningClock, TurnedClock


async def _settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


def _begin(work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
    return asyncio.get_running_loop().create_task(work)


async def test_a_pause_ends_by_the_clock() -> None:
    async with RunningClock() as clock:
        before = clock.monotonic()
        await Wishes("a", clock, Tasks(Desk())).pause(20.0)
        assert clock.monotonic() - before == 20.0


async def test_a_wake_ends_a_pause_early_and_only_once() -> None:
    clock = TurnedClock()
    wishes = Wishes("a", clock, Tasks(Desk()))
    pause = _begin(wishes.pause(None))
    await _settle()
    wishes.look()
    await pause
    again = _begin(wishes.pause(5.0))
    await _settle()
    assert not again.done()
    assert clock.turn()
    await again


async def test_a_rest_that_the_service_asked_for_is_ended_only_by_the_user() -> None:
    clock = TurnedClock()
    wishes = Wishes("a", clock, Tasks(Desk()))
    rest = _begin(wishes.rest(60.0))
    await _settle()
    wishes.look()
    await _settle()
    assert not rest.done()
    wishes.hurry()
    await rest
    assert clock.monotonic() == 0


async def test_a_stop_cuts_work_and_pauses() -> None:
    wishes = Wishes("a", TurnedClock(), Tasks(Desk()))
    work = _begin(wishes.guard(asyncio.Event().wait()))
    await _settle()
    wishes.stop()
    with pytest.raises(StopWanted):
        await work
    with pytest.raises(StopWanted):
        await wishes.pause(100.0)
    with pytest.raises(StopWanted):
        await wishes.guard(asyncio.Event().wait())


async def test_shutdown_is_not_mistaken_for_a_stop() -> None:
    wishes = Wishes("a", TurnedClock(), Tasks(Desk()))
    work = _begin(wishes.guard(asyncio.Event().wait()))
    await _settle()
    work.cancel()
    with pytest.raises(asyncio.CancelledError):
        await work
