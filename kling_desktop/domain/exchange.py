"""What goes to and comes from an editing program: clips on a timeline, in frames, at their own rates."""

import math
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise
from pathlib import PurePath

from kling_desktop.domain.notice import Notice
from kling_desktop.domain.timecode import TimecodeCount


class Kind(StrEnum):
    """The form of an exchange file: Final Cut Pro 7 XML, OpenTimelineIO, CMX 3600 EDL."""

    XML = "xml"
    OTIO = "otio"
    EDL = "edl"


HAIR = Fraction(1, 1000)
"""Of a frame: what comes from a speed that was written with few decimals is none."""
USUAL_EDL_RATE = Fraction(25)
"""What an EDL counts at, unless the user says otherwise: the file does not tell."""


def kind_named(name: str) -> Kind | None:
    """The kind that a file's name speaks of by its suffix; None for what is no timeline."""
    suffix = PurePath(name).suffix.lower().removeprefix(".")
    return Kind(suffix) if suffix in set(Kind) else None


@dataclass(frozen=True)
class Place:
    """Where on its timeline a clip came from: that timeline's name, rate and first frame's number (counted
    from midnight), and the frame `at` which the clip begins, counted from the timeline's first.

    There it lasts for `frames` (0 where that is not known), at a speed of `speed_num` / `speed_den`, and
    begins with the frame `first` of its file, counted from 0; None where that is not known.
    """

    timeline: str
    rate_num: int
    rate_den: int
    start: int
    at: int
    is_drop: bool = False
    frames: int = 0
    speed_num: int = 1
    speed_den: int = 1
    first: int | None = None

    @property
    def rate(self) -> Fraction:
        """The timeline's frames per second."""
        return Fraction(self.rate_num, self.rate_den)

    @property
    def speed(self) -> Fraction:
        """How much faster than its file the clip is played there."""
        return Fraction(self.speed_num, self.speed_den)

    def where(self, first: int, rate: Fraction) -> int:
        """The frame of the timeline where the frame `first` of the file stands; below 0 before its begin."""
        passed = 0 if self.first is None else (first - self.first) / self.speed
        return self.at + round(passed * self.rate / rate)

    def lasting(self, shown: int, rate: Fraction) -> int:
        """How many frames of the timeline are covered by `shown` frames of the file, which has `rate`."""
        asked = shown_frames(self.frames * rate / self.rate, self.speed)
        is_as_placed = self.frames > 0 and abs(asked - shown) <= 1
        return self.frames if is_as_placed else max(1, round(shown * self.rate / rate / self.speed))

    @property
    def timecode(self) -> str:
        """The timeline's timecode at which the clip begins."""
        return TimecodeCount(math.ceil(self.rate), self.start, self.is_drop).text(self.at)


@dataclass(frozen=True)
class Media:
    """A file that a timeline shows: `start` is the number of its first frame, counted from midnight."""

    name: str
    path: str
    rate: Fraction
    frames: int
    start: int = 0
    is_drop: bool = False
    reel: str = ""


@dataclass(frozen=True)
class Shown:
    """A part of a file: `frames` from its frame `first` on, the file's first being 0, played at `speed`.

    It lasts for `length` frames of its timeline; 0 for as long as that comes to.
    """

    media: Media
    first: int
    frames: int
    speed: Fraction = Fraction(1)
    length: int = 0

    def lasting(self, rate: Fraction) -> int:
        """How many frames of a timeline at `rate` it covers."""
        return self.length or round(self.frames * rate / self.media.rate / self.speed)


@dataclass(frozen=True)
class Stacked:
    """One moment of a timeline, `at` its frame: the original, and above it the take, where there is one."""

    at: int
    original: Shown
    take: Shown | None = None


@dataclass(frozen=True)
class Sequence:
    """A timeline to be written; `start` is the number of its first frame, counted from midnight."""

    name: str
    rate: Fraction
    stacks: tuple[Stacked, ...]
    start: int = 0
    is_drop: bool = False


@dataclass(frozen=True)
class CutClip:
    """A clip as a timeline names it, which shows `frames` of its file. `first` counts from the file's first
    frame, or from midnight where `is_absolute`: the timeline does not say then where the file begins."""

    name: str
    path: str
    reel: str
    rate: Fraction
    first: int
    frames: int
    is_absolute: bool
    place: Place


@dataclass(frozen=True)
class CutList:
    """A timeline that was read: its clips, and what could not be taken from it."""

    clips: tuple[CutClip, ...]
    left_out: tuple[Notice, ...] = ()


def edl_refusal(sequence: Sequence) -> Notice | None:
    """Why the sequence cannot be an EDL; None when it can. An EDL knows one rate and one track."""
    shown = [stack.take or stack.original for stack in sequence.stacks]
    rates = sorted({sequence.rate, *(part.media.rate for part in shown)})
    if len(rates) > 1:
        return Notice("edl_mixed_rates", {"rates": ", ".join(_word(rate) for rate in rates)})
    spans = sorted(
        (stack.at, stack.at + part.lasting(sequence.rate))
        for stack, part in zip(sequence.stacks, shown, strict=True)
    )
    is_covered = any(begin < end for (_, end), (begin, _) in pairwise(spans))
    return Notice("edl_overlap") if is_covered else None


def shown_frames(lasting: Fraction, speed: Fraction) -> int:
    """How many frames of its file a clip shows that lasts for so many frames at the file's rate."""
    return max(1, math.ceil(lasting * speed - HAIR) if speed != 1 else round(lasting))


def _word(rate: Fraction) -> str:
    return f"{float(rate):.3f}".rstrip("0").rstrip(".")
