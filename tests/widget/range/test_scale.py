"""What a strip shows of a clip: zoomed, scrolled, resized, it stays inside and keeps its hold."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kling_desktop.ui.range.ruler import ROOM, marks
from kling_desktop.ui.range.scale import WIDEST_FRAME, Scale

DEEDS = st.one_of(
    st.tuples(st.just("zoomed"), st.floats(0.1, 10), st.floats(0, 900)),
    st.tuples(st.just("scrolled"), st.floats(-2000, 2000)),
    st.tuples(st.just("revealing"), st.integers(0, 300_000)),
    st.tuples(st.just("resized"), st.floats(50, 2500)),
)


@given(frames=st.integers(1, 300_000), deeds=st.lists(DEEDS, max_size=8))
def test_it_never_leaves_the_clip(frames: int, deeds: list[tuple[str, float]]) -> None:
    scale = Scale.whole(frames, 900)
    for name, *values in deeds:
        given = [min(value, frames - 1) for value in values] if name == "revealing" else values
        scale = getattr(scale, name)(*given)
        assert 0 < scale.shown <= frames
        assert -1e-6 <= scale.start <= frames - scale.shown + 1e-6
        assert 0 <= scale.frame(-5) <= scale.frame(scale.width + 5) < frames


def test_zooming_keeps_what_lies_under_the_mouse() -> None:
    scale = Scale.whole(1000, 900)
    closer = scale.zoomed(4, 450)
    assert closer.x(500) == pytest.approx(450)
    assert closer.shown == 250


def test_it_goes_as_far_as_a_whole_picture_for_each_frame() -> None:
    closest = Scale.whole(1000, 900).zoomed(1e6, 300)
    assert closest.per_frame == pytest.approx(WIDEST_FRAME)
    assert Scale.whole(5, 900).zoomed(10, 0).shown == 5


def test_a_frame_covers_the_pixels_up_to_the_next() -> None:
    scale = Scale.whole(10, 100)
    assert [scale.frame(x) for x in (0, 9.9, 10, 99.9, 150, -3)] == [0, 0, 1, 9, 9, 0]
    assert [scale.edge(x) for x in (0, 4, 6, 96, 200)] == [0, 0, 1, 10, 10]


def test_revealing_moves_no_further_than_needed() -> None:
    scale = Scale.whole(1000, 900).zoomed(10, 0)
    assert scale.revealing(50) == scale
    assert scale.revealing(150).start == pytest.approx(151 - 100 + 10)


@pytest.mark.parametrize(("frames", "zoom"), [(100, 1), (1000, 1), (270_000, 1), (1000, 50), (270_000, 900)])
def test_timecodes_have_room_and_begin_on_whole_steps(frames: int, zoom: float) -> None:
    scale = Scale.whole(frames, 900).zoomed(zoom, 400)
    named = [mark.frame for mark in marks(scale, 25) if mark.has_text]
    assert 1 <= len(named) <= 10
    assert all(right - left >= ROOM / scale.per_frame for left, right in pairwise(named))
