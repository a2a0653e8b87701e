"""What the viewer is told of a clip, and what may be wrong with one."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from pathlib import Path

FALLBACK_RATE = Fraction(25)


class Side(StrEnum):
    """Which of the two clips is looked at."""

    SOURCE = "source"
    RESULT = "result"


@dataclass(frozen=True)
class Clip:
    """A file to play.

    `rate` is frames per second, `frames` how many there are; None lets the player find out, less exactly.
    `start` is the timecode of the first frame (`01:00:00:00`, with `;` before the frames for drop-frame).
    """

    path: Path
    rate: Fraction | None = None
    frames: int | None = None
    start: str = ""


class FaultKind(StrEnum):
    """Why a clip is not to be seen."""

    MISSING = "missing"
    UNREADABLE = "unreadable"
    UNPLAYABLE = "unplayable"
    NO_PICTURE = "no_picture"


@dataclass(frozen=True)
class Fault:
    """A clip that can't be played; `codec` names how it is coded, if that is known."""

    kind: FaultKind
    codec: str = ""
