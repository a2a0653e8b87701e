"""Opening the journal so that damage costs little: repaired from all that is left, nothing deleted."""

import asyncio
import contextlib
import logging
import sqlite3
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from kling_desktop.domain.errors import JournalDamaged, KlingError
from kling_desktop.domain.job import UNSENT, EditJob, JobState
from kling_desktop.domain.notice import Notice
from kling_desktop.paths import DataFolder, sync_folder
from kling_desktop.store import drafts, elements, rows
from kling_desktop.store.backups import backups_in, stamped
from kling_desktop.store.connection import connect, product_errors
from kling_desktop.store.journal import Journal, is_suspect, suspicion
from kling_desktop.store.migrations import latest, migrate, version_of
from kling_desktop.store.records import decode
from kling_desktop.store.salvage import Salvage, files_of, salvage
from kling_desktop.store.task_ids import TaskIdLine, TaskIdLog

log = logging.getLogger(__name__)

STILL_ASKED = 30 * 86_400.0
"""A task accepted so many seconds ago or less is followed again; results of older ones are long gone."""
COMPARED = 131_072
"""How many bytes at the end of the id log are compared with the journal at each start: some 200 tasks."""
LOST_ANSWER = (JobState.SUBMITTING, JobState.UNKNOWN)


@dataclass(frozen=True)
class Opened:
    """An open journal, and what to tell the user about it."""

    journal: Journal
    notice: Notice | None = None


async def open_journal(
    folder: DataFolder, clock: Callable[[], float] = time.time, *, is_owner: bool = True
) -> Opened:
    """Open the journal of `folder`, for the holder of its lock repaired first if it is damaged.

    A job whose answer was lost while its task id reached the id log gets that id back.
    Raises JournalTooNew, JournalError, DiskFull, WorldFailed.
    """
    if not is_owner:
        return Opened(await Journal.open(folder.journal, folder.backups, is_owner=False))
    notice = await asyncio.to_thread(_repair_known_damage, folder, clock())
    try:
        journal = await _open(folder, clock)
    except JournalDamaged:
        notice = await asyncio.to_thread(repair, folder, clock())
        journal = await _open(folder, clock)
    return Opened(journal, notice)


async def _open(folder: DataFolder, clock: Callable[[], float]) -> Journal:
    journal = await Journal.open(folder.journal, folder.backups, clock=clock)
    try:
        await give_ids_back(journal, TaskIdLog(folder.task_ids))
    except KlingError:
        await journal.close()
        raise
    return journal


async def give_ids_back(journal: Journal, task_ids: TaskIdLog) -> None:
    """Give lost answers their ids from the log. Raises JournalDamaged when the journal forgot other tasks.

    SQLite drops the newest changes without a word when its `-wal` file is damaged.
    """
    lines = {(line.site, line.task_id): line for line in await asyncio.to_thread(task_ids.read, COMPARED)}
    for task in await journal.missing_tasks(lines):
        job = await journal.get(lines[task].job_id)
        if job is None or job.state not in LOST_ANSWER:
            raise JournalDamaged("journal_damaged", file=journal.path.name)
        await journal.save(_with_id(job, lines[task]))


def repair(folder: DataFolder, now: float) -> Notice:
    """Set the damaged journal aside and build a new one from what it, its last backup and the id log hold."""
    with product_errors(folder.journal):
        folder.backups.mkdir(parents=True, exist_ok=True, mode=0o700)
        found = salvage(folder.journal)
        older = _last_backup(folder.backups)
        from_file = len(found.jobs)
        jobs = {job.id: cautious(job) for job in _newest((*older.jobs.values(), *found.jobs.values()))}
        from_copies = len(jobs)
        add_logged(jobs, TaskIdLog(folder.task_ids).read(), now)
        rebuilt = Salvage(
            jobs,
            found.draft or older.draft,
            {**older.forms, **found.forms},
            {**older.elements, **found.elements},
        )
        _build(_rebuilt(folder.journal), rebuilt)
        aside = _swap(folder, now)
    counts = {"from_backup": from_copies - from_file, "from_log": len(jobs) - from_copies}
    log.warning("journal repaired: %s jobs read, %s", from_file, counts)
    return Notice("journal_recovered", {"jobs": len(jobs), "file": aside, **counts})


def cautious(job: EditJob) -> EditJob:
    """A job from a copy that may be old: what seems unsent may have been sent since, so it is unknown."""
    if job.state not in UNSENT:
        return job
    submitted = job.submitted or job.created
    held = Notice("answer_lost", {"status": 0})
    return replace(job, state=JobState.UNKNOWN, rev=job.rev + 1, held=held, submitted=submitted)


