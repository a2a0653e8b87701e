"""The library of elements: what it takes, what it refuses, and that it lasts."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from kling_desktop.domain.errors import BadInput
from kling_desktop.domain.request import Element, ElementKind, ImageInput, VideoInput
from tests.support.clips import Clip, make_clip
from tests.support.engine import Rig, rig_at

WALK = Element(ElementKind.VIDEO, "Walk", videos=(VideoInput("https://host.example/walk.mp4"),))


async def picture(rig: Rig, name: str, size: tuple[int, int] = (400, 400), red: int = 0) -> ImageInput:
    path = rig.root / name
    Image.new("RGB", size, (red, 60, 90)).save(path)
    return await rig.studio.clips.keep_image(str(path))


async def hero(rig: Rig, name: str = "Hero", others: int = 1) -> Element:
    front = await picture(rig, "front.png")
    sides = [await picture(rig, f"side{number}.png", red=number + 1) for number in range(others)]
    return Element(ElementKind.IMAGE, name, front, tuple(sides))


async def test_it_lasts_and_is_found_by_name(data: Path, video: bytes) -> None:
    async with rig_at(data, video) as rig:
        changes: list[None] = []
        rig.studio.elements.subscribe(changes.append)
        element = await hero(rig, "  女主角\n Anna ", others=3)
        stored = await rig.studio.elements.add(element)
        walk = await rig.studio.elements.add(WALK)
        assert stored.element == replace(element, name="女主角 Anna")
        await rig.studio.close()
        library = (await rig.start()).elements
        assert await library.find() == (walk, stored)
        assert await library.find("ANNA 女") == (stored,)
        assert await library.find("anna walk") == ()
        assert len(changes) == 2


async def test_an_element_is_changed_and_removed_without_touching_edits(data: Path, video: bytes) -> None:
    async with rig_at(data, video) as rig:
        library = rig.studio.elements
        stored = await library.add(await hero(rig))
        renamed = await library.change(stored.id, replace(stored.element, name="hero"))
        assert (renamed.id, renamed.element.name) == (stored.id, "hero")
        assert await library.find() == (renamed,)
        await library.remove(stored.id)
        await library.remove(stored.id)
        assert await library.find() == ()
        with pytest.raises(BadInput, match="element_gone"):
            await library.change(stored.id, stored.element)
        assert stored.element.frontal
        assert rig.studio._inputs.path(stored.element.frontal.sha256).is_file()


@pytest.mark.parametrize("name", ["Walk", " wALK ", "Ｗalk", "walk\t"])
async def test_no_two_are_called_alike(data: Path, video: bytes, name: str) -> None:
    async with rig_at(data, video) as rig:
        library = rig.studio.elements
        await library.add(WALK)
        other = await library.add(replace(WALK, name="Run"))
        with pytest.raises(BadInput, match="element_name_taken"):
            await library.add(replace(WALK, name=name))
        with pytest.raises(BadInput, match="element_name_taken"):
            await library.change(other.id, replace(WALK, name=name))
        assert [each.element.name for each in await library.find()] == ["Run", "Walk"]


async def test_what_is_no_element_is_refused(data: Path, video: bytes) -> None:
    async with rig_at(data, video) as rig:
        whole = await hero(rig)
        five = await hero(rig, others=4)
        short = make_clip(rig.root / "short.mp4", Clip(seconds=1.0, width=320, height=240, sound=None))
        lost = replace(whole, frontal=ImageInput("lost.png", sha256="ab" * 32))
        cases = (
            (replace(whole, name=" \t"), "element_unnamed"),
            (replace(whole, name="x" * 81), "element_name_long"),
            (replace(whole, references=()), "element_pictures"),
            (replace(whole, frontal=None), "element_pictures"),
            (five, "element_pictures"),
            (replace(WALK, videos=()), "element_videos"),
            (replace(WALK, videos=(VideoInput(str(rig.root / "lost.mp4")),)), "file_missing"),
            (replace(WALK, videos=(VideoInput(str(short)),)), "element_clip_unfit"),
            (lost, "draft_picture_gone"),
        )
        for element, code in cases:
            with pytest.raises(BadInput) as refusal:
                await rig.studio.elements.add(element)
            assert refusal.value.notice.code == code
        assert await rig.studio.elements.find() == ()


@pytest.mark.parametrize(("size", "code"), [((299, 400), "image_size"), ((300, 751), "image_aspect")])
async def test_pictures_outside_the_limits_are_refused_wherever_they_come_from(
    data: Path, video: bytes, size: tuple[int, int], code: str
) -> None:
    async with rig_at(data, video) as rig:
        whole = await hero(rig)
        path = rig.root / "small.png"
        Image.new("RGB", size).save(path)
        sha256 = rig.studio._inputs.keep(path.read_bytes())
        small = ImageInput("small.png", sha256=sha256, media_type="image/png")
        with pytest.raises(BadInput, match=code):
            await rig.studio.elements.add(replace(whole, references=(small,)))


async def test_pictures_given_by_address_are_the_services_matter(data: Path, video: bytes) -> None:
    async with rig_at(data, video) as rig:
        hosted = ImageInput("a", url="https://pictures.example/a.png")
        await rig.studio.elements.add(Element(ElementKind.IMAGE, "Hosted", hosted, (hosted,)))
        assert len(await rig.studio.elements.find()) == 1
