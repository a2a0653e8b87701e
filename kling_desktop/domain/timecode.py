"""Reads and writes timecode: the number of a frame as hours, minutes, seconds and frames."""

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Self

_SEPARATORS = re.compile(r"[:;.,]")
_FIELD = re.compile(r"[0-9]{1,2}")
_DOTTED = re.compile(r"[0-9]{0,8}\.+")
_MOST_DIGITS = 8


@dataclass(frozen=True)
class TimecodeCount:
    """How the frames of one clip are counted: so many to the second, from `first` on, with drop or not."""

    per_second: int
    first: int = 0
    is_drop: bool = False

    @classmethod
    def of(cls, rate: Fraction, start: str = "") -> Self:
        """The count for `rate` frames per second of a clip that starts at `start`; 23.976 counts as 24."""
        count = cls(max(round(rate), 1), is_drop=";" in start)
        return cls(count.per_second, count.number(start) or 0, count.is_drop)

    def text(self, frame: int) -> str:
        """The timecode of the frame `frame` of the clip, its first being 0."""
        number = self._undropped(self.first + frame)
        seconds, frames = divmod(number, self.per_second)
        minutes, seconds = divmod(seconds, 60)
        hours, minutes = divmod(minutes, 60)
        return f"{hours % 24:02}:{minutes:02}:{seconds:02}{';' if self.is_drop else ':'}{frames:02}"

    def frame(self, text: str) -> int | None:
        """Which frame of the clip the typed `text` means; None if it is no timecode.

        It may be shortened from the left, and needs no colons: in a clip that starts at `01:00:00:00`,
        `512` and `5:12` are both `01:00:05:12`.
        """
        number = self.number(text, self.text(0))
        return None if number is None else number - self.first

    def typed(self, text: str, now: int) -> int | None:
        """Which frame of the clip the typed `text` means while it stands at the frame `now`; None if none.

        As `frame`, and `+12`, `-100` go on or back from `now` by frames and seconds from the right. A dot at
        the end stands for two zeros: `-1.` is a second back.
        """
        given = text.strip()
        sign, digits = (given[:1], given[1:].strip()) if given[:1] in ("+", "-") else ("", given)
        if _DOTTED.fullmatch(digits):
            digits = (digits.rstrip(".") or "0") + "00" * digits.count(".")
        if not sign:
            return self.frame(digits)
        # A length of time drops no numbers.
        length = TimecodeCount(self.per_second).number(digits)
        return None if length is None else now + (length if sign == "+" else -length)

    def number(self, text: str, filling: str = "00:00:00:00") -> int | None:
        """The frame count of `text` from midnight, what it leaves out taken from `filling`.

        None if it is no timecode.
        """
        typed = text.strip()
        fields = _SEPARATORS.split(typed)
        if len(fields) == 1 and len(typed) <= _MOST_DIGITS:
            digits = _SEPARATORS.sub("", filling)[: _MOST_DIGITS - len(typed)] + typed
            fields = [digits[place : place + 2] for place in range(0, _MOST_DIGITS, 2)]
        if not typed or len(fields) > 4 or not all(map(_FIELD.fullmatch, fields)):
            return None
        all_fields = _SEPARATORS.split(filling)[: 4 - len(fields)] + fields
        hours, minutes, seconds, frames = (int(field) for field in all_fields)
        if self.is_drop and seconds == 0 and minutes % 10 and frames < self._left_out:
            # A number that is left out: the first one of its minute is meant.
            frames = self._left_out
        whole = ((hours * 60 + minutes) * 60 + seconds) * self.per_second + frames
        return whole - self._dropped_before(hours * 60 + minutes) if self.is_drop else whole

    def _dropped_before(self, minutes: int) -> int:
        """How many numbers are left out up to a minute: some at each minute, none at each tenth."""
        return self._left_out * (minutes - minutes // 10)

    @property
    def _left_out(self) -> int:
        return round(self.per_second / 15)

    def _undropped(self, number: int) -> int:
        """The number as it would be if none were left out."""
        if not self.is_drop:
            return number
        minute = self.per_second * 60 - self._left_out
        tenth = minute * 10 + self._left_out
        tens, rest = divmod(number, tenth)
        skipped = self._left_out * 9 * tens
        if rest >= self.per_second * 60:
            skipped += self._left_out * (1 + (rest - self.per_second * 60) // minute)
        return number + skipped
