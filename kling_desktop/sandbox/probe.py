"""What a fetched video really is, read from the file itself."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
from av.container import InputContainer
from av.video.stream import VideoStream

CONTAINER = "mov"
"""libavformat's one demuxer of mp4 and mov; naming it keeps playlists and other formats out."""


@dataclass(frozen=True)
class Probed:
    """One video file: coded size in pixels, rate in frames per second, length in seconds, sound or none.

    `turn` is how many degrees clockwise (0, 90, 180, 270) the picture is turned to stand upright,
    `pixel_aspect` the width of a pixel over its height, `start` the time of the first picture.
    """

    width: int
    height: int
    rate: Fraction
    seconds: Fraction
    start: Fraction
    turn: int
    pixel_aspect: Fraction
    has_sound: bool

    @property
    def upright(self) -> tuple[Fraction, Fraction]:
        """Width and height as they are seen, in units of a coded pixel's height."""
        across, down = self.width * self.pixel_aspect, Fraction(self.height)
        return (down, across) if self.turn % 180 else (across, down)


def probe_video(path: Path) -> Probed:
    """Read the facts of a video.

    Raises av.FFmpegError when it is no readable mp4 or mov, LookupError when it holds no moving picture.
    """
    with av.open(str(path), format=CONTAINER) as container:
        stream = next((found for found in container.streams.video), None)
        frame = next(container.decode(stream), None) if stream is not None else None
        if stream is None or frame is None:
            raise LookupError("the file holds no picture")
        return Probed(
            width=stream.codec_context.width,
            height=stream.codec_context.height,
            rate=Fraction(stream.average_rate or stream.guessed_rate or 0),
            seconds=_seconds(container, stream),
            start=Fraction(frame.pts or 0) * Fraction(stream.time_base or 1),
            turn=-frame.rotation % 360,
            pixel_aspect=Fraction(stream.sample_aspect_ratio or 1),
            has_sound=bool(container.streams.audio),
        )


def _seconds(container: InputContainer, stream: VideoStream) -> Fraction:
    if stream.duration is not None and stream.time_base is not None:
        return stream.duration * stream.time_base
    return Fraction(container.duration or 0, av.time_base)
