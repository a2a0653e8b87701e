"""How each format of a timeline file is asked of libav's encoders."""

import os
from dataclasses import dataclass
from fractions import Fraction
from typing import cast

from av.container import OutputContainer
from av.video.stream import VideoStream

from kling_desktop.domain.timeline import Format

# Primaries, transfer and matrix of BT.709, and limited range, as libav counts them.
REC709, LIMITED = 1, 1


@dataclass(frozen=True)
class Encoding:
    """How libav is asked for a format."""

    codec: str
    pix_fmt: str
    options: tuple[tuple[str, str], ...]
    tag: str = ""

    def stream(self, out: OutputContainer, size: tuple[int, int], rate: Fraction) -> VideoStream:
        """A stream of `out` for frames of `size` at `rate`, tagged Rec.709 limited."""
        stream = cast("VideoStream", out.add_stream(self.codec, rate=rate, options=dict(self.options)))
        context = stream.codec_context
        context.width, context.height = size
        context.pix_fmt, context.time_base = self.pix_fmt, 1 / rate
        context.color_primaries = context.color_trc = context.colorspace = REC709
        context.color_range = LIMITED
        context.thread_count = os.cpu_count() or 1
        if self.tag:
            context.codec_tag = self.tag
        return stream


ENCODINGS = {
    Format.PRORES_LT: Encoding("prores_ks", "yuv422p10le", (("profile", "1"),)),
    Format.PRORES_422: Encoding("prores_ks", "yuv422p10le", (("profile", "2"),)),
    Format.PRORES_HQ: Encoding("prores_ks", "yuv422p10le", (("profile", "3"),)),
    Format.DNXHR_SQ: Encoding("dnxhd", "yuv422p", (("profile", "dnxhr_sq"),)),
    Format.DNXHR_HQ: Encoding("dnxhd", "yuv422p", (("profile", "dnxhr_hq"),)),
    Format.H264: Encoding("libx264", "yuv420p", (("preset", "fast"), ("crf", "17"))),
    Format.HEVC: Encoding(
        "libx265", "yuv420p", (("preset", "fast"), ("crf", "19"), ("x265-params", "log-level=none")), "hvc1"
    ),
}
