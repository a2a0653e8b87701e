"""What happens after `done`: a timeline file and an arrival card by themselves, and what the user asks for."""

from __future__ import annotations

import errno
import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kling_desktop.domain.arrival import Light
from kling_desktop.domain.errors import BadInput, DiskFull
from kling_desktop.domain.job import EditJob, JobState, Take
from kling_desktop.domain.request import EditRequest, VideoInput
from kling_desktop.domain.timeline import Fixes, Format, Sound, TimelineChoice
from kling_desktop.media.fingerprint import fingerprint
from kling_desktop.services import timeline as timeline_service
from kling_desktop.services.sidecar import sidecar_of
from kling_desktop.settings.sections import Timeline
from tests.support.barcode import numbers
from tests.support.engine import Rig, rig_at
from tests.support.jobs import make_job
from tests.support.takes import Kit, make_kit


@pytest.fixture
def kit(tmp_path: Path) -> Kit:
    folder = tmp_path / "clips"
    folder.mkdir()
    return make_kit(folder)


def done(kit: Kit, name: str = "job-1") -> EditJob:
    """A job that is done, its take where the result lies."""
    found = fingerprint(kit.source)
    request = EditRequest("Add snow to @Video1", (VideoInput(str(kit.source), fingerprint=found),))
    return make_job(
        name,
        request=request,
        state=JobState.DONE,
        task_id=f"task-{name}",
        takes=(Take(str(kit.result), "00", kit.result.stat().st_size),),
        recipe=replace(kit.recipe, sha256=found.sha256),
        folder=str(kit.result.parent),
    )


async def settled(rig: Rig, job: EditJob) -> Take:
    await rig.studio.ledger.add(job)
    await rig.studio.timeline.settled(job.id)
    return rig.job(job.id).takes[0]


async def test_each_take_is_made_fit_and_checked_on_arrival(data: Path, video: bytes, kit: Kit) -> None:
    async with rig_at(data, video) as rig:
        before = kit.result.read_bytes()
        take = await settled(rig, done(kit))
        assert take.timeline is not None
        assert take.timeline.failure is None
        made = Path(take.timeline.path)
        assert made.name == "A001C003_v003_timeline.mov"
        assert numbers(made) == kit.frames
        assert take.handed_out == str(made)
        assert take.arrival is not None
        assert take.arrival.light is Light.GREEN
        assert kit.result.read_bytes() == before
        assert sorted(path.name for path in kit.result.parent.iterdir()) == [
            "A001C003.mov",
            "A001C003_v003.json",
            "A001C003_v003.mp4",
            "A001C003_v003_timeline.mov",
        ]


async def test_the_sidecar_keeps_the_true_in_and_out(data: Path, video: bytes, kit: Kit) -> None:
    async with rig_at(data, video) as rig:
        await settled(rig, done(kit))
        said = json.loads(sidecar_of(kit.result).read_text(encoding="utf-8"))
        assert (said["range"]["in"], said["range"]["out"]) == ("01:00:00:09", "01:00:01:05")
        assert (said["range"]["handle_before"], said["range"]["handle_after"]) == (4, 4)
        assert said["timeline_file"] == {
            "file": "A001C003_v003_timeline.mov",
            "format": "restamp",
            "notes": [],
        }
        assert said["arrival"]["light"] == "green"


async def test_nothing_is_made_where_the_user_does_not_want_it(data: Path, video: bytes, kit: Kit) -> None:
    async with rig_at(data, video) as rig:
        rig.studio.settings.replace(Timeline(is_made=False))
        take = await settled(rig, done(kit))
        assert take == done(kit).takes[0]


async def test_a_failure_is_kept_and_can_be_made_good(data: Path, video: bytes, kit: Kit) -> None:
    async with rig_at(data, video) as rig:
        job = done(kit)
        away = kit.source.rename(kit.source.with_name("elsewhere.txt"))
        take = await settled(rig, job)
        assert rig.job("job-1").state is JobState.DONE
        assert take.timeline is not None
        assert take.timeline.failure is not None
        assert take.timeline.failure.code == "timeline_source_gone"
        assert take.handed_out == str(kit.result)
        away.rename(kit.source)
        job = await rig.studio.timeline.make_again("job-1", 0)
        assert job.takes[0].timeline is not None
        assert numbers(Path(job.takes[0].timeline.path)) == kit.frames


async def test_a_source_that_was_renamed_is_found_by_its_content(data: Path, video: bytes, kit: Kit) -> None:
    async with rig_at(data, video) as rig:
        job = done(kit)
        kit.source.rename(kit.source.with_name("Renamed.mov"))
        take = await settled(rig, job)
        assert take.timeline is not None
        assert take.timeline.failure is None


async def test_a_source_that_was_changed_is_not_used(data: Path, video: bytes, kit: Kit) -> None:
    async with rig_at(data, video) as rig:
        job = done(kit)
        with kit.source.open("ab") as file:
            file.write(b"more")
        take = await settled(rig, job)
        assert take.timeline is not None
        assert take.timeline.failure is not None


async def test_a_source_that_was_moved_is_relinked_by_its_content(
    data: Path, video: bytes, kit: Kit, tmp_path: Path
) -> None:
    async with rig_at(data, video) as rig:
        job = done(kit)
        elsewhere = tmp_path / "archive" / "day 1"
        elsewhere.mkdir(parents=True)
        kit.source.rename(elsewhere / "X.mov")
        await settled(rig, job)
        with pytest.raises(BadInput) as raised:
            await rig.studio.timeline.relink(job.id, kit.result.parent)
        assert raised.value.notice.code == "source_not_found"
        found = await rig.studio.timeline.relink(job.id, tmp_path / "archive")
        assert found.recipe is not None
        assert found.recipe.location == str(elsewhere / "X.mov")
        job = await rig.studio.timeline.make_again(job.id, 0)
        assert job.takes[0].timeline is not None
        assert job.takes[0].timeline.path


