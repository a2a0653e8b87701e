"""What a row of the task list says and offers in each state."""

from __future__ import annotations

from typing import Any

import pytest

from kling_desktop import i18n
from kling_desktop.domain.answers import ErrorWords
from kling_desktop.domain.job import EditJob, Failure, JobState
from kling_desktop.domain.notice import Notice
from kling_desktop.domain.request import EditRequest, ImageInput, Mode, VideoInput
from kling_desktop.domain.site import SANDBOX
from kling_desktop.services.progress import NOTHING, Progress
from kling_desktop.viewmodels.rows import TaskAction, TaskRow, Tone
from tests.support.studio_double import job

S, A = JobState, TaskAction
NOW = 1_700_000_100.0
FRAMED = EditRequest(
    "Add snow", (VideoInput("/clips/bunny.mp4"),), first_frame=ImageInput("a.png", "https://x/a.png")
)
AFTER = (A.USE_AGAIN, A.RUN_AGAIN, A.DELETE)
CHANGED = (A.SEND_CHANGED, A.TRY_AGAIN, A.WITHDRAW, A.DETAILS)
BARE = (A.WITHOUT_FRAMES, A.DETAILS, *AFTER)
REFUSED_BARE = (A.WITHOUT_FRAMES, A.USE_AGAIN, A.COPY_SUPPORT, A.DETAILS, A.RUN_AGAIN, A.DELETE)
SHOWN = (A.SHOW, A.SAVE, A.STAR, A.REVEAL, A.COPY_PATH, *AFTER, A.DETAILS)
STANDARD = EditRequest("Add snow", mode=Mode.STD)
UNSTAR = (A.SHOW, A.SAVE, A.UNSTAR, A.REVEAL, A.COPY_PATH)
OVER_CAP = (A.SEND_OVER_CAP, A.RAISE_CAP, A.WITHDRAW, A.DETAILS)
IN_PRO = (*UNSTAR, A.USE_AGAIN, A.RUN_AGAIN, A.IN_PRO, A.DELETE, A.DETAILS)


def row(state: JobState, progress: Progress = NOTHING, **changes: Any) -> TaskRow:
    return TaskRow(job(state, **changes), progress)


def refused() -> EditJob:
    failure = Failure(
        Notice("content_refused", {"said": "risk control"}), ErrorWords("3002", "Refused", "risk")
    )
    return job(S.FAILED, task_id="t", failure=failure)


@pytest.mark.parametrize(
    ("state", "changes", "actions"),
    [
        (S.PREPARING, {}, (A.WITHDRAW, A.DETAILS)),
        (S.PREPARING, {"held": Notice("source_changed", {"name": "a"})}, CHANGED),
        (S.READY, {}, (A.SEND_NEXT, A.WITHDRAW, A.DETAILS)),
        (S.READY, {"held": Notice("send_now")}, (A.SEND_NOW, A.WITHDRAW, A.DETAILS)),
        (S.READY, {"not_before": NOW + 9}, (A.SEND_NOW, A.WITHDRAW, A.DETAILS)),
        (S.SUBMITTING, {}, (A.DETAILS,)),
        (S.UNKNOWN, {}, (A.OPEN_ACCOUNT, A.PASTE_ID, A.SEND_AGAIN, A.CLOSE_UNRESOLVED, A.DETAILS)),
        (S.UNKNOWN, {"site": SANDBOX}, (A.PASTE_ID, A.SEND_AGAIN, A.CLOSE_UNRESOLVED, A.DETAILS)),
        (S.QUEUED, {}, (A.STOP, A.ASK_NOW, A.DETAILS)),
        (S.RUNNING, {"held": Notice("key_refused")}, (A.OPEN_SETTINGS, A.ASK_NOW, A.STOP, A.DETAILS)),
        (S.PREPARING, {"held": Notice("storage_key")}, (A.OPEN_LINKS, A.TRY_AGAIN, A.WITHDRAW, A.DETAILS)),
        (S.PREPARING, {"held": Notice("way_sign_in")}, (A.OPEN_NETWORK, A.TRY_AGAIN, A.WITHDRAW, A.DETAILS)),
        (S.FETCHING, {}, (A.STOP, A.ASK_NOW, A.DETAILS)),
        (S.DONE, {}, SHOWN),
        (S.DONE, {"starred": 1, "request": STANDARD}, IN_PRO),
        (S.READY, {"held": Notice("over_daily_cap")}, OVER_CAP),
        (S.READY, {"held": Notice("over_project_cap")}, OVER_CAP),
        (S.FAILED, {}, (A.DETAILS, *AFTER)),
        (
            S.FAILED,
            {"failure": Failure(Notice("request_refused"), status=422), "request": FRAMED},
            REFUSED_BARE,
        ),
        (S.FAILED, {"failure": Failure(Notice("form_would_lose")), "request": FRAMED}, BARE),
        (S.STOPPED, {}, (*AFTER, A.DETAILS)),
        (S.STOPPED, {"task_id": "t"}, (A.FOLLOW_AGAIN, *AFTER, A.DETAILS)),
    ],
)
def test_what_can_be_done(state: JobState, changes: dict[str, Any], actions: tuple[TaskAction, ...]) -> None:
    assert row(state, **changes).actions() == actions


