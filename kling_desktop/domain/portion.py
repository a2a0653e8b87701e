"""Which frames of a clip go to the service, how many they become there and at which rate."""

import math
from dataclasses import dataclass
from fractions import Fraction

from kling_desktop.domain.cut import MOST_HANDLES, Filling, Pace, Range, Treatment
from kling_desktop.domain.limits import KLING_V3_OMNI, LIMITS, ModelLimits
from kling_desktop.domain.media import MediaInfo
from kling_desktop.domain.notice import Notice

STAMPED = 24
"""Frames per second of what the service gives, and of what goes in frame for frame."""
MOST_SECONDS = 10
"""What a marked part may come to; a whole file may have a hair more."""
NEARLY = Fraction(1, 100)
"""23.976 is 24 for the eye: by so much a rate may be raised to the least that the service takes."""


@dataclass(frozen=True)
class Tempo:
    """Every `step`-th frame of a source goes, at `rate` frames per second."""

    step: int
    rate: Fraction
    pace: Pace


@dataclass(frozen=True)
class Portion:
    """The frames that go: every `step`-th from `first - before` to `last + after`, and `filled` made-up ones.

    `extended` of the frames that go were added because the service takes no fewer.
    """

    first: int
    last: int
    tempo: Tempo
    before: int = 0
    after: int = 0
    extended: int = 0
    filled: int = 0
    refusal: Notice | None = None

    @property
    def begin(self) -> int:
        """The first frame of the source that goes."""
        return self.first - self.before

    @property
    def end(self) -> int:
        """The last frame of the source that goes or is passed over."""
        return self.last + self.after

    @property
    def real(self) -> int:
        """How many frames of the source go."""
        return (self.end - self.begin) // self.tempo.step + 1


def tempo_of(rate: Fraction, pace: Pace, limits: ModelLimits = LIMITS[KLING_V3_OMNI]) -> Tempo:
    """How a source of `rate` goes at the wanted pace.

    Frame for frame, one of 48 or more frames per second goes thinned to 24–30 of them: every second of 50p.
    A source too slow to go in real time goes frame for frame.
    """
    if pace is Pace.REAL_TIME and rate >= limits.min_rate * (1 - NEARLY):
        step = max(1, math.ceil(rate / limits.max_rate))
        return Tempo(step, max(rate / step, limits.min_rate), pace)
    return Tempo(max(1, round(rate) // STAMPED), Fraction(STAMPED), Pace.FRAME_FOR_FRAME)


def portion_of(
    info: MediaInfo,
    marked: Range | None,
    treatment: Treatment,
    limits: ModelLimits = LIMITS[KLING_V3_OMNI],
) -> Portion:
    """The frames of the clip that go for the `marked` part, or for all of it; with `refusal` if none can."""
    tempo = tempo_of(info.rate, treatment.pace, limits)
    if marked is None:
        return _whole(info, tempo, treatment, limits)
    first, last = max(marked.first, 0), min(marked.last, info.frames - 1)
    if first > last:
        whole = Portion(0, info.frames - 1, tempo)
        return _refused(whole, Notice("plan_range_outside", {"frames": info.frames}))
    wanted = Portion(first, last, tempo)
    most = most_frames(tempo)
    if wanted.real > most:
        return _refused(wanted, _too_long(wanted, info.rate, limits))
    before, after = _handles(wanted, info.frames, treatment.handles, most - wanted.real)
    with_handles = Portion(first, last, tempo, before, after)
    return _filled(_extended(with_handles, info.frames, limits), treatment, limits)


def most_frames(tempo: Tempo) -> int:
    """How many frames of a marked part can go at this tempo, handles included."""
    return math.floor(MOST_SECONDS * tempo.rate)


def least_frames(tempo: Tempo, limits: ModelLimits = LIMITS[KLING_V3_OMNI]) -> int:
    """How many frames have to go at least."""
    return math.ceil(Fraction(limits.min_seconds) * tempo.rate)


def _whole(info: MediaInfo, tempo: Tempo, treatment: Treatment, limits: ModelLimits) -> Portion:
    whole = Portion(0, info.frames - 1, tempo)
    if whole.real <= Fraction(limits.max_seconds) * tempo.rate:
        return _filled(whole, treatment, limits)
    is_short_enough = info.seconds <= limits.max_seconds
    return _refused(whole, _too_long(whole, info.rate, limits) if is_short_enough else Notice("plan_mark"))


def _too_long(wanted: Portion, rate: Fraction, limits: ModelLimits) -> Notice:
    step = wanted.tempo.step
    values = {"frames": wanted.real * step, "most": most_frames(wanted.tempo) * step}
    real_time = tempo_of(rate, Pace.REAL_TIME, limits)
    # Real time is named only where it helps.
    is_for_real_time = (wanted.end - wanted.begin) // real_time.step < most_frames(real_time)
    return Notice("plan_too_long_frame_for_frame" if is_for_real_time else "plan_too_long", values)


def _refused(portion: Portion, refusal: Notice) -> Portion:
    return Portion(portion.first, portion.last, portion.tempo, refusal=refusal)


def _handles(wanted: Portion, frames: int, asked: int, room: int) -> tuple[int, int]:
    """Frames of the source before and after, within the file and the room that is left."""
    step, asked = wanted.tempo.step, min(max(asked, 0), MOST_HANDLES)
    before = min(asked, wanted.first) // step
    after = min(asked, frames - 1 - wanted.last) // step
    if before + after > room:
        before = min(before, max(room // 2, room - after))
        after = min(after, room - before)
    return before * step, after * step


def _extended(portion: Portion, frames: int, limits: ModelLimits) -> Portion:
    """The portion with as many more frames of the file as it needs, from both sides alike."""
    missing = least_frames(portion.tempo, limits) - portion.real
    if missing <= 0:
        return portion
    step = portion.tempo.step
    in_front, behind = portion.begin // step, (frames - 1 - portion.end) // step
    after = min(behind, missing - min(in_front, missing // 2))
    before = min(in_front, missing - after)
    return Portion(
        portion.first,
        portion.last,
        portion.tempo,
        portion.before + before * step,
        portion.after + after * step,
        before + after,
    )


def _filled(portion: Portion, treatment: Treatment, limits: ModelLimits) -> Portion:
    least = least_frames(portion.tempo, limits)
    missing = least - portion.real
    if missing <= 0:
        return portion
    is_filling = treatment.filling is not Filling.NONE
    refusal = None if is_filling else Notice("plan_too_short", {"frames": portion.real, "least": least})
    return Portion(
        portion.first,
        portion.last,
        portion.tempo,
        portion.before,
        portion.after,
        portion.extended,
        missing if is_filling else 0,
        refusal,
    )
