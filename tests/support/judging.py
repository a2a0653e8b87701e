"""Judges pictures of a practice result outside its mark: brightness, colour, likeness, moving specks."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import av

WIDTH, HEIGHT = 320, 180
SEEN_ROWS = 150
"""Rows of the shrunken picture that are judged; the mark and the insets lie below them."""
SPECK = 25
"""How much brighter a pixel must get from one frame to the next to count as a speck."""


@dataclass(frozen=True)
class Picture:
    """One frame shrunk to 320 columns; `luma` row by row, `chroma` both colour planes one after the other."""

    luma: bytes
    chroma: bytes

    @property
    def brightness(self) -> float:
        """Mean luma, 16 to 235."""
        return sum(self.luma) / len(self.luma)

    @property
    def colour(self) -> float:
        """Mean distance of the chroma from neutral; 0 is grey."""
        return sum(abs(value - 128) for value in self.chroma) / len(self.chroma)

    @property
    def detail(self) -> float:
        """Mean square of the steps between neighbours in a row; falls when a picture is blurred."""
        pairs = zip(self.luma, self.luma[1:], strict=False)
        return sum((one - other) ** 2 for one, other in pairs) / (len(self.luma) - 1)

    @property
    def flipped(self) -> Picture:
        """The picture with left and right exchanged; its chroma is dropped."""
        rows = (self.luma[start : start + WIDTH] for start in range(0, len(self.luma), WIDTH))
        return Picture(b"".join(row[::-1] for row in rows), b"")


def pictures(path: Path, numbers: Collection[int] | None = None) -> list[Picture]:
    """Decode a video, or the frames of it that are named."""
    with av.open(str(path)) as container:
        return [
            _shrunk(frame)
            for number, frame in enumerate(container.decode(video=0))
            if numbers is None or number in numbers
        ]


def distance(one: Picture, other: Picture) -> float:
    """Mean difference of luma, 0 to 219."""
    return sum(abs(a - b) for a, b in zip(one.luma, other.luma, strict=True)) / len(one.luma)


def specks(before: Picture, after: Picture) -> int:
    """Count the pixels that got much brighter from one frame to the next."""
    return sum(b - a >= SPECK for a, b in zip(before.luma, after.luma, strict=True))


def _shrunk(frame: av.VideoFrame) -> Picture:
    small = frame.reformat(width=WIDTH, height=HEIGHT, format="yuv420p", interpolation="AREA")
    rows = (SEEN_ROWS, SEEN_ROWS // 2, SEEN_ROWS // 2)
    columns = (WIDTH, WIDTH // 2, WIDTH // 2)
    luma, first, second = (
        _plane(plane, high, wide) for plane, high, wide in zip(small.planes, rows, columns, strict=True)
    )
    return Picture(luma, first + second)


def _plane(plane: av.video.plane.VideoPlane, rows: int, columns: int) -> bytes:
    data, line = bytes(plane), plane.line_size
    return b"".join(data[row * line : row * line + columns] for row in range(rows))
