"""What the bytes of a clip's head tell before the clip is here: its size, length, rate and codecs."""

import io
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

import av
from av.container import InputContainer
from av.video.stream import VideoStream

from kling_desktop.domain.media import MediaInfo
from kling_desktop.media import tags
from kling_desktop.media.clip import ATTACHED, VIDEO_FORMATS, has_decoder
from kling_desktop.media.geometry import Turn, displayed_size
from kling_desktop.media.probe import container_word
from kling_desktop.media.timing import rate_named

LARGEST_INDEX = 16_000_000
"""Bytes; an index of hours has a few million."""
BOX = struct.Struct(">I4s")
LONG = struct.Struct(">Q")


class Stretch(NamedTuple):
    """Bytes of a file, the last one included."""

    first: int
    last: int


@dataclass(frozen=True)
class Pieces:
    """What is known of a file of `size` bytes: runs of bytes by the place where each begins."""

    size: int
    known: Mapping[int, bytes]


def index_beyond(head: bytes, size: int) -> Stretch | None:
    """Where the index of an mp4 or mov lies, as far as `head` does not hold it; None when nothing is missing.

    None too where the boxes make no sense, or the index would be larger than `LARGEST_INDEX`.
    """
    if head[4:8] not in (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip"):
        return None
    at = 0
    while at + BOX.size <= len(head):
        length, kind = _box(head, at)
        end = at + length if length else size
        if kind == b"moov":
            return None if end <= len(head) or length > LARGEST_INDEX else Stretch(len(head), end - 1)
        if length < BOX.size:
            return None
        at = end
    # What follows the box that `head` breaks off in is the index, or small boxes before it.
    return Stretch(at, size - 1) if at < size <= at + LARGEST_INDEX else None


def link_facts(pieces: Pieces) -> MediaInfo | None:
    """The facts that `pieces` of a clip tell, without decoding any; None when they do not tell enough."""
    try:
        with av.open(
            _Partly(pieces),
            mode="r",
            container_options={"format_whitelist": ",".join(VIDEO_FORMATS)},
            metadata_errors="replace",
        ) as container:
            return _facts(container, pieces.size)
    except (av.FFmpegError, ValueError):
        return None


def _box(head: bytes, at: int) -> tuple[int, bytes]:
    length, kind = BOX.unpack_from(head, at)
    if length == 1 and at + BOX.size + LONG.size <= len(head):
        (length,) = LONG.unpack_from(head, at + BOX.size)
    return length, kind


def _facts(container: InputContainer, size: int) -> MediaInfo | None:
    stream = next((each for each in container.streams.video if not each.disposition & ATTACHED), None)
    if stream is None or not has_decoder(stream.codec_context) or not stream.codec_context.width:
        return None
    seconds = _seconds(container, stream)
    average = stream.average_rate or stream.guessed_rate
    if not seconds or not average:
        return None
    rate = rate_named(average)
    context = stream.codec_context
    width, height = displayed_size(context.width, context.height, stream.sample_aspect_ratio, Turn.NONE)
    sound = next(iter(container.streams.audio), None)
    return MediaInfo(
        container=container_word(container),
        codec=tags.codec_word(context),
        width=width,
        height=height,
        rate_num=rate.numerator,
        rate_den=rate.denominator,
        frames=stream.frames or round(seconds * rate),
        seconds=float(seconds),
        size=size,
        has_sound=sound is not None,
        sound_codec=tags.codec_word(sound.codec_context) if sound else "",
        sound_tracks=len(container.streams.audio),
        pixel_format=context.pix_fmt or "",
    )


def _seconds(container: InputContainer, stream: VideoStream) -> Fraction:
    own = Fraction(stream.duration or 0) * (stream.time_base or Fraction(0))
    return own or Fraction(container.duration or 0, 1_000_000)


class _Partly:
    """A file of which only pieces are here; what lies between them reads as its end."""

    def __init__(self, pieces: Pieces) -> None:
        self._pieces = pieces
        self._at = 0

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._pieces.size}[whence]
        self._at = start + offset
        return self._at

    def tell(self) -> int:
        return self._at

    def read(self, size: int = -1) -> bytes:
        for start, content in self._pieces.known.items():
            within = self._at - start
            if 0 <= within < len(content):
                found = content[within : within + size] if size >= 0 else content[within:]
                self._at += len(found)
                return found
        return b""
