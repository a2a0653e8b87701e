"""What is chosen for a task reaches the engine, and its answer the user."""

from __future__ import annotations

import pytest

from kling_desktop.domain.errors import BadInput
from kling_desktop.viewmodels.commands import TaskCommands, account_page
from kling_desktop.viewmodels.rows import TaskAction
from tests.support.studio_double import StudioDouble, job

A = TaskAction


@pytest.fixture
def commands(studio: StudioDouble) -> TaskCommands:
    made = TaskCommands()
    made.attach(studio.as_studio)
    return made


@pytest.mark.parametrize(
    ("action", "wish"),
    [
        (A.STOP, "stop"),
        (A.WITHDRAW, "stop"),
        (A.ASK_NOW, "ask_now"),
        (A.SEND_NOW, "ask_now"),
        (A.TRY_AGAIN, "ask_now"),
        (A.SEND_AGAIN, "send_again"),
        (A.CLOSE_UNRESOLVED, "close_unresolved"),
        (A.FOLLOW_AGAIN, "follow_again"),
        (A.RUN_AGAIN, "run_again"),
        (A.SEND_NEXT, "send_next"),
        (A.WITHOUT_FRAMES, "send_without_frames"),
        (A.WITH_LESS, "send_with_less"),
    ],
)
async def test_each_choice_reaches_the_engine_once(
    commands: TaskCommands, studio: StudioDouble, action: TaskAction, wish: str
) -> None:
    commands.carry_out(action, "job-1")
    await studio.settle()
    assert studio.jobs.wishes == [(wish, "job-1")]


def test_the_queue_is_held_and_goes_on(commands: TaskCommands, studio: StudioDouble) -> None:
    commands.pause(True)
    assert (studio.jobs.is_paused, studio.settings.queue.is_held) == (True, True)
    commands.pause(False)
    assert (studio.jobs.is_paused, studio.settings.queue.is_held) == (False, False)


async def test_a_refusal_is_told(commands: TaskCommands, studio: StudioDouble) -> None:
    told: list[str] = []
    commands.told.connect(told.append)
    studio.jobs.fault = BadInput("file_missing", name="bunny.mp4")
    commands.carry_out(A.RUN_AGAIN, "job-1")
    await studio.settle()
    assert told == ["bunny.mp4 is not there. Choose another file."]


async def test_a_pasted_id_is_answered(commands: TaskCommands, studio: StudioDouble) -> None:
    answers: list[str] = []
    commands.give_task_id("job-1", "t-7", answers.append)
    await studio.settle()
    studio.jobs.fault = BadInput("task_id_unknown", task_id="x")
    commands.give_task_id("job-1", "x", answers.append)
    await studio.settle()
    assert studio.jobs.wishes == [("id t-7", "job-1")]
    assert answers[0] == ""
    assert answers[1].startswith("The service doesn't know a task x.")


def test_before_the_engine_is_there_nothing_happens(qapp: object) -> None:
    commands = TaskCommands()
    commands.carry_out(A.STOP, "job-1")
    commands.pause(True)
    commands.give_task_id("job-1", "x", lambda _: None)


@pytest.mark.parametrize(
    ("site", "page"),
    [
        ("https://api.mulerouter.ai", "https://www.mulerouter.ai"),
        ("https://gateway.example/v1", "https://gateway.example"),
    ],
)
def test_the_accounts_page(site: str, page: str) -> None:
    assert account_page(job(site=site)) == page
