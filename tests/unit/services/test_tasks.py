"""The owner of coroutines: errors reach the desk, paid steps are never cut."""

from __future__ import annotations

import asyncio

import pytest

from kling_desktop.domain.errors import BadInput
from kling_desktop.domain.notice import Notice
from kling_desktop.services.desk import Desk
from kling_desktop.services.tasks import Tasks


async def test_an_unexpected_error_is_told_to_the_user() -> None:
    desk, told = Desk(), list[Notice]()
    desk.subscribe(told.append)
    tasks = Tasks(desk)

    async def breaks() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await tasks.spawn("breaks", breaks())
    assert [notice.code for notice in told] == ["program_fault"]
    await tasks.close()


async def test_an_expected_error_is_left_to_whoever_waits() -> None:
    desk, told = Desk(), list[Notice]()
    desk.subscribe(told.append)

    async def refuses() -> None:
        raise BadInput("prompt_empty")

    tasks = Tasks(desk)
    with pytest.raises(BadInput):
        await tasks.spawn("refuses", refuses())
    assert told == []
    await tasks.close()


async def test_close_cancels_work_but_waits_for_a_paid_step() -> None:
    tasks, ended = Tasks(Desk()), list[str]()
    release = asyncio.Event()

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.append("work")

    async def paid() -> None:
        await release.wait()
        ended.append("paid")

    tasks.spawn("work", work())
    tasks.spawn_paid("paid", paid())
    closing = asyncio.ensure_future(tasks.close())
    await asyncio.sleep(0)
    assert tasks.is_paying
    assert ended == []
    release.set()
    await closing
    assert ended == ["paid", "work"]
    assert not tasks.is_paying
