"""Which frames of source and result belong to one moment: the numbers behind every comparison."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

from kling_desktop.domain.cut import Pace
from kling_desktop.domain.recipe import Recipe

_SAME_RATE = Fraction(1, 100)
_HAIR = Fraction(1, 1_000_000)


class Times(Protocol):
    """When the frames of a clip are shown, in seconds from the first."""

    @property
    def frames(self) -> int:
        """How many frames there are."""
        ...

    def start(self, number: int) -> Fraction:
        """When the frame is shown; the end of the clip for the one after the last."""
        ...

    def at(self, seconds: Fraction | float) -> int:
        """The frame shown at that time."""
        ...


@dataclass(frozen=True)
class EvenTimes:
    """Frames that each stand equally long, as far as is known before the file has been read."""

    frames: int
    rate: Fraction

    def start(self, number: int) -> Fraction:
        """When the frame is shown."""
        return number / self.rate

    def at(self, seconds: Fraction | float) -> int:
        """The frame shown at that time."""
        return min(max(int((Fraction(seconds) + _HAIR) * self.rate), 0), max(self.frames - 1, 0))


@dataclass(frozen=True)
class Pairing:
    """The moments of what is shown, numbered from 0, and the frames of each.

    With `is_alone` the moments are the source's frames, all of them. Else they are what the result covers:
    one for each of its frames where it was made frame for frame, else one for each frame of the source.
    `slip` frames are added to the result's, for results that begin early or late.
    """

    source: Times | None = None
    result: Times | None = None
    result_rate: Fraction = Fraction(24)
    recipe: Recipe | None = None
    slip: int = 0
    is_alone: bool = True

    @property
    def is_by_frame(self) -> bool:
        """Whether each frame of the result stands for one of the source."""
        recipe = self.recipe
        if self.is_alone or recipe is None or recipe.pace is not Pace.FRAME_FOR_FRAME:
            return False
        return abs(self.result_rate - recipe.sent_rate) < _SAME_RATE

    @property
    def moments(self) -> int:
        """How many there are; 0 while nothing is known."""
        if self.is_alone:
            return self.source.frames if self.source else 0
        if self.result is None:
            return 0
        if self.is_by_frame or self.source is None:
            return self.result.frames
        # Beyond the middle of its last frame none of the result's is near enough.
        length = self.result.start(self.result.frames) - self.result.start(1) / 2
        until = self.source.start(self._begin) + length - 2 * _HAIR
        return max(self.source.at(until) - self._begin + 1, 1)

    def source_frame(self, moment: int) -> int:
        """The source's frame of a moment; also where the source itself cannot be had."""
        frame = moment if self.is_alone else self._begin + moment * self._step
        return min(frame, self.source.frames - 1) if self.source and self.source.frames else frame

    def result_frame(self, moment: int) -> int:
        """The result's frame of a moment."""
        if self.result is None or self.is_alone:
            return 0
        frame = moment
        if not self.is_by_frame and self.source is not None:
            # The frame whose beginning is nearest: never more than half a frame of the slower apart.
            lasting = self.result.start(1) / 2
            frame = self.result.at(self._passed(moment) + lasting)
        return min(max(frame + self.slip, 0), max(self.result.frames - 1, 0))

    def of_source(self, frame: int) -> int:
        """The moment at which a frame of the source is shown, or the nearest one."""
        return self.clamped(frame if self.is_alone else (frame - self._begin) // self._step)

    def of_result(self, frame: int) -> int:
        """The moment at which a frame of the result is shown, or the nearest one."""
        if self.is_by_frame or self.source is None or self.result is None:
            return self.clamped(frame - self.slip)
        middle = (self.result.start(frame - self.slip) + self.result.start(frame - self.slip + 1)) / 2
        return self.clamped(self.source.at(self.source.start(self._begin) + middle) - self._begin)

    def clamped(self, moment: int) -> int:
        """The moment, or the first or last one."""
        return max(min(moment, self.moments - 1), 0) if self.moments else max(moment, 0)

    def start(self, moment: int) -> Fraction:
        """When a moment is due, in seconds from the first."""
        if self.source is None and self.recipe is None and self.result is not None:
            return self.result.start(moment)
        return self._passed(moment)

    def at(self, seconds: Fraction | float) -> int:
        """The moment that is due after so many seconds."""
        if self.source is not None:
            number = self.source.at(self.source.start(self._begin) + Fraction(seconds))
            return (number - self._begin) // self._step
        if self.recipe is not None:
            return int((Fraction(seconds) + _HAIR) * self.recipe.rate / self._step)
        return self.result.at(seconds) if self.result else 0

    @property
    def _begin(self) -> int:
        return 0 if self.is_alone or self.recipe is None else self.recipe.begin

    @property
    def _step(self) -> int:
        return self.recipe.step if self.is_by_frame and self.recipe is not None else 1

    def _passed(self, moment: int) -> Fraction:
        """Seconds of the source from the first moment to this one."""
        frame = self._begin + moment * self._step
        if self.source is not None:
            beyond = max(frame - self.source.frames, 0)
            passed = self.source.start(frame) - self.source.start(self._begin)
            # Frames that were made up to fill a range go on at the pace of those before.
            return passed + beyond * self.source.start(1)
        return moment * self._step / (self.recipe.rate if self.recipe else self.result_rate)
