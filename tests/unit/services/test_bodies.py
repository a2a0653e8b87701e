"""The body of an edit with pictures: whole, or the words why there is none."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from kling_desktop.domain.job import JobState
from kling_desktop.domain.request import ImageInput
from kling_desktop.services.jobs import is_resting
from tests.support.engine import Rig, edit, rig_at
from tests.support.waiting import until

DATA = bytes(range(256)) * 1000


def kept(rig: Rig, name: str, data: bytes) -> ImageInput:
    return ImageInput(name, sha256=rig.studio._inputs.keep(data), media_type="image/png")


async def test_pictures_arrive_as_they_were_kept(data: Path, video: bytes) -> None:
    async with rig_at(data, video) as rig:
        images = (
            kept(rig, "a.png", DATA),
            ImageInput("b", url="https://h.example/b"),
            kept(rig, "c.png", b"c"),
        )
        job = await rig.send(replace(edit(), images=images))
        await until(lambda: is_resting(rig.job(job.id)))
        sent = json.loads(rig.service.bodies[0])["images"]
        assert sent == [
            f"data:image/png;base64,{base64.b64encode(DATA).decode()}",
            "https://h.example/b",
            "data:image/png;base64,Yw==",
        ]


@pytest.mark.parametrize(
    "harm", [Path.unlink, lambda path: path.write_bytes(b"other")], ids=["gone", "damaged"]
)
async def test_a_picture_that_cannot_be_sent_holds_the_job_until_it_is_back(
    data: Path, video: bytes, harm: Callable[[Path], object]
) -> None:
    async with rig_at(data, video) as rig:
        rig.studio.line.pause()
        image = kept(rig, "a.png", DATA)
        job = await rig.send(replace(edit(), images=(image,)))
        harm(rig.studio._inputs.path(image.sha256))
        rig.studio.line.resume()
        await until(lambda: rig.job(job.id).held)
        held = rig.job(job.id).held
        assert held
        assert held.code == "input_gone"
        assert rig.service.bodies == []
        rig.studio._inputs.keep(DATA)
        await until(lambda: rig.job(job.id).state is JobState.DONE)
        assert len(rig.service.bodies) == 1
