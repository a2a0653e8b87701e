"""Takes of one edit share one preparation: a clip is uploaded once, however many are wanted."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from kling_desktop.domain.composing import unread
from kling_desktop.domain.errors import BadInput
from kling_desktop.domain.job import EditJob, JobState
from kling_desktop.domain.notice import Notice
from kling_desktop.domain.request import EditRequest, Element, ElementKind, ReferType, VideoInput
from kling_desktop.services.jobs import CLIP_CHANGED, is_resting
from tests.support.clips import Clip, make_clip
from tests.support.double import End, Scene, Wait, http
from tests.support.engine import accepted
from tests.support.practice import PracticeRig, practice_rig, taken
from tests.support.waiting import until


@pytest.fixture(scope="session")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_clip(tmp_path_factory.mktemp("source") / "A001.mp4", Clip(seconds=3.0, sound=None))


def edit(source: Path, prompt: str = "Add snow to @Video1") -> EditRequest:
    return EditRequest(prompt, (VideoInput(str(source)),))


async def all_rested(rig: PracticeRig, jobs: tuple[EditJob, ...]) -> None:
    await until(lambda: all(is_resting(rig.job(job.id)) for job in jobs), seconds=30)


def sent_links(rig: PracticeRig) -> list[str]:
    return [json.loads(body)["video_list"][0]["video_url"] for body in rig.service.bodies]


async def test_four_takes_need_one_upload(data: Path, video: bytes, source: Path) -> None:
    async with practice_rig(data, video) as rig:
        rig.service.posts = [accepted(f"task-{number}") for number in range(4)]
        jobs = await rig.studio.jobs.start(edit(source), takes=4)
        await all_rested(rig, jobs)
        assert [rig.job(job.id).state for job in jobs] == [JobState.DONE] * 4
        assert len(rig.uploaded) == 1
        assert len(sent_links(rig)) == 4
        assert len(set(sent_links(rig))) == 1


async def test_every_video_of_an_edit_is_uploaded_and_sent_with_what_it_is_for(
    data: Path, video: bytes, source: Path, tmp_path: Path
) -> None:
    other = make_clip(tmp_path / "look.mp4", Clip(seconds=3.0, sound=None))
    async with practice_rig(data, video) as rig:
        rig.service.posts = [accepted()]
        both = edit(source)
        both = replace(both, videos=(*both.videos, VideoInput(str(other), ReferType.FEATURE)))
        jobs = await rig.studio.jobs.start(both)
        await all_rested(rig, jobs)
        assert rig.job(jobs[0].id).state is JobState.DONE
        assert len(rig.uploaded) == 2
        sent = json.loads(rig.service.bodies[0])["video_list"]
        assert [each["refer_type"] for each in sent] == ["base", "feature"]
        names = [each["video_url"].rpartition("/")[2] for each in sent]
        assert names == [link.url.rpartition("/")[2] for link in rig.job(jobs[0].id).links]
        assert len(set(names)) == 2


async def test_files_that_show_an_element_are_uploaded_once_and_sent_as_links(
    data: Path, video: bytes, source: Path, tmp_path: Path
) -> None:
    turn = make_clip(tmp_path / "turn.mp4", Clip(seconds=3.0, sound=None, rate="25"))
    hosted = VideoInput("https://looks.example/side.mp4")
    hero = Element(ElementKind.VIDEO, "Hero", videos=(hosted, VideoInput(str(turn))))
    async with practice_rig(data, video) as rig:
        rig.service.posts = [accepted(f"task-{number}") for number in range(3)]
        jobs = await rig.studio.jobs.start(replace(edit(source), elements=(hero,)), takes=2)
        await all_rested(rig, jobs)
        assert [rig.job(job.id).state for job in jobs] == [JobState.DONE] * 2
        assert len(rig.uploaded) == 2
        clip = rig.job(jobs[0].id).request.elements[0].videos[1]
        assert clip.fingerprint is not None
        again = await rig.studio.jobs.run_again(jobs[0].id)
        await all_rested(rig, (again,))
        assert rig.job(again.id).state is JobState.DONE
        for job, text in zip((*jobs, again), rig.service.bodies, strict=True):
            body = json.loads(text)
            (element,) = body["elements"]
            first, second = element["reference_videos"]
            assert first == hosted.location
            assert second.rpartition("/")[2] == rig.job(job.id).links[1].url.rpartition("/")[2]
            assert second != body["video_list"][0]["video_url"]


async def test_a_file_that_cannot_show_an_element_stops_the_edit_before_anything_is_sent(
    data: Path, video: bytes, source: Path, tmp_path: Path
) -> None:
    short = make_clip(tmp_path / "short.mp4", Clip(seconds=1.0, width=320, height=240, sound=None))
    hero = Element(ElementKind.VIDEO, "Hero", videos=(VideoInput(str(short)),))
    async with practice_rig(data, video) as rig:
        with pytest.raises(BadInput, match="element_clip_unfit"):
            await rig.studio.jobs.start(replace(edit(source), elements=(hero,)))
        with pytest.raises(BadInput) as caught:
            await rig.studio.jobs.start(replace(edit(source), elements=(replace(hero, name=""),)))
        assert caught.value.notice.values["element"] == "1"
        assert rig.service.bodies == []
        assert rig.studio.jobs.open == {}


async def test_a_take_that_begins_while_the_links_of_the_first_are_saved_has_the_same(
    data: Path, video: bytes, source: Path
) -> None:
    async with practice_rig(data, video) as rig:
        rig.service.posts = [accepted(f"task-{number}") for number in range(2)]
        ledger = rig.studio.jobs._ledger
        change, saving, gate = ledger.change, [], asyncio.Event()

        async def slow(job_id: str, changed: Callable[[EditJob], EditJob]) -> EditJob:
            if not gate.is_set():
                saving.append(job_id)
                await gate.wait()
            return await change(job_id, changed)

        setattr(ledger, "change", slow)  # noqa: B010 the real one, later
        (first,) = await rig.studio.jobs.start(edit(source))
        await until(lambda: len(saving) == 1)
        (second,) = await ledger.add(replace(first, id="second"))
        rig.studio.crew.take_on(second)
        await until(lambda: len(saving) == 2)
        gate.set()
        await all_rested(rig, (first, second))
        assert len(rig.uploaded) == 1


async def test_another_edit_of_the_same_clip_has_an_upload_of_its_own(
    data: Path, video: bytes, source: Path
) -> None:
    async with practice_rig(data, video) as rig:
        rig.service.posts = [accepted(f"task-{number}") for number in range(2)]
        for prompt in ("Snow on @Video1", "Rain on @Video1"):
            await all_rested(rig, await rig.studio.jobs.start(edit(source, prompt)))
        assert len(set(rig.uploaded)) == 2


async def test_every_take_shows_the_upload(data: Path, video: bytes, source: Path) -> None:
    async with practice_rig(data, video) as rig:
        shown: set[str] = set()

        def look(job_id: str) -> None:
            if rig.studio.progress.of(job_id).phase == "uploading":
                shown.add(job_id)

        rig.studio.progress.subscribe(look)
        jobs = await rig.studio.jobs.start(edit(source), takes=2)
        await until(lambda: all(rig.job(job.id).links for job in jobs))
        assert shown == {job.id for job in jobs}


async def test_a_take_that_is_stopped_leaves_the_upload_to_the_others(
    data: Path, video: bytes, source: Path
) -> None:
    async with practice_rig(data, video, Scene(end=End.HANG, wait=Wait.HEAD), Scene(taken)) as rig:
        first, second = await rig.studio.jobs.start(edit(source), takes=2)
        await until(lambda: rig.uploads.seen)
        rig.studio.jobs.stop(first.id)
        await until(lambda: rig.job(first.id).state is JobState.STOPPED)
        assert rig.job(second.id).state is JobState.PREPARING
        assert len(rig.uploads.seen) == 1
        rig.studio.jobs.stop(second.id)
        await until(lambda: rig.job(second.id).state is JobState.STOPPED)
        # With the last one that waited the upload has ended, and the next begins anew.
        again = await rig.studio.jobs.start(edit(source))
        await until(lambda: rig.job(again[0].id).links)
        assert rig.uploads.connections == 2


async def test_an_upload_that_fails_is_tried_again_once_for_all(
    data: Path, video: bytes, source: Path
) -> None:
    async with practice_rig(data, video, Scene(http(500)), Scene(taken)) as rig:
        jobs = await rig.studio.jobs.start(edit(source), takes=3)
        await until(lambda: all(rig.job(job.id).links for job in jobs))
        assert len(rig.uploads.seen) == 2
        assert len({rig.job(job.id).links for job in jobs}) == 1


async def test_a_take_whose_sibling_has_a_link_already_takes_it(
    data: Path, video: bytes, source: Path
) -> None:
    async with practice_rig(data, video) as rig:
        (first,) = await rig.studio.jobs.start(edit(source))
        await until(lambda: rig.job(first.id).links)
        known = rig.job(first.id)
        sibling = replace(known, id="sibling", rev=0, state=JobState.PREPARING, links=(), task_id="")
        await rig.studio.ledger.add(sibling)
        rig.studio.crew.take_on(sibling)
        await until(lambda: rig.job("sibling").links)
        assert rig.job("sibling").links == known.links
        assert len(rig.uploaded) == 1


async def test_a_link_that_dies_soon_is_made_anew(data: Path, video: bytes, source: Path) -> None:
    async with practice_rig(data, video) as rig:
        (first,) = await rig.studio.jobs.start(edit(source))
        await until(lambda: is_resting(rig.job(first.id)))
        rig.clock.jump = 7 * 86_400.0 - 3600.0
        sibling = replace(first, id="sibling", rev=0, state=JobState.PREPARING)
        await rig.studio.ledger.add(sibling)
        rig.studio.crew.take_on(sibling)
        await until(lambda: rig.job("sibling").links)
        assert len(rig.uploaded) == 2


async def test_nothing_is_said_to_be_a_fault_while_a_clip_is_gone(
    data: Path, video: bytes, source: Path, tmp_path: Path
) -> None:
    clip = tmp_path / "clip.mp4"
    clip.write_bytes(source.read_bytes())
    async with practice_rig(data, video) as rig:
        said: list[str] = []
        rig.studio.desk.subscribe(lambda notice: said.append(notice.code))
        request, seconds = await rig.studio.jobs.check(edit(clip))
        clip.unlink()
        jobs = await rig.studio.jobs.start_checked(request, seconds, takes=2)
        await until(lambda: all(rig.job(job.id).held for job in jobs))
        assert {held.code for job in jobs if (held := rig.job(job.id).held)} == {"source_gone"}
        clip.write_bytes(source.read_bytes())
        await until(lambda: all(rig.job(job.id).links for job in jobs))
        assert said == []
        assert len(rig.uploaded) == 1


async def test_a_clip_that_is_no_longer_the_one_that_was_chosen_is_not_sent(
    data: Path, video: bytes, source: Path, tmp_path: Path
) -> None:
    clip = tmp_path / "clip.mp4"
    clip.write_bytes(source.read_bytes())
    async with practice_rig(data, video) as rig:
        chosen, _ = await rig.studio.jobs.check(edit(clip))
        clip.write_bytes(source.read_bytes() + b"\0\0\0\x08free")
        with pytest.raises(BadInput, match=CLIP_CHANGED):
            await rig.studio.jobs.start(chosen)
        assert not rig.studio.jobs.open
        # Saved anew with the same content, it is the same clip.
        clip.write_bytes(source.read_bytes())
        assert len(await rig.studio.jobs.start(chosen)) == 1


async def test_a_clip_of_an_element_that_is_no_longer_the_one_that_was_chosen_is_not_sent(
    data: Path, video: bytes, source: Path, tmp_path: Path
) -> None:
    clip = tmp_path / "turn.mp4"
    clip.write_bytes(source.read_bytes())
    async with practice_rig(data, video) as rig:
        element = Element(ElementKind.VIDEO, "Hero", videos=(VideoInput(str(clip)),))
        hero = (await rig.studio.elements.add(element)).element
        clip.write_bytes(source.read_bytes() + b"\0\0\0\x08free")
        chosen = replace(edit(source), elements=(hero,))
        with pytest.raises(BadInput) as refused:
            await rig.studio.jobs.start(chosen)
        assert refused.value.notice == Notice(CLIP_CHANGED, {"name": "turn.mp4"})
        assert not rig.studio.jobs.open
        assert len(await rig.studio.jobs.start(unread(chosen))) == 1


async def test_of_the_takes_of_an_edit_one_is_the_winner(data: Path, video: bytes, source: Path) -> None:
    async with practice_rig(data, video) as rig:
        rig.service.posts = [accepted(f"task-{number}") for number in range(3)]
        first, second = await rig.studio.jobs.start(edit(source), takes=2)
        (other,) = await rig.studio.jobs.start(edit(source, "Rain on @Video1"))
        await all_rested(rig, (first, second, other))
        together = await rig.studio.history.sent_together(rig.job(second.id))
        assert [job.id for job in together] == [first.id, second.id]
        for job in (other, first, second):
            await rig.studio.jobs.star(job.id, 1)
        assert [rig.job(job.id).starred for job in (first, second, other)] == [0, 1, 1]
        await rig.studio.jobs.star(second.id, 0)
        assert rig.job(second.id).starred == 0
        with pytest.raises(BadInput) as refused:
            await rig.studio.jobs.star(first.id, 2)
        assert refused.value.notice.code == "no_such_take"
