"""Which frame of a result stands where, for every way in which a clip may have been sent."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from kling_desktop.domain.cut import Filling, Pace
from kling_desktop.domain.recipe import Recipe
from kling_desktop.domain.timeline import (
    Fixes,
    Format,
    Match,
    as_its_own,
    reel_of,
    script,
    source_frames,
    start_timecode,
)

RECIPE = Recipe("/clips/A.mov", "", 25, 1, first=100, last=299, before=12, after=12, sent_frames=224)


def shown(recipe: Recipe, frames: int, rate: int = 24, fixes: Fixes | None = None) -> list[int]:
    return [shot.number for shot in script(Match(recipe, frames, Fraction(rate)), fixes or Fixes()).shots]


def test_one_to_one() -> None:
    assert source_frames(RECIPE) == 224
    assert shown(RECIPE, 224) == list(range(224))
    assert Match(RECIPE, 224, Fraction(24)).can_restamp


@given(st.integers(1, 200), st.sampled_from([1, 2]), st.integers(0, 60))
def test_every_way_of_filling_is_undone(frames: int, step: int, filled: int) -> None:
    real = range(0, frames, step)
    count = len(real) + filled
    slowed = [real[number * len(real) // count] for number in range(count)]
    recipe = replace(
        RECIPE, first=0, last=frames - 1, before=0, after=0, step=step, filled=filled, sent_frames=count
    )
    wanted = [number // step * step for number in range(frames)]
    got = shown(replace(recipe, filling=Filling.SLOW if filled else Filling.NONE), count)
    assert [slowed[number] for number in got] == wanted
    appended = shown(replace(recipe, filling=Filling.FREEZE), count)
    assert [real[number] for number in appended] == wanted


@given(
    st.sampled_from([Fraction(25), Fraction(30000, 1001), Fraction(24000, 1001), Fraction(24)]),
    st.integers(2, 400),
)
def test_real_time_has_every_frame_within_one_of_its_moment(rate: Fraction, frames: int) -> None:
    recipe = replace(
        RECIPE,
        rate_num=rate.numerator,
        rate_den=rate.denominator,
        sent_rate_num=rate.numerator,
        sent_rate_den=rate.denominator,
        first=0,
        last=frames - 1,
        before=0,
        after=0,
        sent_frames=frames,
        pace=Pace.REAL_TIME,
    )
    got = shown(recipe, max(1, round(frames / rate * 24)))
    assert len(got) == frames
    assert got == sorted(got)
    assert all(
        abs(number / Fraction(24) - place / rate) <= Fraction(1, 12) for place, number in enumerate(got)
    )


def test_another_count_falls_back_to_time_and_is_said() -> None:
    plan = script(Match(RECIPE, 200, Fraction(24)))
    assert [notice.code for notice in plan.notes] == ["result_count_differs"]
    assert [shot.number for shot in plan.shots] == [*range(200), *[199] * 24]


def test_motion_of_a_fast_source_is_said() -> None:
    fast = replace(RECIPE, rate_num=50, step=2, sent_frames=112)
    plan = script(Match(fast, 112, Fraction(24)))
    assert plan.notes[0].values == {"rate": "25"}
    assert [shot.number for shot in plan.shots] == [number // 2 for number in range(224)]


def test_heads_and_tails_from_the_source() -> None:
    fixes = Fixes(fills_from_source=True, black_head=2, black_tail=1)
    shots = script(Match(RECIPE, 220, Fraction(24)), fixes).shots
    from_source = [shot.number for shot in shots if shot.is_from_source]
    assert from_source == [88, 89, *range(307, 312)]


def test_slip_holds_the_ends() -> None:
    assert shown(RECIPE, 224, fixes=Fixes(slip=2))[:4] == [0, 0, 0, 1]
    assert shown(RECIPE, 224, fixes=Fixes(slip=-2))[-3:] == [223, 223, 223]


def test_start_timecode_and_reel() -> None:
    assert start_timecode(replace(RECIPE, start_timecode="01:00:00:00")) == "01:00:03:13"
    assert start_timecode(RECIPE) == "00:00:03:13"
    ntsc = replace(RECIPE, rate_num=30000, rate_den=1001, start_timecode="00:00:59;00")
    assert start_timecode(ntsc) == "00:01:02;00"
    assert reel_of(replace(RECIPE, reel="A001"), 3, keeps_reel=False, stem="A001C003") == "A001_K003"
    assert reel_of(RECIPE, 12, keeps_reel=False, stem="A001C003") == "A001C003_K012"
    assert reel_of(replace(RECIPE, reel="A001"), 3, keeps_reel=True, stem="x") == "A001"


def test_only_the_review_files_carry_no_reel() -> None:
    assert [form for form in Format if not form.carries_reel] == [Format.H264, Format.HEVC]


@given(
    rate=st.sampled_from([Fraction(24), Fraction(30000, 1001)]),
    slip=st.integers(-48, 48),
    step=st.sampled_from([1, 2]),
)
def test_a_frame_of_the_result_is_found_in_its_timeline_file(rate: Fraction, slip: int, step: int) -> None:
    pace = Pace.FRAME_FOR_FRAME if rate == 24 else Pace.REAL_TIME
    made = replace(RECIPE, step=step, pace=pace, sent_frames=-(-source_frames(RECIPE) // step))
    match = Match(made, made.sent_frames, rate)
    for number in range(source_frames(made)):
        raw = match.raw_frame(number, slip)
        found = match.frame_of(raw, slip)
        assert found <= number
        assert match.raw_frame(found, slip) == raw
    own = as_its_own(made)
    assert Match(own, source_frames(made), made.rate).can_restamp
    assert (own.begin, own.end, own.sent_rate) == (made.begin, made.end, made.rate)
