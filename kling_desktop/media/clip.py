"""A video file opened for reading, with every failure of libav turned into words for the user."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
from av.codec.context import CodecContext
from av.container import InputContainer
from av.packet import Packet
from av.stream import Discard, Disposition
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from kling_desktop.domain.errors import BadInput
from kling_desktop.media import files
from kling_desktop.media.sample_tag import video_tag

VIDEO_FORMATS = ("mov", "matroska", "avi", "mxf", "mpegts", "mpeg", "asf", "flv", "ogg", "dv", "nut", "wtv")
SOUND_FORMATS = (
    "mp3",
    "wav",
    "w64",
    "flac",
    "aac",
    "aiff",
    "caf",
    "ac3",
    "eac3",
    "amr",
    "ape",
    "wv",
    "dsf",
    "au",
)
# Playlists and scripts are formats too: without these lists a dropped text file could make libav fetch links.
OPENING = {
    "protocol_whitelist": "file",
    "format_whitelist": ",".join(VIDEO_FORMATS + SOUND_FORMATS),
}
VIDEO_SUFFIXES = frozenset(
    {".mp4", ".mov", ".m4v", ".mkv", ".webm", ".avi", ".mxf", ".mts", ".m2ts", ".ts", ".mpg", ".mpeg", ".wmv"}
    | {".flv", ".ogv", ".dv", ".braw", ".r3d", ".3gp", ".qt"}
)
NO_ROOM = (errno.ENOSPC, errno.EDQUOT)
UNNAMED = "?"
"""For a codec that neither the file nor libav has a name for."""
ATTACHED = Disposition.attached_pic | Disposition.timed_thumbnails


@dataclass(frozen=True)
class Clip:
    """An open clip: its file, its size in bytes, libav's container and the one video stream that is meant."""

    path: Path
    size: int
    container: InputContainer
    stream: VideoStream

    @property
    def time_base(self) -> Fraction:
        """Seconds of one tick of the stream's time stamps."""
        return self.stream.time_base or Fraction(1, 1000)

    @property
    def start(self) -> int:
        """Time stamp of the first frame, in ticks."""
        return self.stream.start_time or 0

    @property
    def is_quicktime_family(self) -> bool:
        """Whether it is mp4 or mov, whose index lists every sample."""
        return "mp4" in self.container.format.name

    def only_video(self) -> None:
        """Let libav pass over the packets of every other stream."""
        for stream in self.container.streams:
            if stream.index != self.stream.index:
                stream.discard = Discard.all


@contextmanager
def opened(path: Path) -> Iterator[Clip]:
    """The clip at `path`, closed at the end of the block.

    Raises BadInput: those of `files.readable_size`, `is_picture`, `not_a_video`, `no_video` (only sound),
    `video_codec` (nothing here decodes it), `video_broken`; the last also for what libav raises in the block.
    What it raises for want of room on the disk is let through.
    """
    size = files.readable_size(path)
    if files.picture_format(files.head(path)):
        raise BadInput("is_picture", name=path.name)
    with _container(path) as container:
        try:
            yield Clip(path, size, container, _video_stream(path, container))
        except av.FFmpegError as error:
            if error.errno in NO_ROOM:
                # Of what is written meanwhile: no fault of the clip.
                raise
            raise BadInput("video_broken", name=path.name) from error


def _container(path: Path) -> InputContainer:
    try:
        # An absolute path: libav reads "a:b.mp4" as the protocol "a".
        return av.open(
            str(path.absolute()), mode="r", container_options=dict(OPENING), metadata_errors="replace"
        )
    except av.FFmpegError as error:
        is_meant_as_video = path.suffix.lower() in VIDEO_SUFFIXES or files.head(path)[4:8] == b"ftyp"
        code = "video_broken" if is_meant_as_video else "not_a_video"
        raise BadInput(code, name=path.name) from error


def _video_stream(path: Path, container: InputContainer) -> VideoStream:
    streams = [stream for stream in container.streams.video if not stream.disposition & ATTACHED]
    if not streams:
        raise BadInput("no_video", name=path.name)
    best = container.streams.best("video")
    stream = next((found for found in streams if best and found.index == best.index), streams[0])
    # libav knows far more codecs by name than it has decoders for.
    if not has_decoder(stream.codec_context):
        raise BadInput("video_codec", name=path.name, codec=video_tag(path) or UNNAMED)
    return stream


def has_decoder(context: CodecContext | None) -> bool:
    """Whether there is a decoder: libav's own words call the context certain, and it is not."""
    return context is not None


def packets(clip: Clip) -> "Iterator[Packet[VideoStream]]":
    """Packets of the video from the clip's present position on, an empty one at the end."""
    reading = clip.container.demux(clip.stream)
    while True:
        try:
            yield next(reading)
        # PyAV stumbles at the end over streams that turned up after opening; ours has been read by then.
        except (StopIteration, IndexError):
            return


def decoded(clip: Clip) -> Iterator[VideoFrame]:
    """Frames from the clip's present position on, in the order they are shown; damaged ones are left out."""
    for packet in packets(clip):
        try:
            frames = packet.decode()
        except av.error.InvalidDataError:
            continue
        yield from (frame for frame in frames if frame.pts is not None)
