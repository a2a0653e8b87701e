"""In and out points: whatever is done to them, they lie in the clip and in order."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kling_desktop.domain import marking
from kling_desktop.domain.cut import MOST_HANDLES, Filling, Pace, Range, Treatment
from kling_desktop.domain.media import MediaInfo
from kling_desktop.domain.plan import plan

STEPS = ("in", "out", "draw in", "draw out", "move", "here", "fit", "clear")
PLACES = st.integers(-50, 4000)


def after(step: str, marked: Range | None, at: int, frames: int) -> Range | None:
    """What is marked after a step; there is nothing to draw or move while nothing is marked."""
    made = {
        "in": marking.with_in(marked, at, frames),
        "out": marking.with_out(marked, at, frames),
        "here": marking.here(at, 125, frames),
        "fit": marking.fitted(marked, frames),
        "clear": None,
    }
    if marked is not None:
        made["draw in"] = marking.drawn_in(marked, at, frames)
        made["draw out"] = marking.drawn_out(marked, at, frames)
        made["move"] = marking.moved(marked, at, frames)
    return made.get(step)


@given(
    frames=st.integers(1, 3000),
    rate=st.sampled_from([(24000, 1001), (24, 1), (25, 1), (30000, 1001), (50, 1), (60, 1)]),
    steps=st.lists(st.tuples(st.sampled_from(STEPS), PLACES), max_size=12),
    handles=st.integers(0, MOST_HANDLES),
    pace=st.sampled_from(Pace),
    filling=st.sampled_from(Filling),
)
def test_any_sequence_keeps_the_range_and_its_plan_inside_the_clip(
    frames: int,
    rate: tuple[int, int],
    steps: list[tuple[str, int]],
    handles: int,
    pace: Pace,
    filling: Filling,
) -> None:
    info = MediaInfo("mov", "prores", 1920, 1080, *rate, frames, frames * rate[1] / rate[0], 9_000_000, True)
    marked: Range | None = None
    for step, place in steps:
        marked = after(step, marked, place, frames)
        assert marked is None or 0 <= marked.first <= marked.last < frames
        made = plan(info, marked, Treatment(handles, pace, filling))
        assert 0 <= made.first - made.before <= made.first <= made.last
        assert made.last + made.after < frames
        assert made.refusal is not None or 3.0 <= made.seconds <= 10.05
        if marked is not None:
            assert (made.first, made.last) == (marked.first, marked.last)


def test_o_marks_the_last_frame_included() -> None:
    marked = marking.with_out(marking.with_in(None, 100, 1000), 299, 1000)
    assert marked == Range(100, 299)
    assert marked.frames == 200


def test_a_point_beyond_the_other_lets_that_go_to_the_end_of_the_clip() -> None:
    assert marking.with_in(Range(10, 20), 30, 100) == Range(30, 99)
    assert marking.with_out(Range(10, 20), 5, 100) == Range(0, 5)


def test_a_drawn_point_stops_at_the_other() -> None:
    assert marking.drawn_in(Range(10, 20), 30, 100) == Range(20, 20)
    assert marking.drawn_out(Range(10, 20), 5, 100) == Range(10, 10)


def test_moving_keeps_the_length_up_to_both_ends() -> None:
    assert marking.moved(Range(10, 20), -4, 100) == Range(0, 10)
    assert marking.moved(Range(10, 20), 95, 100) == Range(89, 99)


def test_here_ends_with_the_clip() -> None:
    assert marking.here(40, 125, 1000) == Range(40, 164)
    assert marking.here(990, 125, 1000) == Range(875, 999)
    assert marking.here(0, 125, 50) == Range(0, 49)


def test_a_range_that_the_file_no_longer_has_is_cut_or_dropped() -> None:
    assert marking.fitted(Range(10, 200), 100) == Range(10, 99)
    assert marking.fitted(Range(150, 200), 100) is None
    assert marking.fitted(None, 100) is None
