"""After a restart: what was lost is asked about, what was accepted goes on, what is old waits for a word."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from kling_desktop.domain.job import EditJob, JobState, Link, Take
from kling_desktop.services.crew import SENT_WITHOUT_ASKING
from tests.support.engine import SITE, Rig, completed, edit, rig_at, waiting
from tests.support.waiting import until


def job_in(rig: Rig, state: JobState, **changes: object) -> EditJob:
    task_id = "task-9" if state in (JobState.QUEUED, JobState.RUNNING, JobState.FETCHING) else ""
    job = EditJob("j1", SITE, edit(), rig.clock.now(), str(rig.root / "takes"), state, task_id=task_id)
    return replace(job, **changes)  # type: ignore[arg-type]


async def restarted_with(rig: Rig, state: JobState, **changes: object) -> None:
    await rig.studio.journal.insert(job_in(rig, state, **changes))
    await rig.studio.close()
    await rig.start()


async def test_a_send_that_was_cut_becomes_unknown(data: Path, video: bytes) -> None:
    async with rig_at(data, video) as rig:
        await restarted_with(rig, JobState.SUBMITTING, submitted=1.0)
        assert rig.job("j1").state is JobState.UNKNOWN
        assert rig.job("j1").held
        await rig.clock.sleep(5000)
        assert rig.service.bodies == []


@pytest.mark.parametrize("state", [JobState.QUEUED, JobState.RUNNING, JobState.FETCHING])
async def test_an_accepted_task_goes_on(data: Path, video: bytes, state: JobState) -> None:
    async with rig_at(data, video) as rig:
        await restarted_with(rig, state)
        await until(lambda: rig.job("j1").state is JobState.DONE)
        assert rig.service.bodies == []
        assert set(rig.service.asked) == {"task-9"}


@pytest.mark.parametrize("state", [JobState.PREPARING, JobState.READY])
async def test_a_fresh_unsent_job_goes_on(data: Path, video: bytes, state: JobState) -> None:
    async with rig_at(data, video) as rig:
        await rig.studio.journal.insert(job_in(rig, JobState.PREPARING))
        await rig.studio.close()
        await rig.start()
        await until(lambda: rig.job("j1").state is JobState.DONE)
        assert len(rig.service.bodies) == 1


async def test_an_old_unsent_job_waits_for_a_word(data: Path, video: bytes) -> None:
    async with rig_at(data, video) as rig:
        old = rig.clock.now() - SENT_WITHOUT_ASKING - 1
        await restarted_with(rig, JobState.PREPARING, created=old)
        await until(lambda: rig.job("j1").held is not None)
        assert rig.job("j1").held.code == "send_now"  # type: ignore[union-attr]
        rig.studio.crew.wake_all()
        await rig.clock.sleep(5000)
        assert rig.service.bodies == []
        rig.studio.jobs.ask_now("j1")
        await until(lambda: rig.job("j1").state is JobState.DONE)


async def test_a_whole_file_is_taken_without_another_download(data: Path, video: bytes) -> None:
    async with rig_at(data, video) as rig:
        takes = data / "takes"
        takes.mkdir()
        (takes / "A_v001.mp4").write_bytes(video)
        await restarted_with(rig, JobState.FETCHING, takes=(Take(str(takes / "A_v001.mp4")),))
        await until(lambda: rig.job("j1").state is JobState.DONE)
        assert rig.downloads.fetched == []
        assert rig.job("j1").takes[0].size == len(video)


async def test_the_queue_counts_tasks_from_before_the_restart(data: Path, video: bytes) -> None:
    async with rig_at(data, video) as rig:
        rig.service.gets = [waiting()]
        for number in range(3):
            await rig.studio.journal.insert(
                replace(job_in(rig, JobState.QUEUED), id=f"j{number}", task_id=f"t{number}")
            )
        await rig.studio.close()
        await rig.start()
        await rig.send()
        await rig.clock.sleep(60)
        assert rig.service.bodies == []
        rig.service.gets = [completed()]
        await until(lambda: len(rig.service.bodies) == 1)
        await until(lambda: all(job.state is JobState.DONE for job in rig.studio.ledger.jobs.values()))


async def test_a_damaged_journal_costs_no_accepted_task(data: Path, video: bytes) -> None:
    async with rig_at(data, video) as rig:
        rig.service.gets = [waiting()]
        job = await rig.send()
        await until(lambda: rig.job(job.id).state is JobState.QUEUED)
        await rig.studio.close()
        shutil.rmtree(data / "backups", ignore_errors=True)
        (data / "journal.db").write_bytes(b"no database any more" * 500)
        rig.service.gets = [completed()]
        await rig.start()
        await until(lambda: rig.job(job.id).state is JobState.DONE)
        assert len(rig.service.bodies) == 1


async def test_a_link_that_dies_soon_is_renewed_before_it_is_sent(data: Path, video: bytes) -> None:
    async with rig_at(data, video) as rig:
        dying = Link("https://old.example/a.mp4", rig.clock.now() + 60)
        await restarted_with(rig, JobState.READY, links=(dying,))
        await until(lambda: rig.job("j1").state is JobState.DONE)
        assert b"old.example" not in rig.service.bodies[0]
