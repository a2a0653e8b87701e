"""Compares what stands on the screen with the frames that another decoder finds in a clip."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import av
from PIL import Image, ImageChops, ImageStat

SMALL = (160, 90)


def small(picture: Image.Image) -> Image.Image:
    """A picture shrunk with care, to be compared."""
    return picture.convert("RGB").resize(SMALL, Image.Resampling.BOX)


def without_surround(picture: Image.Image, width: int, height: int) -> Image.Image:
    """What a viewer that fits a clip of that shape into `picture` leaves of it, without its outermost line."""
    scale = min(picture.width / width, picture.height / height)
    wide, high = round(width * scale), round(height * scale)
    left, top = (picture.width - wide) // 2, (picture.height - high) // 2
    # The edge may hold the ring that shows where the keyboard is.
    edge = 3
    return picture.crop((left + edge, top + edge, left + wide - edge, top + high - edge))


def distance(one: Image.Image, other: Image.Image) -> float:
    """The mean difference of two pictures of one size per channel, 0 to 255."""
    return sum(ImageStat.Stat(ImageChops.difference(one, other)).mean) / 3


def decoded(path: Path) -> list[Image.Image]:
    """Each frame of a clip, small."""
    wide, high = SMALL
    with av.open(str(path)) as clip:
        return [
            frame.reformat(width=wide, height=high, format="rgb24", interpolation="AREA").to_image()  # type: ignore[no-untyped-call]
            for frame in clip.decode(video=0)
        ]


def nearest(picture: Image.Image, frames: Sequence[Image.Image]) -> tuple[int, float]:
    """Which of the frames a small picture is most like, and how far it is from it."""
    far = [distance(picture, frame) for frame in frames]
    best = min(range(len(far)), key=far.__getitem__)
    return best, far[best]


def size_of(path: Path) -> tuple[int, int]:
    """Width and height of a clip."""
    with av.open(str(path)) as clip:
        stream = clip.streams.video[0]
        return stream.width, stream.height
