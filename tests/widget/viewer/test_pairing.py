"""Which frames belong together: the numbers alone."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from kling_desktop.domain.cut import Pace
from kling_desktop.domain.recipe import Recipe
from kling_desktop.ui.viewer.pairing import EvenTimes, Pairing

RATES = st.sampled_from(
    [Fraction(24), Fraction(24000, 1001), Fraction(25), Fraction(30000, 1001), Fraction(50)]
)
RECIPE = Recipe("", "", 25, 1, first=100, last=199, before=12, after=12, sent_frames=124)


@given(RATES, st.integers(1, 2), st.integers(0, 500), st.integers(1, 240))
def test_frame_for_frame_moments_count_the_results_frames(
    rate: Fraction, step: int, begin: int, frames: int
) -> None:
    recipe = replace(
        RECIPE, rate_num=rate.numerator, rate_den=rate.denominator, first=begin, before=0, step=step
    )
    source = EvenTimes(begin + step * frames + 50, rate)
    pairing = Pairing(source, EvenTimes(frames, Fraction(24)), Fraction(24), recipe, is_alone=False)
    assert pairing.moments == frames
    for moment in range(frames):
        assert pairing.result_frame(moment) == moment
        assert pairing.source_frame(moment) == begin + step * moment
        assert pairing.of_source(begin + step * moment) == moment
        assert pairing.of_result(moment) == moment
        assert pairing.at(pairing.start(moment)) == moment


@given(RATES, RATES, st.integers(2, 300))
def test_by_time_they_are_half_a_frame_of_the_slower_apart_at_most(
    rate: Fraction, other: Fraction, frames: int
) -> None:
    source, result = EvenTimes(10_000, rate), EvenTimes(frames, other)
    pairing = Pairing(source, result, other, is_alone=False)
    for moment in range(pairing.moments):
        apart = source.start(pairing.source_frame(moment)) - result.start(pairing.result_frame(moment))
        assert abs(apart) <= 1 / min(rate, other) / 2


def test_real_time_pairs_begin_where_the_sent_part_began() -> None:
    recipe = replace(RECIPE, pace=Pace.REAL_TIME)
    pairing = Pairing(
        EvenTimes(1000, Fraction(25)), EvenTimes(119, Fraction(24)), Fraction(24), recipe, is_alone=False
    )
    assert not pairing.is_by_frame
    assert pairing.source_frame(0) == 88
    assert (pairing.result_frame(0), pairing.result_frame(25)) == (0, 24)


def test_without_the_source_time_is_still_the_sources() -> None:
    pairing = Pairing(None, EvenTimes(124, Fraction(24)), Fraction(24), RECIPE, is_alone=False)
    assert pairing.source_frame(12) == 100
    assert pairing.start(25) == 1


def test_alone_the_source_is_whole() -> None:
    pairing = Pairing(EvenTimes(1000, Fraction(25)), EvenTimes(124, Fraction(24)), Fraction(24), RECIPE)
    assert (pairing.moments, pairing.source_frame(3)) == (1000, 3)


def test_slipped_frames_are_added_to_the_result_alone() -> None:
    pairing = Pairing(
        EvenTimes(1000, Fraction(25)), EvenTimes(124, Fraction(24)), Fraction(24), RECIPE, 3, is_alone=False
    )
    assert (pairing.source_frame(10), pairing.result_frame(10), pairing.result_frame(123)) == (98, 13, 123)
