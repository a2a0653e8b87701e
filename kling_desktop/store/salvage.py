"""Reading what can still be read from a damaged journal, row by row, without touching its files."""

import contextlib
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from kling_desktop.domain.answers import RequestForm
from kling_desktop.domain.draft import Draft
from kling_desktop.domain.errors import JournalTooNew
from kling_desktop.domain.job import EditJob
from kling_desktop.domain.request import Element
from kling_desktop.store import drafts
from kling_desktop.store.connection import connect
from kling_desktop.store.elements import key_of
from kling_desktop.store.migrations import migrate
from kling_desktop.store.records import decode, decode_element

SIDE_FILES = ("-wal", "-shm")
BEYOND = 10_000
"""How many row numbers are tried past the last one seen when the file no longer tells where it ends."""
LAST_ROW = (
    "SELECT max(seq) FROM jobs",
    "SELECT max(seq) FROM bodies",
    "SELECT seq FROM jobs INDEXED BY jobs_by_task WHERE task_id IS NOT NULL ORDER BY seq DESC LIMIT 1",
)


@dataclass
class Salvage:
    """What was read: jobs by their ids, the draft, the forms of sites, elements by their keys."""

    jobs: dict[str, EditJob] = field(default_factory=dict)
    draft: Draft | None = None
    forms: dict[str, RequestForm] = field(default_factory=dict)
    elements: dict[str, Element] = field(default_factory=dict)


def files_of(journal: Path) -> list[Path]:
    """The files of a journal that exist: the journal itself, its log and its shared memory."""
    candidates = [journal, *(journal.with_name(journal.name + suffix) for suffix in SIDE_FILES)]
    return [path for path in candidates if path.exists()]


def salvage(journal: Path) -> Salvage:
    """Whatever can be read of the journal at `journal`; its files stay as they are. Raises OSError."""
    found = Salvage()
    with tempfile.TemporaryDirectory(prefix=".salvage-", dir=journal.parent) as folder:
        for path in files_of(journal):
            shutil.copyfile(path, Path(folder, path.name))
        with contextlib.suppress(sqlite3.Error, JournalTooNew):
            _read(Path(folder, journal.name), found)
    return found


def _read(copy: Path, found: Salvage) -> None:
    with contextlib.closing(connect(copy)) as connection:
        with contextlib.suppress(sqlite3.Error):
            migrate(connection)
        with contextlib.suppress(sqlite3.Error, msgspec.DecodeError):
            found.draft = drafts.draft(connection)
        with contextlib.suppress(sqlite3.Error, ValueError):
            rows = connection.execute("SELECT site, form FROM forms").fetchall()
            found.forms = {site: RequestForm(form) for site, form in rows}
        _read_elements(connection, found)
        # Text that is no text must cost one row, not the rest of the table.
        connection.text_factory = bytes
        for body in _bodies(connection):
            with contextlib.suppress(msgspec.DecodeError):
                job = decode(body)
                found.jobs[job.id] = job


def _read_elements(connection: sqlite3.Connection, found: Salvage) -> None:
    with contextlib.suppress(sqlite3.Error):
        for (body,) in connection.execute("SELECT body FROM elements ORDER BY seq"):
            with contextlib.suppress(msgspec.DecodeError):
                element = decode_element(body)
                found.elements[key_of(element)] = element


def _bodies(connection: sqlite3.Connection) -> Iterator[bytes]:
    """Each body that can be reached: from the front, from the back, and one by one in between."""
    front = _run(connection, "SELECT seq, body FROM bodies ORDER BY seq")
    yield from front.values()
    reached = max(front, default=0)
    back = _run(connection, "SELECT seq, body FROM bodies WHERE seq > ? ORDER BY seq DESC", reached)
    for seq in range(reached + 1, min(back, default=_end(connection, reached))):
        yield from _run(connection, "SELECT seq, body FROM bodies WHERE seq = ?", seq).values()
    for seq in sorted(back):
        yield back[seq]


def _run(connection: sqlite3.Connection, query: str, *values: int) -> dict[int, bytes]:
    """The rows of `query` up to the first that cannot be read."""
    rows: dict[int, bytes] = {}
    with contextlib.suppress(sqlite3.Error):
        for seq, body in connection.execute(query, values):
            rows[seq] = body  # noqa: PERF403 what was read before an error has to stay
    return rows


def _end(connection: sqlite3.Connection, reached: int) -> int:
    ends = [reached + BEYOND]
    for query in LAST_ROW:
        with contextlib.suppress(sqlite3.Error, TypeError):
            ends.append(int(connection.execute(query).fetchone()[0]) + 1)
    return max(ends)