def add_logged(jobs: dict[str, EditJob], lines: Iterable[TaskIdLine], now: float) -> None:
    """Give `jobs` what the id log knows and they don't: ids of lost answers, and jobs that are missing."""
    held = {(job.site, job.task_id) for job in jobs.values() if job.task_id}
    for line in lines:
        if (line.site, line.task_id) in held:
            continue
        held.add((line.site, line.task_id))
        known = jobs.get(line.job_id)
        if known and known.state in LOST_ANSWER and known.site == line.site:
            jobs[known.id] = _with_id(known, line)
        else:
            is_fresh = now - line.accepted <= STILL_ASKED
            job = line.as_job(JobState.QUEUED if is_fresh else JobState.STOPPED)
            job = replace(job, id=f"{job.id}-{job.task_id}") if known else job
            jobs[job.id] = job


def _with_id(job: EditJob, line: TaskIdLine) -> EditJob:
    return job.moved(
        JobState.QUEUED,
        task_id=line.task_id,
        traceparent=line.traceparent,
        accepted=line.accepted,
        failure=None,
        tries=0,
    )


def _repair_known_damage(folder: DataFolder, now: float) -> Notice | None:
    """Finish a repair that was cut short, and repair what the last run or the id log shows to be broken."""
    with product_errors(folder.journal):
        if _rebuilt(folder.journal).exists():
            return Notice("journal_recovered", {"file": _swap(folder, now), "jobs": _count(folder.journal)})
        if _is_lost(folder) or (is_suspect(folder.journal) and not _is_whole(folder.journal)):
            return repair(folder, now)
        suspicion(folder.journal).unlink(missing_ok=True)
    return None


def _is_lost(folder: DataFolder) -> bool:
    is_empty = not folder.journal.exists() or folder.journal.stat().st_size == 0
    had_jobs = folder.task_ids.exists() or bool(backups_in(folder.backups))
    return is_empty and had_jobs


def _is_whole(path: Path) -> bool:
    try:
        with contextlib.closing(connect(path)) as connection:
            if version_of(connection) > latest():
                return True
            connection.execute("INSERT INTO jobs_text (jobs_text) VALUES ('integrity-check')")
            for (body,) in connection.execute("SELECT body FROM bodies"):
                decode(body)
            verdict: str = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
            return verdict == "ok"
    except (sqlite3.DatabaseError, msgspec.DecodeError):
        return False


def _last_backup(folder: Path) -> Salvage:
    for path in reversed(backups_in(folder)):
        found = salvage(path)
        if found.jobs:
            return found
    return Salvage()


def _newest(jobs: Iterable[EditJob]) -> list[EditJob]:
    """One job per id and per task: the highest revision; in the order in which they were made."""
    by_id: dict[str, EditJob] = {}
    for job in jobs:
        if job.id not in by_id or job.rev >= by_id[job.id].rev:
            by_id[job.id] = job
    by_task = {(job.site, job.task_id or job.id): job for job in by_id.values()}
    return sorted(by_task.values(), key=lambda job: job.created)


def _build(path: Path, content: Salvage) -> None:
    beside = path.with_name(path.name + ".part")
    beside.unlink(missing_ok=True)
    with contextlib.closing(connect(beside)) as connection:
        migrate(connection)
        rows.insert(connection, sorted(content.jobs.values(), key=lambda job: job.created))
        if content.draft:
            drafts.save_draft(connection, content.draft)
        for site, form in content.forms.items():
            drafts.remember_form(connection, site, form)
        for element in content.elements.values():
            elements.add_element(connection, element)
    # From here on the repair counts as done: a crash is made good by `_repair_known_damage`.
    beside.replace(path)
    sync_folder(path.parent)


def _swap(folder: DataFolder, now: float) -> str:
    """Move the damaged files into the backups folder and the rebuilt journal into their place."""
    folder.backups.mkdir(parents=True, exist_ok=True, mode=0o700)
    aside = stamped(folder.backups, "damaged-", now)
    for path in files_of(folder.journal):
        path.replace(aside.with_name(aside.name + path.name.removeprefix(folder.journal.name)))
    _rebuilt(folder.journal).replace(folder.journal)
    suspicion(folder.journal).unlink(missing_ok=True)
    sync_folder(folder.backups)
    sync_folder(folder.journal.parent)
    return aside.name


def _rebuilt(journal: Path) -> Path:
    return journal.with_name(f"{journal.name}-rebuilt")


def _count(path: Path) -> int:
    with contextlib.closing(connect(path)) as connection:
        return int(connection.execute("SELECT count(*) FROM jobs").fetchone()[0])
