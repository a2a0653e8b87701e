"""Two processes on one data folder: one moves the jobs, the other sees it, is heard, and takes over."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from kling_desktop import paths
from kling_desktop.domain.errors import JournalError
from kling_desktop.domain.job import EditJob, JobState
from kling_desktop.services.outside import Outside
from kling_desktop.settings.file import Settings
from kling_desktop.settings.secrets import MemorySecrets
from kling_desktop.store.journal import Journal
from kling_desktop.store.task_ids import TaskIdLine, TaskIdLog
from kling_desktop.studio import Studio, StudioOptions
from tests.support.engine import ENVIRONMENT, Rig, accepted, completed, edit, rig_at, waiting
from tests.support.waiting import until

S = JobState


class Beside:
    """A second process on the data folder of a rig, whose engine has the lock."""

    def __init__(self, rig: Rig) -> None:
        self.rig = rig
        self.studio: Studio = None  # type: ignore[assignment]

    async def __aenter__(self) -> Studio:
        data = paths.DataFolder(self.rig.root)
        options = StudioOptions(data, data.root / "takes", False, ENVIRONMENT)
        outside = Outside(self.rig.clock, self.rig._client, lambda _: self.rig.downloads, random.Random(2))
        self.studio = await Studio.open(
            options, Settings.load(data.settings), MemorySecrets(), outside=outside
        )
        assert not self.studio.is_owner
        return self.studio

    async def __aexit__(self, *_: object) -> None:
        await self.studio.close()


async def test_who_takes_a_folder_over_finds_the_id_that_its_dead_owner_had_noted(
    data: Path, video: bytes
) -> None:
    async with rig_at(data, video) as rig:
        async with Beside(rig) as beside:
            (job,) = await beside.jobs.start(edit())
            await until(lambda: job.id in rig.studio.ledger.jobs)
            await until(lambda: rig.job(job.id).state is S.DONE)
            # As if the owner had been killed after the id log was written, before the journal was.
            sent = replace(job, id="cut", state=S.SUBMITTING, submitted=1.0)
            await rig.studio.journal.insert(sent)
            line = TaskIdLine.of(replace(sent, task_id="task-9", accepted=2.0))
            TaskIdLog(paths.DataFolder(data).task_ids).append(line)
            await rig.studio.close()

            await beside.take_over()
            assert beside.is_owner
            # It may have begun to take over by itself, and be about to find the jobs.
            await until(lambda: beside.crew.is_active)
            await until(lambda: beside.ledger.jobs["cut"].state is S.DONE)
            assert beside.ledger.jobs["cut"].task_id == "task-9"
            assert (await beside.ledger.find(job.id)).state is S.DONE
        await rig.start()
        assert len(rig.service.bodies) == 1


@asynccontextmanager
async def two_processes(rig: Rig) -> AsyncIterator[tuple[Studio, EditJob, EditJob]]:
    """One beside the owner with the job that was made there, and one of the owner's; both are accepted."""
    rig.service.gets = [waiting()]
    rig.service.posts = [accepted("task-1"), accepted("task-2")]
    async with Beside(rig) as beside:
        (job,) = await beside.jobs.start(edit())
        other = await rig.send()
        await until(lambda: all(rig.studio.ledger.jobs.get(each.id, job).task_id for each in (job, other)))
        yield beside, job, other


async def test_a_process_beside_sees_what_the_owner_does_and_is_heard_by_it(data: Path, video: bytes) -> None:
    async with rig_at(data, video) as rig, two_processes(rig) as (beside, job, other):
        await until(lambda: beside.ledger.jobs[job.id].state is S.QUEUED)
        await until(lambda: other.id in beside.ledger.jobs)
        beside.jobs.stop(job.id)
        await until(lambda: beside.ledger.jobs[job.id].state is S.STOPPED)
        assert rig.job(job.id).state is S.STOPPED


async def test_a_process_beside_goes_on_with_the_tasks_when_the_owner_ends(data: Path, video: bytes) -> None:
    async with rig_at(data, video) as rig:
        async with two_processes(rig) as (beside, job, other):
            await rig.studio.close()
            await until(lambda: beside.crew.is_active)
            rig.service.gets = [completed()]
            await until(lambda: all(beside.ledger.jobs[each.id].state is S.DONE for each in (job, other)))
        await rig.start()
        assert len(rig.service.bodies) == 2


async def test_a_take_over_that_fails_leaves_the_folder_to_the_next_try(
    data: Path, video: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[bool] = []

    async def fails(_: Journal) -> tuple[EditJob, ...]:
        tried.append(True)
        raise JournalError("journal_busy")

    async with rig_at(data, video) as rig:
        async with two_processes(rig) as (beside, job, _):
            with monkeypatch.context() as busy:
                busy.setattr(Journal, "open_jobs", fails)
                await rig.studio.close()
                await until(lambda: len(tried) > 1)
                assert not beside.crew.is_active
            rig.service.gets = [completed()]
            await until(lambda: beside.ledger.jobs[job.id].state is S.DONE)
        await rig.start()


async def test_who_is_overtaken_by_the_owner_does_not_go_back(data: Path, video: bytes) -> None:
    async with rig_at(data, video) as rig:
        made = await rig.send()
        await until(lambda: rig.job(made.id).state is S.DONE)
        seen = len(rig.seen)
        assert rig.studio.ledger.adopt(made) == rig.job(made.id)
        assert rig.job(made.id).state is S.DONE
        assert len(rig.seen) == seen
