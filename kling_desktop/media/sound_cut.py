"""The sound of a clip cut to the sample: decoded, in its own rate, layout and channels, as PCM."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import cast

import av
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream
from av.container import InputContainer, OutputContainer
from av.filter import Graph
from av.packet import Packet

from kling_desktop.media.worker import Stopped, never

# Decoders of compressed sound need some packets before theirs is whole.
RUN_UP = Fraction(1, 2)
# Time stamps in milliseconds, as some containers have them, are off by this many seconds at most.
STAMP_ERROR = Fraction(2, 1000)
SHORT_SAMPLES = frozenset({"u8", "u8p", "s16", "s16p"})
CHUNKS_A_SECOND = 10
AAC_FRAME, AAC_BITS_PER_CHANNEL, AAC_RATE = 1024, 160_000, 96_000


@dataclass(frozen=True)
class Cut:
    """The part of a sound that is wanted: from `begin` on (seconds from the picture's first frame), for
    `seconds`, and how many times faster than it was it has to play."""

    begin: Fraction
    seconds: Fraction
    tempo: Fraction = Fraction(1)


class SoundTrack:
    """One sound stream on its way into a file; owns its decoder's position, its encoder and its count."""

    def __init__(
        self,
        container: InputContainer,
        stream: AudioStream,
        picture_start: Fraction,
        cut: Cut,
        out: OutputContainer,
        stop: Callable[[], bool] = never,
    ) -> None:
        """`picture_start` is the time stamp of the clip's first frame in seconds."""
        self._container, self._stream, self._cut, self._stop = container, stream, cut, stop
        self._picture_start = picture_start
        self._rate = stream.rate
        self._layout = stream.codec_context.layout.name
        is_short = stream.codec_context.format.name in SHORT_SAMPLES
        self._packed = "s16" if is_short else "s32"
        self._width = len(stream.codec_context.layout.channels) * (2 if is_short else 4)
        self._first = round(cut.begin * self._rate)
        self._total = round((cut.begin + cut.seconds) * self._rate) - self._first
        self._encoder = self._encoded(out, is_short)
        self._chunks = self._pieces()
        self._given = 0

    def until(self, seconds: Fraction) -> "Iterator[Packet[AudioStream]]":
        """Encoded packets of what sounds before `seconds` of the file, as far as not given yet."""
        wanted = min(self._total, round(seconds * self._rate))
        while self._given < wanted:
            yield from self._encode(next(self._chunks))

    def finish(self) -> "Iterator[Packet[AudioStream]]":
        """The packets that are left."""
        yield from self.until(self._cut.seconds)
        yield from self._encoder.encode(None)

    def _encoded(self, out: OutputContainer, is_short: bool) -> AudioStream:
        is_mp4 = out.format.name == "mp4"
        codec = "aac" if is_mp4 else "pcm_s16le" if is_short else "pcm_s24le"
        rate = min(self._rate, AAC_RATE) if is_mp4 else self._rate
        encoder = cast("AudioStream", out.add_stream(codec, rate=rate))
        encoder.codec_context.layout = self._layout
        self._fitting: AudioResampler | None = None
        if is_mp4:
            encoder.bit_rate = AAC_BITS_PER_CHANNEL * len(encoder.codec_context.layout.channels)
            self._fitting = AudioResampler("fltp", self._layout, rate, frame_size=AAC_FRAME)
        return encoder

    def _encode(self, chunk: bytes) -> "Iterator[Packet[AudioStream]]":
        frame = AudioFrame(self._packed, self._layout, len(chunk) // self._width)
        frame.planes[0].update(chunk)
        frame.sample_rate, frame.time_base, frame.pts = self._rate, Fraction(1, self._rate), self._given
        self._given += frame.samples
        frames = self._fitting.resample(frame) if self._fitting else [frame]
        if self._fitting and self._given >= self._total:
            frames += self._fitting.resample(None)
        for each in frames:
            yield from self._encoder.encode(each)

    def _pieces(self) -> Iterator[bytes]:
        """The whole cut, exactly its samples, in chunks; silence where the clip has no sound."""
        size = max(1, self._rate // CHUNKS_A_SECOND) * self._width
        left, kept = self._total * self._width, bytearray()
        for piece in self._placed():
            kept += piece[: left - len(kept)]
            while len(kept) >= size:
                yield bytes(kept[:size])
                del kept[:size]
                left -= size
            if len(kept) >= left:
                break
        kept += bytes(left - len(kept))
        for start in range(0, len(kept), size):
            yield bytes(kept[start : start + size])

    def _placed(self) -> Iterator[bytes]:
        """Decoded bytes from the first wanted sample on, gaps filled with silence."""
        at, begun = self._first, False
        for number, data in self._decoded():
            is_near = begun and abs(number - at) <= STAMP_ERROR * self._rate
            skipped = 0 if is_near else at - number
            begun = begun or skipped < len(data) // self._width
            if skipped < 0:
                yield bytes(-skipped * self._width)
                at -= skipped
            data = data[max(0, skipped) * self._width :]
            at += len(data) // self._width
            yield data

    def _decoded(self) -> Iterator[tuple[int, bytes]]:
        """Packed samples with the number of their first one, counted from the picture's first frame."""
        resampler = AudioResampler(self._packed, self._layout, self._rate)
        for frame in self._in_tempo():
            if self._stop():
                raise Stopped
            if frame.pts is None or frame.time_base is None:
                continue
            number = round((frame.pts * frame.time_base - self._picture_start) * self._rate)
            for packed in resampler.resample(frame):
                yield number, bytes(packed.planes[0])[: packed.samples * self._width]
                number += packed.samples

    def _in_tempo(self) -> Iterator[AudioFrame]:
        if self._cut.tempo == 1:
            self._go_to(self._cut.begin - RUN_UP)
            yield from self._frames()
            return
        graph = Graph()
        tempo = graph.add("atempo", f"{float(self._cut.tempo):.9f}")
        graph.link_nodes(
            graph.add_abuffer(template=self._stream), tempo, graph.add("abuffersink")
        ).configure()
        for frame in [*self._frames(), None]:
            graph.push(frame)
            while (made := _pulled(graph)) is not None:
                yield made

    def _go_to(self, seconds: Fraction) -> None:
        if seconds > 0 and self._stream.time_base:
            goal = int((seconds + self._picture_start) / self._stream.time_base)
            self._container.seek(goal, stream=self._stream)

    def _frames(self) -> Iterator[AudioFrame]:
        for packet in self._container.demux(self._stream):
            try:
                frames = packet.decode()
            except av.error.InvalidDataError:
                continue
            yield from frames


def _pulled(graph: Graph) -> AudioFrame | None:
    try:
        return cast("AudioFrame", graph.pull())
    except (BlockingIOError, EOFError):
        return None
