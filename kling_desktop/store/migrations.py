"""Numbered steps that bring an older journal forward; a newer one is refused."""

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kling_desktop.domain.errors import JournalTooNew
from kling_desktop.store.connection import transaction
from kling_desktop.store.schema import (
    create_version_1,
    extend_to_version_2,
    extend_to_version_3,
    extend_to_version_4,
    extend_to_version_5,
)


@dataclass(frozen=True)
class Step:
    """Takes a journal from `version - 1` to `version`; `apply` must not commit (so no `executescript`)."""

    version: int
    apply: Callable[[sqlite3.Connection], None]


STEPS: tuple[Step, ...] = (
    Step(1, create_version_1),
    Step(2, extend_to_version_2),
    Step(3, extend_to_version_3),
    Step(4, extend_to_version_4),
    Step(5, extend_to_version_5),
)


def version_of(connection: sqlite3.Connection) -> int:
    """The version of an open journal; 0 for a file without tables."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def latest(steps: Sequence[Step] = STEPS) -> int:
    """The version that this program writes."""
    return steps[-1].version


def refuse_newer(connection: sqlite3.Connection, steps: Sequence[Step] = STEPS) -> None:
    """Raise JournalTooNew for a journal of a later version of the program."""
    found = version_of(connection)
    if found > latest(steps):
        raise JournalTooNew("journal_too_new", found=found, known=latest(steps))


def migrate(connection: sqlite3.Connection, steps: Sequence[Step] = STEPS) -> None:
    """Bring the journal to the latest version; a step that fails leaves the version before it, whole.

    Raises JournalTooNew, or what the step raised.
    """
    refuse_newer(connection, steps)
    for step in steps:
        with transaction(connection):
            # Read inside the transaction: another process may have taken the step meanwhile.
            if version_of(connection) < step.version:
                step.apply(connection)
                connection.execute(f"PRAGMA user_version = {step.version:d}")
