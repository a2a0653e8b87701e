"""How a stored picture stands on the screen: turned, mirrored, with pixels that need not be square."""

import struct
from enum import Enum, auto
from fractions import Fraction

from av.sidedata.sidedata import SideData
from av.video.frame import VideoFrame
from av.video.reformatter import Interpolation

SQUARE = Fraction(1)
STAMP = (16, 16)


class Turn(Enum):
    """What brings a stored picture upright."""

    NONE = auto()
    MIRROR = auto()
    FLIP = auto()
    HALF = auto()
    RIGHT = auto()
    LEFT = auto()
    DIAGONAL = auto()
    ANTIDIAGONAL = auto()

    @property
    def filters(self) -> list[tuple[str, dict[str, str]]]:
        """libav's filters that do it, each with its settings."""
        return [(name, {"dir": direction} if direction else {}) for name, direction in FILTERS[self]]

    @property
    def swaps_sides(self) -> bool:
        """Whether width and height change places."""
        return any(name == "transpose" for name, _ in self.filters)


FILTERS: dict[Turn, tuple[tuple[str, str], ...]] = {
    Turn.NONE: (),
    Turn.MIRROR: (("hflip", ""),),
    Turn.FLIP: (("vflip", ""),),
    Turn.HALF: (("hflip", ""), ("vflip", "")),
    Turn.RIGHT: (("transpose", "clock"),),
    Turn.LEFT: (("transpose", "cclock"),),
    Turn.DIAGONAL: (("transpose", "cclock_flip"),),
    Turn.ANTIDIAGONAL: (("transpose", "clock_flip"),),
}


UPRIGHT_OR_HALF = {
    (True, True): Turn.NONE,
    (False, True): Turn.MIRROR,
    (True, False): Turn.FLIP,
    (False, False): Turn.HALF,
}
ON_ITS_SIDE = {
    (True, False): Turn.RIGHT,
    (False, True): Turn.LEFT,
    (True, True): Turn.DIAGONAL,
    (False, False): Turn.ANTIDIAGONAL,
}


def turn_of(frame: VideoFrame) -> Turn:
    """The turn that the frame's display matrix asks for, to the nearest right angle."""
    # To look at a frame's side data ties it into a reference cycle: so a stamp-sized copy is looked at.
    stamp = frame.reformat(*STAMP, "gray", interpolation=Interpolation.POINT)
    matrix = stamp.side_data.get("DISPLAYMATRIX")
    if not isinstance(matrix, SideData):
        return Turn.NONE
    # Rows of x' = a·x + c·y, y' = b·x + d·y, with y downwards.
    a, b, _, c, d, *_ = struct.unpack("9i", bytes(matrix))
    if abs(b) + abs(c) > abs(a) + abs(d):
        return ON_ITS_SIDE[b > 0, c > 0]
    return UPRIGHT_OR_HALF[a >= 0, d >= 0]


def displayed_size(width: int, height: int, pixel_aspect: Fraction | None, turn: Turn) -> tuple[int, int]:
    """Width and height on the screen in square pixels of a stored picture of `width` × `height`."""
    wide = max(1, round(width * (pixel_aspect or SQUARE)))
    return (height, wide) if turn.swaps_sides else (wide, height)


def within(size: tuple[int, int], max_width: int | None, max_height: int | None) -> tuple[int, int]:
    """`size` scaled down, in its shape, to fit into the given bounds; each side at least 1."""
    width, height = size
    factor = min(Fraction(max_width or width, width), Fraction(max_height or height, height), SQUARE)
    return max(1, round(width * factor)), max(1, round(height * factor))
