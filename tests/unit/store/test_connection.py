from __future__ import annotations

import errno
import sqlite3
from pathlib import Path

import msgspec
import pytest

from kling_desktop.domain.errors import (
    BadInput,
    DiskFull,
    JournalDamaged,
    JournalError,
    KlingError,
    TaskIdTaken,
)
from kling_desktop.store.connection import connect, product_errors, transaction
from kling_desktop.store.migrations import migrate
from kling_desktop.store.rows import insert
from tests.support.jobs import make_job, make_queued


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.db"


def test_every_commit_reaches_the_disk(path: Path) -> None:
    connection = connect(path)
    assert connection.execute("PRAGMA synchronous").fetchone() == (2,)
    assert connection.execute("PRAGMA foreign_keys").fetchone() == (1,)
    assert connection.execute("PRAGMA busy_timeout").fetchone() == (10_000,)
    connection.close()


def test_a_path_with_odd_signs_is_opened_as_it_is(tmp_path: Path) -> None:
    folder = tmp_path / "100% #1? 试"
    folder.mkdir()
    connect(folder / "journal.db").execute("CREATE TABLE t (a)").connection.close()
    assert [each.name for each in folder.iterdir()] == ["journal.db"]


def test_rw_does_not_make_a_file(path: Path) -> None:
    with pytest.raises(JournalError), product_errors(path):
        connect(path, "rw")
    assert not path.exists()


def test_a_transaction_is_all_or_nothing(path: Path) -> None:
    connection = connect(path)
    connection.execute("CREATE TABLE t (a UNIQUE)")
    with pytest.raises(sqlite3.IntegrityError), transaction(connection):
        connection.executemany("INSERT INTO t VALUES (?)", [(1,), (2,), (1,)])
    assert connection.execute("SELECT count(*) FROM t").fetchone() == (0,)
    with transaction(connection):
        connection.execute("INSERT INTO t VALUES (1)")
    assert connection.execute("SELECT count(*) FROM t").fetchone() == (1,)
    connection.close()


def test_no_room_for_the_database_is_a_full_disk(path: Path) -> None:
    connection = connect(path)
    migrate(connection)
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(DiskFull) as caught, product_errors(path):
        insert(connection, [make_job(folder="x" * 100_000)])
    assert caught.value.notice.values["folder"] == str(path.parent)
    assert not connection.in_transaction
    connection.close()


def test_a_writer_that_holds_on_is_busy_not_damage(path: Path) -> None:
    first, second = connect(path), connect(path)
    second.execute("PRAGMA busy_timeout = 0")
    migrate(first)
    first.execute("BEGIN IMMEDIATE")
    with pytest.raises(JournalError) as caught, product_errors(path):
        insert(second, [make_job()])
    assert caught.value.notice.code == "journal_busy"
    first.close()
    second.close()


def test_two_jobs_cannot_hold_one_task(path: Path) -> None:
    connection = connect(path)
    migrate(connection)
    with pytest.raises(TaskIdTaken), product_errors(path):
        insert(connection, [make_queued("a"), make_queued("b")])
    assert connection.execute("SELECT count(*) FROM jobs").fetchone() == (0,)
    connection.close()


def test_what_is_no_database_is_damage(path: Path) -> None:
    path.write_bytes(b"no database at all, but long enough " * 200)
    with pytest.raises(JournalDamaged), product_errors(path):
        connect(path).execute("SELECT * FROM sqlite_schema")


def test_a_path_that_is_no_text_is_told_to_the_user(path: Path) -> None:
    connection = connect(path)
    migrate(connection)
    with pytest.raises(BadInput) as caught, product_errors(path):
        insert(connection, [make_job(folder="/clips/\udcff.mov")])
    assert caught.value.notice.code == "name_not_text"
    str(caught.value.notice.values["name"]).encode()
    connection.close()


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (OSError(errno.ENOSPC, "No space left"), DiskFull),
        (OSError(errno.EACCES, "Permission denied"), JournalError),
        (msgspec.DecodeError("cut"), JournalDamaged),
        (sqlite3.OperationalError("no such table: jobs"), JournalDamaged),
        (sqlite3.ProgrammingError("closed"), JournalError),
    ],
)
def test_other_errors(path: Path, error: Exception, expected: type[KlingError]) -> None:
    with pytest.raises(KlingError) as caught, product_errors(path):
        raise error
    assert type(caught.value) is expected
