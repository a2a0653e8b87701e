"""Many clips dropped at once: each looked at, what can be sent counted, the rest explained."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from kling_desktop.domain.cut import LookKind, SourceLook, Treatment
from kling_desktop.domain.errors import BadInput
from kling_desktop.domain.job import JobState
from kling_desktop.domain.request import EditRequest, ImageInput, ReferType, VideoInput
from tests.support.clips import Clip, make_clip
from tests.support.engine import accepted, rig_at
from tests.support.practice import practice_rig
from tests.support.waiting import until

REQUEST = EditRequest("Add snow to @Video1")


@pytest.fixture(scope="session")
def clips(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("clips")
    make_clip(folder / "a.mp4", Clip(seconds=3.0, sound=None))
    make_clip(folder / "雪 b.mov", Clip(seconds=4.0, sound=None))
    make_clip(folder / "short.mp4", Clip(seconds=0.5, sound=None))
    (folder / "folder").mkdir()
    (folder / "empty.mp4").touch()
    (folder / "notes.txt").write_text("no clip")
    return folder


async def test_each_file_is_accepted_or_explained_in_its_order(clips: Path, data: Path, video: bytes) -> None:
    names = ("short.mp4", "雪 b.mov", "folder", "empty.mp4", "a.mp4", "gone.mp4", "notes.txt", "a.mp4")
    async with practice_rig(data, video) as rig:
        heard: list[tuple[int, int]] = []
        batch = await rig.studio.batches.check(
            [str(clips / name) for name in names], REQUEST, lambda done, all_: heard.append((done, all_))
        )
        assert [Path(clip.location).name for clip in batch.accepted] == ["雪 b.mov", "a.mp4"]
        refused = {Path(clip.location).name: clip.notice.code for clip in batch.refused}
        assert refused == {
            "short.mp4": "plan_too_short",
            "folder": "file_is_folder",
            "empty.mp4": "file_empty",
            "gone.mp4": "file_missing",
            "notes.txt": "not_a_video",
        }
        assert batch.seconds == pytest.approx(7.0)
        assert batch.price.amount == Decimal("1.18")
        assert heard == [(number, 7) for number in range(1, 8)]


async def test_clips_are_read_as_the_ones_before_them(clips: Path, data: Path, video: bytes) -> None:
    look = SourceLook(LookKind.PQ)
    async with practice_rig(data, video) as rig:
        paths = [str(clips / name) for name in ("a.mp4", "雪 b.mov")]
        await rig.studio.looks.keep(paths[0], await rig.studio.clips.facts(paths[0]), look)
        batch = await rig.studio.batches.check(paths, REQUEST)
        said = Treatment(look=SourceLook(LookKind.REC709))
        other = await rig.studio.batches.check(paths, REQUEST, treatment=said)
    assert [clip.request.videos[0].treatment.look for clip in batch.accepted] == [look, look]
    assert [clip.request.videos[0].treatment for clip in other.accepted] == [said, said]


async def test_all_are_sent_with_as_many_takes_as_wanted(clips: Path, data: Path, video: bytes) -> None:
    extra = VideoInput("https://clips.example/look.mp4", ReferType.FEATURE)
    request = replace(REQUEST, videos=(VideoInput("/any/other.mp4"), extra))
    async with practice_rig(data, video) as rig:
        rig.service.posts = [accepted(f"task-{number}") for number in range(4)]
        batch = await rig.studio.batches.check([str(clips / "a.mp4"), str(clips / "雪 b.mov")], request)
        jobs = await rig.studio.batches.start(batch, takes=2, folder=data / "out")
        assert [Path(job.request.videos[0].location).name for job in jobs] == ["a.mp4"] * 2 + ["雪 b.mov"] * 2
        assert all(job.request.videos[1] == extra for job in jobs)
        assert {job.folder for job in jobs} == {str(data / "out")}
        assert [job.price for job in jobs] == ["0.50", "0.50", "0.67", "0.67"]
        await until(lambda: all(rig.job(job.id).state is JobState.DONE for job in jobs))
        assert len(rig.uploaded) == 2


async def test_an_edit_that_cannot_be_sent_is_said_once_for_all(
    clips: Path, data: Path, video: bytes
) -> None:
    broken = replace(REQUEST, prompt=" ", images=(ImageInput("x", url="https://h.example/x"),))
    async with practice_rig(data, video) as rig:
        with pytest.raises(BadInput, match="prompt_empty"):
            await rig.studio.batches.check([str(clips / "a.mp4")], broken)
        assert (await rig.studio.batches.check([], broken)).accepted == ()


async def test_files_that_would_need_a_link_are_refused_each(clips: Path, data: Path, video: bytes) -> None:
    async with rig_at(data, video) as rig:
        batch = await rig.studio.batches.check([str(clips / "a.mp4")], REQUEST)
        assert [clip.notice.code for clip in batch.refused] == ["route_missing"]
        assert await rig.studio.batches.start(batch) == ()


async def test_dropped_files_are_prepared_as_new_clips_are(clips: Path, data: Path, video: bytes) -> None:
    async with practice_rig(data, video) as rig:
        usual = Treatment(3, sends_sound=False)
        batch = await rig.studio.batches.check([str(clips / "a.mp4")], REQUEST, treatment=usual)
        assert [clip.request.videos[0].treatment for clip in batch.accepted] == [usual]


async def test_hundreds_of_files_are_left_at_once(
    clips: Path, data: Path, video: bytes, tmp_path: Path
) -> None:
    files = []
    for number in range(300):
        files.append(tmp_path / f"{number}.mp4")
        files[-1].hardlink_to(clips / "a.mp4")
    async with practice_rig(data, video) as rig:
        heard: list[int] = []
        names = [str(path) for path in files]
        checking = asyncio.ensure_future(
            rig.studio.batches.check(names, REQUEST, lambda done, _: heard.append(done))
        )
        await until(lambda: len(heard) > 2)
        checking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await checking
        seen = len(heard)
        batch = await rig.studio.batches.check(names[:2], REQUEST)
        assert len(batch.accepted) == 2
        assert len(heard) == seen < 300
