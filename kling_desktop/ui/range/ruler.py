"""Which frames of a strip get a mark and a timecode."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kling_desktop.ui.range.scale import Scale

ROOM = 100.0
"""Pixels from one timecode to the next at least."""
IN_FRAMES = (1, 2, 5, 10)
IN_SECONDS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200)
MARKS_BETWEEN = 5


class Mark(NamedTuple):
    """A line at the left edge of `frame`, with its timecode or without."""

    frame: int
    has_text: bool


def marks(scale: Scale, per_second: int) -> Iterator[Mark]:
    """The marks to be seen, from left to right, for a clip counted with `per_second` frames."""
    step = _step(scale, per_second)
    between = max(step // MARKS_BETWEEN, 1) if step % MARKS_BETWEEN == 0 else step
    first = math.floor(scale.start / between) * between
    last = min(scale.start + scale.shown, scale.frames)
    frame = max(first, 0)
    while frame <= last:
        yield Mark(frame, frame % step == 0)
        frame += between


def _step(scale: Scale, per_second: int) -> int:
    least = ROOM / scale.per_frame
    within_a_second = [step for step in IN_FRAMES if step < per_second]
    steps = (*within_a_second, *(seconds * per_second for seconds in IN_SECONDS))
    return next((step for step in steps if step >= least), math.ceil(least))
