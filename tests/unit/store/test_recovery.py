from __future__ import annotations

import contextlib
import random
import shutil
import sqlite3
from pathlib import Path

import pytest

from kling_desktop.domain.answers import RequestForm
from kling_desktop.domain.draft import Draft
from kling_desktop.domain.errors import JournalTooNew
from kling_desktop.domain.job import Charge, EditJob, JobState
from kling_desktop.domain.request import EditRequest, Element, ElementKind, VideoInput
from kling_desktop.domain.site import MULERUN
from kling_desktop.paths import DataFolder
from kling_desktop.store.history import HistoryQuery
from kling_desktop.store.journal import Journal, is_suspect, suspicion
from kling_desktop.store.recovery import STILL_ASKED, Opened, add_logged, cautious, open_journal, repair
from kling_desktop.store.task_ids import TaskIdLine, TaskIdLog
from tests.support.jobs import make_job, make_queued
from tests.support.journals import fill_journal

NOW = 1_780_000_000.0
MANY = 100
PAGE = 4096


def now() -> float:
    return NOW


async def opened(data: DataFolder) -> Opened:
    return await open_journal(data, now)


async def fill(data: DataFolder, *jobs: EditJob, back_up: bool = False) -> None:
    """A closed journal with `jobs`; those with a task id are in the id log too."""
    fill_journal(data.journal, jobs)
    journal = await Journal.open(data.journal, data.backups, clock=now)
    if back_up:
        await journal.back_up()
    await journal.close()
    for job in jobs:
        if job.task_id:
            TaskIdLog(data.task_ids).append(TaskIdLine.of(job))


def done(number: int) -> EditJob:
    """A job whose row fills a page and more."""
    return make_queued(
        f"job-{number}",
        f"task-{number}",
        state=JobState.DONE,
        created=NOW - MANY + number,
        accepted=NOW,
        traceparent="x" * 3_000,
    )


async def jobs_in(journal: Journal) -> dict[str, EditJob]:
    return {job.id: job for job in await journal.page(HistoryQuery(), 10_000)}


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


async def test_a_new_folder_has_nothing_to_tell(data: DataFolder) -> None:
    result = await opened(data)
    assert result.notice is None
    assert await jobs_in(result.journal) == {}
    await result.journal.close()


async def test_a_sound_journal_is_opened_as_it_is(data: DataFolder) -> None:
    await fill(data, make_job("draft"), done(1))
    result = await opened(data)
    assert result.notice is None
    assert await jobs_in(result.journal) == {"draft": make_job("draft"), "job-1": done(1)}
    await result.journal.close()
    assert not data.backups.exists()


async def test_a_destroyed_header_leaves_backup_and_id_log(data: DataFolder) -> None:
    await fill(data, make_job("unsent"), done(1), make_queued("queued", "task-q", accepted=NOW), back_up=True)
    late = make_queued("late", "task-late", accepted=NOW - 60, request=EditRequest("Add rain"))
    TaskIdLog(data.task_ids).append(TaskIdLine.of(late))
    data.journal.write_bytes(bytes(PAGE) + data.journal.read_bytes()[PAGE:])
    damaged = data.journal.read_bytes()

    result = await opened(data)
    jobs = await jobs_in(result.journal)
    await result.journal.close()

    assert result.notice is not None
    assert result.notice.code == "journal_recovered"
    assert result.notice.values == {
        "jobs": 4,
        "file": "damaged-20260528T202640Z.db",
        "from_backup": 3,
        "from_log": 1,
    }
    assert jobs["job-1"] == done(1)
    assert jobs["queued"].state is JobState.QUEUED
    assert (jobs["late"].state, jobs["late"].task_id) == (JobState.QUEUED, "task-late")
    assert jobs["late"].request == EditRequest("Add rain")
    assert (data.backups / "damaged-20260528T202640Z.db").read_bytes() == damaged


