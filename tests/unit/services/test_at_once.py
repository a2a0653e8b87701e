"""Things that happen at the same moment: a note, a stop, a pause or a refusal of the disk beside a paid step."""

from __future__ import annotations

import asyncio
import errno
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from kling_desktop import paths
from kling_desktop.api.client import EditService
from kling_desktop.domain.answers import PostAnswer, TaskAnswer
from kling_desktop.domain.errors import DiskFull, JournalError, KlingError
from kling_desktop.domain.job import EditJob, JobState
from kling_desktop.domain.notice import Notice
from kling_desktop.services.batch import AcceptedClip, Batch
from kling_desktop.services.bodies import Bodies
from kling_desktop.services.crew import SENT_WITHOUT_ASKING
from kling_desktop.services.jobs import Jobs
from kling_desktop.services.spend import Estimate, SpendSum
from kling_desktop.settings.file import Settings
from kling_desktop.store import records
from kling_desktop.store.journal import Journal
from tests.support.engine import (
    ENVIRONMENT,
    Rig,
    accepted,
    edit,
    lost,
    refused,
    rig_at,
)
from tests.support.waiting import until

S = JobState


async def in_the_paid_step(rig: Rig) -> EditJob:
    """A job whose POST is under way; `rig.service.gate` lets it be answered."""
    rig.service.gate = asyncio.Event()
    job = await rig.send()
    await asyncio.wait_for(rig.service.posting.wait(), 10)
    return rig.job(job.id)


def capped(rig: Rig, daily: str) -> list[SpendSum]:
    """Set a cap; the sums that jobs are compared with come into the list."""
    rig.studio.settings.replace(replace(rig.studio.settings.caps, daily=daily))
    today, sums = rig.studio.spend.today, []

    async def told() -> SpendSum:
        sums.append(await today())
        return sums[-1]

    setattr(rig.studio.spend, "today", told)  # noqa: B010 the real one, overheard
    return sums


def fill_the_disk(monkeypatch: pytest.MonkeyPatch, is_meant: Callable[[EditJob], bool]) -> None:
    """Let there be no room for the jobs that are meant, at the moment at which they are written."""
    standing = records.standing

    def full(job: EditJob) -> records.Standing:
        if is_meant(job):
            raise OSError(errno.ENOSPC, "full")
        return standing(job)

    monkeypatch.setattr(records, "standing", full)


async def test_a_note_beside_the_post_costs_neither_the_task_nor_the_note(data: Path, video: bytes) -> None:
    async with rig_at(data, video) as rig:
        job = await in_the_paid_step(rig)
        await rig.studio.archive.write_note(job.id, "for the trailer")
        assert rig.service.gate
        rig.service.gate.set()
        await until(lambda: rig.job(job.id).state is S.DONE)
        assert rig.job(job.id).task_id == "task-1"
        assert [note.text for note in rig.job(job.id).notes] == ["for the trailer"]
        assert len(rig.service.bodies) == 1


@pytest.mark.parametrize(
    ("answer", "state"),
    [(refused(429, retry_after=9.0), S.DONE), (refused(402), S.FAILED), (lost(), S.UNKNOWN)],
)
async def test_a_note_beside_the_post_keeps_no_other_outcome_back(
    answer: PostAnswer, state: JobState, data: Path, video: bytes
) -> None:
    async with rig_at(data, video) as rig:
        rig.service.posts = [answer, accepted()]
        job = await in_the_paid_step(rig)
        await rig.studio.archive.bill(job.id, "1.20")
        assert rig.service.gate
        rig.service.gate.set()
        await until(lambda: rig.job(job.id).state is state)
        assert rig.job(job.id).billed == "1.20"


async def test_a_client_that_breaks_leaves_the_job_unknown_at_once(data: Path, video: bytes) -> None:
    def breaks() -> PostAnswer:
        raise RuntimeError("no such case")

    async with rig_at(data, video) as rig:
        rig.service.posts = [breaks]
        job = await rig.send()
        await until(lambda: rig.job(job.id).state is S.UNKNOWN)
        assert len(rig.service.bodies) == 1


