"""Pictures made fit: any common format, too small, too big, too long, turned, deep, transparent, broken."""

from __future__ import annotations

import io
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from kling_desktop.domain.errors import BadInput
from kling_desktop.domain.fitting import LEAST_SIDE, Crop, Remedy, remedy_of, widest_crop
from kling_desktop.domain.limits import KLING_V3_OMNI, LIMITS, check_image
from kling_desktop.domain.media import ImageInfo
from kling_desktop.media import files
from kling_desktop.media.colour import Picture
from kling_desktop.media.fitting import as_png, facts, fitted, thumbnail
from kling_desktop.media.pictures import image_info
from kling_desktop.media.worker import Stopped
from tests.support.heic import heic

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "AVIF")
SECRET = b"Jane Doe"


def drawn(width: int = 400, height: int = 320, mode: str = "RGB") -> Image.Image:
    """Red at its left half, blue at its right."""
    image = Image.new("RGB", (width, height), (200, 30, 30))
    image.paste((30, 30, 200), (width // 2, 0, width, height))
    return image.convert(mode)


def saved(image: Image.Image, form: str, **options: object) -> bytes:
    target = io.BytesIO()
    image.save(target, form, **options)
    return target.getvalue()


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def is_fit(data: bytes) -> bool:
    return not check_image("x", image_info(data, "x"))


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_becomes_one_the_service_takes(form: str) -> None:
    data = saved(drawn(), form)
    assert (facts(data, "x").width, facts(data, "x").height) == (400, 320)
    sent, media_type = fitted(data, "x")
    assert is_fit(sent)
    assert media_type == f"image/{image_info(sent, 'x').format}"
    left, right = (
        opened(sent).convert("RGB").getpixel((100, 160)),
        opened(sent).convert("RGB").getpixel((300, 160)),
    )
    assert isinstance(left, tuple)
    assert isinstance(right, tuple)
    assert left[0] > left[2] + 100
    assert right[2] > right[0] + 100


def test_a_picture_of_a_phone_is_converted() -> None:
    data = heic()
    info = facts(data, "IMG_1.HEIC")
    assert (info.format, remedy_of(info)) == ("heic", Remedy.FIT)
    sent, media_type = fitted(data, "IMG_1.HEIC")
    assert media_type == "image/jpeg"
    assert is_fit(sent)
    assert opened(sent).size == (info.width, info.height)


def test_camera_data_goes_and_its_turn_is_done() -> None:
    block = Image.Exif()
    block[0x0112], block[0x013B] = 6, SECRET.decode()
    data = saved(drawn(600, 400), "TIFF", exif=block)
    sent, _ = fitted(data, "x")
    assert opened(sent).size == (400, 600)
    assert SECRET not in sent
    assert not opened(sent).getexif()


def test_a_small_picture_is_enlarged_and_its_shape_stays() -> None:
    sent, _ = fitted(saved(drawn(150, 200), "PNG"), "x")
    assert opened(sent).size == (300, 400)


def test_too_many_bytes_are_encoded_again_until_they_fit() -> None:
    noise = Image.frombytes("RGB", (2000, 1750), random.Random(1).randbytes(2000 * 1750 * 3))
    data = saved(noise, "BMP")
    limit = LIMITS[KLING_V3_OMNI].max_image_bytes
    assert remedy_of(ImageInfo("png", 2600, 2000, limit + 1)) is Remedy.FIT
    sent, media_type = fitted(data, "x")
    assert len(sent) <= limit
    assert media_type == "image/jpeg"
    assert is_fit(sent)


def test_the_part_that_was_chosen_is_kept() -> None:
    data = saved(drawn(1800, 400), "JPEG", quality=95)
    with pytest.raises(BadInput) as caught:
        fitted(data, "wide.jpg")
    assert caught.value.notice.code == "image_aspect"
    sent, _ = fitted(data, "wide.jpg", Crop(left=0.5, width=0.5))
    assert opened(sent).size == (900, 400)
    pixel = opened(sent).getpixel((20, 200))
    assert isinstance(pixel, tuple)
    assert pixel[2] > 150


def test_what_can_be_seen_through_stays_so() -> None:
    image = drawn(mode="RGBA")
    image.putalpha(90)
    sent, media_type = fitted(saved(image, "WEBP", lossless=True), "x")
    assert media_type == "image/png"
    assert opened(sent).getchannel("A").getextrema() == (90, 90)


@pytest.mark.parametrize("mode", ["L", "1", "P", "LA", "CMYK", "I;16"])
def test_every_kind_of_pixel_is_understood(mode: str) -> None:
    grey = Image.linear_gradient("L").resize((400, 320))
    image = Image.new("I;16", (400, 320), 40_000) if mode == "I;16" else grey.convert(mode)
    sent, _ = fitted(saved(image, "TIFF"), "x")
    assert is_fit(sent)
    middle = opened(sent).convert("RGB").getpixel((200, 160))
    assert isinstance(middle, tuple)
    assert 100 < middle[0] < 170 or mode == "1"


@pytest.mark.parametrize("form", FORMATS)
def test_damage_is_told(form: str) -> None:
    noise = Image.effect_noise((400, 320), 90).convert("RGB")
    data = saved(noise, form)
    with pytest.raises(BadInput) as caught:
        fitted(data[: len(data) // 3], "x")
    assert caught.value.notice.code == "image_broken"


def test_what_is_no_picture_or_too_big_is_told() -> None:
    with pytest.raises(BadInput) as caught:
        facts(b"words, no picture at all", "x")
    assert caught.value.notice.code == "not_an_image"
    vast = saved(Image.new("1", (20_000, 20_000)), "TIFF", compression="group4")
    with pytest.raises(BadInput) as caught:
        facts(vast, "x")
    assert caught.value.notice.code == "image_huge"
    with pytest.raises(BadInput) as caught:
        facts(saved(Image.new("1", (20_000, 20_000)), "PNG"), "x")
    assert caught.value.notice.code == "image_huge"


def test_it_ends_when_it_is_told_to() -> None:
    with pytest.raises(Stopped):
        fitted(saved(drawn(), "BMP"), "x", stop=lambda: True)


def test_a_small_likeness_is_upright(tmp_path: Path) -> None:
    block = Image.Exif()
    block[0x0112] = 6
    data = saved(drawn(600, 400), "JPEG", exif=block)
    small = thumbnail(data, "x", 100, 100)
    assert (small.width, small.height) == (67, 100)
    assert len(small.rgb) == small.stride * small.height
    (tmp_path / "x").write_bytes(data)
    assert thumbnail(tmp_path / "x", "x", 100, 100) == small


def test_pixels_of_the_screen_become_a_picture() -> None:
    padded = bytes([9, 8, 7] * 5 + [0]) * 4
    image = opened(as_png(Picture(5, 4, 16, padded)))
    assert image.size == (5, 4)
    assert image.getpixel((4, 3)) == (9, 8, 7)


def test_a_file_that_is_far_too_large_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.png"
    with path.open("wb") as file:
        file.truncate(3_000_000_000)
    with pytest.raises(BadInput) as caught:
        files.whole_picture(path)
    assert caught.value.notice.code == "image_bytes"


SIDES = st.integers(1, 6000)


@given(SIDES, SIDES)
@settings(max_examples=200)
def test_the_widest_part_has_a_shape_the_service_takes(width: int, height: int) -> None:
    left, top, right, bottom = widest_crop(width, height).pixels(width, height)
    assert 0 <= left < right <= width
    assert 0 <= top < bottom <= height
    short, long = sorted((right - left, bottom - top))
    # Of a few pixels no whole part has the exact shape; those are too small to be made fit anyway.
    assert long <= 2.5 * short or min(width, height) < LEAST_SIDE


@pytest.mark.parametrize(
    ("info", "remedy"),
    [
        (ImageInfo("png", 400, 400, 9), Remedy.NONE),
        (ImageInfo("webp", 400, 400, 9), Remedy.FIT),
        (ImageInfo("png", 200, 400, 9), Remedy.FIT),
        (ImageInfo("png", 1, 1, 9), Remedy.NONE),
        (ImageInfo("jpeg", 3000, 400, 9), Remedy.CROP),
        (ImageInfo("jpeg", 600, 200, 9), Remedy.CROP),
    ],
)
def test_what_would_help(info: ImageInfo, remedy: Remedy) -> None:
    assert remedy_of(info) is remedy
