"""Small pictures, read once each."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from kling_desktop.viewmodels.pictures import KEPT, MOST_PASSING, Pictures
from tests.support.studio_double import CLIP, StudioDouble


async def test_a_picture_arrives_once_and_stays(studio: StudioDouble) -> None:
    pictures = Pictures()
    assert pictures.of(CLIP) is None
    pictures.attach(studio.as_studio)
    arrived: list[str] = []
    pictures.arrived.connect(arrived.append)
    assert pictures.of(CLIP) is None
    assert pictures.of(CLIP) is None
    await studio.settle()
    assert pictures.of(CLIP) is not None
    assert studio.clips.stills == [CLIP]
    assert arrived == [CLIP]


async def test_a_clip_that_is_another_one_is_read_anew(studio: StudioDouble) -> None:
    pictures = Pictures()
    pictures.attach(studio.as_studio)
    pictures.of(CLIP)
    await studio.settle()
    pictures.forget(CLIP)
    pictures.forget("/clips/none.mp4")
    assert pictures.of(CLIP) is None
    await studio.settle()
    assert pictures.of(CLIP) is not None
    assert studio.clips.stills == [CLIP, CLIP]


async def test_a_clip_that_is_gone_is_not_asked_for_again_and_again(studio: StudioDouble) -> None:
    pictures = Pictures()
    pictures.attach(studio.as_studio)
    for _ in range(3):
        assert pictures.of("/clips/none.mp4") is None
        await studio.settle()
    assert studio.clips.stills == ["/clips/none.mp4"]
    assert pictures.of("") is None


async def test_who_asks_while_a_row_has_it_read_is_told_too(
    studio: StudioDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, may_end = asyncio.Event(), asyncio.Event()
    still = studio.clips.still

    async def slow(*wanted: Any) -> Any:
        begun.set()
        await may_end.wait()
        return await still(*wanted)

    monkeypatch.setattr(studio.clips, "still", slow)
    pictures = Pictures()
    pictures.attach(studio.as_studio)
    told: list[tuple[str, str]] = []
    pictures.arrived.connect(lambda name: told.append(("arrived", name)))
    pictures.glimpsed.connect(lambda name: told.append(("glimpsed", name)))
    assert pictures.glimpse(CLIP) is None
    await begun.wait()
    assert pictures.of(CLIP) is None
    may_end.set()
    await studio.settle()
    assert told == [("glimpsed", CLIP), ("arrived", CLIP)]
    assert studio.clips.stills == [CLIP]


async def test_only_so_many_are_kept(studio: StudioDouble) -> None:
    pictures = Pictures()
    pictures.attach(studio.as_studio)
    paths = [f"/clips/{number}.mp4" for number in range(KEPT + 1)]
    for path in paths:
        studio.clips.add(path)
        pictures.of(path)
    await studio.settle()
    assert pictures.of(paths[-1]) is not None
    assert pictures.of(paths[0]) is None
    await studio.settle()


async def test_what_passes_by_too_fast_is_not_read_and_what_stays_is(studio: StudioDouble) -> None:
    pictures = Pictures()
    pictures.attach(studio.as_studio)
    glimpsed: list[str] = []
    arrived: list[str] = []
    pictures.glimpsed.connect(glimpsed.append)
    pictures.arrived.connect(arrived.append)
    paths = [f"/clips/{number}.mp4" for number in range(3 * MOST_PASSING)]
    for path in paths:
        studio.clips.add(path)
        assert pictures.glimpse(path) is None
    pictures.of(CLIP)
    await studio.settle()
    assert studio.clips.stills[0] == CLIP
    assert studio.clips.stills[1:] == paths[: -MOST_PASSING - 1 : -1]
    # Who is still in sight is told to ask again.
    assert glimpsed[-1] == ""
    assert arrived == [CLIP]
    assert pictures.glimpse(paths[-1]) is not None
