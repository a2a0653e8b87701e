"""What the arrival check measures: a result's frames against those that were sent, as small pictures."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise, takewhile
from operator import mul
from pathlib import Path
from statistics import fmean, median

from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange, Colorspace, Interpolation, VideoReformatter
from PIL import Image, ImageChops

from kling_desktop.domain.arrival import ChannelShift, ColourShift, Measures
from kling_desktop.domain.cut import LookKind
from kling_desktop.domain.recipe import Recipe
from kling_desktop.domain.timeline import Match
from kling_desktop.media.clip import decoded, opened
from kling_desktop.media.colour import matrix_of, range_of
from kling_desktop.media.levels import lag, levels
from kling_desktop.media.reader import FrameReader
from kling_desktop.media.timing import timing
from kling_desktop.media.worker import Stopped, never

WIDTH, HEIGHT = 64, 36
LEVELS = range(256)
SQUARES = tuple(level * level for level in LEVELS)
AT_ONCE = 64
"""Small pictures that are compared in one step, which holds up the interpreter for less than half a ms."""
# Luma in limited range: nothing brighter than the second, and the first on average, is black.
BLACK_MEAN, BLACK_MOST = 20.0, 48
EVEN_MEAN, EVEN_SPREAD = 128.0, 48.0
# Mean difference of two pictures: nothing moved, something did.
EQUAL, MOVED = 0.35, 0.8
MOST_SLIP = 12
PARTS = 3
LEAST_PART = 8
# How much worse every other slip has to be than the best.
CLEARLY_WORSE = 1.15
NEARLY_AS_GOOD = 1.02
GAINS = (0.5, 2.0)
WINDOW = Fraction(5, 1000)
MOST_LAG = 60


@dataclass(frozen=True)
class Small:
    """A frame as a small picture: its grey as it is and evened out, mean and spread of each channel."""

    grey: Image.Image
    even: bytes
    means: tuple[float, float, float]
    spreads: tuple[float, float, float]

    @property
    def is_black(self) -> bool:
        """Whether it shows nothing."""
        brightest = self.grey.getextrema()[1]
        return self.means[0] <= BLACK_MEAN and isinstance(brightest, int | float) and brightest <= BLACK_MOST


class Smaller:
    """Makes small pictures; owns the scaler."""

    def __init__(self) -> None:
        self._scaler = VideoReformatter()

    def small(self, frame: VideoFrame) -> Small:
        """The frame, in limited BT.709. Raises av.FFmpegError if it cannot be converted."""
        made = self._scaler.reformat(
            frame,
            WIDTH,
            HEIGHT,
            "yuv444p",
            src_colorspace=matrix_of(frame),
            dst_colorspace=Colorspace.ITU709,
            interpolation=Interpolation.AREA,
            src_color_range=range_of(frame),
            dst_color_range=ColorRange.MPEG,
        )
        planes = [
            Image.frombuffer("L", (WIDTH, HEIGHT), bytes(plane), "raw", "L", plane.line_size, 1)
            for plane in made.planes
        ]
        means, spreads = zip(*map(_mean_and_spread, planes), strict=True)
        gain = EVEN_SPREAD / max(spreads[0], 1.0)
        even = planes[0].point([int(EVEN_MEAN + (value - means[0]) * gain) for value in LEVELS])
        return Small(planes[0], even.tobytes(), means, spreads)


def measure(result: Path, recipe: Recipe, source: Path | None, stop: Callable[[], bool] = never) -> Measures:
    """The measures of a result of `recipe`; without the source only what the result alone tells.

    Call it in a worker. Raises BadInput as `clip.opened` does, Stopped.
    """
    with opened(result) as clip:
        time, has_sound = timing(clip), bool(clip.container.streams.audio)
        width, height = clip.stream.width, clip.stream.height
        smaller = Smaller()
        got = [smaller.small(frame) for frame in _unless(stop, decoded(clip))]
    match = Match(recipe, time.frames, time.rate)
    sent = list(_sent(source, recipe, stop)) if source else []
    pairs = _Pairs(got, sent, match)
    black = pairs.black()
    ends = (_run(black), _run(black[::-1]) if not all(black) else 0)
    frozen, frozen_at = pairs.frozen()
    return Measures(
        frames=len(got),
        rate_num=time.rate.numerator,
        rate_den=time.rate.denominator,
        width=width,
        height=height,
        has_sound=has_sound,
        black_head=ends[0],
        black_tail=ends[1],
        black=sum(black),
        frozen=frozen,
        frozen_at=frozen_at,
        slips=pairs.slips(),
        colour=pairs.colour() if _is_display_ready(recipe) else None,
        sound_offset=_sound_offset(result, source, match, stop) if source and has_sound else None,
    )


def _unless(stop: Callable[[], bool], frames: Iterator[VideoFrame]) -> Iterator[VideoFrame]:
    for frame in frames:
        if stop():
            raise Stopped
        yield frame


def _sent(source: Path, recipe: Recipe, stop: Callable[[], bool]) -> Iterator[Small]:
    """The real frames that were sent, read from the source."""
    smaller = Smaller()
    with opened(source) as clip:
        reader = FrameReader(clip, stop)
        for number in range(recipe.begin, recipe.end + 1, recipe.step):
            yield smaller.small(reader.at((number + Fraction(1, 2)) / recipe.rate))


def _is_display_ready(recipe: Recipe) -> bool:
    """Whether the source's own picture is what was sent: neither log nor HDR."""
    return recipe.look is None or recipe.look.kind is LookKind.REC709


