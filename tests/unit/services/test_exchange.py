"""Send to timeline, copy from one, give all back: with real files on the disk."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import opentimelineio as otio
import pytest

from kling_desktop.domain.cut import Pace, Range, Treatment
from kling_desktop.domain.errors import BadInput
from kling_desktop.domain.exchange import Kind, Media, Place, Sequence, Shown, Stacked
from kling_desktop.domain.job import EditJob, JobState, Take
from kling_desktop.domain.request import EditRequest, VideoInput
from kling_desktop.domain.timeline import Format, TimelineFile
from kling_desktop.exchange.writing import written
from tests.support.engine import rig_at
from tests.support.jobs import make_job
from tests.support.takes import Kit, make_kit

PLACE = Place("Winter cut", 25, 1, 90_000, 75)


@pytest.fixture
def kit(tmp_path: Path) -> Kit:
    folder = tmp_path / "clips"
    folder.mkdir()
    return make_kit(folder)


def done(kit: Kit, name: str = "job-1", place: Place | None = PLACE) -> EditJob:
    video = VideoInput(str(kit.source), place=place)
    made = TimelineFile(str(kit.result.with_name("A001C003_v003_timeline.mov")), Format.RESTAMP)
    return make_job(
        name,
        request=EditRequest("Add snow to @Video1", (video,)),
        state=JobState.DONE,
        task_id=f"task-{name}",
        takes=(Take(str(kit.result), "00", 1, made),),
        recipe=kit.recipe,
    )


def shown(path: Path) -> list[list[tuple[str, int, int, int]]]:
    """Of each track the clips: file, first frame in timecode, frames, place."""
    timeline = otio.adapters.read_from_file(str(path))
    return [
        [
            (
                Path(clip.media_reference.target_url).name,
                round(clip.source_range.start_time.value),
                round(clip.source_range.duration.value),
                round(clip.transformed_time_range(clip.source_range, track).start_time.value),
            )
            for clip in track.find_clips()
        ]
        for track in timeline.video_tracks()
    ]


async def test_a_take_is_stacked_above_its_original_at_its_place(
    data: Path, video: bytes, kit: Kit, tmp_path: Path
) -> None:
    async with rig_at(data, video) as rig:
        await rig.studio.ledger.add(done(kit))
        paths = await rig.studio.exchange.send("job-1", 0, tmp_path / "out")
        assert [path.name for path in paths] == ["Winter cut_kling.xml", "Winter cut_kling.otio"]
        for path in paths:
            assert shown(path) == [
                [("A001C003.mov", 90_009, 22, 75)],
                [("A001C003_v003_timeline.mov", 90_009, 22, 75)],
            ]
        again = await rig.studio.exchange.send("job-1", 0, tmp_path / "out")
        assert [path.name for path in again] == ["Winter cut_kling_2.xml", "Winter cut_kling_2.otio"]


async def test_all_takes_go_back_in_one_file(data: Path, video: bytes, kit: Kit, tmp_path: Path) -> None:
    async with rig_at(data, video) as rig:
        jobs = (
            done(kit, "one"),
            done(kit, "two", replace(PLACE, at=200)),
            done(kit, "three", None),
            done(kit, "four", None),
        )
        for job in jobs:
            await rig.studio.ledger.add(job)
        path = await rig.studio.exchange.give_back([(job.id, 0) for job in jobs], tmp_path)
        assert [[place for *_, place in track] for track in shown(path)] == [[75, 200, 222, 244]] * 2
        edl = await rig.studio.exchange.give_back([("two", 0), ("one", 0)], tmp_path, "back", Kind.EDL)
        assert "01:00:03:00 01:00:03:22" in edl.read_text(encoding="utf-8")


async def test_a_raw_result_does_not_go_to_the_timeline(
    data: Path, video: bytes, kit: Kit, tmp_path: Path
) -> None:
    async with rig_at(data, video) as rig:
        job = done(kit)
        await rig.studio.ledger.add(
            replace(job, takes=(replace(job.takes[0], timeline=None),), recipe=kit.recipe)
        )
        rig.studio.timeline.stop(job.id)
        with pytest.raises(BadInput) as raised:
            await rig.studio.exchange.send("job-1", 0, tmp_path)
        assert raised.value.notice.code == "exchange_needs_timeline_file"


def cut(folder: Path, kind: Kind, source: Path, *missing: str) -> Path:
    media = Media("A001C003", str(source), Fraction(25), 40, 90_000)
    stacks = [Stacked(10, Shown(media, 9, 22))]
    for number, name in enumerate(missing):
        gone = replace(media, name=name, path=f"/nowhere/{name}.mov")
        stacks.append(Stacked(100 + 50 * number, Shown(gone, 0, 20)))
    path = folder / f"cut.{kind}"
    text = written(Sequence("Winter cut", Fraction(25), tuple(stacks), 90_000), kind)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("kind", Kind)
async def test_each_clip_of_a_timeline_becomes_an_edit(
    data: Path, video: bytes, kit: Kit, tmp_path: Path, kind: Kind
) -> None:
    async with rig_at(data, video) as rig:
        path = cut(tmp_path, kind, kit.source, "B002C001", "C003C009")
        found = await rig.studio.exchange.copy_from(path)
        (copied,) = found.videos
        assert copied.location == str(kit.source)
        assert copied.range == Range(9, 30)
        assert copied.place == replace(PLACE, at=10, frames=22, first=9)
        assert copied.treatment.handles == 12
        assert [notice.values["name"] for notice in found.left_out] == ["B002C001.mov", "C003C009.mov"]


async def test_media_that_moved_are_found_by_name_and_folder(
    data: Path, video: bytes, kit: Kit, tmp_path: Path
) -> None:
    async with rig_at(data, video) as rig:
        for day in ("day 1", "day 2"):
            folder = tmp_path / "archive" / day
            folder.mkdir(parents=True)
            (folder / "A001C003.mov").write_bytes(kit.source.read_bytes())
        kit.source.unlink()
        path = cut(kit.source.parent, Kind.XML, Path("/Volumes/CARD/day 2/A001C003.mov"))
        assert (await rig.studio.exchange.copy_from(path)).left_out
        found = await rig.studio.exchange.copy_from(path, [tmp_path / "archive"])
        assert [video.location for video in found.videos] == [
            str(tmp_path / "archive" / "day 2" / "A001C003.mov")
        ]


async def test_a_file_that_is_too_short_is_said(data: Path, video: bytes, kit: Kit, tmp_path: Path) -> None:
    async with rig_at(data, video) as rig:
        short = make_kit(tmp_path, length=20, first=5, last=10)
        path = cut(tmp_path, Kind.OTIO, short.source)
        found = await rig.studio.exchange.copy_from(path)
        assert [notice.code for notice in found.left_out] == ["exchange_outside"]


@pytest.mark.parametrize("kind", [Kind.XML, Kind.OTIO])
async def test_a_retimed_clip_goes_by_its_own_frames_and_returns_with_its_speed(
    data: Path, video: bytes, kit: Kit, tmp_path: Path, kind: Kind
) -> None:
    async with rig_at(data, video) as rig:
        rig.studio.settings.replace(replace(rig.studio.settings.prepare, handles=7))
        media = Media("A001C003", str(kit.source), Fraction(25), 40, 90_000)
        slow = Shown(media, 9, 22, Fraction(1, 2), 44)
        path = tmp_path / f"slow.{kind}"
        text = written(Sequence("Winter cut", Fraction(25), (Stacked(10, slow),), 90_000), kind)
        path.write_text(text, encoding="utf-8")
        (copied,) = (await rig.studio.exchange.copy_from(path)).videos
        assert (copied.range, copied.treatment.handles) == (Range(9, 30), 7)
        assert copied.place == replace(PLACE, at=10, frames=44, speed_den=2, first=9)
        await rig.studio.ledger.add(done(kit, place=copied.place))
        back = await rig.studio.exchange.give_back([("job-1", 0)], tmp_path / "out", kind=kind)
        again = (await rig.studio.exchange.copy_from(back, [kit.source.parent])).videos
        # The take's timeline file is not there in this test; its original comes back as it went.
        assert [(video.range, video.place) for video in again] == [(copied.range, copied.place)]
        timeline = otio.adapters.read_from_file(str(back))
        lengths = [track.find_clips()[0].source_range.duration.value for track in timeline.video_tracks()]
        assert lengths == [44, 44]
        assert all(clip.effects for clip in timeline.find_clips())


async def test_clips_of_a_timeline_are_prepared_as_new_ones_are(
    data: Path, video: bytes, kit: Kit, tmp_path: Path
) -> None:
    async with rig_at(data, video) as rig:
        wanted = replace(rig.studio.settings.prepare, handles=0, pace=Pace.REAL_TIME, sends_sound=False)
        rig.studio.settings.replace(wanted)
        found = await rig.studio.exchange.copy_from(cut(tmp_path, Kind.XML, kit.source))
        assert [video.treatment for video in found.videos] == [
            Treatment(0, Pace.REAL_TIME, sends_sound=False)
        ]


@pytest.mark.parametrize(
    ("first", "slower", "at"), [(9, 1, 75), (5, 1, 79), (5, 2, 83), (None, 1, 75), (12, 1, 72), (200, 1, 0)]
)
async def test_another_part_of_a_clip_returns_to_where_that_part_stands(
    data: Path, video: bytes, kit: Kit, tmp_path: Path, first: int | None, slower: int, at: int
) -> None:
    async with rig_at(data, video) as rig:
        # The kit's part begins with the frame 9 of the file; what would lie before the timeline has no place.
        place = replace(PLACE, frames=60 * slower, speed_den=slower, first=first)
        await rig.studio.ledger.add(done(kit, place=place))
        back = await rig.studio.exchange.give_back([("job-1", 0)], tmp_path / "out", kind=Kind.OTIO)
        assert [[where for *_, where in track] for track in shown(back)] == [[at]] * 2
