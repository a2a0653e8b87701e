"""One edit through the engine: the way when all goes well, and each way in which it doesn't."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from kling_desktop.domain.answers import PollTrouble, RequestForm
from kling_desktop.domain.errors import BadInput, DiskFull
from kling_desktop.domain.job import Charge, EditJob, JobState
from kling_desktop.domain.request import EditRequest, ImageInput, VideoInput
from kling_desktop.services.jobs import is_resting
from kling_desktop.store.task_ids import TaskIdLog
from tests.support.engine import (
    LINK,
    SITE,
    Rig,
    accepted,
    completed,
    edit,
    expired,
    failed,
    lost,
    nobody,
    refused,
    rig_at,
    running,
    trouble,
    waiting,
)
from tests.support.waiting import until


async def rested(rig: Rig, job: EditJob) -> EditJob:
    await until(lambda: is_resting(rig.job(job.id)))
    return rig.job(job.id)


async def in_state(rig: Rig, job: EditJob, state: JobState) -> EditJob:
    await until(lambda: rig.job(job.id).state is state)
    return rig.job(job.id)


async def test_an_edit_goes_all_the_way(data: Path, video: bytes) -> None:
    async with rig_at(data, video) as rig:
        rig.service.gets = [waiting(), running(), completed()]
        done = await rested(rig, await rig.send())
        assert rig.states == [
            "preparing",
            "ready",
            "submitting",
            "queued",
            "running",
            "fetching",
            "done",
        ]
        assert done.charge is Charge.YES
        take = Path(done.files[0])
        assert take.name == "A001C003_v001.mp4"
        assert take.read_bytes() == video
        assert not list(take.parent.glob("*.part"))
        body = json.loads(rig.service.bodies[0])
        assert body["video_list"][0]["video_url"] == LINK
        side = json.loads(take.with_suffix(".json").read_text())
        assert side["task_id"] == "task-1"
        assert side["take"]["sha256"] == done.takes[0].sha256
        assert "sk-test" not in take.with_suffix(".json").read_text()
        assert [line.task_id for line in TaskIdLog(data / "task-ids.log").read()] == ["task-1"]
        assert len(rig.service.bodies) == 1


async def test_all_of_several_results_are_kept(data: Path, video: bytes) -> None:
    async with rig_at(data, video) as rig:
        rig.service.gets = [completed("https://cdn.example/a.mp4", "https://cdn.example/b.mp4")]
        done = await rested(rig, await rig.send())
        assert [Path(path).name for path in done.files] == ["A001C003_v001.mp4", "A001C003_v002.mp4"]


async def test_takes_are_separate_jobs(data: Path, video: bytes) -> None:
    async with rig_at(data, video) as rig:
        rig.service.posts = [accepted(f"task-{number}") for number in range(3)]
        jobs = await rig.studio.jobs.start(edit(), takes=3)
        for job in jobs:
            assert (await rested(rig, job)).state is JobState.DONE
        assert len({rig.job(job.id).task_id for job in jobs}) == 3


async def test_nothing_is_made_of_an_edit_that_cannot_be_sent(data: Path, video: bytes) -> None:
    async with rig_at(data, video) as rig:
        for request, code in (
            (EditRequest("  ", (VideoInput(LINK),)), "prompt_empty"),
            (EditRequest("x" * 2501, (VideoInput(LINK),)), "prompt_long"),
            (EditRequest("snow"), "source_missing"),
            (EditRequest("snow", (VideoInput("/nowhere/clip.mp4"),)), "route_missing"),
        ):
            with pytest.raises(BadInput) as refusal:
                await rig.send(request)
            assert refusal.value.notice.code == code
        assert await rig.studio.journal.open_jobs() == ()


async def test_a_lost_answer_is_never_sent_again_by_itself(data: Path, video: bytes) -> None:
    async with rig_at(data, video) as rig:
        rig.service.posts = [lost()]
        job = await rested(rig, await rig.send())
        assert job.state is JobState.UNKNOWN
        assert job.charge is Charge.UNKNOWN
        assert job.held
        rig.studio.crew.wake_all()
        await rig.clock.sleep(10_000)
        assert len(rig.service.bodies) == 1
        assert rig.job(job.id).state is JobState.UNKNOWN


async def test_a_lost_answer_is_settled_by_the_id_from_the_account(data: Path, video: bytes) -> None:
    async with rig_at(data, video) as rig:
        rig.service.posts = [lost()]
        job = await rested(rig, await rig.send())
        with pytest.raises(BadInput, match="task_id_empty"):
            await rig.studio.jobs.give_task_id(job.id, "  ")
        rig.service.gets = [trouble(PollTrouble.NOT_FOUND, 404), completed()]
        with pytest.raises(BadInput, match="task_id_unknown"):
            await rig.studio.jobs.give_task_id(job.id, "wrong")
        await rig.studio.jobs.give_task_id(job.id, " right ")
        assert (await in_state(rig, job, JobState.DONE)).task_id == "right"
        assert len(rig.service.bodies) == 1


async def test_an_id_that_another_job_holds_is_refused(data: Path, video: bytes) -> None:
    async with rig_at(data, video) as rig:
        rig.service.posts = [accepted("task-1"), lost()]
        await rested(rig, await rig.send())
        job = await rested(rig, await rig.send())
        with pytest.raises(BadInput, match="task_id_taken"):
            await rig.studio.jobs.give_task_id(job.id, "task-1")


async def test_sending_again_makes_a_linked_job_and_keeps_the_old_one(data: Path, video: bytes) -> None:
    async with rig_at(data, video) as rig:
        rig.service.posts = [lost(), accepted("task-2")]
        old = await rested(rig, await rig.send())
        new = await rig.studio.jobs.send_again(old.id)
        assert (await rested(rig, new)).state is JobState.DONE
        assert new.parent == old.id
        assert rig.job(old.id).state is JobState.UNKNOWN
        closed = await rig.studio.jobs.close_unresolved(old.id)
        assert (closed.state, closed.charge) == (JobState.STOPPED, Charge.UNKNOWN)


async def test_certainly_no_task_is_sent_again_when_the_connection_is_back(data: Path, video: bytes) -> None:
    async with rig_at(data, video) as rig:
        rig.service.posts = [
            nobody(),
            nobody(),
            refused(429, retry_after=90.0),
            refused(503, retry_after=1.0),
            accepted(),
        ]
        before = rig.clock.now()
        done = await rested(rig, await rig.send())
        assert done.state is JobState.DONE
        assert len(rig.service.bodies) == 5
        assert rig.clock.now() - before > 91


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (301, "redirected"),
        (400, "request_refused"),
        (402, "no_balance"),
        (403, "not_allowed"),
        (404, "no_such_address"),
        (423, "account_locked"),
        (451, "legal_refusal"),
        (418, "refused"),
    ],
)
async def test_a_definite_refusal_fails_the_job_and_is_not_charged(
    data: Path, video: bytes, status: int, code: str
) -> None:
    async with rig_at(data, video) as rig:
        rig.service.posts = [refused(status, "prompt", detail="bad prompt")]
        job = await rested(rig, await rig.send())
        assert job.state is JobState.FAILED
        assert job.charge is Charge.NO
        assert job.failure
        assert job.failure.notice.code == code
        assert len(rig.service.bodies) == 1


async def test_a_refused_key_holds_the_job_until_it_is_mended(data: Path, video: bytes) -> None:
    async with rig_at(data, video) as rig:
        rig.service.posts = [refused(401), accepted()]
        job = await rested(rig, await rig.send())
        assert (job.state, job.held and job.held.code) == (JobState.READY, "key_refused")
        assert rig.studio.account.problem
        await rig.studio.account.save_key("sk-better")
        assert (await in_state(rig, job, JobState.DONE)).charge is Charge.YES
        assert len(rig.service.bodies) == 2


async def test_a_held_job_that_is_given_up_fails_uncharged(data: Path, video: bytes) -> None:
    async with rig_at(data, video) as rig:
        rig.service.posts = [refused(401)]
        job = await rested(rig, await rig.send())
        ended = await rig.studio.jobs.give_up(job.id)
        assert (ended.state, ended.charge) == (JobState.FAILED, Charge.NO)
        assert ended.failure
        assert ended.failure.status == 401


async def test_the_other_form_is_tried_once_and_remembered(data: Path, video: bytes) -> None:
    async with rig_at(data, video) as rig:
        rig.service.posts = [refused(422, "video_list"), accepted("a"), accepted("b")]
        done = await rested(rig, await rig.send())
        assert done.state is JobState.DONE
        assert "video_list" in json.loads(rig.service.bodies[0])
        assert json.loads(rig.service.bodies[1])["video"] == LINK
        assert await rig.studio.journal.form_of(SITE) is RequestForm.COMPACT
        await rested(rig, await rig.send())
        assert len(rig.service.bodies) == 3
        assert "video" in json.loads(rig.service.bodies[2])


async def test_both_forms_refused_shows_the_refusal_that_is_about_the_edit(data: Path, video: bytes) -> None:
    async with rig_at(data, video) as rig:
        rig.service.posts = [
            refused(422, "video_list", detail="unknown field video_list"),
            refused(400, "prompt", detail="forbidden word"),
        ]
        job = await rested(rig, await rig.send())
        assert job.state is JobState.FAILED
        assert job.failure
        assert "forbidden word" in str(job.failure.notice.values["said"])
        assert "video_list" in job.failure.words.detail


async def test_nothing_is_dropped_silently_for_the_other_form(data: Path, video: bytes) -> None:
    framed = EditRequest(
        "snow", (VideoInput(LINK),), first_frame=ImageInput("f", url="https://x.example/f.png")
    )
    async with rig_at(data, video) as rig:
        rig.service.posts = [refused(422, "video_list"), accepted()]
        job = await rested(rig, await rig.send(framed))
        assert (job.state, job.charge) == (JobState.FAILED, Charge.NO)
        assert job.failure
        assert job.failure.notice.code == "form_would_lose"
        assert len(rig.service.bodies) == 1


async def test_stop_while_sending_takes_effect_after_the_answer(data: Path, video: bytes) -> None:
    async with rig_at(data, video) as rig:
        rig.service.gate = asyncio.Event()
        job = await rig.send()
        await rig.service.posting.wait()
        rig.studio.jobs.stop(job.id)
        await asyncio.sleep(0.02)
        assert rig.job(job.id).state is JobState.SUBMITTING
        rig.service.gate.set()
        stopped = await in_state(rig, job, JobState.STOPPED)
        assert stopped.task_id == "task-1"
        assert stopped.charge is Charge.YES


async def test_closing_while_sending_waits_for_the_answer(data: Path, video: bytes) -> None:
    async with rig_at(data, video) as rig:
        rig.service.gate = asyncio.Event()
        job = await rig.send()
        await rig.service.posting.wait()
        closing = asyncio.ensure_future(rig.studio.close())
        await asyncio.sleep(0.02)
        assert not closing.done()
        rig.service.gate.set()
        await closing
        await rig.start()
        await until(lambda: rig.studio.ledger.jobs.get(job.id) is not None)
        assert rig.job(job.id).task_id == "task-1"
        await in_state(rig, job, JobState.DONE)


async def test_a_stopped_task_can_be_followed_again(data: Path, video: bytes) -> None:
    async with rig_at(data, video) as rig:
        rig.service.gets = [waiting()]
        job = await in_state(rig, await rig.send(), JobState.QUEUED)
        rig.studio.jobs.stop(job.id)
        stopped = await in_state(rig, job, JobState.STOPPED)
        assert stopped.charge is Charge.YES
        rig.service.gets = [completed()]
        await rig.studio.jobs.follow_again(job.id)
        assert (await in_state(rig, job, JobState.DONE)).task_id == "task-1"
        assert len(rig.service.bodies) == 1


async def test_a_job_that_waits_is_stopped_without_charge(data: Path, video: bytes) -> None:
    async with rig_at(data, video) as rig:
        rig.studio.line.pause()
        job = await in_state(rig, await rig.send(), JobState.READY)
        rig.studio.jobs.stop(job.id)
        assert (await in_state(rig, job, JobState.STOPPED)).charge is Charge.NO
        assert rig.service.bodies == []


@pytest.mark.parametrize("kind", [kind for kind in PollTrouble if kind is not PollTrouble.KEY_REFUSED])
async def test_no_failed_get_ends_a_job(data: Path, video: bytes, kind: PollTrouble) -> None:
    async with rig_at(data, video) as rig:
        rig.service.gets = [*(trouble(kind, 500) for _ in range(12)), completed()]
        assert (await in_state(rig, await rig.send(), JobState.DONE)).charge is Charge.YES


async def test_a_key_refused_while_polling_holds_until_mended(data: Path, video: bytes) -> None:
    async with rig_at(data, video) as rig:
        rig.service.gets = [trouble(PollTrouble.KEY_REFUSED, 401), completed()]
        job = await rested(rig, await rig.send())
        assert (job.state, job.held and job.held.code) == (JobState.QUEUED, "key_refused")
        await rig.studio.account.save_key("sk-better")
        assert (await in_state(rig, job, JobState.DONE)).task_id == "task-1"


async def test_a_task_not_found_for_ten_minutes_is_held_and_asked_on(data: Path, video: bytes) -> None:
    async with rig_at(data, video) as rig:
        rig.service.gets = [trouble(PollTrouble.NOT_FOUND, 404)]
        job = await rested(rig, await rig.send())
        assert job.held
        assert job.held.code == "task_not_found"
        rig.service.gets = [completed()]
        done = await in_state(rig, job, JobState.DONE)
        assert done.held is None


async def test_only_the_services_word_fails_a_task(data: Path, video: bytes) -> None:
    async with rig_at(data, video) as rig:
        rig.service.gets = [failed()]
        job = await rested(rig, await rig.send())
        assert (job.state, job.charge) == (JobState.FAILED, Charge.UNKNOWN)
        assert job.failure
        assert job.failure.notice.code == "content_refused"
        assert job.failure.words.code == "3001"


async def test_an_expired_link_is_asked_for_again(data: Path, video: bytes) -> None:
    async with rig_at(data, video) as rig:
        rig.downloads.errors = [expired()]
        assert (await in_state(rig, await rig.send(), JobState.DONE)).files
        assert len(rig.service.asked) == 2


async def test_three_answers_without_a_usable_result_hold_the_job(data: Path, video: bytes) -> None:
    async with rig_at(data, video) as rig:
        rig.downloads.errors = [expired() for _ in range(4)]
        job = await rested(rig, await rig.send())
        assert job.held
        assert job.held.code == "no_usable_result"
        assert job.charge is Charge.YES
        assert (await in_state(rig, job, JobState.DONE)).files


async def test_a_result_that_is_no_video_is_not_taken(data: Path, video: bytes) -> None:
    async with rig_at(data, video) as rig:
        rig.downloads.content = b"<html>sorry</html>"
        job = await rested(rig, await rig.send())
        assert job.held
        rig.downloads.content = video
        done = await in_state(rig, job, JobState.DONE)
        assert Path(done.files[0]).read_bytes() == video


async def test_a_full_disk_holds_and_goes_on_when_mended(data: Path, video: bytes) -> None:
    async with rig_at(data, video) as rig:
        rig.downloads.errors = [DiskFull("disk_full", folder="x")]
        job = await rested(rig, await rig.send())
        assert (job.state, job.held and job.held.code) == (JobState.FETCHING, "disk_full")
        assert (await in_state(rig, job, JobState.DONE)).held is None


async def test_a_folder_that_is_gone_holds_and_goes_on_when_it_is_back(data: Path, video: bytes) -> None:
    blocked = data / "takes"
    async with rig_at(data, video) as rig:
        blocked.write_text("a file in the folder's place")
        job = await rested(rig, await rig.send())
        assert job.held
        assert job.held.code == "folder_gone"
        blocked.unlink()
        assert (await in_state(rig, job, JobState.DONE)).files


async def test_the_limit_of_tasks_at_the_service_is_kept(data: Path, video: bytes) -> None:
    async with rig_at(data, video) as rig:
        rig.service.posts = [accepted(f"task-{number}") for number in range(9)]
        rig.service.gets = [waiting()]
        jobs = await rig.studio.jobs.start(edit(), takes=5)
        await until(lambda: sum(rig.job(job.id).state is JobState.QUEUED for job in jobs) == 3)
        await asyncio.sleep(0.05)
        assert len(rig.service.bodies) == 3
        rig.service.gets = [completed()]
        for job in jobs:
            await in_state(rig, job, JobState.DONE)
        assert len(rig.service.bodies) == 5
