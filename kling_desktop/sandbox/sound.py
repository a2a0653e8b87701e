"""The original sound of a clip carried into the result: same moment, same length, AAC."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import cast

from av import AudioFrame, Packet
from av.audio.stream import AudioStream
from av.container import OutputContainer
from av.filter.graph import Graph

AAC_FRAME = 1024
RATE_MAX = 48_000
LAYOUTS = "mono|stereo|3.0|4.0|5.0|5.1|7.1"


class SoundTrack:
    """Re-encodes one sound stream of the source into `out`; owns its filter graph and its encoder."""

    def __init__(self, source: AudioStream, out: OutputContainer, start: Fraction, seconds: Fraction) -> None:
        self._source = source
        self._encoded = out.add_stream("aac", rate=min(source.rate, RATE_MAX))
        self._encoded.codec_context.layout = _layout(source)
        self._encoded.bit_rate = 96_000 * max(1, min(source.channels, 4))
        self._graph = self._wire(start, seconds)

    def take(self, frame: AudioFrame) -> Iterator[Packet[AudioStream]]:
        """Take one frame of the source and give what is encoded by now."""
        self._graph.push(frame)
        yield from self._encode()

    def finish(self) -> Iterator[Packet[AudioStream]]:
        """Give the packets that are left."""
        self._graph.push(None)
        yield from self._encode()
        yield from self._encoded.encode(None)

    def _encode(self) -> Iterator[Packet[AudioStream]]:
        while True:
            try:
                frame = cast("AudioFrame", self._graph.pull())
            except (BlockingIOError, EOFError):
                return
            yield from self._encoded.encode(frame)

    def _wire(self, start: Fraction, seconds: Fraction) -> Graph:
        context = self._encoded.codec_context
        graph = Graph()
        graph.link_nodes(
            graph.add_abuffer(template=self._source),
            graph.add("asetpts", f"PTS-{float(start):.6f}/TB"),
            graph.add("aresample", f"{context.sample_rate}:async=1:first_pts=0"),
            graph.add("atrim", end=f"{float(seconds):.6f}"),
            graph.add("aformat", f"sample_fmts=fltp:channel_layouts={context.layout.name}"),
            graph.add("asetnsamples", n=str(AAC_FRAME), p="0"),
            graph.add("abuffersink"),
        )
        graph.configure()
        return graph


def _layout(source: AudioStream) -> str:
    return source.layout.name if source.layout.name in LAYOUTS.split("|") else "stereo"
