"""How the clip that was sent was made from its source: what a result needs to go back to its timeline."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from kling_desktop.domain.cut import Filling, Pace, SourceLook


class Method(StrEnum):
    """How the sent file came about: the file itself, a copy of its packets, or encoded anew."""

    AS_IS = "as_is"
    COPY = "copy"
    ENCODE = "encode"


@dataclass(frozen=True)
class Recipe:
    """One prepared clip, kept with each job that sent it.

    Frame numbers count the source's frames from 0. What was sent is every `step`-th frame from
    `first - before` to `last + after`, then `filled` made-up frames; stamped at the sent rate.
    """

    location: str
    sha256: str
    rate_num: int
    rate_den: int
    first: int
    last: int
    before: int = 0
    after: int = 0
    step: int = 1
    """2 where every second frame of a 50p-like source was sent."""
    filling: Filling = Filling.NONE
    filled: int = 0
    pace: Pace = Pace.FRAME_FOR_FRAME
    method: Method = Method.ENCODE
    sent_frames: int = 0
    sent_rate_num: int = 24
    sent_rate_den: int = 1
    sent_width: int = 0
    sent_height: int = 0
    sent_sha256: str = ""
    start_timecode: str = ""
    """Timecode of the source's frame 0, with `;` before the frames for drop-frame; empty without one."""
    reel: str = ""
    width: int = 0
    height: int = 0
    look: SourceLook | None = None
    sample_rate: int = 0
    channels: int = 0
    channel_layout: str = ""
    has_sent_sound: bool = False
    prepared: str = ""
    """Name of the prepared file in the data folder; empty where the source itself was sent."""

    @property
    def rate(self) -> Fraction:
        """The source's frames per second, exactly."""
        return Fraction(self.rate_num, self.rate_den)

    @property
    def sent_rate(self) -> Fraction:
        """Frames per second of what was sent."""
        return Fraction(self.sent_rate_num, self.sent_rate_den)

    @property
    def begin(self) -> int:
        """The first source frame that was sent: that of the first handle."""
        return self.first - self.before

    @property
    def end(self) -> int:
        """The last source frame that was sent or passed over, handles included."""
        return self.last + self.after
