"""A journal of every released version is stored here, and each still opens with all its jobs."""

from __future__ import annotations

import contextlib
import sqlite3
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from kling_desktop.domain.answers import RequestForm
from kling_desktop.domain.job import EditJob, JobState
from kling_desktop.domain.site import MULERUN, SANDBOX
from kling_desktop.paths import DataFolder
from kling_desktop.store.history import HistoryQuery
from kling_desktop.store.intents import Intent
from kling_desktop.store.journal import Journal
from kling_desktop.store.migrations import STEPS, latest
from kling_desktop.store.money import Total
from kling_desktop.store.recovery import open_journal
from tests.migration import make_journal

STORED = Path(__file__).parent / "journals"
CENT = Decimal("0.01")
VERSIONS = [step.version for step in STEPS]


def stored(version: int) -> str:
    return (STORED / f"journal-v{version}.sql").read_text(encoding="utf-8")


@pytest.fixture
def data(tmp_path: Path) -> DataFolder:
    folder = DataFolder(tmp_path / "data")
    folder.make()
    return folder


def load(version: int, path: Path) -> int:
    """Make the stored journal of `version` at `path` and return how many jobs it has."""
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.executescript(stored(version))
        assert connection.execute("PRAGMA user_version").fetchone() == (version,)
        return int(connection.execute("SELECT count(*) FROM bodies").fetchone()[0])


def test_every_version_has_its_stored_journal_and_no_other_is_there() -> None:
    assert sorted(path.name for path in STORED.iterdir()) == sorted(f"journal-v{n}.sql" for n in VERSIONS)


@pytest.mark.parametrize("version", VERSIONS)
async def test_it_opens_with_all_its_jobs(version: int, data: DataFolder) -> None:
    number = load(version, data.journal)
    opened = await open_journal(data)
    assert opened.notice is None
    jobs = await opened.journal.page(HistoryQuery(), 1_000)
    assert len(jobs) == number == len(JobState)
    assert {job.state for job in jobs} == set(JobState)
    assert await opened.journal.count(HistoryQuery("添加雪")) == 1
    assert await opened.journal.count(HistoryQuery("snow", site=MULERUN)) == 1
    assert await opened.journal.holder_of(SANDBOX, "task-queued") == "queued"
    await opened.journal.close()


@pytest.mark.parametrize("version", VERSIONS)
async def test_draft_forms_and_intents_are_kept(version: int, data: DataFolder) -> None:
    load(version, data.journal)
    journal = await Journal.open(data.journal, data.backups)
    draft = await journal.draft()
    assert draft is not None
    assert draft.request.prompt.startswith("给视频添加雪")
    assert draft.takes == (3 if version >= 2 else 1)
    assert await journal.form_of(MULERUN) is RequestForm.COMPACT
    assert await journal.take_intents() == (Intent("unknown", "task-id", "task-9"),)
    await journal.close()


async def test_version_3_brings_the_record_of_uploads(data: DataFolder) -> None:
    load(2, data.journal)
    journal = await Journal.open(data.journal, data.backups)
    assert await journal.uploads() == ()
    kept = await journal.add_upload(make_journal.UPLOADS[0])
    assert await journal.uploads() == (kept,)
    await journal.remove_upload(kept.id)
    assert await journal.uploads() == ()
    await journal.close()


@pytest.mark.parametrize("version", VERSIONS)
async def test_version_4_brings_filters_groups_and_sums(version: int, data: DataFolder) -> None:
    load(version, data.journal)
    journal = await Journal.open(data.journal, data.backups)
    assert await journal.count(HistoryQuery(since=1_780_000_000.0)) == len(JobState)
    assert await journal.count(HistoryQuery(since=1_780_000_001.0)) == 0
    assert sorted(group.versions for group in await journal.groups(HistoryQuery(), 10)) == [1, 9]
    jobs = await journal.page(HistoryQuery(), 100)
    sent = [job for job in jobs if not job.is_practice and max(job.submitted, job.accepted)]
    for charge, total in (await journal.totals(0.0)).items():
        ones = [job for job in sent if job.charge is charge]
        assert total == Total(
            sum((Decimal(job.price or 0) for job in ones), Decimal(0)).quantize(CENT), len(ones)
        )
    await journal.close()


@pytest.mark.parametrize("version", VERSIONS)
async def test_version_5_brings_looks_and_uploads_that_go_on(version: int, data: DataFolder) -> None:
    load(version, data.journal)
    journal = await Journal.open(data.journal, data.backups)
    footage = replace(make_journal.FOOTAGE, folder="/elsewhere")
    assert await journal.look_of(footage) is None
    await journal.keep_look(footage, make_journal.LOOK)
    assert await journal.look_of(footage) == make_journal.LOOK
    await journal.keep_look(footage, None)
    assert await journal.look_of(footage) is None
    assert [each.multipart for each in await journal.uploads()] == {
        3: ["", ""],
        4: ["", ""],
        5: ["", "2~parts"],
    }.get(version, [])
    await journal.close()


@pytest.mark.parametrize("version", VERSIONS)
async def test_an_older_one_is_backed_up_first(version: int, data: DataFolder) -> None:
    load(version, data.journal)
    journal = await Journal.open(data.journal, data.backups)
    await journal.close()
    made = list(data.backups.glob("journal-*.db"))
    assert len(made) == (version < latest())


async def test_the_latest_reads_back_exactly_as_it_was_written(data: DataFolder) -> None:
    load(latest(), data.journal)
    journal = await Journal.open(data.journal, data.backups)
    expected: dict[str, EditJob] = {job.id: job for job in make_journal.jobs()}
    assert {job.id: job for job in await journal.page(HistoryQuery(), 1_000)} == expected
    assert await journal.draft() == make_journal.DRAFT
    assert {each.element for each in await journal.elements()} == set(make_journal.LIBRARY)
    assert await journal.uploads() == make_journal.UPLOADS
    assert await journal.look_of(make_journal.FOOTAGE) == make_journal.LOOK
    await journal.close()


async def test_the_tables_of_the_latest_are_those_that_the_program_makes(
    data: DataFolder, tmp_path: Path
) -> None:
    load(latest(), data.journal)
    fresh = DataFolder(tmp_path / "fresh")
    for folder in (data, fresh):
        await (await Journal.open(folder.journal, folder.backups)).close()
    assert schema(data.journal) == schema(fresh.journal)


def schema(path: Path) -> list[tuple[str, str, str | None]]:
    """Every table, index and trigger with its statement, apart from how it is laid out."""
    with contextlib.closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT type, name, sql FROM sqlite_schema").fetchall()
    return sorted((kind, name, sql and " ".join(sql.split())) for kind, name, sql in rows)
