"""Finds the frame that an open clip shows at a given time, decoding no more than that takes."""

import math
from collections import deque
from collections.abc import Callable, Iterator
from fractions import Fraction

import av
from av.packet import Packet
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from kling_desktop.domain.errors import BadInput
from kling_desktop.media.clip import Clip, packets
from kling_desktop.media.worker import Stopped, never

# Without an index, going on decoding beats seeking over gaps of up to this many seconds.
NEAR = 2
# With an index, so does it over up to this many frames: a seek empties the decoder, which then fills anew.
FEW = 4
# Seconds before the first frame, so that no format can take the goal for a later frame than that.
WELL_BEFORE = 10
# A time in binary fractions may lie this much, in seconds, before the frame that it was made from.
HAIR = Fraction(1, 1_000_000)
# Packets read ahead of the decoder at most: a few seconds, whatever the time stamps say.
AHEAD = 600


class FrameReader:
    """Frames of an open clip by time; owns the clip's position and its decoder.

    Times count in seconds from the clip's first frame. Asking in rising order is cheapest.
    """

    def __init__(self, clip: Clip, stop: Callable[[], bool] = never) -> None:
        self._clip = clip
        self._stop = stop
        self._packets: Iterator[Packet[VideoStream]] = iter(())
        self._ahead: deque[Packet[VideoStream]] = deque()
        self._decoded: deque[VideoFrame] = deque()
        self._given: list[int] = []
        self._shown: VideoFrame | None = None
        clip.only_video()
        clip.stream.thread_type = "AUTO"

    def at(self, seconds: Fraction | float) -> VideoFrame:
        """The last frame that starts at `seconds` or before, the first one if none does.

        Raises BadInput `video_broken` when nothing decodes, Stopped once the stop flag says so.
        """
        target = self._target(seconds)
        if self._has_to_seek(target):
            self._seek(target)
        self._decode_up_to(target)
        return self._found()

    def key_before(self, seconds: Fraction | float) -> VideoFrame:
        """The frame nearest before `seconds` that can be decoded without any other; raises as `at` does."""
        self._seek(self._target(seconds))
        return self._found()

    def _target(self, seconds: Fraction | float) -> int:
        return self._clip.start + math.floor((Fraction(seconds) + HAIR) / self._clip.time_base)

    def _found(self) -> VideoFrame:
        frame = self._shown or (self._decoded[0] if self._decoded else None)
        if frame is None:
            raise BadInput("video_broken", name=self._clip.path.name)
        return frame

    def _has_to_seek(self, target: int) -> bool:
        if self._shown is None or stamp(self._shown) > target:
            return True
        index = self._clip.stream.index_entries
        key = index.search_timestamp(target) if self._clip.is_quicktime_family else -1
        if key >= 0:
            position = self._position(self._shown)
            return index[key].timestamp > position and self._frames_between(position, target) > FEW
        return target - stamp(self._shown) > NEAR / self._clip.time_base

    def _frames_between(self, earlier: int, later: int) -> int:
        index = self._clip.stream.index_entries
        here, there = (index.search_timestamp(each, any_frame=True) for each in (earlier, later))
        return there - here

    def _position(self, shown: VideoFrame) -> int:
        """How far the file has been read, in ticks."""
        last = self._ahead[-1].dts if self._ahead else None
        return stamp(shown) if last is None else last

    def _seek(self, target: int) -> None:
        second = round(1 / self._clip.time_base)
        earliest = self._clip.start - WELL_BEFORE * second
        goal, back = target, second
        while True:
            self._go_to(goal)
            self._decode_one(None)
            is_early_enough = bool(self._decoded) and stamp(self._decoded[0]) <= target
            if is_early_enough or goal == earliest:
                return
            # Some formats only guess where a time lies; some files have their key frames marked wrongly.
            goal, back = target - back, back * 4
            if goal <= self._clip.start:
                goal = earliest

    def _go_to(self, goal: int) -> None:
        self._clip.container.seek(goal, stream=self._clip.stream)
        self._packets = packets(self._clip)
        self._ahead.clear()
        self._decoded.clear()
        self._given.clear()
        self._shown = None

    def _decode_up_to(self, target: int) -> None:
        if self._shown is not None:
            self._given = [pts for pts in self._given if pts >= stamp(self._shown)]
        wanted = self._wanted(target)
        while self._shown is None or wanted is None or stamp(self._shown) < wanted:
            if not self._decoded and not self._decode_one(wanted):
                return
            if stamp(self._decoded[0]) > target:
                return
            self._shown = self._decoded.popleft()

    def _wanted(self, target: int) -> int | None:
        """The time stamp of the frame shown at `target`, if the packets read so far tell."""
        while not self._reaches(target):
            packet = next(self._packets, None)
            if packet is None:
                break
            if len(self._ahead) >= AHEAD:
                self._ahead.append(packet)
                return None
            self._ahead.append(packet)
        ahead = (packet.pts for packet in self._ahead if packet.pts is not None)
        return max((pts for pts in (*self._given, *ahead) if pts <= target), default=None)

    def _reaches(self, target: int) -> bool:
        """Whether every packet that could be shown at `target` or before has been read."""
        last = self._ahead[-1].dts if self._ahead else None
        # No packet is shown before it is decoded.
        return last is not None and last > target

    def _decode_one(self, wanted: int | None) -> bool:
        """Decode until there is another frame; False at the end. Frames that no other needs are skipped."""
        while not self._decoded:
            if self._stop():
                raise Stopped
            packet = self._ahead.popleft() if self._ahead else next(self._packets, None)
            if packet is None:
                return False
            self._give(packet, wanted)
        return True

    def _give(self, packet: "Packet[VideoStream]", wanted: int | None) -> None:
        is_passed_over = wanted is not None and packet.pts is not None and packet.pts < wanted
        self._clip.stream.codec_context.skip_frame = "NONREF" if is_passed_over else "DEFAULT"
        if packet.pts is not None:
            self._given.append(packet.pts)
        try:
            frames = packet.decode()
        except av.error.InvalidDataError:
            return
        self._decoded.extend(frame for frame in frames if frame.pts is not None)


def stamp(frame: VideoFrame) -> int:
    """The time stamp of a decoded frame, in ticks."""
    return frame.pts or 0
