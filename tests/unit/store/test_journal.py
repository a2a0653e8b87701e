from __future__ import annotations

import asyncio
import contextlib
import itertools
import os
import sqlite3
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kling_desktop.domain.answers import RequestForm
from kling_desktop.domain.draft import Draft
from kling_desktop.domain.errors import JournalDamaged, JournalError, JournalTooNew, LostRace, TaskIdTaken
from kling_desktop.domain.job import EditJob, JobState
from kling_desktop.domain.request import EditRequest
from kling_desktop.domain.site import MULERUN, SANDBOX
from kling_desktop.paths import DataFolder
from kling_desktop.store.history import HistoryQuery
from kling_desktop.store.intents import Intent
from kling_desktop.store.journal import Journal, is_suspect
from kling_desktop.store.migrations import STEPS, Step, latest
from tests.support.jobs import jobs, make_job, make_queued


@asynccontextmanager
async def journal_in(data: DataFolder) -> AsyncIterator[Journal]:
    journal = await Journal.open(data.journal, data.backups)
    try:
        yield journal
    finally:
        await journal.close()


async def test_a_job_is_there_after_a_restart(data: DataFolder) -> None:
    job = make_queued()
    async with journal_in(data) as journal:
        await journal.insert(job)
    async with journal_in(data) as journal:
        assert await journal.get(job.id) == job
        assert await journal.get("another") is None


def test_any_job_comes_back_from_the_file_as_it_went(data: DataFolder) -> None:
    with asyncio.Runner() as runner:
        journal = runner.run(Journal.open(data.journal, data.backups))

        numbers = itertools.count()

        @settings(max_examples=30)
        @given(jobs())
        def check(drawn: EditJob) -> None:
            number = next(numbers)
            job = replace(drawn, id=f"job-{number}", task_id=drawn.task_id and f"task-{number}")
            runner.run(journal.insert(job))
            assert runner.run(journal.get(job.id)) == job

        check()
        runner.run(journal.close())


async def test_save_takes_the_next_revision_only(data: DataFolder) -> None:
    async with journal_in(data) as journal:
        first = make_job()
        await journal.insert(first)
        second = first.moved(JobState.READY)
        await journal.save(second)
        for stale in (first, second, first.changed(price="1"), second.changed().changed()):
            with pytest.raises(LostRace):
                await journal.save(stale)
        assert await journal.get(first.id) == second


async def test_saving_a_job_that_is_not_there_is_a_lost_race(data: DataFolder) -> None:
    async with journal_in(data) as journal:
        with pytest.raises(LostRace):
            await journal.save(make_job().changed())


def test_of_racing_owners_one_wins_each_revision(data: DataFolder) -> None:
    with asyncio.Runner() as runner:
        one = runner.run(Journal.open(data.journal, data.backups))
        other = runner.run(Journal.open(data.journal, data.backups, is_owner=False))

        async def race(name: str, writers: list[int]) -> None:
            job = make_job(name)
            await one.insert(job)
            results = await asyncio.gather(
                *((one, other)[which].save(job.changed(price=str(n))) for n, which in enumerate(writers)),
                return_exceptions=True,
            )
            winners = [n for n, result in enumerate(results) if result is None]
            assert len(winners) == 1
            assert all(isinstance(result, LostRace) for result in results if result is not None)
            saved = await other.get(name)
            assert saved == job.changed(price=str(winners[0]))

        numbers = itertools.count()

        @settings(max_examples=25)
        @given(st.lists(st.integers(0, 1), min_size=1, max_size=5))
        def check(writers: list[int]) -> None:
            runner.run(race(f"job-{next(numbers)}", writers))

        check()
        runner.run(one.close())
        runner.run(other.close())


