"""The timeline file: how a result is made fit for the timeline that its source came from."""

import math
from bisect import bisect_left
from dataclasses import dataclass, field, replace
from enum import StrEnum
from fractions import Fraction

from kling_desktop.domain.cut import Filling, Pace
from kling_desktop.domain.notice import Notice
from kling_desktop.domain.recipe import Recipe
from kling_desktop.domain.sizing import rate_word
from kling_desktop.domain.timecode import TimecodeCount

REEL_MARK = "_K"
MOST_SLIP = 48
"""Frames that a result can be slipped by, either way."""


class Format(StrEnum):
    """What a timeline file is written as; RESTAMP copies the result's own pictures."""

    RESTAMP = "restamp"
    PRORES_LT = "prores_lt"
    PRORES_422 = "prores_422"
    PRORES_HQ = "prores_hq"
    DNXHR_SQ = "dnxhr_sq"
    DNXHR_HQ = "dnxhr_hq"
    H264 = "h264"
    HEVC = "hevc"

    @property
    def suffix(self) -> str:
        """The suffix of its files; an mp4 carries no reel."""
        return ".mp4" if self in (Format.H264, Format.HEVC) else ".mov"

    @property
    def carries_reel(self) -> bool:
        """Whether the reel name goes into the file."""
        return self.suffix == ".mov"


class Sound(StrEnum):
    """Whose sound a timeline file has."""

    SOURCE = "source"
    KLING = "kling"
    NONE = "none"


class PictureSize(StrEnum):
    """How large its picture is: as the service made it, or as the source's."""

    GENERATED = "generated"
    SOURCE = "source"


class Motion(StrEnum):
    """How frames are found where result and source differ in rate: the nearest one, or two blended."""

    NEAREST = "nearest"
    BLEND = "blend"


@dataclass(frozen=True)
class Fixes:
    """What is mended in a timeline file, and there only.

    `colour` is the strength (0–1) of matching the source's colour. The result is slipped `slip` frames
    later (−48 to 48). `fills_from_source` puts the source's own frames where the result has only black or
    nothing at its head and tail; `black_head` and `black_tail` say how many frames of the result are.
    """

    colour: float = 0.0
    slip: int = 0
    fills_from_source: bool = False
    black_head: int = 0
    black_tail: int = 0


AS_IT_IS = Fixes()


@dataclass(frozen=True)
class TimelineChoice:
    """What the user wants of a timeline file."""

    format: Format = Format.PRORES_422
    sound: Sound = Sound.SOURCE
    size: PictureSize = PictureSize.GENERATED
    motion: Motion = Motion.NEAREST
    keeps_reel: bool = False
    """Whether the source's reel name is kept as it is; else the take is marked in it."""
    fixes: Fixes = AS_IT_IS


@dataclass(frozen=True)
class TimelineFile:
    """A take's timeline file as it was made, or why there is none; `notes` tell what is worth knowing."""

    path: str = ""
    format: Format = Format.RESTAMP
    notes: tuple[Notice, ...] = ()
    failure: Notice | None = None
    fixes: Fixes = AS_IT_IS


