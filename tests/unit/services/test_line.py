"""The line: never more at the service than the limit, in the user's order, and no place is lost."""

from __future__ import annotations

import asyncio

from hypothesis import given
from hypothesis import strategies as st

from kling_desktop.services.line import Line


async def _settle() -> None:
    for _ in range(3):
        await asyncio.sleep(0)


async def test_lets_through_up_to_the_limit_in_order() -> None:
    line, through = Line(lambda: 2), []

    async def go(name: str) -> None:
        await line.turn(name)
        through.append(name)

    async with asyncio.TaskGroup() as group:
        for name in "abc":
            group.create_task(go(name))
        await _settle()
        assert through == ["a", "b"]
        assert line.waiting == ("c",)
        line.leave("a")
    assert through == ["a", "b", "c"]


async def test_tasks_already_at_the_service_count() -> None:
    line = Line(lambda: 1)
    line.enter("restored")
    waiting = asyncio.ensure_future(line.turn("new"))
    await _settle()
    assert not waiting.done()
    line.leave("restored")
    await waiting


async def test_paused_line_sends_nothing_until_resumed() -> None:
    line = Line(lambda: 3)
    line.pause()
    waiting = asyncio.ensure_future(line.turn("a"))
    await _settle()
    assert line.is_paused
    assert not waiting.done()
    line.resume()
    await waiting


async def test_a_waiting_job_can_be_moved_to_the_front() -> None:
    line, through = Line(lambda: 1), []
    line.enter("busy")

    async def go(name: str) -> None:
        await line.turn(name)
        through.append(name)
        line.leave(name)

    async with asyncio.TaskGroup() as group:
        for name in "abc":
            group.create_task(go(name))
        await _settle()
        line.move("c", 0)
        line.leave("busy")
    assert through == ["c", "a", "b"]


async def test_a_cancelled_waiter_gives_its_place_back() -> None:
    line = Line(lambda: 1)
    await line.turn("first")
    second = asyncio.ensure_future(line.turn("second"))
    await _settle()
    second.cancel()
    await asyncio.gather(second, return_exceptions=True)
    line.leave("first")
    await asyncio.wait_for(line.turn("third"), 1)
    assert line.waiting == ()


@given(st.lists(st.sampled_from(["enter", "leave", "cancel"]), max_size=40), st.integers(1, 4))
def test_never_more_inside_than_the_limit(events: list[str], limit: int) -> None:
    async def play() -> None:
        line, inside, most = Line(lambda: limit), set[str](), 0
        tasks: list[asyncio.Task[None]] = []

        async def go(name: str) -> None:
            nonlocal most
            await line.turn(name)
            inside.add(name)
            most = max(most, len(inside))

        for number, event in enumerate(events):
            if event == "enter":
                tasks.append(asyncio.get_running_loop().create_task(go(f"job {number}")))
            elif event == "leave" and inside:
                line.leave(inside.pop())
            elif event == "cancel" and tasks:
                tasks[-1].cancel()
            await _settle()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        assert most <= limit

    asyncio.run(play())
