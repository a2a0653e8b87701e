"""Typed timecode: digits from the right, on and back, dots, dropped numbers."""

from __future__ import annotations

from fractions import Fraction

import pytest

from kling_desktop.domain.timecode import TimecodeCount


@pytest.mark.parametrize(
    ("typed", "frame"),
    [
        ("312", 3 * 25 + 12),
        ("3:12", 3 * 25 + 12),
        ("7", 7),
        ("+12", 112),
        ("-12", 88),
        ("+100", 125),
        ("-1.", 75),
        ("+2.", 150),
        ("1..", 60 * 25),
        ("3.", 75),
        ("", None),
        ("+", None),
        ("nonsense", None),
        ("--1", None),
    ],
)
def test_what_is_typed_is_read_as_editors_mean_it(typed: str, frame: int | None) -> None:
    assert TimecodeCount.of(Fraction(25)).typed(typed, 100) == frame


def test_digits_are_filled_up_from_the_start_of_the_clip() -> None:
    count = TimecodeCount.of(Fraction(25), "01:00:00:00")
    assert count.typed("512", 0) == 5 * 25 + 12
    assert count.typed("01000512", 0) == 5 * 25 + 12


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("00:01:00;00", "00:01:00;02"),
        ("00:01:00;01", "00:01:00;02"),
        ("00:10:00;00", "00:10:00;00"),
        ("00:09:00;00", "00:09:00;02"),
        ("100.", "00:01:00;02"),
    ],
)
def test_a_dropped_number_goes_to_the_first_that_there_is(typed: str, meant: str) -> None:
    count = TimecodeCount.of(Fraction(30000, 1001), "00:00:00;00")
    frame = count.typed(typed, 0)
    assert frame is not None
    assert count.text(frame) == meant
