"""Sizes of a result: what is cut out of the source, where the effects are drawn, what is written."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from .probe import Probed

RESULT_RATE = 24
SHORT_SIDE = {"std": 720, "pro": 1080}
"""Pixels on the shorter side of the result, by mode."""

Size = tuple[int, int]


@dataclass(frozen=True)
class Geometry:
    """Width and height of each step in pixels, all even, and the number of frames.

    `crop` is cut from the centre of the upright source, `work` is the size that effects are drawn in (never
    larger than what the source holds, which is what makes a small source quick), `result` is written.
    """

    crop: Size
    work: Size
    result: Size
    frames: int


def plan(video: Probed, mode: str, aspect_ratio: str | None) -> Geometry:
    """Work out the sizes for `mode` "std" or "pro" and "16:9", "9:16", "1:1" or None (as the source)."""
    across, down = video.upright
    stands = bool(video.turn % 180)
    upright = (video.height, video.width) if stands else (video.width, video.height)
    aspect: Fraction = _aspect(aspect_ratio) if aspect_ratio else across / down
    shown: tuple[Fraction, Fraction] = (min(across, down * aspect), min(down, across / aspect))
    crop = _even(upright[0] * shown[0] / across), _even(upright[1] * shown[1] / down)
    result = _fit(SHORT_SIDE[mode], aspect)
    short = _even(min(Fraction(SHORT_SIDE[mode]), *shown))
    frames = max(1, round(video.seconds * RESULT_RATE))
    return Geometry(crop=crop, work=_fit(short, aspect), result=result, frames=frames)


def _aspect(words: str) -> Fraction:
    width, height = words.split(":")
    return Fraction(int(width), int(height))


def _fit(short: int, aspect: Fraction) -> Size:
    return (_even(short * aspect), short) if aspect >= 1 else (short, _even(short / aspect))


def _even(pixels: Fraction | int) -> int:
    return max(2, round(pixels / 2) * 2)
