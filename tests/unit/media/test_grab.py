"""Stills: every pixel, in as many bits as the clip has, read as its look says."""

from __future__ import annotations

import struct
from fractions import Fraction
from pathlib import Path

import av
import pytest
from av.video.codeccontext import VideoCodecContext

from kling_desktop.domain.cut import LookKind
from kling_desktop.media.grab import grab, grab_deep
from kling_desktop.media.grading import Grade
from kling_desktop.media.png import png_header
from tests.support.barcode import numbers
from tests.support.clips import Clip, make_clip

BIT_DEPTH_AT = 24
INVERTING = "LUT_1D_SIZE 2\n1 1 1\n0 0 0\n"


def bits(png: bytes) -> int:
    return png[BIT_DEPTH_AT]


def values(png: bytes) -> set[int]:
    """The different values of the first colour in a PNG of 16 bits a colour."""
    decoder = av.CodecContext.create("png", "r")
    assert isinstance(decoder, VideoCodecContext)
    (frame,) = decoder.decode(av.Packet(png))
    plane = frame.planes[0]
    rows = bytes(plane)
    row = rows[: 6 * frame.width]
    return {value for (value,) in struct.iter_unpack(">H4x", row)}


def test_a_clip_of_ten_bits_gives_a_still_of_sixteen_with_more_than_256_shades(tmp_path: Path) -> None:
    made = Clip(
        seconds=0.5, width=1024, height=64, codec="libx265", pix_fmt="yuv420p10le", sound=None,
        picture="gradients=c0=black:c1=white:x0=0:y0=0:x1=1023:y1=0:nb_colors=2:speed=0.00001",
        options={"crf": "1"},
    )  # fmt: skip
    png = grab_deep(make_clip(tmp_path / "deep.mp4", made), Fraction(0))
    assert (bits(png), png_header(png).width, png_header(png).height) == (16, 1024, 64)
    assert len(values(png)) > 256


def test_a_clip_of_eight_bits_gives_a_still_of_eight(tmp_path: Path) -> None:
    made = Clip(seconds=1, width=320, height=180, rate="25", picture="numbers", sound=None)
    png = grab_deep(make_clip(tmp_path / "shot.mp4", made), Fraction(7, 25))
    assert bits(png) == 8
    (tmp_path / "still.png").write_bytes(png)
    assert numbers(tmp_path / "still.png") == [7]


@pytest.mark.parametrize("pix_fmt", ["yuv420p", "yuv420p10le"])
def test_the_look_of_the_source_is_applied(tmp_path: Path, pix_fmt: str) -> None:
    table = tmp_path / "look.cube"
    table.write_text(
        "LUT_3D_SIZE 2\n"
        + "".join(f"{1 - r} {1 - g} {1 - b}\n" for b in (0, 1) for g in (0, 1) for r in (0, 1))
    )
    made = Clip(
        seconds=0.5, width=320, height=180, pix_fmt=pix_fmt, sound=None, picture="color=c=0x303030",
        codec="libx265" if pix_fmt != "yuv420p" else "libx264",
    )  # fmt: skip
    clip = make_clip(tmp_path / "log.mp4", made)
    plain, inverted = (
        middle(grab_deep(clip, 0, grade=grade)) for grade in (None, Grade(LookKind.LOG, table))
    )
    assert plain == pytest.approx(0x30, abs=6)
    assert inverted == pytest.approx(0xFF - 0x30, abs=6)
    assert middle(grab(clip, 0, grade=Grade(LookKind.LOG, table))) == inverted


def middle(png: bytes) -> int:
    """The first colour in the middle of a PNG, in 8 bits."""
    decoder = av.CodecContext.create("png", "r")
    assert isinstance(decoder, VideoCodecContext)
    (frame,) = decoder.decode(av.Packet(png))
    plane = frame.reformat(format="rgb24").planes[0]
    return bytes(plane)[plane.line_size * (frame.height // 2) + 3 * (frame.width // 2)]