async def test_what_seems_unsent_in_an_old_copy_may_have_been_sent(data: DataFolder) -> None:
    await fill(data, make_job("preparing"), make_job("ready", state=JobState.READY), back_up=True)
    data.journal.write_bytes(b"")
    result = await opened(data)
    for job in (await jobs_in(result.journal)).values():
        assert job.state is JobState.UNKNOWN
        assert job.charge is Charge.UNKNOWN
        assert job.held is not None
    await result.journal.close()


async def test_a_destroyed_page_costs_no_job_that_was_accepted(data: DataFolder) -> None:
    everything = [done(number) for number in range(MANY)]
    await fill(data, *everything)
    draft = Draft(EditRequest("half typed"), takes=2)
    hero = Element(ElementKind.VIDEO, "Hero", videos=(VideoInput("https://host.example/hero.mp4"),))
    journal = await Journal.open(data.journal, data.backups)
    await journal.save_draft(draft)
    await journal.add_element(hero)
    await journal.remember_form(MULERUN, RequestForm.COMPACT)
    await journal.close()
    overwrite_pages(data.journal, random.Random(7), 8)
    suspicion(data.journal).touch()

    result = await opened(data)
    jobs = await jobs_in(result.journal)
    assert result.notice is not None
    assert set(jobs) == {job.id for job in everything}
    whole = [job for job in jobs.values() if job in everything]
    assert len(whole) > MANY * 0.8
    assert result.notice.values["from_log"] == MANY - len(whole) > 0
    assert await result.journal.draft() == draft
    assert [each.element for each in await result.journal.elements()] == [hero]
    assert await result.journal.form_of(MULERUN) is RequestForm.COMPACT
    assert await result.journal.count(HistoryQuery("snow")) == MANY
    await result.journal.close()
    again = await opened(data)
    assert again.notice is None
    await again.journal.close()


def overwrite_pages(path: Path, chance: random.Random, count: int) -> None:
    """Write noise over `count` pages that hold rows."""
    content = path.read_bytes()
    starts = range(20 * PAGE, len(content), PAGE)
    with_rows = [start for start in starts if b"task-" in content[start : start + PAGE]]
    with path.open("r+b") as file:
        for start in chance.sample(with_rows, count):
            file.seek(start)
            file.write(chance.randbytes(PAGE))


