"""The journal's reading and writing of jobs, on a connection; nothing is ever deleted."""

import sqlite3
from collections.abc import Callable, Iterable, Set

from kling_desktop.domain.errors import LostRace
from kling_desktop.domain.job import EditJob
from kling_desktop.domain.site import SANDBOX
from kling_desktop.store.bodies import encode
from kling_desktop.store.connection import transaction
from kling_desktop.store.records import Standing, columns, decode

NEVER = 1.0
"""Later than the 0 of a job that was not sent, earlier than any other."""
INSERT = """
    INSERT INTO jobs (id, rev, standing, state, site, sent, task_id, words, created, starred, hidden, source,
        marked, project, charge, amount)
    VALUES (:id, :rev, :standing, :state, :site, :sent, :task_id, :words, :created, :starred, :hidden,
        :source, :marked, :project, :charge, :amount)
"""
UPDATE = """
    UPDATE jobs SET rev = :rev, standing = :standing, state = :state, site = :site, sent = :sent,
        task_id = :task_id, words = :words, created = :created, starred = :starred, hidden = :hidden,
        source = :source, marked = :marked, project = :project, charge = :charge, amount = :amount
    WHERE id = :id AND rev = :rev - 1 RETURNING seq
"""


def insert(connection: sqlite3.Connection, jobs: Iterable[EditJob]) -> None:
    """Add new jobs, all or none."""
    with transaction(connection):
        for job in jobs:
            _insert(connection, job)


def save(connection: sqlite3.Connection, job: EditJob) -> None:
    """Put `job` in the place of the revision before it. Raises LostRace when that is not what is there."""
    with transaction(connection):
        _update(connection, job)


def change(
    connection: sqlite3.Connection, job_id: str, changed: Callable[[EditJob], EditJob]
) -> EditJob | None:
    """The job as `changed` makes it of what is there, saved in one turn; None when there is no such job."""
    with transaction(connection):
        job = get(connection, job_id)
        made = changed(job) if job else None
        if made and made != job:
            _update(connection, made)
    return made


def replace(connection: sqlite3.Connection, ended: EditJob, begun: EditJob) -> None:
    """Save the next revision of `ended` and add the new job `begun`, both or neither. Raises LostRace."""
    with transaction(connection):
        _update(connection, ended)
        _insert(connection, begun)


def get(connection: sqlite3.Connection, job_id: str) -> EditJob | None:
    """The job with this id."""
    found = connection.execute("SELECT seq FROM jobs WHERE id = ?", (job_id,)).fetchall()
    return by_seq(connection, [found[0][0]])[0] if found else None


def open_jobs(connection: sqlite3.Connection, known: Set[str] = frozenset()) -> tuple[EditJob, ...]:
    """Jobs that have not ended and are not among `known`, oldest first."""
    # Sorted here: an ORDER BY seq would make SQLite walk the whole table.
    found = connection.execute("SELECT seq, id FROM jobs WHERE standing < ?", (Standing.ENDED,)).fetchall()
    return by_seq(connection, sorted(seq for seq, job_id in found if job_id not in known))


def holder_of(connection: sqlite3.Connection, site: str, task_id: str) -> str | None:
    """The id of the job that holds a task of a site."""
    found = connection.execute(
        "SELECT id FROM jobs WHERE site = ? AND task_id = ?", (site, task_id)
    ).fetchone()
    return found[0] if found else None


def missing_tasks(
    connection: sqlite3.Connection, tasks: Iterable[tuple[str, str]]
) -> tuple[tuple[str, str], ...]:
    """Those of `tasks` (site and task id) that no job holds."""
    return tuple(task for task in tasks if holder_of(connection, *task) is None)


def sent_since(connection: sqlite3.Connection, since: float) -> tuple[EditJob, ...]:
    """Jobs, practice apart, whose paid call began or was accepted at `since` (Unix seconds) or later."""
    found = connection.execute(
        "SELECT seq FROM jobs WHERE sent >= ? AND site <> ? ORDER BY sent", (max(since, NEVER), SANDBOX)
    ).fetchall()
    return by_seq(connection, [seq for (seq,) in found])


def by_seq(connection: sqlite3.Connection, numbers: list[int]) -> tuple[EditJob, ...]:
    """The jobs with these row numbers, in the order of the numbers."""
    query = "SELECT body FROM bodies WHERE seq = ?"
    rows = (connection.execute(query, (number,)).fetchone() for number in numbers)
    return tuple(decode(row and row[0]) for row in rows)


def _insert(connection: sqlite3.Connection, job: EditJob) -> None:
    added = connection.execute(INSERT, columns(job))
    connection.execute("INSERT INTO bodies VALUES (?, ?)", (added.lastrowid, encode(job)))


def _update(connection: sqlite3.Connection, job: EditJob) -> None:
    found = connection.execute(UPDATE, columns(job)).fetchall()
    if not found:
        raise LostRace("job_saved_elsewhere")
    connection.execute("UPDATE bodies SET body = ? WHERE seq = ?", (encode(job), found[0][0]))
