"""What the header of a picture file tells: its size and how it has to be turned."""

import struct
from dataclasses import dataclass

EXIF = b"Exif\x00\x00"
ORIENTATION_TAG, SHORT = 0x0112, 3
ON_ITS_SIDE = 5


class Malformed(ValueError):
    """The bytes break the rules of their format."""


@dataclass(frozen=True)
class Header:
    """Size in stored pixels, never 0, and the orientation 1–8 by the numbers of Exif."""

    width: int
    height: int
    orientation: int

    def __post_init__(self) -> None:
        if not self.width or not self.height:
            raise Malformed("the picture has no size")

    @property
    def displayed_size(self) -> tuple[int, int]:
        """Width and height as shown."""
        is_on_its_side = self.orientation >= ON_ITS_SIDE
        return (self.height, self.width) if is_on_its_side else (self.width, self.height)


def orientation(exif: bytes) -> int:
    """The orientation 1–8 that an Exif block gives, 1 when it gives none or cannot be read."""
    tiff = exif.removeprefix(EXIF)
    order = {b"II*\x00": "<", b"MM\x00*": ">"}.get(tiff[:4])
    if order is None:
        return 1
    try:
        (offset,) = struct.unpack_from(order + "I", tiff, 4)
        (count,) = struct.unpack_from(order + "H", tiff, offset)
        for entry in range(offset + 2, offset + 2 + 12 * count, 12):
            tag, kind, _, value = struct.unpack_from(order + "HHIH", tiff, entry)
            if tag == ORIENTATION_TAG and kind == SHORT:
                return value if 1 <= value <= 8 else 1
    except struct.error:
        return 1
    return 1