def _run(marks: Sequence[bool]) -> int:
    return sum(1 for _ in takewhile(bool, marks))


def _mean_and_spread(picture: Image.Image) -> tuple[float, float]:
    """Mean and standard deviation of the levels of a picture in grey."""
    counts, number = picture.histogram(), picture.width * picture.height
    total, squares = sum(map(mul, counts, LEVELS)), sum(map(mul, counts, SQUARES))
    return total / number, max((squares - total * total / number) / number, 0.0) ** 0.5


def _apart(one: Image.Image, other: Image.Image) -> float:
    """The mean difference of two pictures in grey."""
    counts = ImageChops.difference(one, other).histogram()
    return float(sum(map(mul, counts, LEVELS)) / (one.width * one.height))


def all_apart(pairs: Sequence[tuple[bytes, bytes]]) -> float:
    """The mean difference of all pairs: of many at once, lest other threads wait for many small steps."""
    apart = 0.0
    for first in range(0, len(pairs), AT_ONCE):
        some = pairs[first : first + AT_ONCE]
        one, other = (_stacked(pictures) for pictures in zip(*some, strict=True))
        apart += _apart(one, other) * len(some)
    return apart / len(pairs)


def _stacked(pictures: Sequence[bytes]) -> Image.Image:
    """Small pictures in grey, one below the other."""
    return Image.frombytes("L", (WIDTH, HEIGHT * len(pictures)), b"".join(pictures))


class _Pairs:
    """The result's frames beside those that were sent at the same moment."""

    def __init__(self, got: list[Small], sent: list[Small], match: Match) -> None:
        self._got, self._sent = got, sent
        # Sent frames in half a result frame, as a ratio: asked for thousands of times, a Fraction is slow.
        pace = Fraction(1) if match.is_one_to_one else match.recipe.sent_rate / match.rate
        self._half = pace.numerator, 2 * pace.denominator

    def _at(self, number: int) -> Small | None:
        """What was sent at the result's frame `number`."""
        over, under = self._half
        place = int((2 * number + 1) * over / under)
        return self._sent[place] if 0 <= place < len(self._sent) else None

    def black(self) -> list[bool]:
        """Which frames of the result are black though what was sent is not."""
        sent = (self._at(number) for number in range(len(self._got)))
        pairs = zip(self._got, sent, strict=True)
        return [mine.is_black and not (theirs and theirs.is_black) for mine, theirs in pairs]

    def frozen(self) -> tuple[int, int]:
        """The longest run of frames that stand still where what was sent moves, and where it begins."""
        longest, found, length = 0, 0, 0
        for number in range(1, len(self._got)):
            length = length + 1 if self._stands(number) else 0
            if length > longest:
                longest, found = length, number - length
        return longest, found

    def _stands(self, number: int) -> bool:
        before, now = self._at(number - 1), self._at(number)
        if before is None or now is None or self._got[number].is_black:
            return False
        if _apart(before.grey, now.grey) < MOVED:
            return False
        return _apart(self._got[number - 1].grey, self._got[number].grey) < EQUAL

    def slips(self) -> tuple[int | None, ...]:
        """By how many frames each of some even parts of the result is late."""
        length = len(self._got)
        if not self._sent or not length:
            return ()
        parts = PARTS if length >= PARTS * LEAST_PART else 1
        edges = [length * number // parts for number in range(parts + 1)]
        return tuple(self._slip(range(*edge)) for edge in pairwise(edges))

    def _slip(self, part: range) -> int | None:
        lit = [number for number in part if not self._got[number].is_black]
        costs = {}
        for slip in sorted(range(-MOST_SLIP, MOST_SLIP + 1), key=abs):
            pairs = [
                (self._got[number].even, theirs.even) for number in lit if (theirs := self._at(number - slip))
            ]
            if pairs and len(pairs) * 2 >= len(part):
                costs[slip] = all_apart(pairs)
        if not costs:
            return None
        best = min(costs.values())
        if median(costs.values()) < best * CLEARLY_WORSE + EQUAL:
            return None
        return next(slip for slip, cost in costs.items() if cost <= best * NEARLY_AS_GOOD)

    def colour(self) -> ColourShift | None:
        """How the channels moved, over all frames that are there on both sides."""
        pairs = [
            (mine, theirs)
            for number, mine in enumerate(self._got)
            if (theirs := self._at(number)) and not mine.is_black
        ]
        if not pairs:
            return None
        shifts = []
        for channel in range(3):
            got, wanted = (fmean(pair[side].means[channel] for pair in pairs) for side in (0, 1))
            spread = [fmean(pair[side].spreads[channel] for pair in pairs) for side in (0, 1)]
            gain = min(max(spread[1] / spread[0], GAINS[0]), GAINS[1]) if min(spread) >= 1 else 1.0
            shifts.append(ChannelShift(round(got, 3), round(wanted, 3), round(gain, 4)))
        return ColourShift(*shifts)


def _sound_offset(result: Path, source: Path, match: Match, stop: Callable[[], bool]) -> float | None:
    recipe = match.recipe
    if not recipe.has_sent_sound:
        return None
    count = int(match.frames / match.rate / WINDOW)
    # Source seconds in one second of what was sent.
    tempo = recipe.sent_rate * recipe.step / recipe.rate
    late = levels(result, Fraction(0), WINDOW, count, stop)
    early = levels(source, recipe.begin / recipe.rate, WINDOW * tempo, count, stop)
    found = lag(late, early, MOST_LAG) if late and early else None
    return None if found is None else float(found * WINDOW)