@pytest.mark.parametrize("kept", [0.3, 0.6, 0.95])
async def test_a_cut_file_costs_no_job_that_was_accepted(data: DataFolder, kept: float) -> None:
    everything = [done(number) for number in range(MANY)]
    await fill(data, *everything)
    content = data.journal.read_bytes()
    data.journal.write_bytes(content[: int(len(content) * kept) // PAGE * PAGE])
    suspicion(data.journal).touch()
    result = await opened(data)
    assert set(await jobs_in(result.journal)) == {job.id for job in everything}
    assert result.notice is not None
    await result.journal.close()


async def test_all_three_files_are_set_aside_together(data: DataFolder) -> None:
    await fill(data, make_job())
    data.journal.write_bytes(b"broken " * 1_000)
    for suffix in ("-wal", "-shm"):
        data.journal.with_name(data.journal.name + suffix).write_bytes(b"broken too")
    notice = repair(data, NOW)
    name = str(notice.values["file"])
    assert files(data.backups) == [name, f"{name}-shm", f"{name}-wal"]
    assert (data.backups / f"{name}-wal").read_bytes() == b"broken too"
    assert files(data.root) == ["backups", "journal.db"]


async def test_a_second_repair_in_the_same_second_overwrites_nothing(data: DataFolder) -> None:
    await fill(data, make_job())
    for _ in range(2):
        data.journal.write_bytes(b"broken " * 1_000)
        repair(data, NOW)
    assert files(data.backups) == ["damaged-20260528T202640Z-2.db", "damaged-20260528T202640Z.db"]


@pytest.mark.parametrize("content", [None, b""])
async def test_a_journal_that_vanished_is_made_again(data: DataFolder, content: bytes | None) -> None:
    await fill(data, done(1), make_queued("queued", "task-q", accepted=NOW))
    data.journal.unlink()
    if content is not None:
        data.journal.write_bytes(content)
    result = await opened(data)
    assert {job.id: job.state for job in (await jobs_in(result.journal)).values()} == {
        "job-1": JobState.QUEUED,
        "queued": JobState.QUEUED,
    }
    await result.journal.close()


async def test_a_repair_that_was_cut_short_is_finished(
    data: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    await fill(data, done(1))
    data.journal.write_bytes(b"broken " * 1_000)
    wal = data.journal.with_name("journal.db-wal")
    wal.write_bytes(b"broken too")
    whole_replace = Path.replace

    def cut(path: Path, target: Path) -> Path:
        if path == wal:
            raise KeyboardInterrupt
        return whole_replace(path, target)

    monkeypatch.setattr(Path, "replace", cut)
    with pytest.raises(KeyboardInterrupt):
        repair(data, NOW)
    monkeypatch.undo()
    assert "journal.db" not in files(data.root)

    result = await opened(data)
    assert result.notice is not None
    assert result.notice.values["jobs"] == 1
    assert set(await jobs_in(result.journal)) == {"job-1"}
    await result.journal.close()
    assert [name for name in files(data.backups) if name.endswith("-wal")]
    assert files(data.root) == ["backups", "journal.db", "task-ids.log"]


async def test_a_mark_without_damage_is_removed(data: DataFolder) -> None:
    await fill(data, done(1))
    suspicion(data.journal).touch()
    result = await opened(data)
    assert result.notice is None
    assert not is_suspect(data.journal)
    assert not data.backups.exists()
    await result.journal.close()


async def test_an_unreadable_row_is_made_again_from_the_id_log(data: DataFolder) -> None:
    await fill(data, done(1), done(2))
    with contextlib.closing(sqlite3.connect(data.journal)) as connection:
        connection.execute("UPDATE bodies SET body = '{cut' WHERE seq = 1")
        connection.commit()
    suspicion(data.journal).touch()
    result = await opened(data)
    jobs = await jobs_in(result.journal)
    assert jobs["job-2"] == done(2)
    assert (jobs["job-1"].state, jobs["job-1"].task_id) == (JobState.QUEUED, "task-1")
    await result.journal.close()


async def test_an_unreadable_open_row_is_noticed_at_once(data: DataFolder) -> None:
    await fill(data, make_queued())
    with contextlib.closing(sqlite3.connect(data.journal)) as connection:
        connection.execute("UPDATE bodies SET body = '[]'")
        connection.commit()
    result = await opened(data)
    assert result.notice is not None
    assert (await jobs_in(result.journal))["job-1"].task_id == "task-1"
    await result.journal.close()


async def test_missing_tables_are_damage(data: DataFolder) -> None:
    await fill(data, make_queued(accepted=NOW))
    with contextlib.closing(sqlite3.connect(data.journal)) as connection:
        connection.execute("DROP TABLE bodies")
        connection.execute("DROP TABLE jobs")
    result = await opened(data)
    assert result.notice is not None
    assert set(await jobs_in(result.journal)) == {"job-1"}
    await result.journal.close()


async def test_a_newer_journal_is_refused_even_when_marked(data: DataFolder) -> None:
    await fill(data, done(1))
    with contextlib.closing(sqlite3.connect(data.journal)) as connection:
        connection.execute("PRAGMA user_version = 99")
    suspicion(data.journal).touch()
    with pytest.raises(JournalTooNew):
        await opened(data)
    assert not data.backups.exists()


async def test_a_journal_that_forgot_its_newest_tasks_is_repaired(data: DataFolder) -> None:
    ready = make_job("ready", state=JobState.READY)
    await fill(data, done(1), ready, make_job("other", state=JobState.READY))
    stale = data.journal.read_bytes()
    journal = await Journal.open(data.journal, data.backups)
    sending = ready.moved(JobState.SUBMITTING, submitted=NOW - 5)
    accepted = sending.moved(JobState.QUEUED, task_id="task-r", accepted=NOW - 1)
    await journal.save(sending)
    await journal.save(accepted)
    TaskIdLog(data.task_ids).append(TaskIdLine.of(accepted))
    await journal.close()
    data.journal.write_bytes(stale)

    result = await opened(data)
    jobs = await jobs_in(result.journal)
    await result.journal.close()
    assert result.notice is not None
    assert (jobs["ready"].state, jobs["ready"].task_id) == (JobState.QUEUED, "task-r")
    assert jobs["other"].state is JobState.UNKNOWN
    assert jobs["job-1"] == done(1)


async def test_a_destroyed_log_of_changes_is_noticed(data: DataFolder) -> None:
    journal = await Journal.open(data.journal, data.backups)
    for job in (done(1), done(2)):
        await journal.insert(job)
        TaskIdLog(data.task_ids).append(TaskIdLine.of(job))
    crashed = DataFolder(data.root.with_name("crashed"))
    shutil.copytree(data.root, crashed.root)
    await journal.close()
    with crashed.journal.with_name("journal.db-wal").open("r+b") as file:
        file.seek(100)
        file.write(bytes(1_000))
    result = await opened(crashed)
    assert result.notice is not None
    assert set(await jobs_in(result.journal)) == {"job-1", "job-2"}
    await result.journal.close()


async def test_a_lost_answer_gets_its_id_back_from_the_log(data: DataFolder) -> None:
    sending = make_job(state=JobState.SUBMITTING, submitted=NOW - 5)
    other = make_job("other", state=JobState.UNKNOWN, submitted=NOW - 5)
    await fill(data, sending, other)
    accepted = sending.moved(JobState.QUEUED, task_id="task-1", traceparent="00-t", accepted=NOW - 1)
    TaskIdLog(data.task_ids).append(TaskIdLine.of(accepted))
    result = await opened(data)
    jobs = await jobs_in(result.journal)
    assert jobs["job-1"] == accepted
    assert jobs["other"] == other
    assert result.notice is None
    await result.journal.close()


async def test_an_id_that_another_job_holds_is_not_given_twice(data: DataFolder) -> None:
    await fill(data, make_job("sent again", state=JobState.UNKNOWN), make_queued("holder", "task-1"))
    line = TaskIdLine.of(make_queued("sent again", "task-1"))
    TaskIdLog(data.task_ids).append(line)
    result = await opened(data)
    assert (await jobs_in(result.journal))["sent again"].state is JobState.UNKNOWN
    await result.journal.close()


def test_tasks_of_long_ago_are_not_asked_for_all_at_once() -> None:
    jobs: dict[str, EditJob] = {}
    old = TaskIdLine.of(make_queued("old", "t1", accepted=NOW - STILL_ASKED - 1))
    new = TaskIdLine.of(make_queued("new", "t2", accepted=NOW - STILL_ASKED + 1))
    add_logged(jobs, [old, new, new], NOW)
    assert {name: job.state for name, job in jobs.items()} == {
        "old": JobState.STOPPED,
        "new": JobState.QUEUED,
    }
    assert jobs["old"].moved(JobState.QUEUED).task_id == "t1"


def test_a_logged_id_whose_job_is_something_else_becomes_a_job_of_its_own() -> None:
    jobs = {"job-1": make_queued("job-1", "task-1")}
    add_logged(jobs, [TaskIdLine.of(make_queued("job-1", "task-2", accepted=NOW))], NOW)
    assert {job.task_id for job in jobs.values()} == {"task-1", "task-2"}
    assert all(name == job.id for name, job in jobs.items())


@pytest.mark.parametrize("state", [state for state in JobState if state not in {"preparing", "ready"}])
def test_other_states_are_taken_as_they_were(state: JobState) -> None:
    job = make_queued(state=state)
    assert cautious(job) == job
