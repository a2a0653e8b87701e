"""Every task as a table: nothing left out, nothing that a spreadsheet would carry out."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from kling_desktop.domain.errors import FolderGone
from kling_desktop.domain.job import JobState, Note
from kling_desktop.domain.request import EditRequest, VideoInput
from tests.support.engine import rig_at
from tests.support.jobs import make_job


async def test_all_tasks_are_written_deleted_ones_too(data: Path, video: bytes, tmp_path: Path) -> None:
    async with rig_at(data, video) as rig:
        request = EditRequest("=1+1, snow", (VideoInput("https://h.example/a.mp4?sig=secret"),))
        notes = (Note("good"), Note("flicker", 1, 4))
        done = make_job("a", state=JobState.DONE, task_id="t1", price="0.84", billed="0.80", notes=notes)
        await rig.studio.journal.insert(done)
        await rig.studio.journal.insert(
            make_job("b", request=request, state=JobState.FAILED, is_hidden=True, project="Spot")
        )
        path = tmp_path / "ledger.csv"
        await rig.studio.outputs.tables.write(path)
        with path.open(encoding="utf-8-sig", newline="") as file:
            table = {row["id"]: row for row in csv.DictReader(file)}
        assert set(table) == {"a", "b"}
        assert (table["a"]["charge"], table["a"]["estimated"], table["a"]["billed"]) == (
            "yes",
            "0.84",
            "0.80",
        )
        assert table["a"]["notes"] == "good\nflicker"
        assert (table["b"]["deleted"], table["b"]["project"]) == ("yes", "Spot")
        assert table["b"]["prompt"] == "'=1+1, snow"
        assert "secret" not in path.read_text(encoding="utf-8-sig")


async def test_a_folder_that_is_gone_is_said(data: Path, video: bytes, tmp_path: Path) -> None:
    async with rig_at(data, video) as rig:
        with pytest.raises(FolderGone):
            await rig.studio.outputs.tables.write(tmp_path / "gone" / "ledger.csv")
