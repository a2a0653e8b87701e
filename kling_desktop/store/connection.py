"""A connection to the journal's file: its transactions, and its errors in the product's words."""

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import msgspec

from kling_desktop.domain.errors import (
    BadInput,
    DiskFull,
    JournalDamaged,
    JournalError,
    KlingError,
    TaskIdTaken,
)
from kling_desktop.store.disk import NO_ROOM

BUSY_SECONDS = 10.0
"""How long a call waits for another process that is writing."""
SETTINGS = (
    "synchronous = FULL",
    # On macOS a plain fsync leaves the data in the disk's own memory; elsewhere this does nothing.
    "fullfsync = ON",
    "foreign_keys = ON",
    "cache_size = -16384",
)
DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
SIGNS_OF_DAMAGE = ("no such table", "already exists", "Could not decode to UTF-8")
TASK_ID_CLASH = "UNIQUE constraint failed: jobs.site, jobs.task_id"


def connect(path: Path, mode: str = "rwc") -> sqlite3.Connection:
    """Open `path` for use by this thread only; `mode` is SQLite's: only `rwc` makes a missing file."""
    connection = sqlite3.connect(
        f"{path.resolve().as_uri()}?mode={mode}", uri=True, isolation_level=None, timeout=BUSY_SECONDS
    )
    with contextlib.ExitStack() as on_failure:
        on_failure.callback(connection.close)
        for setting in SETTINGS:
            connection.execute(f"PRAGMA {setting}")
        on_failure.pop_all()
    return connection


@contextlib.contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All of the block or, when it raises, nothing of it; other writers wait."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


@contextlib.contextmanager
def product_errors(path: Path) -> Iterator[None]:
    """Raise what SQLite, a decoder or the disk says in the block as an error that has words for the user."""
    try:
        yield
    except sqlite3.Error as error:
        raise _worded(error, path) from error
    except msgspec.DecodeError as error:
        raise JournalDamaged("journal_damaged", file=path.name) from error
    except OSError as error:
        if error.errno in NO_ROOM:
            raise DiskFull("disk_full", folder=str(path.parent)) from error
        raise JournalError("journal_failed", reason=error.strerror or str(error)) from error
    except UnicodeEncodeError as error:
        raise BadInput("name_not_text", name=ascii(error.object[:80])) from error


def _worded(error: sqlite3.Error, path: Path) -> KlingError:
    # Python's own sqlite3 errors (a value too large, a closed connection) carry no code.
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in DAMAGED or any(words in str(error) for words in SIGNS_OF_DAMAGE):
        return JournalDamaged("journal_damaged", file=path.name)
    if code == sqlite3.SQLITE_FULL:
        return DiskFull("disk_full", folder=str(path.parent))
    if code in BUSY:
        return JournalError("journal_busy")
    if TASK_ID_CLASH in str(error):
        return TaskIdTaken("task_id_taken")
    return JournalError("journal_failed", reason=str(error))
