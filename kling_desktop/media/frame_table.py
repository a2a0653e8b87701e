"""When each frame of a clip is shown, as its packets tell: the one truth of frame numbers in the viewer."""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from kling_desktop.domain.errors import BadInput
from kling_desktop.media.clip import Clip, packets
from kling_desktop.media.worker import Stopped, never

# A file in which every frame stands by itself is read by its index: reading through it would take too long.
LOOKED_UP_BYTES = 64_000_000
ASK_EVERY = 256
"""Packets between two looks at the stop flag."""
WELL_BEFORE = 10
"""Seconds before the first frame, so that no format can take the goal for a later one."""
HAIR = Fraction(1, 1_000_000)
"""Seconds that a time in binary fractions may lie before the frame that it was made from."""


@dataclass(frozen=True)
class FrameTable:
    """Frames by the time that they are shown at, numbered from 0; times are in ticks of `time_base` seconds.

    `keys` are the numbers of the frames that need no other, rising; `end` is when the last frame ends.
    """

    time_base: Fraction
    stamps: Sequence[int]
    keys: Sequence[int]
    end: int

    @property
    def frames(self) -> int:
        """How many there are."""
        return len(self.stamps)

    @property
    def seconds(self) -> Fraction:
        """From the start of the first frame to the end of the last."""
        return (self.end - self.stamps[0]) * self.time_base

    def start(self, number: int) -> Fraction:
        """When the frame `number` is shown, in seconds from the first; the end for the one after the last."""
        stamp = self.end if number >= self.frames else self.stamps[max(number, 0)]
        return (stamp - self.stamps[0]) * self.time_base

    def at(self, seconds: Fraction | float) -> int:
        """The frame shown at `seconds` from the first; the first before, the last after the clip."""
        target = self.stamps[0] + (Fraction(seconds) + HAIR) / self.time_base
        return max(bisect_right(self.stamps, target) - 1, 0)

    def number(self, stamp: int) -> int | None:
        """The frame with that time stamp, if there is one."""
        place = bisect_right(self.stamps, stamp) - 1
        return place if place >= 0 and self.stamps[place] == stamp else None

    def key(self, number: int, back: int = 0) -> int:
        """The last key frame that is not after the frame `number`, or the one `back` places before it."""
        return self.keys[max(bisect_right(self.keys, number) - 1 - back, 0)]


def frame_table(clip: Clip, stop: Callable[[], bool] = never) -> FrameTable:
    """The table of an open clip; leaves its position at the end.

    Reads all packets of the video, decodes none. Raises BadInput `video_broken` for a clip without frames,
    Stopped once `stop` says so.
    """
    clip.only_video()
    clip.container.seek(clip.start - round(WELL_BEFORE / clip.time_base), stream=clip.stream)
    rows = _indexed(clip) or _demuxed(clip, stop)
    if not rows:
        raise BadInput("video_broken", name=clip.path.name)
    stamps = sorted({stamp for stamp, _, _ in rows})
    last, lasting, _ = max(rows)
    step = (stamps[-1] - stamps[0]) // max(len(stamps) - 1, 1)
    key_stamps = {stamp for stamp, _, is_key in rows if is_key}
    keys = [number for number, stamp in enumerate(stamps) if stamp in key_stamps]
    if not keys or keys[0] != 0:
        keys.insert(0, 0)
    return FrameTable(clip.time_base, stamps, keys, last + (lasting or step or 1))


def _indexed(clip: Clip) -> list[tuple[int, int, bool]]:
    if clip.size < LOOKED_UP_BYTES or not clip.is_quicktime_family:
        return []
    entries = list(clip.stream.index_entries)
    # Only where each frame stands by itself is the order of decoding that of showing.
    if not all(entry.is_keyframe for entry in entries):
        return []
    return [(entry.timestamp, 0, True) for entry in entries if not entry.is_discard]


def _demuxed(clip: Clip, stop: Callable[[], bool]) -> list[tuple[int, int, bool]]:
    rows: list[tuple[int, int, bool]] = []
    for count, packet in enumerate(packets(clip)):
        if count % ASK_EVERY == 0 and stop():
            raise Stopped
        stamp = packet.dts if packet.pts is None else packet.pts
        # An edit list hides frames that others need: they are decoded and not shown.
        if stamp is not None and packet.size and not packet.is_discard:
            rows.append((stamp, packet.duration or 0, packet.is_keyframe))
    return rows
