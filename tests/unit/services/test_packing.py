"""A packed project: everything that belongs to it, under names that do not collide, or nothing at all."""

from __future__ import annotations

import csv
import io
import shutil
from collections import namedtuple
from dataclasses import replace
from pathlib import Path

import pytest

from kling_desktop.domain.cut import Range
from kling_desktop.domain.errors import BadInput, DiskFull, FolderGone
from kling_desktop.domain.job import JobState, Note, Take
from kling_desktop.domain.request import EditRequest, ImageInput, VideoInput
from kling_desktop.domain.timeline import Format, TimelineFile
from kling_desktop.media.worker import Stopped
from kling_desktop.services import packing
from tests.support.engine import Rig, rig_at
from tests.support.jobs import make_job

Usage = namedtuple("Usage", "total used free")


def kept(path: Path, content: bytes = b"content") -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return str(path)


class Scene:
    """A project with two tasks whose results are called alike, a deleted one, and a file that has gone."""

    def __init__(self, rig: Rig, root: Path) -> None:
        self.rig, self.root, self.results = rig, root, root / "results"
        self.target = root / "delivery"
        self.target.mkdir()
        self.done: list[float] = []

    async def fill(self) -> None:
        sha256 = self.rig.studio._inputs.keep(b"a picture")
        image = ImageInput("snow: heavy.jpeg", sha256=sha256, media_type="image/jpeg")
        source = kept(self.root / "clips" / "A001C003.mov", b"source" * 1000)
        request = EditRequest(
            "=Add snow to @Video1", (VideoInput(source, range=Range(9, 30)),), images=(image,),
            negative_prompt="rain",
        )  # fmt: skip
        kept(self.results / "A001C003_v001.json", b"{}")
        kept(self.results / "stills" / "A001C003_01-00-00-12.png")
        kept(self.results / "stills" / "other_01-00-00-12.png")
        timeline = TimelineFile(kept(self.results / "A001C003_v001.mov", b"timeline"), Format.RESTAMP)
        first = Take(kept(self.results / "A001C003_v001.mp4", b"first"), "ab" * 32, 5, timeline=timeline)
        second = Take(kept(self.root / "elsewhere" / "A001C003_v001.mp4", b"second"), "cd" * 32, 6)
        gone = Take(str(self.root / "gone_v002.mp4"), "ef" * 32, 6)
        base = replace(
            make_job("one", request=request, state=JobState.DONE), project="Winter: 1", price="0.84"
        )
        notes = (Note("good"), Note("flicker", 1, 4))
        for job in (
            replace(base, id="two", task_id="t2", takes=(second, gone), created=base.created - 5),
            replace(base, id="one", task_id="t1", takes=(first,), starred=1, notes=notes),
            replace(base, id="deleted", task_id="t3", is_hidden=True),
            replace(base, id="other", task_id="t4", project="Other"),
        ):
            await self.rig.studio.journal.insert(job)

    async def pack(self, has_sources: bool = True) -> Path:
        packed = await self.rig.studio.outputs.packing.pack(
            "Winter: 1", self.results, self.target, has_sources, self.done.append
        )
        return packed.path


def table(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))


async def test_everything_of_a_project_is_packed_and_said_in_words(
    data: Path, video: bytes, tmp_path: Path
) -> None:
    async with rig_at(data, video) as rig:
        scene = Scene(rig, tmp_path)
        await scene.fill()
        plan = await rig.studio.outputs.packing.plan("Winter: 1", scene.results)
        folder = await scene.pack()
        again = await scene.pack(has_sources=False)
    assert (plan.tasks, plan.files, plan.sources, plan.source_bytes) == (2, 6, 1, 6000)
    assert plan.missing == (str(tmp_path / "gone_v002.mp4"),)
    files = {str(path.relative_to(folder)).replace("\\", "/") for path in folder.rglob("*") if path.is_file()}
    assert files == {
        *("README.txt", "history.csv", "ledger.csv", "Images/snow_ heavy.jpg", "Sources/A001C003.mov"),
        *("Results/A001C003_v001.mp4", "Results/A001C003_v001.mov", "Results/A001C003_v001.json"),
        *("Results/A001C003_v001_2.mp4", "Stills/A001C003_01-00-00-12.png"),
        *("Prompts/0001_A001C003_v001.txt", "Prompts/0002_A001C003_v001.txt"),
    }
    assert (folder / "Results/A001C003_v001_2.mp4").read_bytes() == b"second"
    history = table(folder / "history.csv")
    assert [row["files"].split("\n") for row in history] == [
        ["Results/A001C003_v001.mp4", "Results/A001C003_v001.mov", "Images/snow_ heavy.jpg", "Sources/A001C003.mov"],
        ["Results/A001C003_v001_2.mp4", "Images/snow_ heavy.jpg", "Sources/A001C003.mov"],
    ]  # fmt: skip
    assert all((folder / place).is_file() for row in history for place in row["files"].split("\n"))
    # A spreadsheet must not carry out a prompt that begins like a formula.
    assert {row["prompt"] for row in history} == {"'=Add snow to @Video1"}
    assert {row["id"] for row in table(folder / "ledger.csv")} == {"one", "two", "deleted"}
    prompt = (folder / "Prompts/0001_A001C003_v001.txt").read_text(encoding="utf-8")
    for words in (
        "=Add snow to @Video1",
        "rain",
        "good",
        "Take 1, frame 4: flicker",
        "Results/A001C003_v001.mov",
    ):
        assert words in prompt
    assert str(tmp_path / "gone_v002.mp4") in (folder / "README.txt").read_text(encoding="utf-8")
    assert again.name == f"{folder.name}_2"
    assert not (again / "Sources").exists()
    assert scene.done[-1] == 1.0
    assert sorted(path.name for path in scene.target.iterdir()) == [folder.name, again.name]


