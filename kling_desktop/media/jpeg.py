"""JPEG files, segment by segment: their header, and the file without what it tells beside the picture."""

import struct
from collections.abc import Iterator

from kling_desktop.media.header import EXIF, Header, Malformed, orientation

START, END, SCAN, COMMENT, TEMPORARY, EXIF_SEGMENT = 0xD8, 0xD9, 0xDA, 0xFE, 0x01, 0xE1
APPLICATION = range(0xE0, 0xF0)
RESTARTS = range(0xD0, 0xD8)
FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
ALONE = frozenset({START, END, TEMPORARY, *RESTARTS})
# Application segments that a JPEG needs to look the same, by number and first bytes.
KEPT = ((0xE0, b"JFIF\x00"), (0xE2, b"ICC_PROFILE\x00"), (0xEE, b"Adobe"))


def jpeg_header(data: bytes) -> Header:
    """The header of a JPEG, of which `data` need hold no more than what stands before the pixels.

    Raises Malformed.
    """
    turn = 1
    for marker, segment in _segments(data):
        if marker == EXIF_SEGMENT and segment.startswith(EXIF, 4):
            turn = orientation(segment[4:])
        if marker in FRAMES and len(segment) >= 9:
            height, width = struct.unpack_from(">HH", segment, 5)
            return Header(width, height, turn)
    raise Malformed("the JPEG has no size")


def stripped_jpeg(data: bytes) -> bytes:
    """The JPEG up to its end mark, without camera data, comments and previews; raises Malformed.

    Colour profiles stay. What follows the end mark (further pictures, a phone's short film) does not.
    """
    return b"".join(segment for marker, segment in _segments(data) if _is_kept(marker, segment))


def _is_kept(marker: int, segment: bytes) -> bool:
    if marker in APPLICATION:
        return any(marker == number and segment.startswith(sign, 4) for number, sign in KEPT)
    return marker != COMMENT


def _segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    position, marker = 0, 0
    while marker != END:
        while data[position + 1 : position + 2] == b"\xff":
            position += 1
        if position + 2 > len(data) or data[position] != 0xFF:
            raise Malformed("the JPEG ends early or has bytes between its segments")
        start, marker = position, data[position + 1]
        position = start + 2 if marker in ALONE else _segment_end(data, start + 2, marker)
        yield marker, data[start:position]


def _segment_end(data: bytes, position: int, marker: int) -> int:
    end = position + int.from_bytes(data[position : position + 2], "big")
    if end < position + 2 or end > len(data):
        raise Malformed("the JPEG ends within a segment")
    while marker == SCAN:
        end = data.find(b"\xff", end)
        if end < 0 or end + 1 >= len(data):
            raise Malformed("the JPEG has no end")
        # 0xFF 0x00 is a value, not a mark; restarts belong to the scan.
        if data[end + 1] and data[end + 1] not in RESTARTS:
            break
        end += 2
    return end
