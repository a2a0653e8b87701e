"""Colours come out as they went in, whatever matrix, range and depth a frame is stored in."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import av
import pytest
from av.video.reformatter import ColorRange

from kling_desktop.media.colour import Painter, Picture
from kling_desktop.media.frames import filmstrip, still
from tests.unit.media.conftest import SMALL, Maker

# Weights of red and blue by the matrix number of ITU-T H.273.
WEIGHTS = {1: (0.2126, 0.0722), 5: (0.299, 0.114), 6: (0.299, 0.114), 7: (0.212, 0.087), 9: (0.2627, 0.0593)}
UNTAGGED = 2
LIMITED, FULL = ColorRange.MPEG, ColorRange.JPEG
COLOURS = [(255, 0, 0), (0, 255, 0), (0, 0, 255), (200, 100, 50), (16, 235, 128), (255, 255, 255), (0, 0, 0)]


def coded(rgb: tuple[int, int, int], matrix: int, depth: int, is_full: bool) -> tuple[int, int, int]:
    """Luma and chroma of a colour by the formulas of the standards."""
    of_red, of_blue = WEIGHTS[matrix]
    red, green, blue = (part / 255 for part in rgb)
    luma = of_red * red + (1 - of_red - of_blue) * green + of_blue * blue
    chroma = ((blue - luma) / (2 - 2 * of_blue), (red - luma) / (2 - 2 * of_red))
    largest, unit = (1 << depth) - 1, 1 << (depth - 8)
    if is_full:
        values = (luma * largest, *(part * largest + 128 * unit for part in chroma))
    else:
        values = ((16 + 219 * luma) * unit, *((128 + 224 * part) * unit for part in chroma))
    blueness, redness = (min(largest, max(0, round(part))) for part in values[1:])
    return round(values[0]), blueness, redness


def flat(
    rgb: tuple[int, int, int], matrix: int, pix_fmt: str, is_full: bool, size: tuple[int, int] = (64, 32)
) -> av.VideoFrame:
    """A frame of one colour, tagged by matrix and range."""
    frame = av.VideoFrame(*size, pix_fmt)
    depth = 10 if "10le" in pix_fmt else 8
    for plane, value in zip(frame.planes, coded(rgb, matrix, depth, is_full), strict=True):
        width = 2 if depth > 8 else 1
        plane.update(value.to_bytes(width, "little") * (plane.buffer_size // width))
    frame.colorspace = matrix
    frame.color_range = FULL if is_full else LIMITED
    return frame


def centre(picture: Picture) -> tuple[int, ...]:
    """The colour in the middle."""
    place = picture.height // 2 * picture.stride + picture.width // 2 * 3
    return tuple(picture.rgb[place : place + 3])


def is_near(seen: tuple[int, ...], meant: tuple[int, ...], tolerance: int = 2) -> bool:
    """Whether no channel is further off than rounding explains."""
    return max(abs(a - b) for a, b in zip(seen, meant, strict=True)) <= tolerance


@pytest.mark.parametrize("is_full", [False, True], ids=["limited", "full"])
@pytest.mark.parametrize("pix_fmt", ["yuv420p", "yuv422p10le", "yuv444p"])
@pytest.mark.parametrize("matrix", WEIGHTS)
def test_each_matrix_range_and_depth(matrix: int, pix_fmt: str, is_full: bool) -> None:
    painter = Painter()
    for colour in COLOURS:
        picture = painter.paint(flat(colour, matrix, pix_fmt, is_full), (32, 16))
        assert is_near(centre(picture), colour), colour


def test_untagged_frames_are_read_by_their_height() -> None:
    for matrix, size in ((6, (720, 576)), (6, (720, 480)), (1, (1280, 720)), (1, (1920, 1080))):
        frame = flat((200, 100, 50), matrix, "yuv420p", False, size)
        frame.colorspace, frame.color_range = UNTAGGED, ColorRange.UNSPECIFIED
        assert is_near(centre(Painter().paint(frame, (64, 36))), (200, 100, 50)), size


def test_odd_tags_are_read_like_none() -> None:
    for odd in (0, 3, 8, 11, 14):
        frame = flat((200, 100, 50), 1, "yuv420p", False, (1280, 720))
        frame.colorspace = odd
        assert is_near(centre(Painter().paint(frame, (64, 36))), (200, 100, 50)), odd


@pytest.mark.parametrize("pix_fmt", ["rgb24", "bgr0", "gbrp", "rgba", "rgb48le", "gbrp10le"])
def test_rgb_stays_as_it_is(pix_fmt: str) -> None:
    source = av.VideoFrame.from_bytes(bytes((200, 100, 50, 255)) * 64, 8, 8, format="rgba")
    assert is_near(centre(Painter().paint(source.reformat(format=pix_fmt), (4, 4))), (200, 100, 50), 1)


def test_grey_is_limited_unless_it_says_otherwise() -> None:
    for is_full, value in ((False, 126), (True, 128)):
        frame = av.VideoFrame(16, 16, "gray")
        frame.planes[0].update(bytes([value]) * frame.planes[0].buffer_size)
        frame.color_range = FULL if is_full else LIMITED
        assert is_near(centre(Painter().paint(frame, (8, 8))), (128, 128, 128)), is_full


def test_a_painter_goes_on_when_frames_change(make: Maker) -> None:
    painter = Painter()
    for matrix, size in ((1, (64, 32)), (6, (32, 64)), (9, (128, 72)), (1, (64, 32))):
        picture = painter.paint(flat((200, 100, 50), matrix, "yuv420p", False, size), (24, 24))
        assert is_near(centre(picture), (200, 100, 50))


@pytest.mark.parametrize("size", [(64, 32), (32, 16)], ids=["whole", "smaller"])
@pytest.mark.parametrize("pix_fmt", ["yuv420p", "yuv422p", "yuv444p", "yuv420p10le", "yuv422p10le"])
def test_the_screen_has_the_colours_of_a_still(pix_fmt: str, size: tuple[int, int]) -> None:
    painter = Painter()
    levels = (0, 60, 128, 191, 255)
    for colour in product(levels, levels, levels):
        frame = flat(colour, 1, pix_fmt, False)
        shown = painter.paint_for_screen(frame, size)
        place = size[1] // 2 * shown.stride + size[0] // 2 * 4
        blue, green, red = shown.bgrx[place : place + 3]
        assert is_near((red, green, blue), centre(painter.paint(frame, size)), 1), colour


@pytest.mark.parametrize("colour", [(1, 1, 1, 1), (6, 6, 6, 1), (1, 1, 1, 2), None])
def test_still_and_strip_agree(make: Maker, colour: tuple[int, int, int, int] | None) -> None:
    described = replace(SMALL, picture="color=c=0xC86432", colour=colour, sound=None)
    path = make("flat.mp4", described)
    whole, small = still(path, 1.0), next(filmstrip(path, 1, 36))
    assert is_near(centre(whole), centre(small), 1)
