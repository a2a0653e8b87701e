"""Frame numbers burnt into pictures as a bar code, and read back after any scaling, re-encoding or capture.

The code is a band across the middle third of the picture: white, black, 12 bits, highest first, and one cell
that makes the number of white cells among them even. Above and below it stand colour bars.
"""

from __future__ import annotations

from pathlib import Path

import av

BITS = 12
CELLS = BITS + 3
WHITE, BLACK = 235, 16
BARS = ((235, 128, 128), (180, 44, 136), (112, 72, 58), (84, 184, 198), (65, 100, 212), (35, 212, 114))
"""Luma and the two chroma values of the bars, limited range BT.709."""


class NoNumber(Exception):
    """The picture has no readable number."""


def numbered_frame(number: int, width: int, height: int) -> av.VideoFrame:
    """A yuv420p frame that carries `number` (0–4095); sides are even."""
    frame = av.VideoFrame(width, height, "yuv420p")
    codes = (_cells(number), [128] * CELLS, [128] * CELLS)
    for plane, values, cells in zip(frame.planes, zip(*BARS, strict=True), codes, strict=True):
        bars, code = (_row(row, plane.width, plane.line_size) for row in (values, cells))
        third = plane.height // 3
        plane.update(bars * third + code * (plane.height - 2 * third) + bars * third)
    return frame


def number_in(luma: bytes, width: int, height: int, stride: int) -> int:
    """The number in a picture whose brightness stands in `luma`, a byte a pixel. Raises NoNumber."""
    row = luma[(height // 2) * stride : (height // 2) * stride + width]
    levels = [row[(2 * cell + 1) * width // (2 * CELLS)] for cell in range(CELLS)]
    middle = (levels[0] + levels[1]) / 2
    bits = [level > middle for level in levels]
    if levels[0] - levels[1] < 60 or sum(bits[2:]) % 2:
        raise NoNumber(levels)
    return int("".join("01"[bit] for bit in bits[2:-1]), 2)


def number_of(frame: av.VideoFrame, is_turned: bool = False) -> int:
    """The number that a decoded frame carries, also one turned clockwise by 90 degrees. Raises NoNumber."""
    grey = frame.reformat(format="gray")
    plane = grey.planes[0]
    luma, width, height, stride = bytes(plane), grey.width, grey.height, plane.line_size
    if is_turned:
        # A column, from the top: what was a row.
        luma, width, height, stride = luma[width // 2 :: stride][:height], height, 1, height
    return number_in(luma, width, height, stride)


def numbers(path: Path, is_turned: bool = False) -> list[int]:
    """The numbers of all frames of a clip, in the order they are shown. Raises NoNumber."""
    with av.open(str(path)) as clip:
        return [number_of(frame, is_turned) for frame in clip.decode(video=0)]


def _cells(number: int) -> list[int]:
    bits = [number >> place & 1 for place in reversed(range(BITS))]
    return [WHITE if bit else BLACK for bit in (1, 0, *bits, sum(bits) % 2)]


def _row(values: tuple[int, ...] | list[int], width: int, stride: int) -> bytes:
    row = bytes(values[column * len(values) // width] for column in range(width))
    return row + bytes(stride - width)