async def test_a_task_belongs_to_one_job_of_its_site(data: DataFolder) -> None:
    async with journal_in(data) as journal:
        await journal.insert(make_queued("a", "task-1"))
        await journal.insert(make_queued("b", "task-1", site=MULERUN))
        unknown = make_job("c", state=JobState.UNKNOWN)
        await journal.insert(unknown)
        with pytest.raises(TaskIdTaken):
            await journal.save(unknown.moved(JobState.QUEUED, task_id="task-1"))
        assert await journal.get("c") == unknown
        assert await journal.holder_of(unknown.site, "task-1") == "a"
        assert await journal.holder_of(MULERUN, "task-1") == "b"
        assert await journal.holder_of(SANDBOX, "task-1") is None


async def test_which_tasks_no_job_holds(data: DataFolder) -> None:
    async with journal_in(data) as journal:
        job = make_queued()
        await journal.insert(job)
        asked = [(MULERUN, "task-1"), (job.site, "task-1"), (job.site, "task-2")]
        assert await journal.missing_tasks(asked) == (asked[0], asked[2])


async def test_open_jobs_are_those_that_have_not_ended_oldest_first(data: DataFolder) -> None:
    async with journal_in(data) as journal:
        for state in JobState:
            await journal.insert(make_job(state.value, state=state))
        found = [job.id for job in await journal.open_jobs()]
        assert found == ["preparing", "ready", "submitting", "unknown", "queued", "running", "fetching"]
        unowned = await journal.jobs_unowned({"preparing", "queued", "done"})
        assert [job.id for job in unowned] == ["ready", "submitting", "unknown", "running", "fetching"]


async def test_what_was_sent_since(data: DataFolder) -> None:
    async with journal_in(data) as journal:
        await journal.insert(make_job("unsent"))
        await journal.insert(make_queued("early", "t1", submitted=90.0, accepted=99.0))
        await journal.insert(make_queued("accepted", "t2", submitted=99.0, accepted=100.0))
        await journal.insert(make_job("maybe", state=JobState.UNKNOWN, submitted=120.0))
        await journal.insert(make_queued("practice", "t3", site=SANDBOX, submitted=120.0, accepted=121.0))
        assert [job.id for job in await journal.sent_since(100.0)] == ["accepted", "maybe"]
        assert [job.id for job in await journal.sent_since(0.0)] == ["early", "accepted", "maybe"]


async def test_the_draft_and_the_forms_of_sites_are_remembered(data: DataFolder) -> None:
    async with journal_in(data) as journal:
        assert await journal.draft() is None
        assert await journal.form_of(MULERUN) is None
        await journal.save_draft(Draft(EditRequest("first")))
        await journal.save_draft(Draft(EditRequest("Add snow\n给视频添加雪"), takes=4))
        await journal.remember_form(MULERUN, RequestForm.DOCUMENTED)
        await journal.remember_form(MULERUN, RequestForm.COMPACT)
    async with journal_in(data) as journal:
        assert await journal.draft() == Draft(EditRequest("Add snow\n给视频添加雪"), takes=4)
        assert await journal.form_of(MULERUN) is RequestForm.COMPACT


async def test_intents_of_another_process_are_taken_once_in_order(data: DataFolder) -> None:
    async with journal_in(data) as owner:
        other = await Journal.open(data.journal, data.backups, is_owner=False)
        before = await owner.data_version()
        asked = (Intent("a", "task-id", "task-9"), Intent("b", "forget"))
        for intent in asked:
            await other.post_intent(intent)
        assert await owner.data_version() != before
        assert await owner.take_intents() == asked
        assert await owner.take_intents() == ()
        await other.close()


async def test_own_writing_does_not_change_the_data_version(data: DataFolder) -> None:
    async with journal_in(data) as journal:
        before = await journal.data_version()
        await journal.insert(make_job())
        assert await journal.data_version() == before


async def test_a_newer_journal_is_refused_and_left_alone(data: DataFolder) -> None:
    async with journal_in(data):
        pass
    with contextlib.closing(sqlite3.connect(data.journal)) as connection:
        connection.execute("PRAGMA user_version = 99")
    before = data.journal.read_bytes()
    with pytest.raises(JournalTooNew) as caught:
        await Journal.open(data.journal, data.backups)
    assert caught.value.notice.values["found"] == 99
    assert data.journal.read_bytes() == before


