"""Frames of a clip as pictures: one still at an exact time, a strip of them at even steps."""

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from pathlib import Path

from av.video.frame import VideoFrame

from kling_desktop.media.clip import Clip, opened
from kling_desktop.media.colour import Painter, Picture
from kling_desktop.media.geometry import displayed_size, turn_of, within
from kling_desktop.media.grading import Grade
from kling_desktop.media.reader import FrameReader
from kling_desktop.media.timing import timing
from kling_desktop.media.worker import never


def _paint(painter: Painter, clip: Clip, frame: VideoFrame, bounds: tuple[int | None, int | None]) -> Picture:
    turn = turn_of(frame)
    size = displayed_size(frame.width, frame.height, clip.stream.sample_aspect_ratio, turn)
    return painter.paint(frame, within(size, *bounds), turn)


def still(
    path: Path,
    seconds: float = 0.0,
    max_width: int | None = None,
    *,
    frame: int | None = None,
    stop: Callable[[], bool] = never,
    grade: Grade | None = None,
) -> Picture:
    """The picture shown at `seconds` from the start, or that of `frame`, counted from 0 at the clip's rate.

    Beyond the end it is the last one. `grade` is how the source is to be read; None goes by its tags.
    Raises as `clip.opened` and `FrameReader.at` do.
    """
    with opened(path) as clip:
        when = seconds if frame is None else (frame + Fraction(1, 2)) / timing(clip).rate
        shown = FrameReader(clip, stop).at(when)
        return _paint(Painter(grade), clip, shown, (max_width, None))


def filmstrip(path: Path, count: int, height: int, stop: Callable[[], bool] = never) -> Iterator[Picture]:
    """`count` pictures, `height` pixels high, from the middles of as many equal parts of the clip.

    They come as they are made. Raises as `clip.opened` and `FrameReader.at` do.
    """
    with opened(path) as clip:
        reader, painter = FrameReader(clip, stop), Painter()
        seconds = Fraction(timing(clip).seconds)
        for number in range(count):
            shown = reader.at(seconds * (2 * number + 1) / (2 * count))
            yield _paint(painter, clip, shown, (None, height))


def tiles(
    path: Path,
    frames: Sequence[int],
    rate: Fraction,
    height: int,
    stop: Callable[[], bool] = never,
    *,
    is_exact: bool = True,
    grade: Grade | None = None,
) -> Iterator[Picture]:
    """A picture, `height` pixels high, for each of `frames` (from 0, at `rate` per second), as they are made.

    Where they are not `is_exact`, each is the key frame before: a clip of hours is looked through at once.
    `grade` is how the source is to be read; None goes by its tags.
    Raises as `clip.opened` and `FrameReader.at` do.
    """
    with opened(path) as clip:
        reader, painter = FrameReader(clip, stop), Painter(grade)
        for frame in frames:
            when = (frame + Fraction(1, 2)) / rate
            shown = reader.at(when) if is_exact else reader.key_before(when)
            yield _paint(painter, clip, shown, (None, height))