async def test_an_export_never_writes_over_another_file(
    data: Path, video: bytes, kit: Kit, tmp_path: Path
) -> None:
    async with rig_at(data, video) as rig:
        await settled(rig, done(kit))
        choice = TimelineChoice(Format.H264, Sound.NONE)
        folder = tmp_path / "out"
        names = [
            Path(
                (await rig.studio.timeline.export("job-1", 0, choice, folder, "{reel}_{in}_{out}")).path
            ).name
            for _ in range(2)
        ]
        assert names == ["A001_01-00-00-09_01-00-01-05.mp4", "A001_01-00-00-09_01-00-01-05_2.mp4"]
        assert sorted(path.name for path in folder.iterdir()) == names


async def test_a_bad_pattern_is_refused(data: Path, video: bytes, kit: Kit, tmp_path: Path) -> None:
    async with rig_at(data, video) as rig:
        await settled(rig, done(kit))
        with pytest.raises(BadInput) as raised:
            await rig.studio.timeline.export("job-1", 0, TimelineChoice(), tmp_path, "a/b_{clip}")
        assert raised.value.notice.code == "name_signs"


async def test_a_full_disk_is_said_and_leaves_nothing(
    data: Path, video: bytes, kit: Kit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with rig_at(data, video) as rig:
        await settled(rig, done(kit))

        def full(*_: Any) -> None:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        monkeypatch.setattr(timeline_service, "write_timeline", full)
        with pytest.raises(DiskFull) as raised:
            await rig.studio.timeline.export("job-1", 0, TimelineChoice(), tmp_path / "out")
        assert raised.value.notice.code == "timeline_disk_full"
        assert list((tmp_path / "out").iterdir()) == []


@pytest.mark.parametrize("code", [errno.ENAMETOOLONG, errno.EINVAL])
async def test_a_name_that_the_file_system_refuses_is_said(
    data: Path, video: bytes, kit: Kit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    async with rig_at(data, video) as rig:
        await settled(rig, done(kit))

        def refused(_order: object, part: Path, *_: Any) -> None:
            raise OSError(code, os.strerror(code), str(part))

        monkeypatch.setattr(timeline_service, "write_timeline", refused)
        with pytest.raises(BadInput) as raised:
            await rig.studio.timeline.export("job-1", 0, TimelineChoice(), tmp_path, "{clip}_{reel}")
        assert raised.value.notice.code == "timeline_name_refused"
        assert raised.value.notice.values == {"name": "A001C003_A001.mov", "folder": str(tmp_path)}


async def test_fixes_go_into_the_timeline_file_only(data: Path, video: bytes, kit: Kit) -> None:
    async with rig_at(data, video) as rig:
        before = kit.result.read_bytes()
        await settled(rig, done(kit))
        choice = rig.studio.timeline.usual_choice(Fixes(slip=2))
        job = await rig.studio.timeline.make_again("job-1", 0, choice)
        made = job.takes[0].timeline
        assert made is not None
        assert made.fixes.slip == 2
        assert made.format is Format.PRORES_422
        assert numbers(Path(made.path)) == [kit.frames[0]] * 2 + kit.frames[:-2]
        assert kit.result.read_bytes() == before


async def test_what_got_done_while_the_program_was_closed_is_made_on_start(
    data: Path, video: bytes, kit: Kit
) -> None:
    async with rig_at(data, video) as rig:
        job = done(kit)
        rig.studio.settings.replace(Timeline(is_made=False))
        await settled(rig, job)
        rig.studio.settings.replace(Timeline())
        await rig.studio.close()
        studio = await rig.start()
        assert studio.timeline.is_under_way(job.id)
        await studio.timeline.settled(job.id)
        assert rig.job(job.id).takes[0].handed_out.endswith("_timeline.mov")


async def test_a_stop_leaves_the_take_as_it_was(data: Path, video: bytes, kit: Kit) -> None:
    async with rig_at(data, video) as rig:
        job = done(kit)
        await rig.studio.ledger.add(job)
        rig.studio.timeline.stop(job.id)
        await rig.studio.timeline.settled(job.id)
        assert rig.job(job.id).takes[0].timeline is None
        assert kit.result.is_file()


async def test_a_job_without_a_local_source_has_no_timeline(data: Path, video: bytes) -> None:
    async with rig_at(data, video) as rig:
        job = make_job("link", state=JobState.DONE, task_id="t", takes=(Take("/x/a_v001.mp4", "00"),))
        await rig.studio.ledger.add(job)
        assert not rig.studio.timeline.is_under_way("link")
        with pytest.raises(BadInput) as raised:
            await rig.studio.timeline.make_again("link", 0)
        assert raised.value.notice.code == "timeline_no_source"
        with pytest.raises(BadInput) as raised:
            await rig.studio.timeline.make_again("link", 4)
        assert raised.value.notice.code == "timeline_no_take"


async def test_the_raw_result_is_copied_and_replaces_nothing(data: Path, video: bytes, kit: Kit) -> None:
    async with rig_at(data, video) as rig:
        await settled(rig, done(kit))
        folder = data / "out"
        copies = [await rig.studio.timeline.copy_raw("job-1", 0, folder) for _ in range(2)]
        assert [path.name for path in copies] == ["A001C003_v003.mp4", "A001C003_v003_2.mp4"]
        assert all(path.read_bytes() == kit.result.read_bytes() for path in copies)
        assert len(list(folder.iterdir())) == 2
        with pytest.raises(BadInput) as failed:
            await rig.studio.timeline.copy_raw("job-1", 1, folder)
        assert failed.value.notice.code == "timeline_no_take"
