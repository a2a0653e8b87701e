"""Edits one video for real: decode, effects, frames, insets, mark, encode."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
from av import AudioFrame, Packet, VideoFrame
from av.container import InputContainer, OutputContainer
from av.video.stream import VideoStream
from PIL import Image, ImageOps

from .effects import apply_effects
from .geometry import RESULT_RATE, Geometry, plan
from .mark import draw_insets, draw_mark
from .probe import CONTAINER, Probed
from .sound import SoundTrack
from .tones import pq_to_sdr
from .vocabulary import understands
from .wiring import BT709, LIMITED, Node, Step, Wiring, step

ENCODER_OPTIONS = {
    "std": {"preset": "superfast", "crf": "23"},
    "pro": {"preset": "ultrafast", "crf": "22", "x264-params": "no-deblock=0"},
}
"""By mode; the larger picture is written with less effort, so that practice stays quick."""
TICK = Fraction(1, RESULT_RATE)
HELD = 10
FADED = 6
"""Frames that a given first or last frame is held, and cross-faded."""
TURNED = {
    90: (step("transpose", dir="clock"),),
    180: (step("hflip"), step("vflip")),
    270: (step("transpose", dir="cclock"),),
}
PQ = 16
"""The H.273 number of the PQ transfer; HLG (18) is meant to be seen on SDR screens as it is."""


class Interrupted(Exception):
    """The edit was told to stop between two frames; nothing usable was written."""


@dataclass(frozen=True)
class Edit:
    """All that an edit needs, as local things: the video and its facts, the words, the pictures."""

    video: Path
    probed: Probed
    prompt: str
    mode: str
    aspect_ratio: str | None
    keep_sound: bool
    first_frame: Image.Image | None = None
    last_frame: Image.Image | None = None
    references: tuple[Image.Image, ...] = ()


def render(edit: Edit, path: Path, is_stopped: Callable[[], bool]) -> None:
    """Write the edited video to `path` (an mp4 whatever its suffix).

    Raises Interrupted when `is_stopped` says so, av.FFmpegError when source or encoder fail.
    """
    sizes = plan(edit.probed, edit.mode, edit.aspect_ratio)
    with ExitStack() as stack:
        source = stack.enter_context(av.open(str(edit.video), format=CONTAINER))
        out = stack.enter_context(av.open(str(path), "w", format="mp4", options={"movflags": "+faststart"}))
        pictures = _Pictures(edit, sizes, source.streams.video[0], out)
        sound = _sound(edit, sizes, source, out)
        streams = [pictures.source, *([source.streams.audio[0]] if sound else [])]
        for packet in source.demux(streams):
            if is_stopped():
                raise Interrupted
            for frame in packet.decode():
                if isinstance(frame, VideoFrame):
                    out.mux(list(pictures.take(frame)))
                elif isinstance(frame, AudioFrame) and sound is not None:
                    out.mux(list(sound.take(frame)))
        out.mux(list(pictures.finish()))
        out.mux(list(sound.finish()) if sound else [])


def _sound(edit: Edit, sizes: Geometry, source: InputContainer, out: OutputContainer) -> SoundTrack | None:
    if not (edit.keep_sound and edit.probed.has_sound):
        return None
    return SoundTrack(source.streams.audio[0], out, edit.probed.start, sizes.frames * TICK)


class _Pictures:
    """The picture half of one edit; owns graph and encoder."""

    def __init__(self, edit: Edit, sizes: Geometry, source: VideoStream, out: OutputContainer) -> None:
        self.source = source
        self.source.thread_type = "AUTO"
        self._edit, self._sizes = edit, sizes
        self._encoded = _encoder(out, edit.mode, sizes)
        self._wiring: Wiring | None = None
        self._written = 0

    def take(self, frame: VideoFrame) -> Iterator[Packet[VideoStream]]:
        """Take one frame of the source and give what is encoded by now."""
        wiring = self._wiring = self._wiring or self._wire(frame)
        wiring.feed(frame)
        yield from self._encode(wiring)

    def finish(self) -> Iterator[Packet[VideoStream]]:
        """Give the packets that are left."""
        if self._wiring is not None:
            self._wiring.feed(None)
            yield from self._encode(self._wiring)
        yield from self._encoded.encode(None)

    def _encode(self, wiring: Wiring) -> Iterator[Packet[VideoStream]]:
        for frame in wiring.ready():
            frame.pict_type = 0
            frame.pts, frame.time_base = self._written, TICK
            self._written += 1
            yield from self._encoded.encode(frame)

    def _wire(self, first: VideoFrame) -> Wiring:
        edit, sizes = self._edit, self._sizes
        wiring = Wiring()
        node = wiring.main(first, Fraction(self.source.time_base or TICK))
        node = wiring.chain(node, *_prepared(edit.probed, sizes, first))
        node = apply_effects(wiring, node, sizes.work, understands(edit.prompt), edit.prompt)
        node = wiring.chain(
            node, step("scale", width=sizes.result[0], height=sizes.result[1], flags="bicubic")
        )
        node = _with_frames(wiring, node, edit, sizes)
        wiring.close(wiring.chain(_with_marks(wiring, node, edit, sizes), step("format", pix_fmts="yuv420p")))
        return wiring


def _encoder(out: OutputContainer, mode: str, sizes: Geometry) -> VideoStream:
    stream = out.add_stream("libx264", rate=RESULT_RATE, options=ENCODER_OPTIONS[mode])
    context = stream.codec_context
    context.width, context.height = sizes.result
    context.pix_fmt, context.time_base = "yuv420p", TICK
    context.color_primaries = context.color_trc = context.colorspace = BT709
    context.color_range = LIMITED
    return stream


def _prepared(video: Probed, sizes: Geometry, first: VideoFrame) -> tuple[Step, ...]:
    """Bring the source to 24 frames a second, upright, cut, at the size of the work, in BT.709."""
    width, height = sizes.work
    scaling = step(
        "scale", width=width, height=height, flags="bicubic", out_color_matrix="bt709", out_range="tv"
    )
    return (
        step("setpts", expr="PTS-STARTPTS"),
        step("fps", fps=RESULT_RATE),
        step("tpad", stop=RESULT_RATE, stop_mode="clone"),
        step("trim", end_frame=sizes.frames),
        *TURNED.get(video.turn, ()),
        step("crop", out_w=sizes.crop[0], out_h=sizes.crop[1]),
        scaling,
        step("format", pix_fmts="yuv420p"),
        *([pq_to_sdr()] if first.color_trc == PQ else []),
        step("setsar", sar="1"),
    )


def _with_frames(wiring: Wiring, node: Node, edit: Edit, sizes: Geometry) -> Node:
    """Lay the given first and last frame over the opening and the end, each with a short cross-fade."""
    length = min(HELD + FADED, sizes.frames // 3)
    fade = min(FADED, length)
    for image, begin, kind, offset in (
        (edit.first_frame, 0, "out", length - fade),
        (edit.last_frame, sizes.frames - length, "in", 0),
    ):
        if image is None:
            continue
        fitted = ImageOps.fit(image.convert("RGB"), sizes.result)
        above = wiring.chain(
            wiring.still(fitted),
            step("loop", loop=length - 1, size=1),
            step("setpts", expr="N"),
            step("fade", type=kind, start_frame=offset, nb_frames=fade, alpha=1),
            step("setpts", expr=f"N+{begin}"),
        )
        past = "pass" if kind == "out" else "repeat"
        node = wiring.overlay(node, above, eof_action=past)
    return node


def _with_marks(wiring: Wiring, node: Node, edit: Edit, sizes: Geometry) -> Node:
    short = min(sizes.result)
    edge = round(short * 0.022)
    if edit.references:
        row = wiring.still(draw_insets(edit.references, short))
        node = wiring.overlay(node, row, x=edge, y=f"H-h-{edge}")
    return wiring.overlay(node, wiring.still(draw_mark(short)), x=f"W-w-{edge}", y=f"H-h-{edge}")
