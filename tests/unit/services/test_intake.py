"""Pictures on their way in: kept once and bare, refused with what helps, frames of clips exactly."""

from __future__ import annotations

import io
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest
from PIL import Image

from kling_desktop.domain.fitting import Crop, Remedy
from kling_desktop.domain.origin import Origin, Pixels
from kling_desktop.media.worker import Workers
from kling_desktop.services.intake import Intake
from kling_desktop.store.inputs import InputFolder
from tests.support.clips import Clip, make_clip

SECRET = b"Jane Doe"


@pytest.fixture
def inputs(tmp_path: Path) -> InputFolder:
    return InputFolder(tmp_path / "inputs")


@pytest.fixture
def intake(inputs: InputFolder) -> Iterator[Intake]:
    workers = Workers(2)
    yield Intake(workers, inputs)
    workers.close()


def photo(width: int = 600, height: int = 400) -> bytes:
    """A photo on its side, with a secret in its camera data."""
    block = Image.Exif()
    block[0x0112], block[0x013B] = 6, SECRET.decode()
    target = io.BytesIO()
    Image.new("RGB", (width, height), (90, 120, 10)).save(target, "JPEG", exif=block)
    return target.getvalue()


async def test_what_can_be_sent_is_kept_once_upright_and_bare(intake: Intake, inputs: InputFolder) -> None:
    first = await intake.look(Origin("a.jpg", data=photo()))
    second = await intake.look(Origin("b.jpg", data=photo()))
    assert first.picture is not None
    assert second.picture is not None
    assert first.picture.sha256 == second.picture.sha256
    kept = list(inputs.root.iterdir())
    assert len(kept) == 1
    assert SECRET not in kept[0].read_bytes()
    with Image.open(kept[0]) as image:
        assert image.size == (400, 600)
    small = await intake.thumbnail(first.picture, 90)
    assert (small.width, small.height) == (60, 90)


async def test_what_is_refused_is_not_kept_until_it_is_made_fit(intake: Intake, inputs: InputFolder) -> None:
    origin = Origin("wide.jpg", data=photo(400, 2000))
    looked = await intake.look(origin)
    assert looked.picture is None
    assert looked.refusal is not None
    assert (looked.refusal.code, looked.remedy) == ("image_aspect", Remedy.CROP)
    assert not inputs.root.exists()
    again = await intake.fit(origin)
    assert again.picture is None
    assert again.remedy is Remedy.CROP
    part = await intake.fit(origin, Crop(width=0.5))
    assert part.picture is not None
    with Image.open(inputs.path(part.picture.sha256)) as image:
        assert image.size == (1000, 400)


async def test_pixels_of_a_clipboard_are_kept(intake: Intake, inputs: InputFolder) -> None:
    looked = await intake.look(Origin("shot", pixels=Pixels(300, 300, 900, bytes(300 * 900))))
    assert looked.picture is not None
    assert looked.picture.media_type == "image/png"


async def test_a_frame_of_a_clip_is_the_one_that_was_named_and_fits(
    intake: Intake, inputs: InputFolder, tmp_path: Path
) -> None:
    clip = make_clip(tmp_path / "clip.mp4", Clip(seconds=1, width=160, height=160, rate="24"))
    frames = [await intake.look(Origin("f", clip, frame=number)) for number in (0, 12, 23, 1_000_000_000)]
    pictures = [each.picture for each in frames]
    assert all(pictures)
    sums = [picture.sha256 for picture in pictures if picture]
    assert sums[2] == sums[3]
    assert len(set(sums)) == 3
    with Image.open(inputs.path(sums[0])) as image:
        assert image.size == (300, 300)


async def test_a_frame_is_also_named_by_its_moment(intake: Intake, tmp_path: Path) -> None:
    clip = make_clip(tmp_path / "clip.mp4", Clip(seconds=1, width=320, height=320, rate="24"))
    by_number = await intake.look(Origin("f", clip, frame=12))
    by_moment = await intake.look(Origin("f", clip, seconds=Fraction(12, 24)))
    assert by_number.picture is not None
    assert by_moment.picture is not None
    first = await intake.thumbnail(by_number.picture, 64)
    second = await intake.thumbnail(by_moment.picture, 64)
    assert first == second


async def test_a_clip_that_is_gone_is_told(intake: Intake, tmp_path: Path) -> None:
    looked = await intake.look(Origin("f", tmp_path / "gone.mp4", frame=3))
    assert looked.refusal is not None
    assert looked.refusal.code == "file_missing"
    assert looked.remedy is Remedy.NONE
