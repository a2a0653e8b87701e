"""What the viewer is told of a clip, and what may be wrong with one."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from pathlib import Path

from kling_desktop.domain.cut import LookKind
from kling_desktop.domain.recipe import Recipe

FALLBACK_RATE = Fraction(25)


class Side(StrEnum):
    """One of the two clips."""

    SOURCE = "source"
    RESULT = "result"


@dataclass(frozen=True)
class Colours:
    """How a source's picture is to be read; `table` is the look-up table of log footage, under any name."""

    kind: LookKind
    table: Path | None = None


@dataclass(frozen=True)
class Clip:
    """A file to play.

    `rate` is frames per second, `frames` how many there are; None lets the player find out.
    `start` is the timecode of the first frame (`01:00:00:00`, with `;` before the frames for drop-frame).
    `recipe` tells of a result how its source was prepared.
    `colours` is None for what is read as it is tagged.
    """

    path: Path
    rate: Fraction | None = None
    frames: int | None = None
    start: str = ""
    recipe: Recipe | None = None
    colours: Colours | None = None


class FaultKind(StrEnum):
    """Why a clip is not to be seen."""

    MISSING = "missing"
    INCOMPLETE = "incomplete"
    UNREADABLE = "unreadable"
    UNPLAYABLE = "unplayable"
    NO_PICTURE = "no_picture"


@dataclass(frozen=True)
class Fault:
    """A clip that can't be played; `codec` names how it is coded, if that is known."""

    kind: FaultKind
    codec: str = ""
