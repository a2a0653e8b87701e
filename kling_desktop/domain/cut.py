"""Which part of a clip is meant, and how it is made fit: the user's choices, in frames of the source."""

from dataclasses import dataclass
from enum import StrEnum

USUAL_HANDLES = 12
MOST_HANDLES = 48


class Pace(StrEnum):
    """How frames go to the service: each one stamped at its rate of 24, or at their own rate."""

    FRAME_FOR_FRAME = "frame_for_frame"
    REAL_TIME = "real_time"


class Filling(StrEnum):
    """What makes up for frames that the file does not have, where a range is too short for the service."""

    NONE = "none"
    SLOW = "slow"
    FREEZE = "freeze"
    LOOP = "loop"


class LookKind(StrEnum):
    """How the picture of a source is coded: display-ready, by a camera's log curve, or as HDR."""

    REC709 = "rec709"
    LOG = "log"
    PQ = "pq"
    HLG = "hlg"


@dataclass(frozen=True)
class SourceLook:
    """How the source's picture is to be read; a LOG look has a .cube LUT, kept by its SHA-256."""

    kind: LookKind = LookKind.REC709
    lut_sha256: str = ""
    lut_name: str = ""


@dataclass(frozen=True)
class Range:
    """The part of a clip between its in and out point: frame numbers from 0, the last one included."""

    first: int
    last: int

    @property
    def frames(self) -> int:
        """How many frames it has."""
        return self.last - self.first + 1


@dataclass(frozen=True)
class Treatment:
    """How a clip is prepared; `handles` are extra frames wanted on each side (0–48)."""

    handles: int = USUAL_HANDLES
    pace: Pace = Pace.FRAME_FOR_FRAME
    filling: Filling = Filling.NONE
    look: SourceLook | None = None
    """None reads the source as it is tagged."""
    sends_sound: bool = True
    """Whether the clip's sound goes along at all."""


WHOLE = Treatment(pace=Pace.REAL_TIME)
"""How a file goes that shows an element: all of it, as it moves."""
