"""Clips with chosen frame numbers and with sound of which each sample tells its place; what a result is like."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, cast

import av
from av.audio.frame import AudioFrame
from av.filter import Graph

from tests.support.barcode import numbered_frame

if TYPE_CHECKING:
    from av.audio.stream import AudioStream
    from av.container import OutputContainer
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream

PCM_RATE = 48_000


@dataclass(frozen=True)
class Numbered:
    """What a numbered clip is made of; `numbers` are burnt in, in this order, None is a black frame.

    `sound` is pcm_s16le, its samples those of `sample`, or None. `regrade` is one more libavfilter step.
    """

    numbers: Sequence[int | None]
    rate: Fraction = Fraction(24)
    width: int = 256
    height: int = 144
    codec: str = "libx264"
    pix_fmt: str = "yuv420p"
    options: Mapping[str, str] = field(default_factory=lambda: {"preset": "veryfast", "crf": "18", "bf": "2"})
    tags: Mapping[str, str] = field(default_factory=dict)
    sound: str | None = None
    layout: str = "stereo"
    regrade: str = ""


def make_numbered(path: Path, clip: Numbered) -> Path:
    """Write the clip to `path` and return it."""
    with av.open(str(path), "w") as out:
        stream = cast("VideoStream", out.add_stream(clip.codec, rate=clip.rate, options=dict(clip.options)))
        context = stream.codec_context
        context.width, context.height, context.pix_fmt = clip.width, clip.height, clip.pix_fmt
        context.time_base = 1 / clip.rate
        context.color_primaries = context.color_trc = context.colorspace = context.color_range = 1
        for name, value in clip.tags.items():
            stream.metadata[name] = value
        sound = _sound(out, clip)
        for place, number in enumerate(clip.numbers):
            frame = picture(number, clip.width, clip.height, clip.regrade).reformat(format=clip.pix_fmt)
            frame.pts, frame.time_base = place, 1 / clip.rate
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
        if sound is not None:
            _write_sound(out, sound, clip)
    return path


def picture(number: int | None, width: int, height: int, regrade: str = "") -> VideoFrame:
    """The frame with this number, put through the libavfilter step `regrade`, such as `lutyuv=y=val+20`."""
    frame = numbered_frame(number or 0, width, height)
    step = regrade if number is not None else "lutyuv=y=16:u=128:v=128"
    if not step:
        return frame
    graph = Graph()
    source = graph.add_buffer(width=width, height=height, format=frame.format, time_base=Fraction(1, 1000))
    graph.link_nodes(source, graph.add(*step.split("=", 1)), graph.add("buffersink")).configure()
    frame.pts = 0
    graph.push(frame)
    return cast("VideoFrame", graph.pull())


def sample(number: int, channel: int = 0) -> int:
    """The 16-bit sample `number` of a clip's sound: no two near each other are alike."""
    return (number * 7919 + channel * 104_729) % 60_000 - 30_000


def pcm(first: int, count: int, channels: int = 2) -> bytes:
    """`count` samples of the sound from `first` on, interleaved, 16 bits."""
    return b"".join(
        sample(number, channel).to_bytes(2, "little", signed=True)
        for number in range(first, first + count)
        for channel in range(channels)
    )


def read_pcm(path: Path, stream: int = 0) -> bytes:
    """All samples of a clip's sound stream, interleaved, 16 bits."""
    with av.open(str(path)) as found:
        return b"".join(_packed(frame) for frame in found.decode(audio=stream))


def _packed(frame: AudioFrame) -> bytes:
    assert frame.format.name == "s16"
    return bytes(frame.planes[0])[: frame.samples * 2 * len(frame.layout.channels)]


def _sound(out: OutputContainer, clip: Numbered) -> AudioStream | None:
    if clip.sound is None:
        return None
    stream = cast("AudioStream", out.add_stream(clip.sound, rate=PCM_RATE))
    stream.codec_context.layout = clip.layout
    return stream


def _write_sound(out: OutputContainer, stream: AudioStream, clip: Numbered) -> None:
    channels = len(stream.codec_context.layout.channels)
    total = round(len(clip.numbers) / clip.rate * PCM_RATE)
    for frame in _sound_frames(total, channels, clip.layout):
        out.mux(stream.encode(frame))
    out.mux(stream.encode(None))


def _sound_frames(total: int, channels: int, layout: str) -> Iterator[AudioFrame]:
    for first in range(0, total, 1024):
        count = min(1024, total - first)
        frame = AudioFrame("s16", layout, count)
        frame.planes[0].update(pcm(first, count, channels))
        frame.sample_rate, frame.pts, frame.time_base = PCM_RATE, first, Fraction(1, PCM_RATE)
        yield frame
