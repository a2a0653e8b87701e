"""The filmstrip: reads what is looked at, in small batches, and gives up a clip that goes."""

from __future__ import annotations

import asyncio

from kling_desktop.viewmodels.filmstrip import BATCH, FilmstripModel, Tile
from tests.support.ranges import HOURS, LONG
from tests.support.studio_double import CLIP, StudioDouble


def filmstrip(studio: StudioDouble) -> FilmstripModel:
    studio.clips.add(CLIP, LONG)
    model = FilmstripModel()
    model.attach(studio.as_studio)
    model.show_clip(CLIP, LONG)
    return model


async def test_pictures_come_in_batches_for_what_is_seen(studio: StudioDouble) -> None:
    model = filmstrip(studio)
    tiles = [Tile(8, number) for number in range(6)]
    assert model.picture(tiles[0]) is None
    model.want(tiles)
    await studio.settle()
    assert [len(frames) for _, frames, _ in studio.clips.tiled] == [BATCH, 2]
    assert studio.clips.tiled[0][1] == (3, 11, 19, 27)
    assert all(model.picture(tile) for tile in tiles)


async def test_by_seconds_key_frames_do_by_frames_they_are_exact(studio: StudioDouble) -> None:
    model = filmstrip(studio)
    model.want([Tile(32, 0)])
    await studio.settle()
    model.want([Tile(1, 5)])
    await studio.settle()
    assert [is_exact for _, _, is_exact in studio.clips.tiled] == [False, True]


async def test_hours_are_never_read_as_a_whole(studio: StudioDouble) -> None:
    model = filmstrip(studio)
    studio.clips.add(CLIP, HOURS)
    model.show_clip(CLIP, HOURS)
    model.want([Tile(8192, number) for number in range(33)])
    await studio.settle()
    assert sum(len(frames) for _, frames, _ in studio.clips.tiled) == 33
    assert not any(is_exact for _, _, is_exact in studio.clips.tiled)


async def test_zoomed_in_the_wider_picture_stands_in(studio: StudioDouble) -> None:
    model = filmstrip(studio)
    model.want([Tile(32, 1)])
    await studio.settle()
    assert model.picture(Tile(1, 40)) is not None
    assert model.picture(Tile(1, 70)) is None


async def test_what_is_no_longer_looked_at_is_not_read(studio: StudioDouble) -> None:
    model = filmstrip(studio)
    studio.clips.tile_gate = asyncio.Event()
    model.want([Tile(1, number) for number in range(100)])
    await asyncio.sleep(0)
    model.want([Tile(4, 7)])
    studio.clips.tile_gate.set()
    await studio.settle()
    assert [frames for _, frames, _ in studio.clips.tiled] == [(0, 1, 2, 3), (29,)]


async def test_another_clip_ends_the_reading(studio: StudioDouble) -> None:
    model = filmstrip(studio)
    studio.clips.tile_gate = asyncio.Event()
    model.want([Tile(1, 0)])
    await asyncio.sleep(0)
    model.show_clip("", None)
    await studio.settle()
    assert model.picture(Tile(1, 0)) is None


async def test_a_broken_clip_goes_without_pictures(studio: StudioDouble) -> None:
    model = filmstrip(studio)
    model.show_clip("/clips/gone.mov", LONG)
    model.want([Tile(1, number) for number in range(6)])
    await studio.settle()
    assert model.picture(Tile(1, 0)) is None
    assert len(studio.clips.tiled) == 2
