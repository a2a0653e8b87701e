"""The timeline file: a result with its source's rate, timecode, reel and sound, written beside its place."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
from av.container import OutputContainer
from av.packet import Packet
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange, Colorspace
from av.video.stream import VideoStream

from kling_desktop.domain.arrival import ColourShift
from kling_desktop.domain.cut import LookKind, Pace
from kling_desktop.domain.errors import BadInput
from kling_desktop.domain.notice import Notice
from kling_desktop.domain.recipe import Recipe
from kling_desktop.domain.timeline import (
    Format,
    Match,
    Motion,
    PictureSize,
    Script,
    Sound,
    TimelineChoice,
    reel_of,
    script,
    source_frames,
    start_timecode,
)
from kling_desktop.media.beside import beside
from kling_desktop.media.clip import Clip, decoded, opened
from kling_desktop.media.colour import matrix_of, range_of
from kling_desktop.media.encodings import ENCODINGS
from kling_desktop.media.grading import Grade
from kling_desktop.media.restamp import TAGGING, Restamped, Stored, codec_of, stored
from kling_desktop.media.sound_cut import Cut, SoundTrack
from kling_desktop.media.timeline_picture import (
    Blend,
    Regrade,
    ResultFrames,
    Shape,
    SourceFrames,
    blended,
    mended,
    nearest,
)
from kling_desktop.media.timing import timing
from kling_desktop.media.worker import Stopped, never

# Another shape than the source's by more than this is no rounding.
SAME_SHAPE = Fraction(1, 50)
BUFFER = 1 << 20
LEAST_TICKS = 1000


INSTEAD = Format.PRORES_422
"""What is written where a result cannot be re-stamped."""


@dataclass(frozen=True)
class TimelineOrder:
    """What a timeline file is made of; `source` is None where it is not needed or not there.

    `version` is the take's number. `colour` is what the arrival check measured, for matching colour.
    `grade` is how the source is to be read; None goes by its tags.
    """

    result: Path
    source: Path | None
    recipe: Recipe
    choice: TimelineChoice
    version: int
    colour: ColourShift | None = None
    grade: Grade | None = None


@dataclass(frozen=True)
class Made:
    """What a timeline file has become: its format, and what has to be said about it."""

    format: Format
    notes: tuple[Notice, ...]


def nothing(_fraction: float) -> None:
    """The progress of work that nobody watches."""


def format_of(order: TimelineOrder) -> Format:
    """The format that the order comes to: RESTAMP only where no picture has to change.

    Raises BadInput as `clip.opened` does for the result.
    """
    with opened(order.result) as clip:
        return _Work(order, clip, never).format


def write_timeline(
    order: TimelineOrder,
    part: Path,
    stop: Callable[[], bool] = never,
    show: Callable[[float], None] = nothing,
) -> Made:
    """Write the file to `part`, on disk when this returns; `show` hears the share done. Call it in a worker.

    Whatever goes wrong, nothing is left at `part`. Raises BadInput (those of `clip.opened` for result and
    source, `timeline_refused` where libav cannot write it), Stopped, OSError (such as a full disk).
    """
    name = order.result.name
    with beside(part) as file, opened(order.result) as clip, _refusals(name):
        work = _Work(order, clip, stop)
        container = order.choice.format.suffix.removeprefix(".")
        options = {"movflags": "+faststart"} if container == "mp4" else {}
        options["video_track_timescale"] = str(work.ticks)
        with av.open(file, "w", format=container, container_options=options, buffer_size=BUFFER) as out:
            work.write(out, show)
        return Made(work.format, tuple(work.notes))


@contextmanager
def _refusals(name: str) -> Iterator[None]:
    """What libav refuses to write, in words, lest it be taken for a fault of the clips that are open."""
    try:
        yield
    except av.FFmpegError as error:
        raise BadInput("timeline_refused", name=name, reason=error.strerror or str(error)) from error


class _Work:
    """One order being carried out on an open result."""

    def __init__(self, order: TimelineOrder, clip: Clip, stop: Callable[[], bool]) -> None:
        self.order, self.clip, self.stop = order, clip, stop
        self.recipe, self.choice = order.recipe, order.choice
        time = timing(clip)
        self.match = Match(order.recipe, time.frames, time.rate)
        self.script: Script = script(self.match, order.choice.fixes)
        self.frames = source_frames(order.recipe)
        self.seconds = self.frames / order.recipe.rate
        self.kept = self._kept() if order.choice.format is Format.RESTAMP else None
        is_encoded = order.choice.format is Format.RESTAMP and self.kept is None
        self.format = INSTEAD if is_encoded else order.choice.format
        self.notes = [*self.script.notes, *self._own_notes(is_encoded)]

    def write(self, out: OutputContainer, show: Callable[[float], None]) -> None:
        """Write pictures and sound into `out`."""
        with ExitStack() as stack:
            stream, pictures = self._pictures(out, stack)
            self._mark(stream)
            tracks = list(self._tracks(out, stack))
            stack.enter_context(_refusals(self.order.result.name))
            for number, packets in enumerate(pictures):
                if self.stop():
                    raise Stopped
                out.mux(packets)
                for track in tracks:
                    out.mux(list(track.until(number / self.recipe.rate)))
                show(min(1.0, number / self.frames))
            for track in tracks:
                out.mux(list(track.finish()))

    def _own_notes(self, is_encoded: bool) -> Iterator[Notice]:
        if is_encoded:
            yield Notice("restamp_impossible")
        if not self.choice.format.carries_reel:
            yield Notice("mp4_without_reel")
        if self.recipe.look is not None and self.recipe.look.kind is not LookKind.REC709:
            yield Notice("graded_look")

    @property
    def ticks(self) -> int:
        """Ticks of a second that every frame begins on one of."""
        number = self.recipe.rate_num
        return number if number >= LEAST_TICKS else number * LEAST_TICKS

    def _kept(self) -> Stored | None:
        """The packets that become the file as they are; None where a picture has to change."""
        fixes, stream = self.choice.fixes, self.clip.stream
        is_mended = fixes.slip or fixes.colour or fixes.fills_from_source
        if is_mended or not self.match.can_restamp or codec_of(self.clip) not in TAGGING:
            return None
        if self._size() != (stream.width, stream.height) or not _is_rec709(self.order.result):
            return None
        # Read from another opening: this one's position is at the start for those who decode.
        with opened(self.order.result) as clip:
            found = stored(clip)
        return found.first(self.frames) if found else None

    def _size(self) -> tuple[int, int]:
        """The picture's size: the result's, or the largest of its shape within the source's."""
        stream, recipe = self.clip.stream, self.recipe
        if self.choice.size is PictureSize.GENERATED or not recipe.width or not recipe.height:
            return stream.width, stream.height
        shape = Fraction(stream.width * recipe.height, stream.height * recipe.width)
        if abs(shape - 1) <= SAME_SHAPE:
            return _even(recipe.width), _even(recipe.height)
        factor = min(Fraction(recipe.width, stream.width), Fraction(recipe.height, stream.height))
        return _even(stream.width * factor), _even(stream.height * factor)

    def _pictures(
        self, out: OutputContainer, stack: ExitStack
    ) -> "tuple[VideoStream, Iterator[list[Packet[VideoStream]]]]":
        if self.kept is not None:
            stamped = Restamped(self.clip, self.kept, self.recipe.rate, out)
            return stamped.stream, ([packet] for packet in stamped.packets())
        encoding = ENCODINGS[self.format]
        shape = Shape(*self._size(), encoding.pix_fmt)
        stream = encoding.stream(out, self._size(), self.recipe.rate)
        return stream, self._encode(stream, self._frames(shape, stack))

    def _encode(
        self, stream: VideoStream, frames: Iterator[VideoFrame]
    ) -> "Iterator[list[Packet[VideoStream]]]":
        for number, frame in enumerate(frames):
            frame.pts, frame.time_base, frame.pict_type = number, 1 / self.recipe.rate, 0
            yield stream.encode(frame)
        yield stream.encode(None)

    def _frames(self, shape: Shape, stack: ExitStack) -> Iterator[VideoFrame]:
        result = ResultFrames(self.clip, self.stop)
        fixes, recipe = self.choice.fixes, self.recipe
        source, regrade = None, None
        if any(shot.is_from_source for shot in self.script.shots):
            filling = stack.enter_context(opened(self._source()))
            source = SourceFrames(filling, recipe.rate, self.stop, self.order.grade)
        if fixes.colour and self.order.colour is not None:
            regrade = Regrade(self.order.colour, fixes.colour, shape)
        shots = self.script.shots
        is_blended = self.choice.motion is Motion.BLEND and recipe.pace is Pace.REAL_TIME
        pictures = blended(result, self._blend(), shape) if is_blended else nearest(result, shots, shape)
        return mended(pictures, shots, source, regrade, shape)

    def _blend(self) -> Blend:
        fixes, recipe, last = self.choice.fixes, self.recipe, self.match.frames - 1
        least = fixes.black_head if fixes.fills_from_source else 0
        most = last - (fixes.black_tail if fixes.fills_from_source else 0)
        theirs = self.match.position(1) * recipe.rate
        return Blend(-fixes.slip, self.frames, theirs, recipe.rate, min(least, last), max(most, 0))

    def _source(self) -> Path:
        if self.order.source is None:
            raise BadInput("timeline_source_gone", name=Path(self.recipe.location).name)
        return self.order.source

    def _mark(self, stream: VideoStream) -> None:
        """Timecode and reel, as the muxer takes them from the picture's stream."""
        stream.metadata["timecode"] = start_timecode(self.recipe)
        stem = Path(self.recipe.location).stem
        reel = reel_of(self.recipe, self.order.version, self.choice.keeps_reel, stem)
        if reel and self.choice.format.carries_reel:
            stream.metadata["reel_name"] = reel

    def _tracks(self, out: OutputContainer, stack: ExitStack) -> Iterator[SoundTrack]:
        """One track for each sound stream of the file whose sound is wanted."""
        recipe = self.recipe
        if self.choice.sound is Sound.NONE:
            return
        if self.choice.sound is Sound.SOURCE:
            path, cut = self._source(), Cut(recipe.begin / recipe.rate, self.seconds)
        else:
            tempo = self.match.position(self.frames) / self.match.rate / self.seconds
            path, cut = self.order.result, Cut(self.choice.fixes.slip * -1 / recipe.rate, self.seconds, tempo)
        count = len(stack.enter_context(opened(path)).container.streams.audio)
        if not count and self.choice.sound is Sound.SOURCE:
            self.notes.append(Notice("source_without_sound"))
        for number in range(count):
            clip = stack.enter_context(opened(path))
            stream = clip.container.streams.audio[number]
            start = clip.start * clip.time_base
            yield SoundTrack(clip.container, stream, start, cut, out, self.stop)


def _is_rec709(path: Path) -> bool:
    with opened(path) as clip:
        frame = next(decoded(clip), None)
        if frame is None:
            return False
        return matrix_of(frame) == Colorspace.ITU709 and range_of(frame) == ColorRange.MPEG


def _even(side: Fraction | int) -> int:
    return max(2, round(side / 2) * 2)
