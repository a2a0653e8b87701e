"""One clip on the way to the screen: decoded in a thread of its own, a little ahead of time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from threading import Condition, Thread

import av
from av.packet import Packet
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from kling_desktop.domain.errors import BadInput
from kling_desktop.domain.notice import Notice
from kling_desktop.media.clip import Clip, decoded, opened, packets
from kling_desktop.media.colour import Painter, ScreenPicture
from kling_desktop.media.frame_table import WELL_BEFORE, FrameTable, frame_table
from kling_desktop.media.geometry import Turn, displayed_size, turn_of, within
from kling_desktop.media.grading import Grade, at_hand
from kling_desktop.media.memory import give_back
from kling_desktop.media.probe import is_cut_short
from kling_desktop.media.shelf import Order, Shelf
from kling_desktop.media.timing import timing
from kling_desktop.media.worker import Stopped

LONG_WAY = 8
"""Frames to decode from which on another picture is shown first, in passing."""
NEAR = 24
"""Frames that are decoded on rather than looked for from the next key frame."""


@dataclass(frozen=True)
class Opened:
    """The clip is open: its frames, its size in pixels as displayed, its rate, whether it has sound.

    `written` tells it from what stood at its place before: its file's time in nanoseconds, 0 for none.
    """

    table: FrameTable
    size: tuple[int, int]
    rate: Fraction
    has_sound: bool
    written: int = 0


@dataclass(frozen=True)
class Arrived:
    """A wanted picture is on the shelf; `is_near` if it is another one, shown in passing."""

    number: int
    is_near: bool = False


@dataclass(frozen=True)
class Failed:
    """The clip cannot be shown, for the reason that `notice` gives."""

    notice: Notice


Told = Opened | Arrived | Failed


class Reel:
    """Decodes one clip; give it orders, take pictures, `close` it.

    `told` is called from the reel's own thread. The thread rests while nothing is due.
    """

    def __init__(self, path: Path, told: Callable[[Told], None], order: Order) -> None:
        """Opens the file at once and makes the picture of `order`."""
        self._path = path
        self._told: Callable[[Told], None] | None = told
        self._order = order
        self._shelf = Shelf()
        self._news = Condition()
        self._thread = Thread(target=self._run, name=f"reel {path.name}", daemon=True)
        self._thread.start()

    def order(self, order: Order) -> None:
        """Replace what is wanted; pictures of another size or look are thrown away."""
        with self._news:
            if not order.looks_like(self._order):
                self._shelf.clear()
            self._order = order
            self._news.notify()

    def picture(self, number: int) -> ScreenPicture | None:
        """The picture of a frame, if it is ready."""
        return self._shelf.picture(number)

    def close(self) -> None:
        """Let go of the file; nothing is told afterwards. Returns before the thread has ended."""
        with self._news:
            self._told = None
            self._news.notify()
        self._shelf.clear()

    def _run(self) -> None:
        try:
            with opened(self._path) as clip:
                self._serve(clip)
        except BadInput as error:
            self._tell(Failed(error.notice))
        except Stopped:
            pass
        finally:
            self._shelf.clear()
            give_back()

    def _serve(self, clip: Clip) -> None:
        if is_cut_short(clip):
            raise BadInput("video_incomplete", name=self._path.name)
        clip.stream.thread_type = "AUTO"
        first = next(decoded(clip), None)
        if first is None:
            raise BadInput("video_broken", name=self._path.name)
        has_sound = bool(clip.container.streams.audio)
        turn = turn_of(first)
        size = displayed_size(first.width, first.height, clip.stream.sample_aspect_ratio, turn)
        table = frame_table(clip, self._is_closed)
        rate = timing(clip).rate
        self._tell(Opened(table, size, rate, has_sound, _written(clip.path)))
        with ExitStack() as tables:
            reading = _Reading(clip, table, turn, tables)
            while True:
                self._make(reading, self._next_order(table))

    def _is_closed(self) -> bool:
        return self._told is None

    def _next_order(self, table: FrameTable) -> tuple[Order, int]:
        """The order in force and the frame to make next, once there is one."""
        with self._news:
            while True:
                if self._told is None:
                    raise Stopped
                number = self._shelf.missing(self._order, table.frames)
                if number is not None:
                    return self._order, number
                self._news.wait()

    def _make(self, reading: _Reading, due: tuple[Order, int]) -> None:
        """Decode up to the frame that is due, unless another order comes."""
        order, number = due
        is_far = reading.go_to(number) > LONG_WAY
        first, last = self._shelf.window(order)
        has_shown = not (is_far and order.is_passing and number == order.number)
        while True:
            frame = reading.next(max(min(first, number), 0))
            if frame is None or frame.number > number:
                # Damage: the frame before stands for the one that cannot be had.
                self._keep(number, reading.stand_in(frame, order), order)
            if frame is None:
                return
            if first <= frame.number <= last or frame.number == number:
                self._keep(frame.number, reading.picture(frame.video, order), order)
            elif not has_shown and not reading.is_out_of_order(frame.number):
                self._keep(frame.number, reading.picture(frame.video, order), order, is_near=True)
            has_shown = True
            if frame.number >= number or self._order is not order:
                return

    def _keep(self, number: int, picture: ScreenPicture | None, order: Order, is_near: bool = False) -> None:
        if picture is None:
            raise BadInput("video_broken", name=self._path.name)
        with self._news:
            if not self._order.looks_like(order):
                return
            self._shelf.put(number, picture, self._order)
            is_wanted = number == self._order.number or is_near
        if is_wanted:
            self._tell(Arrived(number, is_near and number != order.number))

    def _tell(self, news: Told) -> None:
        with self._news:
            if self._told is not None:
                self._told(news)


@dataclass(frozen=True)
class _Numbered:
    number: int
    video: VideoFrame


class _Reading:
    """The position in an open clip, its decoder, and the making of pictures."""

    def __init__(self, clip: Clip, table: FrameTable, turn: Turn, tables: ExitStack) -> None:
        self._clip = clip
        self._table = table
        self._turn = turn
        self._painter = Painter()
        self._grade: Grade | None = None
        self._tables = tables
        self._packets: Iterator[Packet[VideoStream]] = iter(())
        self._ready: list[_Numbered] = []
        self._last: _Numbered | None = None
        self._next = table.frames + 1

    def go_to(self, number: int) -> int:
        """Place the decoder before a frame; how many frames there are to decode to reach it."""
        key = self._table.key(number)
        is_ahead = self._next <= number
        if not is_ahead or (key > self._next and number - self._next > NEAR):
            self._seek(number)
        return number - self._next

    def next(self, worth: int) -> _Numbered | None:
        """The next frame, None at the end; before `worth` those may be left out that no other needs."""
        while not self._ready:
            packet = next(self._packets, None)
            if packet is None:
                self._next = self._table.frames + 1
                return None
            self._decode(packet, worth)
        frame = self._ready.pop(0)
        self._next = frame.number + 1
        self._last = frame
        return frame

    def is_out_of_order(self, number: int) -> bool:
        """Whether the frame is none of the table's."""
        return not 0 <= number < self._table.frames

    def picture(self, video: VideoFrame, order: Order) -> ScreenPicture:
        """The picture of a decoded frame, as large as the order wants it and read as that says."""
        self._read_as(order.grade)
        size = displayed_size(video.width, video.height, self._clip.stream.sample_aspect_ratio, self._turn)
        box = within(size, *(order.box or (None, None)))
        return self._painter.paint_for_screen(video, box, self._turn)

    def stand_in(self, frame: _Numbered | None, order: Order) -> ScreenPicture | None:
        """The picture of the nearest frame that could be decoded."""
        near = frame or self._last
        return self.picture(near.video, order) if near else None

    def _read_as(self, grade: Grade | None) -> None:
        if grade == self._grade:
            return
        self._tables.close()
        self._grade = grade
        try:
            self._painter = Painter(self._tables.enter_context(at_hand(grade)))
        except OSError:
            # A table that is gone is told of where the edit is sent.
            self._painter = Painter()

    def _seek(self, number: int) -> None:
        stamps = self._table.stamps
        back = 0
        while True:
            key = self._table.key(number, back)
            goal = stamps[key]
            if key == 0 and back:
                goal -= round(WELL_BEFORE / self._table.time_base)
            self._clip.container.seek(goal, stream=self._clip.stream)
            self._packets = packets(self._clip)
            self._ready.clear()
            self._next = key
            head = next(self._packets, None)
            stamp = None if head is None else head.dts if head.pts is None else head.pts
            is_early_enough = stamp is not None and stamp <= stamps[number]
            if is_early_enough or (key == 0 and back):
                break
            # Formats seek by the time of decoding, and some only guess.
            back += 1
        if head is not None:
            self._decode(head, number)

    def _decode(self, packet: Packet[VideoStream], worth: int) -> None:
        stamp = packet.dts if packet.pts is None else packet.pts
        is_passed_over = stamp is not None and stamp < self._table.stamps[min(worth, self._table.frames - 1)]
        self._clip.stream.codec_context.skip_frame = "NONREF" if is_passed_over else "DEFAULT"
        try:
            frames = packet.decode()
        except av.error.InvalidDataError:
            return
        for video in frames:
            number = None if video.pts is None else self._table.number(video.pts)
            if number is not None:
                self._ready.append(_Numbered(number, video))


def _written(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0
