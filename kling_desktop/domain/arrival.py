"""The arrival check: what came back, measured against what was sent, judged, with what can mend it."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from kling_desktop.domain.cut import Pace
from kling_desktop.domain.notice import Notice
from kling_desktop.domain.recipe import Recipe

# Shares of full scale in 8 bits: what a grader sees at once, and what he would not let pass.
SEEN_SHIFT, GROSS_SHIFT = 4.0, 16.0
SEEN_CONTRAST = 0.08
# Seconds: half a frame at 25, and what everybody hears.
HEARD_OFFSET, GROSS_OFFSET = 0.02, 0.08
LONG_FREEZE = 3
MOST_SLIP_MENDED = 12


class Light(StrEnum):
    """How well one thing arrived."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"


class Subject(StrEnum):
    """What is looked at, in the order in which the card shows it."""

    FRAMES = "frames"
    LENGTH = "length"
    RATE = "rate"
    SIZE = "size"
    BLACK = "black"
    FROZEN = "frozen"
    MOTION = "motion"
    COLOUR = "colour"
    SOUND = "sound"


class Fix(StrEnum):
    """What can mend a timeline file, or else another take."""

    MATCH_COLOUR = "match_colour"
    SLIP = "slip"
    FILL = "fill"
    ANOTHER_TAKE = "another_take"


@dataclass(frozen=True)
class ChannelShift:
    """Mean of a channel (8 bits, limited range) as it came and as it was sent, and the gain that would
    bring its contrast back (1 where it kept it)."""

    got: float
    wanted: float
    gain: float = 1.0


@dataclass(frozen=True)
class ColourShift:
    """How luma and the two colour differences moved."""

    luma: ChannelShift
    blue: ChannelShift
    red: ChannelShift

    @property
    def channels(self) -> tuple[ChannelShift, ChannelShift, ChannelShift]:
        """The three, in the order of a frame's planes."""
        return self.luma, self.blue, self.red


@dataclass(frozen=True)
class Measures:
    """What was measured of a result; frame counts are the result's.

    `slips` tells by how many frames the result is late in even parts of it, None for a part in which too
    little moves to tell. `frozen` is the longest run of equal frames where what was sent moves.
    `sound_offset` is in seconds, late is positive; None where there is nothing to compare.
    """

    frames: int
    rate_num: int
    rate_den: int
    width: int
    height: int
    has_sound: bool
    black_head: int = 0
    black_tail: int = 0
    black: int = 0
    frozen: int = 0
    frozen_at: int = 0
    slips: tuple[int | None, ...] = ()
    colour: ColourShift | None = None
    sound_offset: float | None = None

    @property
    def rate(self) -> Fraction:
        """The result's frames per second."""
        return Fraction(self.rate_num, self.rate_den)


@dataclass(frozen=True)
class Finding:
    """One line of the card."""

    subject: Subject
    light: Light
    notice: Notice
    fix: Fix | None = None


@dataclass(frozen=True)
class Arrival:
    """The card of one result."""

    findings: tuple[Finding, ...]
    measures: Measures

    @property
    def light(self) -> Light:
        """The worst of its lines."""
        lights = [finding.light for finding in self.findings]
        return next((light for light in (Light.RED, Light.AMBER) if light in lights), Light.GREEN)

    @property
    def fixes(self) -> tuple[Fix, ...]:
        """What can mend it, each once."""
        return tuple(dict.fromkeys(finding.fix for finding in self.findings if finding.fix))

    @property
    def slip(self) -> int:
        """By how many frames the result is late throughout; 0 where that differs or cannot be told."""
        told = {slip for slip in self.measures.slips if slip is not None}
        return told.pop() if len(told) == 1 else 0


def judged(measures: Measures, recipe: Recipe) -> Arrival:
    """The card for what was measured of a result of `recipe`."""
    lines = (
        _frames(measures, recipe),
        _length(measures, recipe),
        _rate(measures),
        _size(measures, recipe),
        _black(measures),
        _frozen(measures),
        _motion(measures),
        _colour(measures),
        _sound(measures, recipe),
    )
    return Arrival(tuple(line for line in lines if line), measures)


def _wanted_frames(measures: Measures, recipe: Recipe) -> int:
    if recipe.pace is Pace.FRAME_FOR_FRAME:
        return recipe.sent_frames
    return round(recipe.sent_frames / recipe.sent_rate * measures.rate)


def _frames(measures: Measures, recipe: Recipe) -> Finding:
    wanted = _wanted_frames(measures, recipe)
    values = {"got": measures.frames, "sent": wanted}
    if measures.frames == wanted:
        return Finding(Subject.FRAMES, Light.GREEN, Notice("arrived_frames", values))
    off = abs(measures.frames - wanted)
    light = Light.AMBER if off <= 1 or measures.frames > wanted else Light.RED
    fix = Fix.FILL if measures.frames < wanted else None
    return Finding(Subject.FRAMES, light, Notice("arrived_other_frames", values), fix)


