"""How long a clip is, how many frames it has and how fast they go, exactly."""

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from kling_desktop.domain.errors import BadInput
from kling_desktop.media.clip import Clip, opened, packets

# Beyond this many bytes a clip whose header gives no frame count is not read through: its length says it.
COUNTED_BYTES = 256_000_000
STANDARD_RATES = tuple(
    sorted(
        [Fraction(n) for n in (12, 15, 24, 25, 30, 48, 50, 60, 90, 100, 120, 240)]
        + [Fraction(n * 1000, 1001) for n in (12, 24, 30, 48, 60, 120, 240)]
    )
)
# Time stamps in milliseconds blur a rate by this much at most; 24 and 23.976 are 0.1 % apart.
STAMP_ERROR = Fraction(3, 10_000)
LARGEST_DENOMINATOR = 100_000
# Frames; a last frame may be shorter or longer than the rest.
ONE_ODD_FRAME = Fraction(3, 2)


@dataclass(frozen=True)
class Timing:
    """Frames, seconds from the first frame's start to the last one's end, and frames per second."""

    frames: int
    seconds: float
    rate: Fraction


def timing(clip: Clip) -> Timing:
    """The clip's timing from its header, or by reading it through where the header does not tell.

    Leaves the clip's position where it is; raises BadInput `video_broken` when it has no frames or no length.
    """
    stream = clip.stream
    seconds = Fraction(stream.duration or 0) * clip.time_base
    frames = stream.frames
    average = stream.average_rate or stream.guessed_rate or Fraction(0)
    # A trimmed mov still lists the frames that its edit list hides.
    is_trustworthy = frames > 0 and seconds > 0 and abs(frames - seconds * average) <= ONE_ODD_FRAME
    if not is_trustworthy and clip.size <= COUNTED_BYTES:
        frames, seconds = _counted(clip.path)
    if not seconds:
        seconds = Fraction(clip.container.duration or 0, 1_000_000)
    if not frames:
        frames = round(seconds * average)
    if frames < 1 or seconds <= 0:
        raise BadInput("video_broken", name=clip.path.name)
    # A clip of variable rate may carry the rate that it was meant to have.
    if abs(frames - seconds * average) > ONE_ODD_FRAME:
        average = frames / seconds
    return Timing(frames, float(seconds), _tidy(average, stream.guessed_rate, seconds))


def _counted(path: Path) -> tuple[int, Fraction]:
    with opened(path) as clip:
        clip.only_video()
        spans = [(p.pts, p.duration or 0) for p in packets(clip) if p.pts is not None and not p.is_discard]
        if not spans:
            return 0, Fraction(0)
        (first, _), (last, lasting) = min(spans), max(spans)
        step = Fraction(last - first, max(1, len(spans) - 1))
        return len(spans), (last - first + (lasting or step)) * clip.time_base


def _tidy(average: Fraction, guessed: Fraction | None, seconds: Fraction) -> Fraction:
    """`average` as the standard rate that it stands for, if it stands for one."""
    named = rate_named(average)
    # One odd frame at the end shifts the average of a short clip: the steps between frames tell the rate.
    is_odd = named not in STANDARD_RATES and guessed in STANDARD_RATES
    return guessed if guessed and is_odd and abs(guessed - average) * seconds <= ONE_ODD_FRAME else named


def rate_named(average: Fraction) -> Fraction:
    """The standard rate that is meant by `average`, or that itself with a denominator that fits a file."""
    nearest = min(STANDARD_RATES, key=lambda rate: abs(rate - average))
    is_meant = abs(nearest - average) <= STAMP_ERROR * nearest
    return nearest if is_meant else average.limit_denominator(LARGEST_DENOMINATOR)
