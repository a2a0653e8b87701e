"""The machinery of migrations, with steps that no released version has."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from kling_desktop.domain.errors import JournalTooNew
from kling_desktop.store.connection import connect
from kling_desktop.store.migrations import STEPS, Step, latest, migrate, refuse_newer, version_of


def first(connection: sqlite3.Connection) -> None:
    connection.execute("CREATE TABLE takes (name TEXT)")
    connection.execute("INSERT INTO takes VALUES ('v001')")


def second(connection: sqlite3.Connection) -> None:
    connection.execute("ALTER TABLE takes ADD COLUMN star INTEGER NOT NULL DEFAULT 0")
    connection.execute("UPDATE takes SET star = 1")


def broken(connection: sqlite3.Connection) -> None:
    connection.execute("DELETE FROM takes")
    connection.execute("ALTER TABLE takes ADD COLUMN rating")
    connection.execute("SELECT nonsense FROM takes")


ONE, TWO = (Step(1, first),), (Step(1, first), Step(2, second))


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    opened = connect(tmp_path / "journal.db")
    yield opened
    opened.close()


def test_a_new_file_takes_every_step(connection: sqlite3.Connection) -> None:
    migrate(connection, TWO)
    assert version_of(connection) == 2
    assert connection.execute("SELECT * FROM takes").fetchall() == [("v001", 1)]


def test_an_older_file_takes_the_missing_steps_only(connection: sqlite3.Connection) -> None:
    migrate(connection, ONE)
    connection.execute("INSERT INTO takes VALUES ('v002')")
    migrate(connection, TWO)
    assert connection.execute("SELECT * FROM takes").fetchall() == [("v001", 1), ("v002", 1)]
    migrate(connection, TWO)
    assert version_of(connection) == 2


def test_a_step_that_fails_leaves_the_version_before_it_whole(connection: sqlite3.Connection) -> None:
    with pytest.raises(sqlite3.OperationalError):
        migrate(connection, (*TWO, Step(3, broken)))
    assert version_of(connection) == 2
    assert not connection.in_transaction
    assert connection.execute("SELECT * FROM takes").fetchall() == [("v001", 1)]


def test_a_step_that_another_process_took_meanwhile_is_not_taken_twice(
    connection: sqlite3.Connection, tmp_path: Path
) -> None:
    migrate(connection, ONE)
    other = connect(tmp_path / "journal.db")

    def overtaken(steps: tuple[Step, ...]) -> Iterator[Step]:
        for step in steps:
            migrate(other, TWO)
            yield step

    class Steps(tuple[Step, ...]):
        """Another process migrates just before each step."""

        __slots__ = ()

        def __iter__(self) -> Iterator[Step]:
            return overtaken(TWO)

    migrate(connection, Steps(TWO))
    assert connection.execute("SELECT * FROM takes").fetchall() == [("v001", 1)]
    other.close()


def test_a_newer_file_is_refused_with_both_versions(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA user_version = 7")
    for refuse in (refuse_newer, migrate):
        with pytest.raises(JournalTooNew) as caught:
            refuse(connection, TWO)
        assert caught.value.notice.values == {"found": 7, "known": 2}
    assert connection.execute("SELECT count(*) FROM sqlite_schema").fetchone() == (0,)


def test_steps_are_numbered_from_one_without_gaps() -> None:
    assert [step.version for step in STEPS] == list(range(1, latest() + 1))