def _length(measures: Measures, recipe: Recipe) -> Finding:
    got, sent = measures.frames / measures.rate, recipe.sent_frames / recipe.sent_rate
    values = {"got": round(float(got), 2), "sent": round(float(sent), 2)}
    if abs(got - sent) <= 1 / measures.rate:
        return Finding(Subject.LENGTH, Light.GREEN, Notice("arrived_length", values))
    light = Light.RED if got < sent else Light.AMBER
    return Finding(Subject.LENGTH, light, Notice("arrived_other_length", values))


def _rate(measures: Measures) -> Finding:
    value = {"rate": round(float(measures.rate), 3)}
    if measures.rate == 24:
        return Finding(Subject.RATE, Light.GREEN, Notice("arrived_rate", value))
    return Finding(Subject.RATE, Light.AMBER, Notice("arrived_other_rate", value))


def _size(measures: Measures, recipe: Recipe) -> Finding:
    values = {"width": measures.width, "height": measures.height}
    if not recipe.sent_width or not recipe.sent_height:
        return Finding(Subject.SIZE, Light.GREEN, Notice("arrived_size", values))
    shape = Fraction(measures.width * recipe.sent_height, measures.height * recipe.sent_width)
    if abs(shape - 1) <= Fraction(1, 50):
        return Finding(Subject.SIZE, Light.GREEN, Notice("arrived_size", values))
    sent = {"sent_width": recipe.sent_width, "sent_height": recipe.sent_height}
    return Finding(Subject.SIZE, Light.AMBER, Notice("arrived_other_shape", values | sent))


def _black(measures: Measures) -> Finding:
    if not measures.black:
        return Finding(Subject.BLACK, Light.GREEN, Notice("arrived_no_black"))
    values = {"head": measures.black_head, "tail": measures.black_tail, "count": measures.black}
    if measures.black == measures.black_head + measures.black_tail:
        return Finding(Subject.BLACK, Light.AMBER, Notice("arrived_black_ends", values), Fix.FILL)
    return Finding(Subject.BLACK, Light.RED, Notice("arrived_black", values), Fix.ANOTHER_TAKE)


def _frozen(measures: Measures) -> Finding:
    if measures.frozen < LONG_FREEZE:
        return Finding(Subject.FROZEN, Light.GREEN, Notice("arrived_moving"))
    values = {"count": measures.frozen, "at": measures.frozen_at}
    return Finding(Subject.FROZEN, Light.AMBER, Notice("arrived_frozen", values), Fix.ANOTHER_TAKE)


def _motion(measures: Measures) -> Finding:
    told = [slip for slip in measures.slips if slip is not None]
    if not told:
        return Finding(Subject.MOTION, Light.GREEN, Notice("arrived_still"))
    if not any(told):
        return Finding(Subject.MOTION, Light.GREEN, Notice("arrived_one_to_one"))
    if len(set(told)) == 1 and abs(told[0]) <= MOST_SLIP_MENDED:
        return Finding(Subject.MOTION, Light.AMBER, Notice("arrived_slipped", {"frames": told[0]}), Fix.SLIP)
    values = {"first": told[0], "last": told[-1]}
    return Finding(Subject.MOTION, Light.RED, Notice("arrived_drifted", values), Fix.ANOTHER_TAKE)


def _colour(measures: Measures) -> Finding | None:
    if measures.colour is None:
        return None
    luma, blue, red = measures.colour.channels
    shifts = [abs(channel.got - channel.wanted) for channel in (luma, blue, red)]
    values = {"luma": round(luma.got - luma.wanted, 1), "chroma": round(max(shifts[1:]), 1)}
    is_flat = abs(luma.gain - 1) > SEEN_CONTRAST
    if max(shifts) < SEEN_SHIFT and not is_flat:
        return Finding(Subject.COLOUR, Light.GREEN, Notice("arrived_colour", values))
    light = Light.RED if max(shifts) >= GROSS_SHIFT else Light.AMBER
    return Finding(Subject.COLOUR, light, Notice("arrived_other_colour", values), Fix.MATCH_COLOUR)


def _sound(measures: Measures, recipe: Recipe) -> Finding | None:
    if not recipe.has_sent_sound:
        return None
    if not measures.has_sound:
        return Finding(Subject.SOUND, Light.AMBER, Notice("arrived_without_sound"))
    if measures.sound_offset is None:
        return Finding(Subject.SOUND, Light.GREEN, Notice("arrived_sound_unmeasured"))
    offset = measures.sound_offset
    values = {"milliseconds": round(offset * 1000)}
    if abs(offset) < HEARD_OFFSET:
        return Finding(Subject.SOUND, Light.GREEN, Notice("arrived_sound", values))
    light = Light.RED if abs(offset) >= GROSS_OFFSET else Light.AMBER
    return Finding(Subject.SOUND, light, Notice("arrived_sound_off", values))
