"""The pictures of a timeline file, frame by frame: from the result, or the source, sized and tagged."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import cast

import av
from av.filter import Graph
from av.filter.context import FilterContext
from av.video.format import VideoFormat
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange, Colorspace, Interpolation, VideoReformatter

from kling_desktop.domain.arrival import ColourShift
from kling_desktop.domain.timeline import Shot
from kling_desktop.media.clip import Clip, decoded
from kling_desktop.media.colour import Painter, matrix_of, range_of
from kling_desktop.media.geometry import turn_of
from kling_desktop.media.grading import Grade
from kling_desktop.media.reader import FrameReader
from kling_desktop.media.worker import Stopped

LANCZOS = Interpolation.LANCZOS | Interpolation.ACCURATE_RND | Interpolation.FULL_CHR_H_INT
TEN_BITS = "10le"
# Channel values of 8 bits in limited range: luma ends at 235, colour differences at 240.
LUMA, CHROMA = (16, 235), (16, 240)


@dataclass(frozen=True)
class Shape:
    """What frames have to be like for an encoder: size in pixels, libav's pixel format."""

    width: int
    height: int
    pix_fmt: str

    def buffer(self, graph: Graph, time_base: Fraction) -> FilterContext:
        """The place where frames of this shape enter a filter graph."""
        form = VideoFormat(self.pix_fmt, self.width, self.height)
        return graph.add_buffer(width=self.width, height=self.height, format=form, time_base=time_base)


class Shaper:
    """Brings frames into one shape, in Rec.709 limited; owns the scaler."""

    def __init__(self, shape: Shape) -> None:
        self._shape = shape
        self._scaler = VideoReformatter()

    def shaped(self, frame: VideoFrame) -> VideoFrame:
        """The frame in the shape. Raises av.FFmpegError if it cannot be converted."""
        return self._scaler.reformat(
            frame,
            self._shape.width,
            self._shape.height,
            self._shape.pix_fmt,
            src_colorspace=matrix_of(frame),
            dst_colorspace=Colorspace.ITU709,
            interpolation=LANCZOS,
            src_color_range=range_of(frame),
            dst_color_range=ColorRange.MPEG,
        )


class ResultFrames:
    """The frames of a result by number, asked for in rising order; beyond the end it is the last one."""

    def __init__(self, clip: Clip, stop: Callable[[], bool]) -> None:
        clip.only_video()
        clip.stream.thread_type = "AUTO"
        self._frames, self._stop = decoded(clip), stop
        self._number, self._shown = -1, cast("VideoFrame | None", None)
        self._name = clip.path.name

    def at(self, number: int) -> VideoFrame:
        """The frame `number`, from 0. Raises av.error.InvalidDataError if none can be decoded, Stopped."""
        while self._number < number:
            if self._stop():
                raise Stopped
            frame = next(self._frames, None)
            if frame is None:
                break
            self._number, self._shown = self._number + 1, frame
        if self._shown is None:
            raise av.error.InvalidDataError(0, "no frame", self._name)
        return self._shown


class SourceFrames:
    """Frames of the source for where the result has none."""

    def __init__(
        self, clip: Clip, rate: Fraction, stop: Callable[[], bool], grade: Grade | None = None
    ) -> None:
        """`grade` is how the source is to be read; None goes by its tags."""
        self._reader, self._painter, self._rate = FrameReader(clip, stop), Painter(grade), rate

    def at(self, number: int, size: tuple[int, int]) -> VideoFrame:
        """The source's frame `number` upright, in `size`, as RGB. Raises as `FrameReader.at` does."""
        frame = self._reader.at((number + Fraction(1, 2)) / self._rate)
        picture = self._painter.paint(frame, size, turn_of(frame))
        made = VideoFrame(picture.width, picture.height, "rgb24")
        plane, row = made.planes[0], 3 * picture.width
        rows = (picture.rgb[y * picture.stride :][:row] for y in range(picture.height))
        plane.update(b"".join(line.ljust(plane.line_size, b"\0") for line in rows))
        return made


