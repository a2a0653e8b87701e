"""Timecode: frames to text and back, typed short, with drop-frame."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kling_desktop.domain.timecode import TimecodeCount

NTSC = Fraction(30000, 1001)
FILM = Fraction(24000, 1001)


@pytest.mark.parametrize(
    ("rate", "start", "frame", "text"),
    [
        (Fraction(25), "", 0, "00:00:00:00"),
        (Fraction(25), "", 131, "00:00:05:06"),
        (FILM, "01:00:00:00", 24, "01:00:01:00"),
        (NTSC, "", 1800, "00:01:00:00"),
        (NTSC, "00:00:00;00", 1799, "00:00:59;29"),
        (NTSC, "00:00:00;00", 1800, "00:01:00;02"),
        (NTSC, "00:00:00;00", 17982, "00:10:00;00"),
        (Fraction(60000, 1001), "00:00:00;00", 3600, "00:01:00;04"),
        (Fraction(25), "23:59:59:24", 1, "00:00:00:00"),
        (Fraction(25), "nonsense", 26, "00:00:01:01"),
    ],
)
def test_a_frame_reads_as_an_editor_expects(rate: Fraction, start: str, frame: int, text: str) -> None:
    assert TimecodeCount.of(rate, start).text(frame) == text


@given(frame=st.integers(0, 2_000_000), is_drop=st.booleans())
def test_what_is_read_means_the_same_frame(frame: int, is_drop: bool) -> None:
    count = TimecodeCount.of(NTSC, "00:00:00;00" if is_drop else "")
    assert count.frame(count.text(frame)) == frame


@pytest.mark.parametrize(
    ("typed", "frame"),
    [
        ("01:00:05:12", 132),
        ("01.00.05.12", 132),
        ("512", 132),
        ("5:12", 132),
        ("01000512", 132),
        (" 12 ", 12),
        ("00:59:59:00", -24),
        ("", None),
        ("five", None),
        ("1:2:3:4:5", None),
        ("123456789", None),
    ],
)
def test_typing_may_be_short(typed: str, frame: int | None) -> None:
    assert TimecodeCount.of(Fraction(24), "01:00:00:00").frame(typed) == frame
