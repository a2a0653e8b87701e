"""The size that a picture is sent in, and the words for sizes and codecs that editors use."""

from fractions import Fraction

from kling_desktop.domain.limits import KLING_V3_OMNI, LIMITS, ModelLimits

LONG_SIDE, SHORT_SIDE = 1920, 1080
"""What a picture too large for the service is brought to: the 1080p class."""
CODECS = {
    "h264": "H.264",
    "hevc": "HEVC",
    "prores": "ProRes",
    "dnxhd": "DNxHD",
    "mpeg2video": "MPEG-2",
    "mpeg4": "MPEG-4",
    "mjpeg": "Motion JPEG",
    "vp9": "VP9",
    "vp8": "VP8",
    "av1": "AV1",
    "cfhd": "CineForm",
    "dvvideo": "DV",
    "opus": "Opus",
}
LARGE = ((7600, "8K"), (5700, "6K"), (3800, "4K"))
USUAL_HEIGHTS = {(1280, 720): "720p", (1920, 1080): "1080p", (2560, 1440): "1440p"}


def sent_size(width: int, height: int, limits: ModelLimits = LIMITS[KLING_V3_OMNI]) -> tuple[int, int] | None:
    """The even size in which a picture of `width` × `height` is sent, in its shape; None if it is too narrow.

    A size that the service takes is kept, but for an odd row or column.
    """
    long, short = max(width, height), min(width, height)
    if Fraction(long, short) > Fraction(limits.max_side, limits.min_side):
        return None
    factor = Fraction(1)
    if long > limits.max_side:
        factor = min(Fraction(LONG_SIDE, long), Fraction(SHORT_SIDE, short))
    if short * factor < limits.min_side:
        factor = Fraction(limits.min_side, short)
    sides = (_even(side * factor, limits) for side in (width, height))
    return next(sides), next(sides)


def _even(side: Fraction | int, limits: ModelLimits) -> int:
    # Down, where a side is whole: no made-up row for a picture that only has one too many.
    nearest = int(side) // 2 * 2 if side == int(side) else round(side / 2) * 2
    return min(max(nearest, limits.min_side), limits.max_side)


def size_word(width: int, height: int) -> str:
    """The size as editors call it: `4K`, `1080p`, else `1920×804`."""
    long, short = max(width, height), min(width, height)
    large = next((word for least, word in LARGE if long >= least), "")
    return large or USUAL_HEIGHTS.get((long, short), f"{width}×{height}")


def codec_name(codec: str) -> str:
    """The codec of pictures or sound as editors call it."""
    return "PCM" if codec.startswith("pcm_") else CODECS.get(codec, codec.upper())


def rate_word(rate: Fraction) -> str:
    """A rate as editors write it: `24`, `23.976`."""
    return f"{float(rate):.3f}".rstrip("0").rstrip(".")
