"""A smaller copy of a clip that has the same frames by number: light to decode, for looking only."""

import secrets
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path

import av
from av.container import OutputContainer
from av.video.frame import PictureType, VideoFrame
from av.video.reformatter import ColorRange, VideoReformatter
from av.video.stream import VideoStream

from kling_desktop.domain.errors import BadInput
from kling_desktop.media import tags
from kling_desktop.media.clip import Clip, decoded, opened
from kling_desktop.media.colour import SCALING_FOR_SCREEN, matrix_of, range_of, turned
from kling_desktop.media.frame_table import FrameTable, frame_table
from kling_desktop.media.geometry import displayed_size, turn_of, within
from kling_desktop.media.memory import give_back
from kling_desktop.media.timing import timing
from kling_desktop.media.worker import Stopped, never

BOX = (1920, 1080)
"""Pixels that a proxy fits into; what is no larger needs none."""
THREADS = 2
"""Of each decoder and encoder: what plays meanwhile goes first."""
OPTIONS = {"preset": "ultrafast", "tune": "fastdecode", "crf": "15", "g": "12", "bf": "0"}
DEEP = 10
"""Bits of a proxy whose clip has more than eight: log and HDR are read as finely as the clip itself."""
UNTAGGED, REC709 = 2, 1
OnProgress = Callable[[float], None]


def make_proxy(
    source: Path,
    target: Path,
    on_progress: OnProgress = lambda _: None,
    stop: Callable[[], bool] = never,
) -> None:
    """Write the proxy of `source` to `target`, which is there whole or not at all; call it in a worker.

    `on_progress` hears the part that is done (0–1). Frame n of the proxy shows frame n of the clip, upright,
    in its colours. Raises Stopped, BadInput as `clip.opened`, OSError.
    """
    with opened(source) as clip:
        table = frame_table(clip, stop)
    part = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    try:
        with opened(source) as clip, av.open(str(part.absolute()), "w", format="mp4") as out:
            clip.stream.thread_type, clip.stream.thread_count = "AUTO", THREADS
            _write(clip, table, out, on_progress, stop)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
        give_back()


def _write(
    clip: Clip, table: FrameTable, out: OutputContainer, on_progress: OnProgress, stop: Callable[[], bool]
) -> None:
    maker: _Maker | None = None
    for number, frame in _numbered(clip, table):
        if stop():
            raise Stopped
        if maker is None:
            maker = _Maker(clip, frame, out)
        out.mux(maker.encode(frame, number))
        on_progress((number + 1) / table.frames)
    if maker is None:
        raise BadInput("video_broken", name=clip.path.name)
    out.mux(maker.rest())


def _numbered(clip: Clip, table: FrameTable) -> Iterator[tuple[int, VideoFrame]]:
    """Every frame of the table; for one that is damaged the one before stands, or the first."""
    due, last = 0, None
    for frame in decoded(clip):
        number = None if frame.pts is None else table.number(frame.pts)
        if number is None or number < due:
            continue
        yield from ((missing, last or frame) for missing in range(due, number))
        yield number, frame
        due, last = number + 1, frame
    if last is not None:
        yield from ((missing, last) for missing in range(due, table.frames))


class _Maker:
    """Scales and encodes the frames of one clip."""

    def __init__(self, clip: Clip, first: VideoFrame, out: OutputContainer) -> None:
        self._turn = turn_of(first)
        upright = displayed_size(first.width, first.height, clip.stream.sample_aspect_ratio, self._turn)
        width, height = (max(side // 2 * 2, 2) for side in within(upright, *BOX))
        self._stored = (height, width) if self._turn.swaps_sides else (width, height)
        self._pixels = "yuv420p10le" if tags.bits(first) >= DEEP else "yuv420p"
        self._scaler = VideoReformatter()
        # The time of a frame is its number: when it is shown says the table of the clip itself.
        rate = timing(clip).rate or Fraction(25)
        self._time_base = 1 / rate
        self._stream = self._encoder(out, first, (width, height), rate)

    def encode(self, frame: VideoFrame, number: int) -> "list[av.Packet[VideoStream]]":
        """The packets that are ready once this frame has gone in."""
        matrix = matrix_of(frame)
        scaled = self._scaler.reformat(
            frame,
            *self._stored,
            self._pixels,
            src_colorspace=matrix,
            dst_colorspace=matrix,
            interpolation=SCALING_FOR_SCREEN,
            src_color_range=range_of(frame),
            dst_color_range=ColorRange.MPEG,
        )
        upright = turned(scaled, self._turn)
        upright.pts, upright.time_base = number, self._time_base
        upright.pict_type = PictureType.NONE
        return self._stream.encode(upright)

    def rest(self) -> "list[av.Packet[VideoStream]]":
        """The packets that were held back."""
        return self._stream.encode(None)

    def _encoder(
        self, out: OutputContainer, first: VideoFrame, size: tuple[int, int], rate: Fraction
    ) -> VideoStream:
        stream = out.add_stream("libx264", rate=rate, options=dict(OPTIONS))
        context = stream.codec_context
        context.width, context.height = size
        context.pix_fmt, context.time_base, context.thread_count = self._pixels, self._time_base, THREADS
        context.color_primaries, context.color_trc = int(first.color_primaries), int(first.color_trc)
        matrix = int(first.colorspace)
        # Untagged it would be read by its height, which is another one now.
        context.colorspace = REC709 if matrix == UNTAGGED or first.format.is_rgb else matrix
        context.color_range = int(ColorRange.MPEG)
        return stream
