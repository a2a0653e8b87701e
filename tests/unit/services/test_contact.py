"""Contact sheets: the same frames of source and takes, whatever of them is there; a file that replaces none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from kling_desktop.domain.contact import MOST_TAKES
from kling_desktop.domain.errors import BadInput
from kling_desktop.domain.job import EditJob, JobState, Take
from kling_desktop.domain.request import EditRequest, VideoInput
from kling_desktop.media.colour import Picture
from kling_desktop.services.contact import Part
from tests.support.barcode import number_in
from tests.support.engine import rig_at
from tests.support.jobs import make_job
from tests.support.takes import Kit, make_kit


@pytest.fixture
def kit(tmp_path: Path) -> Kit:
    folder = tmp_path / "clips"
    folder.mkdir()
    return make_kit(folder)


def done(kit: Kit, name: str, **changes: object) -> EditJob:
    made = make_job(
        name,
        request=EditRequest("Add snow\n to @Video1", (VideoInput(str(kit.source)),)),
        state=JobState.DONE,
        task_id=f"task-{name}",
        takes=(Take(str(kit.result), "00", kit.result.stat().st_size),),
        recipe=kit.recipe,
        folder=str(kit.result.parent),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def number(picture: Picture | None) -> int:
    """The frame number that a picture carries."""
    assert picture is not None
    return number_in(picture.rgb[1::3], picture.width, picture.height, picture.stride // 3)


async def test_source_raw_result_and_timeline_file_show_the_same_frames(
    data: Path, video: bytes, kit: Kit
) -> None:
    seen: list[Part] = []

    def paint(parts: Sequence[Part]) -> bytes:
        seen.extend(parts)
        return b"a picture"

    async with rig_at(data, video) as rig:
        await rig.studio.ledger.add(done(kit, "made"))
        await rig.studio.timeline.settled("made")
        assert rig.job("made").takes[0].timeline
        await rig.studio.ledger.add(done(kit, "raw", starred=1, created=rig.job("made").created + 1))
        await rig.studio.ledger.add(make_job("failed", state=JobState.FAILED))
        first = await rig.studio.outputs.contacts.of_jobs(["raw", "made", "failed"], paint)
        second = await rig.studio.outputs.contacts.of_versions(str(kit.source), "", paint)
    part = seen[0]
    # A third of the way into each third of 22 frames from 9 on.
    assert [number(picture) for picture in part.source] == [12, 20, 27]
    for take in part.takes:
        assert [number(picture) for picture in take.pictures] == [12, 20, 27]
    assert part.moments == ("01:00:00:12", "01:00:00:20", "01:00:01:02")
    assert [(take.name, take.prompt, take.is_starred) for take in part.takes] == [
        ("A001C003_v003", "Add snow to @Video1", False),
        ("A001C003_v003", "Add snow to @Video1", True),
    ]
    assert seen[1].takes == part.takes
    assert [path.name for path in (first, second)] == ["A001C003_contact.png", "A001C003_contact_2.png"]
    assert first.parent == kit.result.parent
    assert first.read_bytes() == b"a picture"


async def test_what_has_gone_leaves_its_place_empty(data: Path, video: bytes, kit: Kit) -> None:
    seen: list[Part] = []

    def paint(parts: Sequence[Part]) -> bytes:
        seen.extend(parts)
        return b""

    async with rig_at(data, video) as rig:
        await rig.studio.ledger.add(done(kit, "whole"))
        gone = replace(kit.recipe, location=str(kit.source.with_name("gone.mov")))
        elsewhere = EditRequest("Rain", (VideoInput(gone.location),))
        lost = (Take(str(kit.result.with_name("lost_v001.mp4")), "00", 9),)
        await rig.studio.ledger.add(done(kit, "lost", recipe=gone, request=elsewhere, takes=lost))
        await rig.studio.ledger.add(done(kit, "linked", recipe=None, request=elsewhere))
        await rig.studio.outputs.contacts.of_jobs(["whole", "lost", "linked"], paint)
    assert [len(part.takes) for part in seen] == [1, 2]
    assert seen[1].source == seen[1].takes[0].pictures == (None, None, None)
    # Nobody knows which frames of a link were sent: those of the result stand at even steps.
    assert all(seen[1].takes[1].pictures)


async def test_without_results_or_with_too_many_it_says_so(data: Path, video: bytes, kit: Kit) -> None:
    async with rig_at(data, video) as rig:
        await rig.studio.ledger.add(make_job("failed", state=JobState.FAILED))
        with pytest.raises(BadInput) as empty:
            await rig.studio.outputs.contacts.of_jobs(["failed"], lambda _: b"")
        many = done(kit, "many").takes * (MOST_TAKES + 1)
        await rig.studio.ledger.add(done(kit, "many", takes=many))
        with pytest.raises(BadInput) as long:
            await rig.studio.outputs.contacts.of_jobs(["many"], lambda _: b"")
    assert (empty.value.notice.code, long.value.notice.code) == ("contact_empty", "contact_too_long")
