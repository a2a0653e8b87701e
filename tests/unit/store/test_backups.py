from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

import pytest

from kling_desktop.domain.errors import JournalDamaged, JournalError
from kling_desktop.domain.job import JobState
from kling_desktop.paths import DataFolder
from kling_desktop.store.backups import DAY, KEPT, backups_in, is_due, stamped
from kling_desktop.store.connection import connect
from kling_desktop.store.journal import Journal, is_suspect
from kling_desktop.store.rows import get
from tests.support.jobs import make_job
from tests.support.journals import fill_journal

NOON = 1_780_000_000.0


class Wall:
    """A wall clock that stands where it is put."""

    def __init__(self) -> None:
        self.time = NOON

    def __call__(self) -> float:
        return self.time


@pytest.fixture
def wall() -> Wall:
    return Wall()


async def opened(data: DataFolder, wall: Wall) -> Journal:
    return await Journal.open(data.journal, data.backups, clock=wall)


async def test_a_backup_is_one_whole_file_with_every_job(data: DataFolder, wall: Wall) -> None:
    journal = await opened(data, wall)
    await journal.insert(make_job("a"))
    path = await journal.back_up()
    await journal.insert(make_job("b"))
    assert list(data.backups.iterdir()) == [path]
    with contextlib.closing(connect(path, "ro")) as copy:
        assert get(copy, "a") == make_job("a")
        assert get(copy, "b") is None
    assert list(data.backups.iterdir()) == [path]
    await journal.close()


async def test_the_last_five_are_kept(data: DataFolder, wall: Wall) -> None:
    journal = await opened(data, wall)
    (data.backups / "damaged-20200101T000000Z.db").parent.mkdir()
    (data.backups / "damaged-20200101T000000Z.db").write_bytes(b"set aside")
    made = []
    for _ in range(KEPT + 3):
        made.append(await journal.back_up())
        wall.time += 3_600
    assert backups_in(data.backups) == made[-KEPT:]
    assert (data.backups / "damaged-20200101T000000Z.db").exists()
    await journal.close()


async def test_several_within_a_second_do_not_overwrite_each_other(data: DataFolder, wall: Wall) -> None:
    journal = await opened(data, wall)
    made = [await journal.back_up() for _ in range(3)]
    assert backups_in(data.backups) == made
    await journal.close()


async def test_one_a_day(data: DataFolder, wall: Wall) -> None:
    journal = await opened(data, wall)
    assert await journal.back_up_when_due() is not None
    assert await journal.back_up_when_due() is None
    wall.time += DAY - 1
    assert await journal.back_up_when_due() is None
    wall.time += 2
    assert await journal.back_up_when_due() is not None
    await journal.close()


def test_a_clock_that_was_set_back_does_not_stop_backups(tmp_path: Path) -> None:
    stamped(tmp_path, "journal-", NOON + 30 * DAY).touch()
    assert is_due(tmp_path, NOON)


def test_a_name_without_a_time_counts_as_old(tmp_path: Path) -> None:
    (tmp_path / "journal-mine.db").touch()
    assert is_due(tmp_path, NOON)


async def test_a_damaged_journal_does_not_push_out_good_copies(data: DataFolder, wall: Wall) -> None:
    jobs = (make_job(f"job-{n}", state=JobState.DONE, folder="x" * 2_000) for n in range(200))
    fill_journal(data.journal, jobs)
    journal = await opened(data, wall)
    good = await journal.back_up()
    await journal.close()
    damage_table(data.journal)
    journal = await opened(data, wall)
    with pytest.raises(JournalDamaged):
        await journal.back_up()
    assert list(data.backups.iterdir()) == [good]
    assert is_suspect(data.journal)
    await journal.close()


def damage_table(path: Path) -> None:
    """Write over a page of the table of jobs that opening the journal does not read."""
    with contextlib.closing(sqlite3.connect(path)) as connection:
        (root,) = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'bodies'").fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    with path.open("r+b") as file:
        file.seek((root - 1) * size + size - 16)
        file.write(b"\xff" * 16)


async def test_a_folder_that_cannot_be_written_is_told(data: DataFolder, wall: Wall) -> None:
    journal = await opened(data, wall)
    data.backups.write_text("a file where the folder should be")
    with pytest.raises(JournalError) as caught:
        await journal.back_up()
    assert caught.value.notice.code == "journal_failed"
    await journal.close()
