"""Compares what is seen on the screen with the frames that another decoder finds in the demo clip."""

from __future__ import annotations

from collections.abc import Iterable

import av
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

WIDTH, HEIGHT = 160, 90


def small(picture: QImage) -> bytes:
    """The picture shrunk with care, as plain RGB."""
    shrunk = picture.scaled(
        WIDTH, HEIGHT, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
    ).convertToFormat(QImage.Format.Format_RGB888)
    return bytes(shrunk.constBits())[: WIDTH * HEIGHT * 3]


def decoded_frames(path: str) -> list[bytes]:
    """Each frame of a clip, small."""
    with av.open(path) as clip:
        return [_small_frame(frame) for frame in clip.decode(video=0)]


def distance(one: bytes, other: bytes) -> float:
    """The mean difference of two small pictures per channel, 0 to 255."""
    return sum(abs(a - b) for a, b in zip(one, other, strict=True)) / len(one)


def nearest(picture: bytes, frames: list[bytes], among: Iterable[int]) -> int:
    """Which of the frames `among` the picture is most like."""
    return min(among, key=lambda number: distance(picture, frames[number]))


def _small_frame(frame: av.VideoFrame) -> bytes:
    shrunk = frame.reformat(format="rgb24", width=WIDTH, height=HEIGHT, interpolation="AREA")
    plane = shrunk.planes[0]
    rows, step = bytes(plane), plane.line_size
    return b"".join(rows[row * step : row * step + WIDTH * 3] for row in range(HEIGHT))
