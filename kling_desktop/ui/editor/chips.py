"""Where the chips of a text are, in Qt's counting: signs outside the basic plane count twice there."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from kling_desktop.domain.references import mentions

if TYPE_CHECKING:
    from kling_desktop.domain.references import Reference

BASIC_PLANE = "\uffff"


@dataclass(frozen=True)
class Chip:
    """A reference in a text, from `start` to before `end` in units of UTF-16."""

    reference: Reference
    start: int
    end: int


class Ruler:
    """Turns places of a text in code points into units of UTF-16."""

    def __init__(self, text: str) -> None:
        self._units: list[int] = []
        if text and max(text) > BASIC_PLANE:
            self._units = list(accumulate((2 if sign > BASIC_PLANE else 1 for sign in text), initial=0))

    def units(self, place: int) -> int:
        """The place, counted from 0, in units; at most the length of the text."""
        return self._units[place] if self._units else place


class Chips:
    """All chips of one text. A place on the edge of a chip is outside of it."""

    def __init__(self, text: str) -> None:
        self.text = text
        units = Ruler(text).units
        self.all = tuple(Chip(each.reference, units(each.start), units(each.end)) for each in mentions(text))
        self._ends = [chip.end for chip in self.all]

    def around(self, unit: int) -> Chip | None:
        """The chip inside which a place is."""
        chip = self._ending_from(unit)
        return chip if chip and chip.start < unit < chip.end else None

    def touching(self, unit: int) -> Chip | None:
        """The chip that a place is inside of or at the edge of; of two the one before it."""
        chip = self._ending_from(unit)
        return chip if chip and chip.start <= unit else None

    def outside(self, unit: int, direction: int = 0) -> int:
        """The place itself, or the edge of its chip: before it (-1), behind it (1), the nearer one (0)."""
        chip = self.around(unit)
        if chip is None:
            return unit
        is_back = direction < 0 or (direction == 0 and unit - chip.start < chip.end - unit)
        return chip.start if is_back else chip.end

    def selection(self, anchor: int, position: int, direction: int = 0) -> tuple[int, int]:
        """Anchor and position of a selection that holds chips whole or not at all."""
        moved = self.outside(position, direction)
        if anchor == position:
            return moved, moved
        return self.outside(anchor, -1 if anchor < position else 1), moved

    def _ending_from(self, unit: int) -> Chip | None:
        """The first chip that ends at `unit` or behind it."""
        place = bisect_left(self._ends, unit)
        return self.all[place] if place < len(self.all) else None
