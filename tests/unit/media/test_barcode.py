"""The bar code of the tests' own clips: what is burnt in is read back, also small, turned blurry, in 10 bits."""

from __future__ import annotations

from pathlib import Path

import av
import pytest

from tests.support.barcode import NoNumber, number_of, numbered_frame, numbers
from tests.support.clips import Clip, make_clip


@pytest.mark.parametrize("number", [0, 1, 2, 239, 2048, 4095])
@pytest.mark.parametrize("size", [(1920, 1080), (128, 72)])
def test_a_number_is_read_back(number: int, size: tuple[int, int]) -> None:
    frame = numbered_frame(number, *size)
    assert number_of(frame) == number
    assert number_of(frame.reformat(width=96, height=54, format="rgb24")) == number


def test_a_picture_without_one_says_so() -> None:
    flat = av.VideoFrame(128, 72, "gray")
    flat.planes[0].update(bytes([90]) * flat.planes[0].buffer_size)
    with pytest.raises(NoNumber):
        number_of(flat)


@pytest.mark.parametrize(
    ("name", "codec", "pix_fmt"),
    [
        ("a.mp4", "libx264", "yuv420p"),
        ("a.mov", "prores_ks", "yuv422p10le"),
        ("a.mkv", "libx265", "yuv420p10le"),
    ],
)
def test_clips_carry_numbers(tmp_path: Path, name: str, codec: str, pix_fmt: str) -> None:
    described = Clip(seconds=1, width=128, height=96, codec=codec, pix_fmt=pix_fmt, picture="numbers")
    assert numbers(make_clip(tmp_path / name, described)) == list(range(24))
