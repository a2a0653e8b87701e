"""What is kept beside results: notes, bills, what went out; deleting hides and never loses."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from kling_desktop.domain.cost import Bill, learnt
from kling_desktop.domain.errors import BadInput, WorldFailed
from kling_desktop.domain.job import EditJob, JobState, Note, Take
from kling_desktop.domain.request import Mode
from kling_desktop.services.archive import Archive, files_of
from kling_desktop.store.journal import HistoryQuery
from kling_desktop.store.system_bin import put_in_bin
from tests.support.engine import Rig, rig_at
from tests.support.jobs import make_job
from tests.support.waiting import until


def archive(rig: Rig, gone: list[Path]) -> Archive:
    def into_bin(paths: Iterable[Path]) -> None:
        gone.extend(path for path in paths if path.exists())

    return Archive(rig.studio.ledger, rig.studio.journal, rig.studio.settings, into_bin)


async def finished(rig: Rig) -> EditJob:
    job = await rig.send()
    await until(lambda: rig.job(job.id).state is JobState.DONE)
    return rig.job(job.id)


async def test_deleting_bins_the_files_hides_the_row_and_keeps_the_sum(data: Path, video: bytes) -> None:
    async with rig_at(data, video) as rig:
        job = await finished(rig)
        gone: list[Path] = []
        before = await rig.studio.spend.month()
        await archive(rig, gone).delete(job.id)
        assert [path.suffix for path in gone] == [".mp4", ".json"]
        assert await rig.studio.history.count(HistoryQuery()) == 0
        assert await rig.studio.history.count(HistoryQuery("snow")) == 0
        assert await rig.studio.history.count(HistoryQuery(with_hidden=True)) == 1
        assert await rig.studio.spend.month() == before
        assert before.accepted_jobs == 1


async def test_a_file_that_the_system_does_not_take_keeps_the_row(data: Path, video: bytes) -> None:
    async with rig_at(data, video) as rig:
        job = await finished(rig)

        def refuse(_: Iterable[Path]) -> None:
            raise WorldFailed("bin_failed", name="a", reason="no")

        with pytest.raises(WorldFailed):
            await Archive(rig.studio.ledger, rig.studio.journal, rig.studio.settings, refuse).delete(job.id)
        assert not rig.job(job.id).is_hidden


def test_the_bin_takes_what_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    file = tmp_path / "a_v001.mp4"
    file.write_bytes(b"x")
    put_in_bin([file, tmp_path / "gone.mp4"])
    assert not file.exists()


def test_the_files_of_a_job_are_takes_and_sidecars() -> None:
    job = make_job(takes=(Take("/takes/a_v001.mp4", "ab" * 32, 1),))
    assert [path.name for path in files_of(job)] == ["a_v001.mp4", "a_v001.json"]


async def test_what_has_not_ended_cannot_be_deleted(data: Path, video: bytes) -> None:
    async with rig_at(data, video) as rig:
        job = make_job("open", state=JobState.UNKNOWN)
        await rig.studio.journal.insert(job)
        with pytest.raises(BadInput):
            await archive(rig, []).delete("open")


async def test_notes_are_kept_per_take_and_frame_and_found(data: Path, video: bytes) -> None:
    async with rig_at(data, video) as rig:
        job, kept = await finished(rig), archive(rig, [])
        await kept.write_note(job.id, " client likes it ", 1)
        await kept.write_note(job.id, "flicker", 1, frame=42)
        await kept.write_note(job.id, "client loves it", 1)
        assert set(rig.job(job.id).notes) == {Note("client loves it", 1), Note("flicker", 1, 42)}
        assert await rig.studio.history.count(HistoryQuery("flicker")) == 1
        await kept.write_note(job.id, "", 1, frame=42)
        assert rig.job(job.id).notes == (Note("client loves it", 1),)
        with pytest.raises(BadInput):
            await kept.write_note(job.id, "x" * 2_001)


async def test_that_a_result_went_out_is_remembered(data: Path, video: bytes) -> None:
    async with rig_at(data, video) as rig:
        job = await finished(rig)
        await archive(rig, []).went_out(job.id)
        assert rig.job(job.id).is_out


async def test_a_bill_corrects_the_rate(data: Path, video: bytes) -> None:
    async with rig_at(data, video) as rig:
        job, kept = await finished(rig), archive(rig, [])
        await rig.studio.ledger.save(job.changed(seconds=5.0))
        await kept.bill(job.id, "1,00")
        assert rig.job(job.id).billed == "1.00"
        assert Decimal(rig.studio.settings.prices.pro) == Decimal("0.2")
        assert rig.studio.settings.prices.is_own
        assert rig.studio.spend.estimate(5.0, Mode.PRO).amount == Decimal("1.00")
        assert (await rig.studio.spend.today()).accepted == Decimal("1.00")
        for wrong in ("abc", "-1", "nan", "1e9"):
            with pytest.raises(BadInput):
                await kept.bill(job.id, wrong)


def test_whole_seconds_are_learnt_from_bills_that_only_they_explain() -> None:
    whole = [Bill(5.3, Decimal("1.20")), Bill(6.0, Decimal("1.20")), Bill(3.1, Decimal("0.80"))]
    assert learnt(whole) == (Decimal("0.2"), True)
    exact = [Bill(5.3, Decimal("1.06")), Bill(6.0, Decimal("1.20"))]
    assert learnt(exact) == (Decimal("0.2"), False)


async def test_professional_makes_another_take_at_its_own_price(data: Path, video: bytes) -> None:
    async with rig_at(data, video) as rig:
        job = await finished(rig)
        std = replace(job, id="std", rev=0, task_id="t-std", seconds=5.0, price="0.63")
        await rig.studio.journal.insert(replace(std, request=replace(job.request, mode=Mode.STD)))
        again = await rig.studio.jobs.run_in_pro("std")
        assert (again.request.mode, again.price, again.parent) == (Mode.PRO, "0.84", "std")


async def test_notes_of_one_moment_are_all_kept(data: Path, video: bytes) -> None:
    async with rig_at(data, video) as rig:
        job = await finished(rig)
        kept = archive(rig, [])
        await asyncio.gather(
            *(kept.write_note(job.id, f"frame {number}", 1, number) for number in range(8)),
            kept.bill(job.id, "1.20"),
            kept.went_out(job.id),
            rig.studio.jobs.star(job.id, 1),
        )
        found = rig.job(job.id)
        assert {note.text for note in found.notes} == {f"frame {number}" for number in range(8)}
        assert (found.billed, found.is_out, found.starred) == ("1.20", True, 1)
        assert await rig.studio.journal.get(job.id) == found


async def test_what_is_run_again_is_priced_by_the_rate_of_now(data: Path, video: bytes) -> None:
    async with rig_at(data, video) as rig:
        job = await finished(rig)
        await rig.studio.journal.insert(
            replace(job, id="old", rev=0, task_id="t-old", seconds=5.0, price="0.84")
        )
        rig.studio.settings.replace(replace(rig.studio.settings.prices, pro="0.2", is_own=True))
        again = await rig.studio.jobs.run_again("old")
        assert again.price == "1.00"
