"""Journals for tests and benchmarks, filled without the program's waiting."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from pathlib import Path

from kling_desktop.domain.job import EditJob
from kling_desktop.store.connection import connect
from kling_desktop.store.migrations import migrate
from kling_desktop.store.rows import insert


def fill_journal(path: Path, jobs: Iterable[EditJob]) -> None:
    """Add `jobs` to the journal at `path`, which is made if it is missing; all in one transaction."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with contextlib.closing(connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        migrate(connection)
        insert(connection, jobs)
