"""A result's own pictures, bit for bit, at another rate: packets are copied, only their times change."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import cast

from av.bitstream import BitStreamFilterContext
from av.container import OutputContainer
from av.packet import Packet
from av.video.stream import VideoStream

from kling_desktop.media.clip import Clip, packets

# Primaries, transfer and matrix of BT.709 by the numbers of H.273, in limited range.
REC709_WORDS = "colour_primaries=1:transfer_characteristics=1:matrix_coefficients=1:video_full_range_flag=0"
TAGGING = {"h264": f"h264_metadata={REC709_WORDS}", "hevc": f"hevc_metadata={REC709_WORDS}"}


@dataclass(frozen=True)
class Stored:
    """The packets of a clip in the order of decoding, and the place of each in the order of showing."""

    packets: "tuple[Packet[VideoStream], ...]"
    places: tuple[int, ...]

    @property
    def delay(self) -> int:
        """How many frames decoding has to be ahead of showing."""
        return max(number - place for number, place in enumerate(self.places))

    def first(self, count: int) -> "Stored | None":
        """The first `count` frames; None where they need a later one to be decoded, or there are fewer."""
        if len(self.places) < count or any(place >= count for place in self.places[:count]):
            return None
        return Stored(self.packets[:count], self.places[:count])


def stored(clip: Clip) -> Stored | None:
    """The packets of an open clip; None where some lack a time or are hidden by an edit list."""
    found = [packet for packet in packets(clip) if packet.size]
    times = [packet.pts for packet in found if packet.pts is not None and not packet.is_discard]
    if not found or len(set(times)) != len(found):
        return None
    order = {time: place for place, time in enumerate(sorted(times))}
    return Stored(tuple(found), tuple(order[time] for time in times))


def codec_of(clip: Clip) -> str:
    """The codec of the clip's pictures, by its canonical name."""
    return clip.stream.codec_context.codec.canonical_name


class Restamped:
    """The video stream of a file that takes over a result's packets at `rate`, tagged Rec.709 limited."""

    def __init__(self, clip: Clip, kept: Stored, rate: Fraction, out: OutputContainer) -> None:
        """Adds the stream to `out`; `kept` are the packets that go into it."""
        self._kept, self._rate = kept, rate
        stream, codec = clip.stream, codec_of(clip)
        size = {"width": stream.width, "height": stream.height}
        self.stream = cast("VideoStream", out.add_mux_stream(codec, rate=rate, **size))
        self.stream.time_base = 1 / rate
        self._tagging = BitStreamFilterContext(TAGGING[codec], stream, self.stream)

    def packets(self) -> "Iterator[Packet[VideoStream]]":
        """The packets, stamped: one frame is one tick."""
        for number, (packet, place) in enumerate(zip(self._kept.packets, self._kept.places, strict=True)):
            for tagged in self._tagging.filter(packet):
                tagged.stream, tagged.time_base = self.stream, 1 / self._rate
                tagged.pts, tagged.dts, tagged.duration = place, number - self._kept.delay, 1
                yield tagged