def nearest(result: ResultFrames, shots: tuple[Shot, ...], shape: Shape) -> Iterator[VideoFrame]:
    """The result's picture of each shot; any where the shot is the source's."""
    shaper, shown, held = Shaper(shape), None, -1
    for shot in shots:
        number = max(held, 0) if shot.is_from_source else shot.number
        if shown is None or number != held:
            shown, held = shaper.shaped(result.at(number)), number
        yield shown


@dataclass(frozen=True)
class Blend:
    """`count` frames at `rate` from the result's frame `first` on, of which there are `theirs` in a second.

    Below `least` and beyond `last` the result has nothing to be seen: those two are held.
    """

    first: int
    count: int
    theirs: Fraction
    rate: Fraction
    least: int
    last: int


def blended(result: ResultFrames, blend: Blend, shape: Shape) -> Iterator[VideoFrame]:
    """The frames of a timeline file, each blended of the two of the result that are nearest in time."""
    shaper, rate = Shaper(shape), blend.rate
    graph = Graph()
    source = shape.buffer(graph, 1 / blend.theirs)
    step = graph.add("framerate", f"fps={rate.numerator}/{rate.denominator}:interp_start=0:interp_end=255")
    graph.link_nodes(source, step, graph.add("buffersink")).configure()
    made, frame = 0, None
    for number in range(math.ceil(blend.count * blend.theirs / rate) + 2):
        wanted = min(max(blend.first + number, blend.least), blend.last)
        given = shaper.shaped(result.at(wanted))
        given.pts, given.time_base = number, 1 / blend.theirs
        for frame in _pulled(graph, given):
            if made < blend.count:
                made += 1
                yield frame
    while made < blend.count and frame is not None:
        made += 1
        yield frame


def mended(
    pictures: Iterator[VideoFrame],
    shots: tuple[Shot, ...],
    source: SourceFrames | None,
    regrade: "Regrade | None",
    shape: Shape,
) -> Iterator[VideoFrame]:
    """The `pictures` of all `shots` with their colour moved, and the source's own where a shot is its."""
    shaper, held, graded = Shaper(shape), cast("VideoFrame | None", None), cast("VideoFrame | None", None)
    for shot, picture in zip(shots, pictures, strict=True):
        if shot.is_from_source and source is not None:
            yield shaper.shaped(source.at(shot.number, (shape.width, shape.height)))
            continue
        if graded is None or picture is not held:
            held, graded = picture, regrade.graded(picture) if regrade else picture
        yield graded


class Regrade:
    """Moves mean and contrast of each channel towards the source's; owns its filter graph."""

    def __init__(self, shift: ColourShift, strength: float, shape: Shape) -> None:
        """`strength` from 0, nothing, to 1, all of it."""
        self._shape, self._settings = shape, _settings(shift, strength, shape)
        self._graph: Graph | None = None

    def graded(self, frame: VideoFrame) -> VideoFrame:
        """The frame with its channels moved."""
        graph = self._graph = self._graph or self._wired()
        frame.pts = 0
        return next(_pulled(graph, frame))

    def _wired(self) -> Graph:
        graph, shape = Graph(), self._shape
        source = shape.buffer(graph, Fraction(1, 1000))
        graph.link_nodes(source, graph.add("lutyuv", self._settings), graph.add("buffersink")).configure()
        return graph


def _settings(shift: ColourShift, strength: float, shape: Shape) -> str:
    scale = 4 if shape.pix_fmt.endswith(TEN_BITS) else 1
    words = []
    for name, channel, (low, high) in zip("yuv", shift.channels, (LUMA, CHROMA, CHROMA), strict=True):
        gain = 1 + (channel.gain - 1) * strength
        offset = (channel.wanted - channel.gain * channel.got) * strength
        words.append(f"{name}=clip(val*{gain:.6f}+{offset * scale:.4f}\\,{low * scale}\\,{high * scale})")
    return ":".join(words)


def _pulled(graph: Graph, frame: VideoFrame | None) -> Iterator[VideoFrame]:
    graph.push(frame)
    while True:
        try:
            yield cast("VideoFrame", graph.pull())
        except (BlockingIOError, EOFError):
            return
