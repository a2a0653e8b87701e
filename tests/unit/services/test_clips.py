"""Pictures along a clip reach the loop while the rest is still being made, and no more of them once cancelled."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from kling_desktop import paths
from kling_desktop.media.colour import Picture
from kling_desktop.media.worker import Workers
from kling_desktop.services.clips import Clips
from kling_desktop.store.inputs import InputFolder

DEMO = paths.resource("demo", "big-buck-bunny-5s.mp4")
COUNT = 24


@pytest.fixture
def clips(tmp_path: Path) -> Iterator[Clips]:
    workers = Workers()
    yield Clips(workers, InputFolder(tmp_path / "inputs"))
    workers.close()


async def test_each_is_told_as_it_is_made(clips: Clips) -> None:
    pictures: list[Picture] = []
    await clips.filmstrip(DEMO, COUNT, 36, pictures.append)
    assert [picture.height for picture in pictures] == [36] * COUNT
    assert len({picture.rgb for picture in pictures}) == COUNT


async def test_cancelled_after_the_first_it_ends(clips: Clips) -> None:
    pictures: list[Picture] = []
    first = asyncio.Event()

    def take(picture: Picture) -> None:
        pictures.append(picture)
        first.set()

    reading = asyncio.ensure_future(clips.filmstrip(DEMO, COUNT, 36, take))
    await first.wait()
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    assert len(pictures) < COUNT
