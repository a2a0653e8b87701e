"""Any clip goes in: it is prepared once, kept with its recipe, found again, and refused in one sentence."""

from __future__ import annotations

import asyncio
import os
from dataclasses import replace
from pathlib import Path

import pytest

from kling_desktop.domain.cut import Filling, Range, Treatment
from kling_desktop.domain.errors import BadInput, LostRace
from kling_desktop.domain.job import EditJob, JobState
from kling_desktop.domain.notice import Notice
from kling_desktop.domain.recipe import Method
from kling_desktop.domain.request import EditRequest, Element, ElementKind, VideoInput
from kling_desktop.domain.uploads import Route
from kling_desktop.i18n import current
from kling_desktop.services.jobs import is_resting
from kling_desktop.services.naming import also_named
from tests.support.clips import Clip, make_clip
from tests.support.engine import accepted, rig_at
from tests.support.practice import PracticeRig, practice_rig
from tests.support.small_disk import small_disk
from tests.support.waiting import until

BARE = Treatment(handles=0)
MARKED = Range(50, 129)


@pytest.fixture(scope="session")
def long_clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eight seconds of 23.976, too small and with a timecode: nothing that the service would take."""
    described = Clip(8.0, 256, 144, "24000/1001", picture="numbers", tags={"timecode": "01:00:00:00"})
    return make_clip(tmp_path_factory.mktemp("source") / "A001C003.mov", described)


def edit(source: Path, marked: Range | None = MARKED, treatment: Treatment = BARE) -> EditRequest:
    video = VideoInput(str(source), range=marked, treatment=treatment)
    return EditRequest("Add snow to @Video1", (video,))


async def rested(rig: PracticeRig, request: EditRequest, takes: int = 1) -> list[EditJob]:
    jobs = await rig.studio.jobs.start(request, takes)
    await until(lambda: all(is_resting(rig.job(job.id)) for job in jobs), seconds=60)
    return [rig.job(job.id) for job in jobs]


async def test_the_recipe_is_kept_with_each_take_and_they_share_one_preparation(
    data: Path, video: bytes, long_clip: Path
) -> None:
    async with practice_rig(data, video) as rig:
        rig.service.posts = [accepted(f"task-{number}") for number in range(2)]
        jobs = await rested(rig, edit(long_clip), takes=2)
        assert [job.state for job in jobs] == [JobState.DONE] * 2
        assert jobs[0].recipe is not None
        assert jobs[0].recipe == jobs[1].recipe
        recipe = jobs[0].recipe
        assert (recipe.first, recipe.last, recipe.sent_frames) == (50, 129, 80)
        assert (recipe.sent_rate, recipe.sent_width, recipe.sent_height) == (24, 1280, 720)
        assert (recipe.start_timecode, recipe.method) == ("01:00:00:00", Method.ENCODE)
        assert (data / "prepared" / recipe.prepared).is_file()
        assert jobs[0].seconds == pytest.approx(80 / 24)
        assert len(rig.uploaded) == 1
        stored = await rig.studio.journal.get(jobs[0].id)
        assert stored is not None
        assert stored.recipe == recipe


async def test_another_edit_and_another_run_find_the_prepared_clip_again(
    data: Path, video: bytes, long_clip: Path
) -> None:
    async with practice_rig(data, video) as rig:
        (first,) = await rested(rig, edit(long_clip))
        assert first.recipe is not None
        made = data / "prepared" / first.recipe.prepared
        written = made.stat().st_ctime_ns, made.read_bytes()
    async with practice_rig(data, video, now=rig.clock.now()) as rig:
        rig.service.posts = [accepted("task-2")]
        (second,) = await rested(rig, replace(edit(long_clip), prompt="Rain on @Video1"))
        assert second.recipe == first.recipe
        assert made.read_bytes() == written[1]
        assert len(list(made.parent.glob("*.mp4"))) == 1


async def test_what_no_job_needs_is_removed_after_a_day(data: Path, video: bytes, long_clip: Path) -> None:
    async with practice_rig(data, video) as rig:
        await rested(rig, edit(long_clip))
        kept = list((data / "prepared").iterdir())
    async with practice_rig(data, video, now=rig.clock.now()) as rig:
        await rested(rig, edit(long_clip))
        assert list((data / "prepared").iterdir()) == kept
    os.utime(kept[0], (1, 1))
    async with practice_rig(data, video, now=rig.clock.now()):
        await until(lambda: not list((data / "prepared").iterdir()), seconds=20)


async def test_a_legal_clip_goes_bit_for_bit(data: Path, video: bytes, tmp_path: Path) -> None:
    source = make_clip(tmp_path / "legal.mp4", Clip(3.0, picture="numbers"))
    async with practice_rig(data, video) as rig:
        (job,) = await rested(rig, edit(source, None))
        assert job.recipe is not None
        assert (job.recipe.method, job.recipe.prepared) == (Method.AS_IS, "")
        (put,) = [seen for seen in rig.uploads.seen if seen.method == "PUT"]
        assert put.body == source.read_bytes()


@pytest.mark.parametrize(
    ("described", "marked", "treatment", "code"),
    [
        (Clip(0.5, 256, 144), None, BARE, "plan_too_short"),
        (Clip(11.0, 64, 64, sound=None), None, BARE, "plan_mark"),
        (Clip(11.0, 64, 64, sound=None), Range(0, 250), BARE, "plan_too_long"),
        (Clip(11.0, 64, 64, sound=None), Range(900, 950), BARE, "plan_range_outside"),
        (Clip(3.0, 512, 128, sound=None), None, BARE, "plan_shape"),
    ],
)
async def test_what_cannot_go_is_refused_before_anything_is_on_disk(
    data: Path,
    video: bytes,
    tmp_path: Path,
    described: Clip,
    marked: Range | None,
    treatment: Treatment,
    code: str,
) -> None:
    source = make_clip(tmp_path / "a.mp4", described)
    async with practice_rig(data, video) as rig:
        with pytest.raises(BadInput) as caught:
            await rig.studio.jobs.start(edit(source, marked, treatment))
        assert caught.value.notice.code == code
        assert rig.studio.jobs.open == {}


async def test_twelve_frames_go_in_when_they_are_looped(data: Path, video: bytes, tmp_path: Path) -> None:
    source = make_clip(tmp_path / "twelve.mov", Clip(0.5, 256, 144, picture="numbers"))
    async with practice_rig(data, video) as rig:
        (job,) = await rested(rig, edit(source, None, Treatment(filling=Filling.LOOP)))
        assert job.recipe is not None
        assert (job.recipe.filled, job.recipe.sent_frames, job.seconds) == (60, 72, 3.0)


async def test_a_clip_for_an_upload_by_hand_has_a_readable_name_and_keeps_both(
    data: Path, video: bytes, long_clip: Path
) -> None:
    async with rig_at(data, video) as rig:
        await rig.studio.routes.choose(Route.MANUAL)
        requests = (edit(long_clip), edit(long_clip, Range(50, 130)))
        held = []
        for request in requests:
            job = await rig.send(request)
            await until(lambda job=job: rig.job(job.id).held, seconds=60)  # type: ignore[misc]
            held.append(rig.job(job.id).held)
        names = [Path(str(each.values["path"])).name for each in held if each]
        assert names == ["A001C003_01-00-02-02.mp4", "A001C003_01-00-02-02_2.mp4"]
        folder = data / "prepared"
        kept = sorted(folder.iterdir())
        assert len(kept) == 4
        assert len({path.stat().st_ino for path in kept}) == 2
    for path in kept:
        os.utime(path, (1, 1))
    stray = folder / "stray.mp4"
    stray.touch()
    os.utime(stray, (1, 1))
    async with rig_at(data, video, rig.clock.now()) as rig:
        await until(lambda: not stray.exists(), seconds=20)
        assert sorted(folder.iterdir()) == kept
        await until(lambda: all(job.held for job in rig.studio.ledger.jobs.values()), seconds=60)
        assert sorted(folder.iterdir()) == kept
        assert [job.held for job in rig.studio.ledger.jobs.values()] == held


async def test_clips_beside_the_source_are_kept_as_long_as_their_task_is_open(
    data: Path, video: bytes, long_clip: Path
) -> None:
    shown = VideoInput(str(long_clip), range=Range(0, 79), treatment=BARE)
    extra = replace(shown, range=Range(90, 170))
    request = replace(
        edit(long_clip),
        videos=(*edit(long_clip).videos, extra),
        elements=(Element(ElementKind.VIDEO, "Hero", videos=(shown,)),),
    )
    async with practice_rig(data, video) as rig:
        rig.studio.jobs.pause()
        (job,) = await rig.studio.jobs.start(request)
        await until(lambda: rig.job(job.id).state is JobState.READY, seconds=60)
        kept = sorted((data / "prepared").iterdir())
        assert len(kept) == 3
    stray = data / "prepared" / "stray.mp4"
    stray.touch()
    for path in (*kept, stray):
        os.utime(path, (1, 1))
    async with practice_rig(data, video, now=rig.clock.now()) as rig:
        rig.studio.jobs.pause()
        await until(lambda: not stray.exists(), seconds=20)
        assert sorted((data / "prepared").iterdir()) == kept


def test_without_hard_links_the_clip_keeps_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = tmp_path / "0123.mp4"
    made.touch()

    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "link", refuse)
    assert also_named(made, "A001.mp4") == made


async def test_a_stop_ends_the_preparation_and_leaves_no_file(
    data: Path, video: bytes, long_clip: Path
) -> None:
    async with practice_rig(data, video) as rig:
        begun = asyncio.Event()
        rig.studio.progress.subscribe(
            lambda job_id: begun.set() if rig.studio.progress.of(job_id).fraction else None
        )
        (job,) = await rig.studio.jobs.start(edit(long_clip))
        await asyncio.wait_for(begun.wait(), 30)
        assert rig.studio.progress.of(job.id).phase == "preparing"
        rig.studio.jobs.stop(job.id)
        await until(lambda: is_resting(rig.job(job.id)), seconds=20)
        assert rig.job(job.id).state is JobState.STOPPED
        assert rig.uploaded == []
        await until(lambda: not list((data / "prepared").iterdir()), seconds=20)


async def held_since_its_clip_changed(rig: PracticeRig, clip: Path) -> EditJob:
    """A job whose clip was 3 s long at Generate and is one of 4 s now."""
    source = make_clip(clip, Clip(3.0, 1280, 720, picture="color=c=0x808080", sound=None))
    checked = await rig.studio.jobs.check(edit(source, None))
    make_clip(source, Clip(4.0, 1280, 720, picture="color=c=0x208020", sound=None))
    (job,) = await rig.studio.jobs.start_checked(*checked)
    await until(lambda: rig.job(job.id).held, seconds=60)
    return job


async def test_a_source_that_changed_since_generate_is_held_and_can_go_as_it_is_now(
    data: Path, video: bytes, tmp_path: Path
) -> None:
    async with practice_rig(data, video) as rig:
        job = await held_since_its_clip_changed(rig, tmp_path / "a.mp4")
        assert rig.job(job.id).held == Notice("source_changed", {"name": "a.mp4"})
        assert rig.service.bodies == []
        words = current().notice("source_changed", {"name": "a.mp4"})
        assert words.buttons == ("send_changed",)
        newer = await rig.studio.jobs.send_changed(job.id)
        await until(lambda: rig.job(newer.id).state is JobState.DONE, seconds=60)
        assert (newer.parent, newer.seconds) == (job.id, 4.0)
        assert newer.price != job.price
        assert rig.job(job.id).state is JobState.STOPPED
        assert len(rig.service.bodies) == 1
        with pytest.raises(BadInput, match="not_offered"):
            await rig.studio.jobs.send_changed(newer.id)


async def test_a_clip_that_changed_goes_once_however_often_that_is_said(
    data: Path, video: bytes, tmp_path: Path
) -> None:
    async with practice_rig(data, video) as rig:
        job = await held_since_its_clip_changed(rig, tmp_path / "a.mp4")
        said = [rig.studio.jobs.send_changed(job.id) for _ in range(2)]
        came = await asyncio.gather(*said, return_exceptions=True)
        (newer,) = (each for each in came if isinstance(each, EditJob))
        assert all(isinstance(each, EditJob | BadInput | LostRace) for each in came)
        await until(lambda: rig.job(newer.id).state is JobState.DONE, seconds=60)
        assert set(rig.studio.jobs.open) == {job.id, newer.id}
        assert len(rig.service.bodies) == 1


async def test_a_full_disk_holds_the_job_until_there_is_room(
    data: Path, video: bytes, long_clip: Path
) -> None:
    async with practice_rig(data, video) as rig:
        with small_disk(data / "prepared", "20m"):
            (job,) = await rig.studio.jobs.start(edit(long_clip))
            await until(lambda: rig.job(job.id).held, seconds=60)
            assert rig.job(job.id).held == Notice("disk_full", {"folder": str(data / "prepared")})
            assert rig.service.bodies == []
        rig.studio.jobs.ask_now(job.id)
        await until(lambda: rig.job(job.id).state is JobState.DONE, seconds=60)