async def test_a_project_without_tasks_is_refused(data: Path, video: bytes, tmp_path: Path) -> None:
    async with rig_at(data, video) as rig:
        with pytest.raises(BadInput) as refused:
            await rig.studio.outputs.packing.plan("Nothing", tmp_path)
    assert refused.value.notice.code == "pack_empty"


async def test_without_room_nothing_is_written(
    data: Path, video: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with rig_at(data, video) as rig:
        scene = Scene(rig, tmp_path)
        await scene.fill()
        with monkeypatch.context() as patched:
            patched.setattr(shutil, "disk_usage", lambda _: Usage(10**9, 10**9, 1_000_000))
            with pytest.raises(DiskFull) as refused:
                await scene.pack()
        assert refused.value.notice.values == {"folder": str(scene.target), "needed": 100, "free": 1}
        assert list(scene.target.iterdir()) == []
        shutil.rmtree(scene.target)
        with pytest.raises(FolderGone):
            await scene.pack()


async def test_a_stop_and_a_fault_leave_nothing_behind(
    data: Path, video: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with rig_at(data, video) as rig:
        scene = Scene(rig, tmp_path)
        await scene.fill()
        jobs = await rig.studio.outputs.packing._jobs("Winter: 1")
        content, places = rig.studio.outputs.packing._content(jobs, scene.results, True)
        pack = packing._Pack("Winter: 1", jobs, content, places, scene.target)
        with rig.studio.outputs.packing._part_of(pack) as part, pytest.raises(Stopped):
            pack.write(part, lambda: bool(scene.done), scene.done.append)  # type: ignore[arg-type]
        assert len(scene.done) == 1
        assert list(scene.target.iterdir()) == []

        def fails(*_: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(packing, "readme", fails)
        with pytest.raises(DiskFull):
            await scene.pack()
        assert list(scene.target.iterdir()) == []


async def test_a_file_that_goes_while_it_is_packed_is_missing_and_nobodys_fault(
    data: Path, video: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with rig_at(data, video) as rig:
        scene = Scene(rig, tmp_path)
        await scene.fill()
        first, second = tmp_path / "clips" / "A001C003.mov", scene.results / "A001C003_v001.mov"
        check = packing._Pack._check_room

        def goes(pack: packing._Pack, wanted: int) -> None:
            check(pack, wanted)
            first.unlink()
            # What cannot be read is as good as gone.
            second.unlink()
            second.mkdir()

        monkeypatch.setattr(packing._Pack, "_check_room", goes)
        packed = await rig.studio.outputs.packing.pack(
            "Winter: 1", scene.results, scene.target, True, scene.done.append
        )
    assert set(packed.missing) == {str(tmp_path / "gone_v002.mp4"), str(first), str(second)}
    files = {path.name for path in packed.path.rglob("*") if path.is_file()}
    assert files.isdisjoint({first.name, second.name})
    listed = [place for row in table(packed.path / "history.csv") for place in row["files"].split("\n")]
    assert all((packed.path / place).is_file() for place in listed)
    assert packed.files == sum(path.is_file() for path in packed.path.rglob("*")) - 5
    assert str(first) in (packed.path / "README.txt").read_text(encoding="utf-8")


async def test_packing_again_while_a_stopped_one_clears_up_shares_nothing(
    data: Path, video: bytes, tmp_path: Path
) -> None:
    async with rig_at(data, video) as rig:
        scene = Scene(rig, tmp_path)
        await scene.fill()
        packing_of = rig.studio.outputs.packing
        jobs = await packing_of._jobs("Winter: 1")
        content, places = packing_of._content(jobs, scene.results, True)
        leftover = scene.target / ".Winter_ 1.0badcafe.part"
        leftover.mkdir()
        own = scene.target / ".Winter_ 1.mine.part"
        own.mkdir()
        with packing_of._part_of(packing._Pack("Winter: 1", jobs, content, places, scene.target)) as part:
            part.mkdir()
            (part / "half.mov").write_bytes(b"half")
            folder = await scene.pack()
            assert (part / "half.mov").is_file()
        assert {path.name for path in scene.target.iterdir()} == {folder.name, own.name}