@dataclass(frozen=True)
class Match:
    """How the frames of a result stand to the frames of its source that a timeline file has.

    `frames` and `rate` are the result's. It is one to one where the result has as many frames as were sent.
    """

    recipe: Recipe
    frames: int
    rate: Fraction

    @property
    def is_one_to_one(self) -> bool:
        """Whether each frame that was sent came back as one."""
        is_stamped = self.recipe.pace is Pace.FRAME_FOR_FRAME
        return is_stamped and self.frames == self.recipe.sent_frames

    @property
    def can_restamp(self) -> bool:
        """Whether the result's frames, as they follow each other, are the timeline file's."""
        is_whole = self.recipe.filling is not Filling.SLOW or not self.recipe.filled
        return self.is_one_to_one and self.recipe.step == 1 and is_whole

    def position(self, number: int) -> Fraction:
        """Where in the result, in its frames, the moment stands at which the source frame `number` begins.

        `number` counts from the recipe's first frame.
        """
        sent = Fraction(number, self.recipe.step) * self._slowing
        return sent if self.is_one_to_one else sent * self.rate / self.recipe.sent_rate

    def frame(self, number: int) -> int:
        """The result's frame for the source frame `number`; it may lie beyond the result's end."""
        if self.is_one_to_one:
            return math.ceil(number // self.recipe.step * self._slowing)
        # What is on the screen in the middle of the source frame.
        return int((self.position(number) + self.position(number + 1)) / 2)

    def raw_frame(self, number: int, slip: int = 0) -> int:
        """The result's frame that the frame `number` of a timeline file slipped by `slip` shows."""
        return min(max(self.frame(number) - slip, 0), self.frames - 1)

    def frame_of(self, raw: int, slip: int = 0) -> int:
        """The first frame of a timeline file slipped by `slip` that shows the result's frame `raw`."""
        last = source_frames(self.recipe) - 1
        return bisect_left(range(last), raw, key=lambda number: self.raw_frame(number, slip))

    @property
    def _slowing(self) -> Fraction:
        """How many frames were sent for one real one."""
        recipe = self.recipe
        real = recipe.sent_frames - recipe.filled
        is_slowed = recipe.filling is Filling.SLOW and recipe.filled and real > 0
        return Fraction(recipe.sent_frames, real) if is_slowed else Fraction(1)


@dataclass(frozen=True)
class Shot:
    """One frame of a timeline file: the result's frame `number`, or the source's own one."""

    number: int
    is_from_source: bool = False


@dataclass(frozen=True)
class Script:
    """Every frame of a timeline file in order, and what has to be said about it."""

    shots: tuple[Shot, ...]
    notes: tuple[Notice, ...] = field(default=())


def source_frames(recipe: Recipe) -> int:
    """How many frames a timeline file has: the range with its handles."""
    return recipe.end - recipe.begin + 1


def as_its_own(recipe: Recipe) -> Recipe:
    """How a timeline file itself stands to the source: frame for frame from the first handle, at its rate."""
    return replace(
        recipe,
        step=1,
        filling=Filling.NONE,
        filled=0,
        pace=Pace.FRAME_FOR_FRAME,
        sent_frames=source_frames(recipe),
        sent_rate_num=recipe.rate_num,
        sent_rate_den=recipe.rate_den,
    )


def script(match: Match, fixes: Fixes = AS_IT_IS) -> Script:
    """Which picture each frame of the timeline file shows."""
    first = fixes.black_head if fixes.fills_from_source else 0
    last = match.frames - 1 - (fixes.black_tail if fixes.fills_from_source else 0)
    shots = []
    for number in range(source_frames(match.recipe)):
        wanted = match.frame(number) - fixes.slip
        if fixes.fills_from_source and not first <= wanted <= last:
            shots.append(Shot(match.recipe.begin + number, is_from_source=True))
        else:
            shots.append(Shot(min(max(wanted, 0), match.frames - 1)))
    return Script(tuple(shots), _notes(match))


def _notes(match: Match) -> tuple[Notice, ...]:
    recipe = match.recipe
    notes = []
    if recipe.step > 1:
        notes.append(Notice("motion_halved", {"rate": rate_word(recipe.rate / recipe.step)}))
    if recipe.pace is Pace.FRAME_FOR_FRAME and not match.is_one_to_one:
        notes.append(Notice("result_count_differs", {"got": match.frames, "sent": recipe.sent_frames}))
    return tuple(notes)


def start_timecode(recipe: Recipe) -> str:
    """The timecode of the file's first frame, that of the first handle; drop-frame if the source's is."""
    return TimecodeCount.of(recipe.rate, recipe.start_timecode).text(recipe.begin)


def reel_of(recipe: Recipe, version: int, keeps_reel: bool, stem: str) -> str:
    """The reel name of a timeline file: the source's, or its `stem`'s, marked with the take's version.

    Two files of one reel with overlapping timecode are taken for each other in conforming.
    """
    if keeps_reel:
        return recipe.reel
    return f"{recipe.reel or stem}{REEL_MARK}{version:03d}"