@pytest.mark.parametrize(
    ("state", "tone"),
    [
        (S.PREPARING, Tone.BUSY),
        (S.READY, Tone.WAITING),
        (S.UNKNOWN, Tone.ATTENTION),
        (S.RUNNING, Tone.BUSY),
        (S.DONE, Tone.GOOD),
        (S.FAILED, Tone.BAD),
        (S.STOPPED, Tone.QUIET),
    ],
)
def test_what_it_means_at_a_glance(state: JobState, tone: Tone) -> None:
    assert row(state).tone is tone


def test_a_held_job_asks_for_attention_and_says_why() -> None:
    held = row(S.READY, held=Notice("source_gone", {"name": "bunny.mp4"}))
    assert held.tone is Tone.ATTENTION
    assert held.remark(NOW) == "bunny.mp4 is no longer where it was."
    assert "Put the file back" in held.sentence(NOW)


def test_the_title_is_the_take_once_there_is_one() -> None:
    assert row(S.RUNNING).title == "bunny"
    assert row(S.DONE).title == "bunny_v001"


def test_the_prompt_is_one_line() -> None:
    many = TaskRow(job(request=EditRequest("Add\n snow\tnow", (VideoInput("/a.mp4"),))), NOTHING)
    assert many.prompt == "Add snow now"


def test_an_unreachable_service_is_said_while_it_goes_on() -> None:
    trouble = row(S.QUEUED, Progress("asking", trouble=Notice("unreachable")))
    assert trouble.remark(NOW) == "The service cannot be reached."
    assert trouble.state == "Queued"


@pytest.mark.parametrize(
    ("state", "changes", "remark"),
    [
        (S.RUNNING, {"accepted": NOW - 75}, "1:15 so far"),
        (S.PREPARING, {}, "1:39 so far"),
        (S.QUEUED, {"not_before": NOW + 30}, "Asks again in 30.0 s"),
        (S.RUNNING, {"status": "warming_up"}, "The service says “warming_up”"),
        (S.DONE, {}, "≈ 0.89"),
        (S.DONE, {"price": ""}, "Accepted, billable"),
        (S.DONE, {"site": SANDBOX}, "Practice, free"),
        (S.STOPPED, {}, "Not charged"),
        (S.STOPPED, {"task_id": "t"}, "Accepted, billable"),
        (S.UNKNOWN, {"submitted": 1.0}, "May be billed"),
    ],
)
def test_what_it_waits_for_or_cost(state: JobState, changes: dict[str, Any], remark: str) -> None:
    assert row(state, **changes).remark(NOW) == remark


def test_a_failure_reads_what_charge_do_and_stays_short_in_the_row() -> None:
    failed = TaskRow(refused(), NOTHING)
    assert failed.remark(NOW) == "Kling's content check refused this edit."
    assert failed.explanation(NOW).endswith(
        "Whether you pay is not published. Often a real person's name, a brand or a face."
    )
    assert failed.remedies() == (A.EDIT_WORDING, A.COPY_SUPPORT)
    assert A.USE_AGAIN not in failed.actions()


def test_each_button_of_the_catalogue_is_something_that_can_be_done() -> None:
    named = {code: entry.get("buttons", "").split() for code, entry in i18n.catalogue("en").items()}
    assert sum(map(len, named.values())) > 30
    for code, names in named.items():
        assert set(names) <= {action.name.lower() for action in TaskAction}, code


def test_a_lost_answer_says_what_may_have_happened() -> None:
    assert (
        row(S.UNKNOWN)
        .explanation(NOW)
        .startswith("The answer got lost. Kling may be working on this and may bill it.")
    )


def test_a_screen_reader_hears_name_state_why_and_prompt() -> None:
    assert row(S.DONE).sentence(NOW) == "bunny_v001 · Done · ≈ 0.89 · Add snow to @Video1"


def test_the_order_is_needs_you_then_under_way_then_newest() -> None:
    jobs = [job(S.DONE, 3), job(S.RUNNING, 1), job(S.UNKNOWN, 2), job(S.FAILED, 4), job(S.QUEUED, 5)]
    rows = sorted((TaskRow(each, NOTHING) for each in jobs), key=lambda each: each.order)
    assert [each.job.id for each in rows] == ["job-2", "job-5", "job-1", "job-4", "job-3"]


def test_the_wait_is_told_by_past_tasks_and_by_nothing_else() -> None:
    expected = TaskRow(job(S.RUNNING), NOTHING, expected=NOW + 130)
    assert expected.remark(NOW) == "2:10 min left"
    assert expected.remark(NOW + 131) == "3:50 so far"


def test_trouble_says_when_it_is_tried_again() -> None:
    trouble = Progress("asking", trouble=Notice("service_busy"), next_try=NOW + 12)
    assert row(S.QUEUED, trouble).remark(NOW) == "The service asks to wait. Asks again in 12.0 s"


def test_a_bar_only_while_something_moves() -> None:
    assert row(S.PREPARING, Progress("uploading", 0.4)).fraction == 0.4
    assert row(S.DONE, Progress("uploading", 0.4)).fraction is None