async def test_who_is_not_the_owner_neither_makes_nor_migrates(data: DataFolder) -> None:
    with pytest.raises(JournalError) as caught:
        await Journal.open(data.journal, data.backups, is_owner=False)
    assert caught.value.notice.code == "journal_not_ready"
    assert not data.root.exists()
    async with journal_in(data):
        pass
    steps = (*STEPS, Step(latest() + 1, lambda _: None))
    with pytest.raises(JournalError) as caught:
        await Journal.open(data.journal, data.backups, is_owner=False, steps=steps)
    assert caught.value.notice.code == "journal_not_ready"


async def test_a_migration_is_preceded_by_a_backup(data: DataFolder) -> None:
    async with journal_in(data) as journal:
        await journal.insert(make_job())
    steps = (*STEPS, Step(latest() + 1, lambda _: None))
    journal = await Journal.open(data.journal, data.backups, steps=steps)
    assert len(list(data.backups.glob("journal-*.db"))) == 1
    assert await journal.get("job-1") == make_job()
    await journal.close()


async def test_a_folder_that_cannot_be_made_is_told(data: DataFolder) -> None:
    data.root.write_text("a file where the folder should be")
    with pytest.raises(JournalError) as caught:
        await Journal.open(data.journal, data.backups)
    assert caught.value.notice.code == "journal_failed"


async def test_a_row_that_cannot_be_read_marks_the_journal_for_the_next_start(data: DataFolder) -> None:
    async with journal_in(data) as journal:
        await journal.insert(make_job(state=JobState.DONE))
        with contextlib.closing(sqlite3.connect(data.journal)) as connection:
            connection.execute("UPDATE bodies SET body = '{cut'")
            connection.commit()
        assert not is_suspect(data.journal)
        with pytest.raises(JournalDamaged):
            await journal.get("job-1")
        assert is_suspect(data.journal)


async def test_a_body_that_is_missing_is_damage(data: DataFolder) -> None:
    async with journal_in(data) as journal:
        await journal.insert(make_job(state=JobState.DONE))
        with contextlib.closing(sqlite3.connect(data.journal)) as connection:
            connection.execute("DELETE FROM bodies")
            connection.commit()
        with pytest.raises(JournalDamaged):
            await journal.get("job-1")


async def test_an_open_that_is_cancelled_leaves_nothing_open(data: DataFolder) -> None:
    data.make()
    blocker = sqlite3.connect(data.journal, isolation_level=None)
    blocker.execute("BEGIN EXCLUSIVE")
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await Journal.open(data.journal, data.backups)
    blocker.close()
    async with journal_in(data) as journal:
        await journal.insert(make_job())


async def test_after_close_it_says_that_it_is_closed(data: DataFolder) -> None:
    journal = await Journal.open(data.journal, data.backups)
    await journal.close()
    with pytest.raises(JournalError) as caught:
        await journal.get("job-1")
    assert caught.value.notice.code == "journal_closed"
    assert [path.name for path in data.root.iterdir()] == ["journal.db"]


KILLED = """
import asyncio, os, signal, sys
from pathlib import Path
from kling_desktop.store.journal import Journal
from tests.support.jobs import make_job

async def main(folder):
    journal = await Journal.open(folder / "journal.db", folder / "backups")
    for number in range(20):
        await journal.insert(make_job(f"job-{number}"))
    os.kill(os.getpid(), signal.SIGKILL)

asyncio.run(main(Path(sys.argv[1])))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is POSIX's")
async def test_what_was_saved_outlives_a_kill(data: DataFolder) -> None:
    root = Path(__file__).parents[3]
    killed = await asyncio.create_subprocess_exec(
        sys.executable, "-c", KILLED, str(data.root), env={**os.environ, "PYTHONPATH": str(root)}
    )
    assert await killed.wait() == -9
    async with journal_in(data) as journal:
        assert len(await journal.open_jobs()) == 20
        assert await journal.count(HistoryQuery("snow")) == 20
