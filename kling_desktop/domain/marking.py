"""Marks a part of a clip as editors do: in and out points that never cross and never leave the clip."""

from kling_desktop.domain.cut import Range


def with_in(marked: Range | None, frame: int, frames: int) -> Range:
    """`marked` with its in point at `frame`; past the out point, that goes to the end of the clip."""
    first = _inside(frame, frames)
    last = frames - 1 if marked is None or marked.last < first else _inside(marked.last, frames)
    return Range(first, last)


def with_out(marked: Range | None, frame: int, frames: int) -> Range:
    """`marked` with `frame` as its last one; before the in point, that goes to the start of the clip."""
    last = _inside(frame, frames)
    first = 0 if marked is None or marked.first > last else _inside(marked.first, frames)
    return Range(first, last)


def drawn_in(marked: Range, frame: int, frames: int) -> Range:
    """`marked` with its in point drawn to `frame`, stopped by the out point."""
    last = _inside(marked.last, frames)
    return Range(min(_inside(frame, frames), last), last)


def drawn_out(marked: Range, frame: int, frames: int) -> Range:
    """`marked` with its out point drawn to `frame`, stopped by the in point."""
    first = _inside(marked.first, frames)
    return Range(first, max(_inside(frame, frames), first))


def moved(marked: Range, first: int, frames: int) -> Range:
    """`marked`, as long as it is, beginning at `first` as far as the clip has room for it."""
    length = min(marked.frames, frames)
    begin = min(max(first, 0), frames - length)
    return Range(begin, begin + length - 1)


def here(playhead: int, length: int, frames: int) -> Range:
    """`length` frames from `playhead` on, or the last ones of the clip where it ends sooner."""
    return moved(Range(0, max(length, 1) - 1), playhead, frames)


def fitted(marked: Range | None, frames: int) -> Range | None:
    """`marked` cut to a clip of `frames`; None where nothing of it lies inside."""
    if marked is None or marked.first >= frames or marked.last < marked.first:
        return None
    return Range(max(marked.first, 0), min(marked.last, frames - 1))


def _inside(frame: int, frames: int) -> int:
    return min(max(frame, 0), frames - 1)
