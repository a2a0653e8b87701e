"""Copies of the journal: made by SQLite while it is in use, checked, the last five kept."""

import calendar
import contextlib
import sqlite3
import time
from pathlib import Path

from kling_desktop.domain.errors import JournalDamaged
from kling_desktop.paths import sync_folder
from kling_desktop.store.connection import connect

KEPT = 5
DAY = 86_400.0
PREFIX = "journal-"
STAMP = "%Y%m%dT%H%M%SZ"
STAMP_LENGTH = len("20260101T000000Z")


def backups_in(folder: Path) -> list[Path]:
    """The journal's copies, oldest first."""
    return sorted(folder.glob(f"{PREFIX}*.db"), key=lambda path: path.stem)


def is_due(folder: Path, now: float) -> bool:
    """Whether no copy was made within a day of `now`, before or (the clock was set back) after it."""
    newest = backups_in(folder)[-1:]
    return not newest or abs(now - _taken(newest[0])) > DAY


def stamped(folder: Path, prefix: str, now: float) -> Path:
    """A new path in `folder` whose name tells the time, in UTC."""
    name = f"{prefix}{time.strftime(STAMP, time.gmtime(now))}"
    taken = {path.name.partition(".")[0] for path in folder.glob(f"{name}*")}
    number = 1
    unique = name
    while unique in taken:
        number += 1
        unique = f"{name}-{number}"
    return folder / f"{unique}.db"


def back_up(source: sqlite3.Connection, folder: Path, now: float) -> Path:
    """Copy the open journal into `folder`, check the copy, and drop all but the last five.

    Raises JournalDamaged when the copy shows that the journal is damaged; older copies are kept then.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = stamped(folder, PREFIX, now)
    beside = path.with_suffix(".part")
    try:
        with contextlib.closing(connect(beside)) as copy:
            source.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")
            verdict = copy.execute("PRAGMA quick_check(1)").fetchone()[0]
        if verdict != "ok":
            raise JournalDamaged("journal_damaged", file=path.name)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    sync_folder(folder)
    for old in backups_in(folder)[:-KEPT]:
        old.unlink()
    return path


def back_up_file(path: Path, folder: Path, now: float) -> Path:
    """Like `back_up`, on a connection of its own, so that the journal's own thread goes on meanwhile."""
    with contextlib.closing(connect(path, "rw")) as source:
        return back_up(source, folder, now)


def _taken(path: Path) -> float:
    stamp = path.name[len(PREFIX) :][:STAMP_LENGTH]
    try:
        return float(calendar.timegm(time.strptime(stamp, STAMP)))
    except ValueError:
        return 0.0
