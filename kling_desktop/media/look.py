"""Whether a clip looks like log footage that does not say so: flat over a few of its frames."""

import math
from collections.abc import Iterable, Iterator
from fractions import Fraction
from pathlib import Path

from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange, Colorspace, Interpolation

from kling_desktop.domain.errors import BadInput
from kling_desktop.media import tags
from kling_desktop.media.clip import opened
from kling_desktop.media.colour import matrix_of, range_of
from kling_desktop.media.reader import FrameReader

LEAST_BITS = 10
"""No camera records log in fewer."""
PLACES = (Fraction(1, 3), Fraction(2, 3))
"""Parts of the clip at which frames are looked at, besides the first one."""
SAMPLED = (96, 54)
"""Pixels taken of each frame, as they are: to average them would take contrast away."""
BLACK, WHITE, NEUTRAL, STRONGEST = 16, 235, 128, 112
BARS_TO = 18
"""A row no lighter than this is a letterbox bar or tells nothing."""
OUTLIERS = 0.02
"""The part of the darkest and of the lightest pixels that may be noise or a lamp in the picture."""
DARKEST = (0.03, 0.30)
"""Log curves lift black clear off the floor, but no higher: what has no dark at all is fog or a wall."""
LIGHTEST = (0.25, 0.85)
CONTRAST = (0.10, 0.62)
MOST_COLOUR = 0.10
"""Colour on average, as part of the strongest; graded pictures have more."""
Sample = tuple[float, float]
"""Luma from 0 (black) to 1 (white), and strength of colour from 0 to 1."""


def is_flat(path: Path, first: VideoFrame, seconds: float) -> bool:
    """Whether the clip of that length, whose `first` frame is given, looks like untagged log footage.

    False at once for fewer than 10 bits and for what says how its light is coded; else frames are decoded.
    """
    if tags.bits(first) < LEAST_BITS or tags.transfer(first):
        return False
    return looks_flat([sample for frame in _frames(path, first, seconds) for sample in samples(frame)])


def looks_flat(found: Iterable[Sample]) -> bool:
    """Whether samples of a picture are as a log curve leaves them; False for none."""
    pixels = list(found)
    if not pixels:
        return False
    ordered = sorted(luma for luma, _ in pixels)
    edge = int(len(ordered) * OUTLIERS)
    dark, light = ordered[edge], ordered[-1 - edge]
    return (
        DARKEST[0] <= dark <= DARKEST[1]
        and LIGHTEST[0] <= light <= LIGHTEST[1]
        and CONTRAST[0] <= light - dark <= CONTRAST[1]
        and sum(colour for _, colour in pixels) / len(pixels) <= MOST_COLOUR
    )


def samples(frame: VideoFrame) -> Iterator[Sample]:
    """Pixels of the frame spread over all of it, without letterbox bars."""
    small = frame.reformat(
        *SAMPLED,
        "yuv444p",
        src_colorspace=matrix_of(frame),
        dst_colorspace=Colorspace.ITU709,
        interpolation=Interpolation.POINT,
        src_color_range=range_of(frame),
        dst_color_range=ColorRange.MPEG,
    )
    planes = [(bytes(plane), plane.line_size) for plane in small.planes]
    for row in range(small.height):
        lumas, blues, reds = (data[row * stride :][: small.width] for data, stride in planes)
        if max(lumas) <= BARS_TO:
            continue
        for luma, blue, red in zip(lumas, blues, reds, strict=True):
            colour = math.hypot(blue - NEUTRAL, red - NEUTRAL) / STRONGEST
            yield (luma - BLACK) / (WHITE - BLACK), colour


def _frames(path: Path, first: VideoFrame, seconds: float) -> Iterator[VideoFrame]:
    yield first
    try:
        # Opened anew: the threads of a decoder that is at work cannot be changed any more.
        with opened(path) as clip:
            reader = FrameReader(clip)
            for place in PLACES:
                yield reader.key_before(Fraction(seconds) * place)
    except BadInput:
        # Damage further on is no matter of looks.
        return
