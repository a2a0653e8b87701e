"""Mishaps between two steps: a crash before a name is claimed, a stop in a queue, a clock set back, an end."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from kling_desktop.api.faults import DownloadFailed
from kling_desktop.domain.answers import PollTrouble
from kling_desktop.domain.errors import DiskFull, JournalError, KlingError
from kling_desktop.domain.job import EditJob, JobState, Take
from kling_desktop.services import naming, results
from kling_desktop.services.desk import Desk
from kling_desktop.services.tasks import Tasks
from kling_desktop.services.wishes import Wishes
from kling_desktop.store.journal import Journal
from tests.support.engine import (
    SITE,
    Rig,
    accepted,
    completed,
    edit,
    nobody,
    refused,
    rig_at,
    trouble,
    waiting,
)
from tests.support.time import TurnedClock
from tests.support.waiting import until

S = JobState


def fetching(rig: Rig, name: str) -> EditJob:
    """A job whose take has a name, as a crash left it."""
    takes = rig.root / "takes"
    job = EditJob("j1", SITE, edit(), rig.clock.now(), str(takes), S.FETCHING, task_id="task-9")
    return replace(job, takes=(Take(str(takes / name)),))


async def restarted_with(rig: Rig, job: EditJob) -> None:
    await rig.studio.journal.insert(job)
    await rig.studio.close()
    await rig.start()
    await until(lambda: rig.job(job.id).state is S.DONE)


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


async def test_a_name_that_was_saved_but_not_claimed_is_claimed_after_the_restart(
    data: Path, video: bytes
) -> None:
    async with rig_at(data, video) as rig:
        await restarted_with(rig, fetching(rig, "A_v004.mp4"))
        assert names_in(data / "takes") == ["A_v004.json", "A_v004.mp4"]


async def test_an_own_empty_reservation_is_used_after_the_restart(data: Path, video: bytes) -> None:
    async with rig_at(data, video) as rig:
        (data / "takes").mkdir()
        (data / "takes" / "A_v004.mp4").touch()
        await restarted_with(rig, fetching(rig, "A_v004.mp4"))
        assert names_in(data / "takes") == ["A_v004.json", "A_v004.mp4"]


async def test_somebody_elses_file_under_the_name_is_left_alone(data: Path, video: bytes) -> None:
    async with rig_at(data, video) as rig:
        (data / "takes").mkdir()
        other = data / "takes" / "A001C003_v001.mp4"
        other.write_bytes(b"somebody's notes")
        await restarted_with(rig, fetching(rig, other.name))
        assert other.read_bytes() == b"somebody's notes"
        assert Path(rig.job("j1").files[0]).name == "A001C003_v002.mp4"


async def test_two_engines_that_choose_one_name_do_not_share_it(
    data: Path, video: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with rig_at(data, video) as rig:
        choose = naming.free_names

        def another_is_quicker(folder: Path, stem: str, count: int) -> list[Path]:
            names = choose(folder, stem, count)
            if names[0].name == "A001C003_v001.mp4":
                names[0].touch()
            return names

        monkeypatch.setattr(results, "free_names", another_is_quicker)
        rig.service.gets = [completed("https://cdn.example/a.mp4", "https://cdn.example/b.mp4")]
        job = await rig.send()
        await until(lambda: rig.job(job.id).state is S.DONE)
        assert [Path(path).name for path in rig.job(job.id).files] == [
            "A001C003_v002.mp4",
            "A001C003_v003.mp4",
        ]
        assert (data / "takes" / "A001C003_v001.mp4").read_bytes() == b""


async def test_takes_that_do_not_come_leave_no_reservation(data: Path, video: bytes) -> None:
    two = completed("https://cdn.example/a.mp4", "https://cdn.example/b.mp4")
    async with rig_at(data, video) as rig:
        rig.service.gets = [two, completed("https://cdn.example/a.mp4")]
        rig.downloads.errors = [DownloadFailed("download_cut", host="cdn.example")]
        job = await rig.send()
        await until(lambda: rig.job(job.id).state is S.DONE)
        assert names_in(data / "takes") == ["A001C003_v001.json", "A001C003_v001.mp4"]


async def test_a_stop_gives_the_reservation_back_and_following_again_takes_a_name(
    data: Path, video: bytes
) -> None:
    async with rig_at(data, video) as rig:
        rig.downloads.gate = asyncio.Event()
        job = await rig.send()
        await until(lambda: rig.downloads.fetched)
        assert names_in(data / "takes") == ["A001C003_v001.mp4"]
        rig.studio.jobs.stop(job.id)
        await until(lambda: rig.job(job.id).state is S.STOPPED)
        assert names_in(data / "takes") == []
        rig.downloads.gate.set()
        await rig.studio.jobs.follow_again(job.id)
        await until(lambda: rig.job(job.id).state is S.DONE)
        assert names_in(data / "takes") == ["A001C003_v001.json", "A001C003_v001.mp4"]


async def test_a_stop_is_heard_while_other_downloads_have_all_the_places(data: Path, video: bytes) -> None:
    async with rig_at(data, video) as rig:
        rig.downloads.gate = asyncio.Event()
        rig.service.posts = [accepted(f"task-{number}") for number in range(9)]
        jobs = await rig.studio.jobs.start(edit(), takes=results.AT_ONCE + 1)
        await until(lambda: len(rig.downloads.fetched) == results.AT_ONCE)
        await until(lambda: all(rig.job(job.id).takes for job in jobs))
        (last,) = [job for job in jobs if rig.studio.progress.of(job.id).phase != "downloading"][-1:]
        rig.studio.jobs.stop(last.id)
        await until(lambda: rig.job(last.id).state is S.STOPPED)
        rig.downloads.gate.set()


async def test_a_result_that_is_too_big_is_held_and_not_asked_for_without_end(
    data: Path, video: bytes
) -> None:
    async with rig_at(data, video) as rig:
        rig.downloads.errors = [DownloadFailed("result_too_big", megabytes=9000) for _ in range(50)]
        job = await rig.send()
        await until(lambda: rig.job(job.id).held is not None)
        assert rig.job(job.id).held.code == "no_usable_result"  # type: ignore[union-attr]
        assert len(rig.service.asked) == 3


async def test_a_clock_that_is_set_back_does_not_stretch_a_short_pause(data: Path, video: bytes) -> None:
    async with rig_at(data, video) as rig:
        rig.service.posts = [nobody(), accepted()]
        rig.studio.jobs.subscribe(lambda job: _set_back(rig, job))
        before = rig.clock.monotonic()
        job = await rig.send()
        await until(lambda: rig.job(job.id).state is S.DONE)
        assert rig.clock.monotonic() - before < 120


def _set_back(rig: Rig, job: EditJob) -> None:
    if job.state is S.READY and job.tries:
        rig.clock.jump = -86_400.0


async def test_nothing_is_sent_once_the_program_is_ending(data: Path, video: bytes) -> None:
    async with rig_at(data, video) as rig:
        rig.service.posts = [refused(429, retry_after=500.0), accepted("task-1"), accepted("task-2")]
        first = await rig.send()
        await until(lambda: rig.job(first.id).tries == 1)
        rig.service.gate = asyncio.Event()
        rig.service.posting.clear()
        await rig.send()
        await rig.service.posting.wait()
        closing = asyncio.ensure_future(rig.studio.close())
        await rig.clock.sleep(600)
        assert len(rig.service.bodies) == 2
        rig.service.gate.set()
        await closing
        assert len(rig.service.bodies) == 2
        rig.service.gate = None
        await rig.start()
        await until(lambda: all(job.state is S.DONE for job in rig.studio.ledger.jobs.values()))
        assert len(rig.service.bodies) == 3


@pytest.mark.parametrize("error", [DiskFull("disk_full", folder="x"), JournalError("journal_busy")])
async def test_a_journal_that_refuses_for_a_while_costs_no_job(
    error: KlingError, data: Path, video: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with rig_at(data, video) as rig:
        rig.service.gets = [waiting()]
        job = await rig.send()
        await until(lambda: rig.job(job.id).state is S.QUEUED)
        save, refusals = Journal.save, [error] * 4

        async def refuses(journal: Journal, job: EditJob) -> None:
            if refusals:
                raise refusals.pop()
            await save(journal, job)

        monkeypatch.setattr(Journal, "save", refuses)
        rig.service.gets = [trouble(PollTrouble.NOT_FOUND, 404), completed()]
        await until(lambda: rig.job(job.id).state is S.DONE)
        assert not refusals
        assert len(rig.service.bodies) == 1


async def test_an_old_hurry_does_not_cut_a_rest_that_the_service_asks_for_later() -> None:
    clock = TurnedClock()
    wishes = Wishes("a", clock, Tasks(Desk()))
    wishes.hurry()
    await wishes.pause(100.0)
    rest = asyncio.ensure_future(wishes.rest(60.0))
    for _ in range(5):
        await asyncio.sleep(0)
    assert not rest.done()
    assert clock.turn()
    await rest
    assert clock.monotonic() == 60.0