async def test_a_fault_of_ours_while_a_task_is_followed_leaves_it_to_no_later_start(
    data: Path, video: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def breaks(_: str) -> TaskAnswer:
        raise RuntimeError("no such case")

    async with rig_at(data, video) as rig:
        said: list[str] = []
        rig.studio.desk.subscribe(lambda notice: said.append(notice.code))
        with monkeypatch.context() as faulty:
            faulty.setattr(rig.service, "get", breaks)
            job = await rig.send()
            await until(lambda: "program_fault" in said)
        await until(lambda: rig.job(job.id).state is S.DONE)
        assert len(rig.service.bodies) == 1


@pytest.mark.parametrize(("wish", "state"), [(Jobs.ask_now, S.DONE), (Jobs.stop, S.STOPPED)])
async def test_after_a_fault_of_ours_the_user_is_heard_all_the_same(
    wish: Callable[[Jobs, str], None],
    state: JobState,
    data: Path,
    video: bytes,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def breaks(*_: object) -> bytes:
        raise RuntimeError("no such case")

    async with rig_at(data, video) as rig:
        said: list[str] = []
        rig.studio.desk.subscribe(lambda notice: said.append(notice.code))
        with monkeypatch.context() as faulty:
            faulty.setattr(Bodies, "body", breaks)
            job = await rig.send()
            await until(lambda: "program_fault" in said)
        assert (rig.job(job.id).state, rig.service.bodies) == (S.READY, [])
        await until(lambda: job.id not in rig.studio.crew._members)
        wish(rig.studio.jobs, job.id)
        await until(lambda: rig.job(job.id).state is state)


async def test_two_that_fit_under_the_cap_are_both_sent_while_the_first_still_waits_for_its_answer(
    data: Path, video: bytes
) -> None:
    async with rig_at(data, video) as rig:
        sums = capped(rig, "5")
        rig.service.posts = [accepted("task-1"), accepted("task-2")]
        first = await in_the_paid_step(rig)
        second = await rig.send()
        await until(lambda: len(sums) == 2)
        assert rig.job(second.id).held is None
        assert rig.service.gate
        rig.service.gate.set()
        await until(lambda: all(rig.job(each.id).state is S.DONE for each in (first, second)))
        assert rig.studio.line.waiting == ()


async def test_one_that_waits_for_the_room_of_another_hears_a_stop(data: Path, video: bytes) -> None:
    async with rig_at(data, video) as rig:
        sums = capped(rig, "3")
        first = await in_the_paid_step(rig)
        second = await rig.send()
        await until(lambda: len(sums) == 2)
        assert rig.job(second.id).state is S.READY
        rig.studio.jobs.stop(second.id)
        await until(lambda: rig.job(second.id).state is S.STOPPED)
        assert rig.service.gate
        rig.service.gate.set()
        await until(lambda: rig.job(first.id).state is S.DONE)


async def test_a_cap_that_is_raised_while_one_is_being_sent_lets_the_next_go_at_once(
    data: Path, video: bytes
) -> None:
    async with rig_at(data, video) as rig:
        sums = capped(rig, "3")
        rig.service.posts = [accepted("task-1"), accepted("task-2")]
        await in_the_paid_step(rig)
        second = await rig.send()
        await until(lambda: len(sums) == 2)
        capped(rig, "10")
        await until(lambda: len(rig.service.bodies) == 2)
        assert rig.job(second.id).state is S.SUBMITTING
        assert rig.service.gate
        rig.service.gate.set()
        await until(lambda: rig.job(second.id).state is S.DONE)


async def test_a_refused_post_gives_its_room_under_the_cap_to_the_next(data: Path, video: bytes) -> None:
    async with rig_at(data, video) as rig:
        sums = capped(rig, "3")
        rig.service.posts = [refused(402), accepted("task-2")]
        first = await in_the_paid_step(rig)
        second = await rig.send()
        await until(lambda: len(sums) == 2)
        assert rig.service.gate
        rig.service.gate.set()
        await until(lambda: rig.job(second.id).state is S.DONE)
        assert rig.job(first.id).state is S.FAILED


async def test_pause_holds_back_a_job_whose_body_is_just_put_together(
    data: Path, video: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_together, begun, gate = Bodies.body, asyncio.Event(), asyncio.Event()

    async def slowly(*words: object) -> bytes:
        begun.set()
        await gate.wait()
        return await put_together(*words)  # type: ignore[arg-type]

    monkeypatch.setattr(Bodies, "body", slowly)
    async with rig_at(data, video) as rig:
        job = await rig.send()
        await begun.wait()
        rig.studio.jobs.pause()
        gate.set()
        await rig.clock.sleep(60)
        assert (rig.service.bodies, rig.job(job.id).state) == ([], S.READY)
        rig.studio.jobs.resume()
        await until(lambda: rig.job(job.id).state is S.DONE)
        assert len(rig.service.bodies) == 1


async def test_what_is_held_stays_held_after_a_restart(data: Path, video: bytes) -> None:
    settings = Settings.load(paths.DataFolder(data).settings)
    settings.replace(replace(settings.queue, is_held=True))
    settings.save_now()
    async with rig_at(data, video) as rig:
        assert rig.studio.line.is_paused
        job = await rig.send()
        await until(lambda: rig.studio.line.waiting)
        await rig.studio.close()
        await rig.start()
        await until(lambda: rig.studio.line.waiting)
        await rig.clock.sleep(60)
        assert (rig.service.bodies, rig.job(job.id).state) == ([], S.READY)
        rig.studio.jobs.resume()
        await until(lambda: rig.job(job.id).state is S.DONE)
        assert len(rig.service.bodies) == 1


async def test_a_stop_while_the_intention_to_send_is_saved_sends_nothing(
    data: Path, video: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with rig_at(data, video) as rig:
        save = rig.studio.ledger.save

        async def stopped_meanwhile(job: EditJob) -> EditJob:
            if job.state is S.SUBMITTING:
                rig.studio.jobs.stop(job.id)
            return await save(job)

        monkeypatch.setattr(rig.studio.ledger, "save", stopped_meanwhile)
        job = await rig.send()
        await until(lambda: rig.job(job.id).state is S.STOPPED)
        assert rig.service.bodies == []
        assert rig.job(job.id).charge == "no"


@pytest.mark.parametrize("takes", [2, 4])
async def test_takes_are_all_on_disk_or_none_is_sent(
    takes: int, data: Path, video: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with rig_at(data, video) as rig:
        told: list[str] = []

        def is_last(job: EditJob) -> bool:
            told.append(job.id)
            return len(told) >= takes

        fill_the_disk(monkeypatch, is_last)
        with pytest.raises(DiskFull):
            await rig.studio.jobs.start(edit(), takes)
        monkeypatch.undo()
        await rig.clock.sleep(60)
        assert rig.service.bodies == []
        assert await rig.studio.journal.open_jobs() == ()


async def test_clips_sent_together_are_all_on_disk_or_none_is_sent(
    data: Path, video: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    clips = tuple(AcceptedClip(f"https://clips.example/{n}.mp4", edit(f"Snow {n}"), 3.0) for n in range(3))
    async with rig_at(data, video) as rig:
        rig.service.posts = [accepted(f"task-{n}") for n in range(3)]
        batch = Batch(clips, (), Estimate(Decimal(1), "USD", False))
        with monkeypatch.context() as full:
            fill_the_disk(full, lambda job: job.request.prompt == "Snow 2")
            with pytest.raises(DiskFull):
                await rig.studio.batches.start(batch)
        await rig.clock.sleep(60)
        assert rig.service.bodies == []
        jobs = await rig.studio.batches.start(batch)
        await until(lambda: all(rig.job(job.id).state is S.DONE for job in jobs))
        assert len(rig.service.bodies) == 3


async def test_a_key_that_cannot_be_sent_holds_the_job_with_words(
    data: Path, video: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(ENVIRONMENT, "MULEROUTER_API_KEY", "sk two words")
    async with rig_at(data, video) as rig:
        monkeypatch.setattr(rig.studio._sites, "_make", EditService)
        job = await rig.send()
        await until(lambda: rig.job(job.id).held)
        assert rig.job(job.id).held == KlingError("key_characters").notice


@pytest.mark.parametrize("code", ["source_changed", "send_now"])
async def test_an_unsent_job_that_cannot_be_given_up_has_its_owner_back_and_no_word_was_given(
    code: str, data: Path, video: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with rig_at(data, video) as rig:
        rig.studio.jobs.pause()
        job = await rig.send()
        await until(lambda: rig.studio.line.waiting)
        rig.studio.crew._members[job.id].owner.wishes.awaits_word = code == "send_now"
        with monkeypatch.context() as full:
            fill_the_disk(full, lambda job: job.state is S.FAILED)
            with pytest.raises(DiskFull):
                await rig.studio.jobs.give_up(job.id)
        rig.studio.jobs.resume()
        if code == "send_now":
            await until(lambda: rig.job(job.id).held)
            await rig.clock.sleep(60)
            assert rig.service.bodies == []
            rig.studio.jobs.ask_now(job.id)
        await until(lambda: rig.job(job.id).state is S.DONE)


async def test_what_was_being_sent_when_the_disk_was_full_at_the_start_is_unknown_once_there_is_room(
    data: Path, video: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with rig_at(data, video) as rig:
        cut = replace(await rig.send(), id="cut", state=S.SUBMITTING, submitted=1.0)
        later = replace(cut, id="later", state=S.QUEUED, task_id="task-7")
        await rig.studio.journal.insert(cut, later)
        await rig.studio.close()
        with monkeypatch.context() as full:
            fill_the_disk(full, lambda job: job.id == "cut")
            await rig.start()
            await until(lambda: rig.job("later").state is S.DONE)
            assert rig.job("cut").state is S.SUBMITTING
        await until(lambda: rig.job("cut").state is S.UNKNOWN)


async def test_a_start_that_fails_lets_the_next_one_have_the_folder(
    data: Path, video: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(_: Journal) -> tuple[EditJob, ...]:
        raise JournalError("journal_busy")

    async with rig_at(data, video) as rig:
        await rig.studio.close()
        with monkeypatch.context() as busy:
            busy.setattr(Journal, "open_jobs", fails)
            with pytest.raises(JournalError):
                await rig.start()
        await rig.start()
        assert rig.studio.is_owner


async def test_a_job_from_the_future_waits_for_a_word(data: Path, video: bytes) -> None:
    async with rig_at(data, video) as rig:
        rig.studio.jobs.pause()
        job = await rig.send()
        await until(lambda: rig.job(job.id).state is S.READY)
        await rig.studio.close()
        rig.clock.jump = -86_400.0
        await rig.start()
        await until(lambda: rig.job(job.id).held)
        assert rig.job(job.id).held == Notice("send_now", {"name": "A001C003.mp4"})
        await rig.clock.sleep(60)
        assert rig.service.bodies == []


async def test_a_row_that_is_found_long_after_generate_waits_for_a_word(data: Path, video: bytes) -> None:
    async with rig_at(data, video) as rig:
        old = replace(await rig.send(), id="old", created=rig.clock.now() - SENT_WITHOUT_ASKING - 60)
        other = await Journal.open(paths.DataFolder(data).journal, data / "backups", is_owner=False)
        await other.insert(old)
        await other.close()
        await until(lambda: "old" in rig.studio.ledger.jobs and rig.job("old").held)
        assert rig.job("old").held == Notice("send_now", {"name": "A001C003.mp4"})
