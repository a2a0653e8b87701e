"""Small test clips made on the spot with PyAV: size, rate, length, codec, sound, timecode, dropped frames."""

from __future__ import annotations

import struct
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, cast

import av
from av.audio.stream import AudioStream
from av.codec.context import Flags
from av.filter.graph import Graph
from av.video.stream import VideoStream

from tests.support.barcode import numbered_frame

if TYPE_CHECKING:
    from av.audio.frame import AudioFrame
    from av.container import OutputContainer
    from av.video.frame import VideoFrame

SOUND_RATE = 48_000
QUICK_OPTIONS: Mapping[str, Mapping[str, str]] = {
    "libx264": {"preset": "ultrafast", "crf": "20"},
    "libx265": {"preset": "ultrafast", "x265-params": "log-level=none"},
}
_TURNED = {90: (0, 1, -1, 0), 180: (-1, 0, 0, -1), 270: (0, -1, 1, 0)}
_MATRIX_IN_TRACK_HEADER = 44


@dataclass(frozen=True)
class Clip:
    """What a test clip is made of.

    `picture` is the description of a libavfilter source without size and rate: `testsrc2` moves and is not
    symmetric, `color=c=0x808080` is flat, `gradients`, `smptehdbars`; `numbers` burns each frame's number in
    (`tests.support.barcode` reads it). `rate` may be a fraction such as `"24000/1001"`. `dropped` frames are left out, which makes the clip one of variable rate. `tags` are
    metadata of the video stream (`timecode`, `reel_name` in a mov); `colour` are the numbers of
    (primaries, transfer, matrix, range) as H.273 counts them, range 1 = limited, 2 = full. `pixel_aspect` is
    the shape of a pixel, such as `"4/3"`; `curve` is what a `lutyuv` filter makes of the picture; an interlaced clip is marked so, its two fields alike.
    """

    seconds: float = 3.0
    width: int = 1280
    height: int = 720
    rate: str = "24"
    picture: str = "testsrc2"
    codec: str = "libx264"
    pix_fmt: str = "yuv420p"
    options: Mapping[str, str] = field(default_factory=dict)
    sound: str | None = "aac"
    layout: str = "stereo"
    dropped: Container[int] = ()
    tags: Mapping[str, str] = field(default_factory=dict)
    colour: tuple[int, int, int, int] | None = None
    pixel_aspect: str = "1"
    curve: str = ""
    is_interlaced: bool = False


def make_clip(path: Path, clip: Clip | None = None) -> Path:
    """Write the clip to `path` (the suffix names the container: .mp4, .mov, .webm) and return the path."""
    made = clip or Clip()
    with av.open(str(path), "w") as out:
        pictures = _add_pictures(out, made)
        sound = _add_sound(out, made)
        _encode_pictures(out, pictures, made)
        if sound is not None:
            _encode_sound(out, sound, made)
    return path


def _add_pictures(out: OutputContainer, clip: Clip) -> VideoStream:
    options = dict(QUICK_OPTIONS.get(clip.codec, {})) | dict(clip.options)
    stream = cast("VideoStream", out.add_stream(clip.codec, rate=Fraction(clip.rate), options=options))
    context = stream.codec_context
    context.width, context.height, context.pix_fmt = clip.width, clip.height, clip.pix_fmt
    context.time_base = 1 / Fraction(clip.rate)
    if Fraction(clip.pixel_aspect) != 1:
        context.sample_aspect_ratio = Fraction(clip.pixel_aspect)
    if clip.is_interlaced:
        context.flags |= Flags.interlaced_dct | Flags.interlaced_me
    if clip.colour is not None:
        context.color_primaries, context.color_trc, context.colorspace, context.color_range = clip.colour
    for name, value in clip.tags.items():
        stream.metadata[name] = value
    return stream


def _add_sound(out: OutputContainer, clip: Clip) -> AudioStream | None:
    if clip.sound is None:
        return None
    stream = cast("AudioStream", out.add_stream(clip.sound, rate=SOUND_RATE))
    stream.codec_context.layout = clip.layout
    return stream


def _encode_pictures(out: OutputContainer, stream: VideoStream, clip: Clip) -> None:
    rate = Fraction(clip.rate)
    pictures = _numbered(clip) if clip.picture == "numbers" else _drawn(clip)
    for number in range(round(clip.seconds * rate)):
        frame = next(pictures)
        if number in clip.dropped:
            continue
        frame.pts, frame.time_base = number, 1 / rate
        out.mux(stream.encode(frame))
    out.mux(stream.encode(None))


def _numbered(clip: Clip) -> Iterator[VideoFrame]:
    for number in count():
        frame = numbered_frame(number, clip.width, clip.height)
        yield frame if clip.pix_fmt == "yuv420p" else frame.reformat(format=clip.pix_fmt)


def _drawn(clip: Clip) -> Iterator[VideoFrame]:
    name, _, given = clip.picture.partition("=")
    asked = f"{given}:" if given else ""
    graph = Graph()
    source = graph.add(name, f"{asked}s={clip.width}x{clip.height}:r={clip.rate}")
    curve = [graph.add("lutyuv", clip.curve)] if clip.curve else []
    form = graph.add("format", f"pix_fmts={clip.pix_fmt}")
    graph.link_nodes(source, form, *curve, graph.add("buffersink"))
    graph.configure()
    while True:
        yield cast("VideoFrame", graph.pull())


def _encode_sound(out: OutputContainer, stream: AudioStream, clip: Clip) -> None:
    graph = Graph()
    tone = graph.add("sine", f"frequency=440:sample_rate={SOUND_RATE}:duration={clip.seconds}")
    wanted = f"sample_fmts={stream.codec_context.format.name}:channel_layouts={clip.layout}"
    size = graph.add("asetnsamples", "n=1024:p=0")
    graph.link_nodes(tone, graph.add("aformat", wanted), size, graph.add("abuffersink"))
    graph.configure()
    while True:
        try:
            frame = cast("AudioFrame", graph.pull())
        except EOFError:
            break
        out.mux(stream.encode(frame))
    out.mux(stream.encode(None))


def turn_clip(path: Path, degrees: int) -> Path:
    """Mark an mp4 or mov as one to be shown turned clockwise by 90, 180 or 270 degrees, as phones do."""
    data = path.read_bytes()
    at = data.index(b"tkhd") + _MATRIX_IN_TRACK_HEADER
    a, b, c, d = (value << 16 for value in _TURNED[degrees])
    matrix = struct.pack(">9i", a, b, 0, c, d, 0, 0, 0, 1 << 30)
    path.write_bytes(data[:at] + matrix + data[at + len(matrix) :])
    return path
