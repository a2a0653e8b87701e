"""Makes the clip that is sent, as a plan says: decoded, graded, scaled, encoded; or its packets copied."""

import secrets
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Literal

import av
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import OutputContainer
from av.packet import Packet
from av.video.frame import PictureType, VideoFrame
from av.video.stream import VideoStream

from kling_desktop.domain.errors import BadInput, DiskFull
from kling_desktop.domain.limits import KLING_V3_OMNI, LIMITS, check_video
from kling_desktop.domain.media import MediaInfo
from kling_desktop.domain.plan import Plan
from kling_desktop.domain.recipe import Method
from kling_desktop.media import packet_copy, picture_track, sound_track
from kling_desktop.media.ahead import ahead
from kling_desktop.media.clip import NO_ROOM, Clip, opened
from kling_desktop.media.grading import Grade
from kling_desktop.media.probe import probe
from kling_desktop.media.tags import codec_word
from kling_desktop.media.worker import Stopped, never

ENCODER: Literal["libx264"] = "libx264"
QUALITY = "16"
"""Constant rate factor of x264; from about 18 on the eye begins to see a difference."""
SPEED = "veryfast"
KEY_EVERY = 48
ROOM = 0.94
"""Part of the largest size that the pictures may fill at most; the rest is for sound and index."""
MOST_BITS_PER_SECOND = 120_000_000
AHEAD = 4
"""Frames that are decoded and scaled while those before are encoded; more bring nothing but memory."""
SOUND_BITS_PER_SECOND = 256_000
REC709, LIMITED = 1, 1
"""Primaries, transfer and matrix as H.273 counts them; the range as libav does."""
OnProgress = Callable[[float], None]


@dataclass(frozen=True)
class Order:
    """One preparation: the source, what the plan makes of it, and the look with its table at hand."""

    source: Path
    plan: Plan
    grade: Grade


def prepare(
    order: Order,
    target: Path,
    on_progress: OnProgress = lambda _: None,
    stop: Callable[[], bool] = never,
) -> MediaInfo:
    """Write the prepared clip to `target` and tell its facts; call it in a worker.

    `on_progress` hears the part that is done (0–1) from the worker's thread. `target` is there whole or
    not at all. Raises Stopped, DiskFull, BadInput: what `clip.opened` says, `video_broken`, `file_changed`,
    `prepared_unfit` when the service would not take what came out.
    """
    # Of its own: an earlier try that was told to stop may still be clearing up.
    part = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    try:
        with _disk_errors(order.source, target.parent):
            _write(order, part, on_progress, stop)
        info = probe(part)
        if broken := check_video(info):
            raise BadInput("prepared_unfit", name=order.source.name, limit=broken[0].code)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return info


@contextmanager
def _disk_errors(source: Path, folder: Path) -> Iterator[None]:
    try:
        yield
    except av.FFmpegError as error:
        if error.errno in NO_ROOM:
            raise DiskFull("disk_full", folder=str(folder)) from error
        raise BadInput("video_broken", name=source.name) from error
    except OSError as error:
        if error.errno in NO_ROOM:
            raise DiskFull("disk_full", folder=str(folder)) from error
        raise


def _write(order: Order, part: Path, on_progress: OnProgress, stop: Callable[[], bool]) -> None:
    plan = order.plan
    options = {"video_track_timescale": str(packet_copy.time_scale(plan.rate)), "movflags": "+faststart"}
    with (
        opened(order.source) as clip,
        av.open(str(part.absolute()), "w", format="mp4", options=options) as out,
        _Sound.of(order, out, stop) as sound,
        # Closed before the clip is, whatever ends this: a thread may be reading it.
        closing(_pictures(order, clip, out, stop)) as pictures,
    ):
        for number, packets in enumerate(pictures, start=1):
            if stop():
                raise Stopped
            out.mux(packets)
            sound.up_to(number / plan.rate)
            on_progress(min(number / plan.frames, 1.0))
        sound.up_to(None)


def _pictures(
    order: Order, clip: Clip, out: OutputContainer, stop: Callable[[], bool]
) -> Generator["Sequence[Packet[VideoStream]]", None, None]:
    if order.plan.method is Method.COPY:
        target = out.add_stream_from_template(clip.stream)
        yield from ([packet] for packet in packet_copy.restamped(clip, order.plan, target, stop))
        return
    target = _encoder(out, order.plan)
    with ahead(picture_track.pictures(clip, order.plan, order.grade, stop), AHEAD) as frames:
        for number, frame in enumerate(frames):
            yield target.encode(_stamped(frame, number, order.plan.rate))
    yield target.encode(None)


def _stamped(frame: VideoFrame, number: int, rate: Fraction) -> VideoFrame:
    frame.pts, frame.time_base = number, 1 / rate
    # A source's key frames are none of the encoder's business.
    frame.pict_type = PictureType.NONE
    return frame


def _encoder(out: OutputContainer, plan: Plan) -> VideoStream:
    most = bits_per_second(plan)
    options = {
        "preset": SPEED,
        "crf": QUALITY,
        "maxrate": str(most),
        "bufsize": str(most),
        "g": str(KEY_EVERY),
    }
    stream = out.add_stream(ENCODER, rate=plan.rate, options=options)
    context = stream.codec_context
    context.width, context.height, context.pix_fmt = plan.width, plan.height, picture_track.SENT_PIXELS
    context.time_base = 1 / plan.rate
    context.color_primaries, context.color_trc, context.colorspace = REC709, REC709, REC709
    context.color_range = LIMITED
    return stream


def bits_per_second(plan: Plan) -> int:
    """The most bits that a second of picture may take, so that the whole stays within the service's limit."""
    allowed = LIMITS[KLING_V3_OMNI].max_video_bytes * 8 * ROOM / plan.seconds
    return min(round(allowed), MOST_BITS_PER_SECOND)


class _Sound:
    """The sound going into the file beside the pictures, so that neither waits for the other in memory."""

    def __init__(
        self, stream: AudioStream | None, out: OutputContainer, frames: Iterator[AudioFrame]
    ) -> None:
        self._stream = stream
        self._out = out
        self._frames = frames
        self._samples = 0

    @classmethod
    @contextmanager
    def of(cls, order: Order, out: OutputContainer, stop: Callable[[], bool]) -> Iterator["_Sound"]:
        """The sound of the order, read from an opening of its own."""
        if not order.plan.has_sound:
            yield cls(None, out, iter(()))
            return
        with opened(order.source) as clip:
            source = clip.container.streams.audio[0]
            if not codec_word(source.codec_context):
                yield cls(None, out, iter(()))
                return
            stream: AudioStream = out.add_stream("aac", rate=sound_track.RATE)
            stream.codec_context.layout = sound_track.layout_of(source.channels)
            stream.codec_context.bit_rate = SOUND_BITS_PER_SECOND
            yield cls(stream, out, sound_track.sound(clip, order.plan, stop))

    def up_to(self, seconds: Fraction | None) -> None:
        """Put in what belongs before `seconds`, or all that is left."""
        while self._stream is not None and (seconds is None or self._samples < seconds * sound_track.RATE):
            frame = next(self._frames, None)
            if frame is None:
                self._out.mux(self._stream.encode(None))
                self._stream = None
                return
            frame.pts, frame.time_base = self._samples, Fraction(1, sound_track.RATE)
            self._samples += frame.samples
            self._out.mux(self._stream.encode(frame))
