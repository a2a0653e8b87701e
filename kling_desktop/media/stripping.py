"""JPEG and PNG files without what they tell beside the picture; the picture's own bytes stay as they are."""

import struct
from collections.abc import Iterator

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
# What a PNG needs to look the same: the critical chunks, transparency and colour.
PNG_KEPT = frozenset(
    {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"cICP", b"sBIT"}
)
# Application segments that a JPEG needs to look the same, by number and first bytes.
JPEG_KEPT = ((0xE0, b"JFIF\x00"), (0xE2, b"ICC_PROFILE\x00"), (0xEE, b"Adobe"))
JPEG_START, JPEG_END, JPEG_SCAN, JPEG_COMMENT, TEMPORARY = 0xD8, 0xD9, 0xDA, 0xFE, 0x01
APPLICATION = range(0xE0, 0xF0)
RESTARTS = range(0xD0, 0xD8)
ORIENTATION_TAG, SHORT = 0x0112, 3


class Malformed(ValueError):
    """The bytes break the rules of their format."""


def stripped_png(data: bytes) -> bytes:
    """The PNG with the chunks that its look needs and no other; raises Malformed."""
    return PNG_SIGNATURE + b"".join(chunk for name, chunk in _chunks(data) if name in PNG_KEPT)


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    if not data.startswith(PNG_SIGNATURE):
        raise Malformed("no PNG")
    position, name = len(PNG_SIGNATURE), b""
    while name != b"IEND":
        if position + 12 > len(data):
            raise Malformed("the PNG ends early")
        length, name = struct.unpack_from(">I4s", data, position)
        end = position + 12 + length
        if end > len(data):
            raise Malformed("the PNG ends within a chunk")
        yield name, data[position:end]
        position = end


def stripped_jpeg(data: bytes) -> bytes:
    """The JPEG up to its end mark, without camera data, comments and previews; raises Malformed.

    Colour profiles stay. What follows the end mark (further pictures, a phone's short film) does not.
    """
    return b"".join(part for marker, part in _segments(data) if _is_kept(marker, part))


def _is_kept(marker: int, segment: bytes) -> bool:
    if marker in APPLICATION:
        return any(marker == number and segment.startswith(sign, 4) for number, sign in JPEG_KEPT)
    return marker != JPEG_COMMENT


def _segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    position, marker = 0, 0
    while marker != JPEG_END:
        start = position
        while data[position + 1 : position + 2] == b"\xff":
            position += 1
        if position + 2 > len(data) or data[position] != 0xFF:
            raise Malformed("the JPEG ends early or has bytes between its segments")
        marker = data[position + 1]
        position += 2
        if marker not in (JPEG_START, JPEG_END, TEMPORARY, *RESTARTS):
            position = _segment_end(data, position, marker)
        yield marker, data[start:position]


def _segment_end(data: bytes, position: int, marker: int) -> int:
    if position + 2 > len(data):
        raise Malformed("the JPEG ends within a segment")
    end = position + int.from_bytes(data[position : position + 2], "big")
    while marker == JPEG_SCAN:
        end = data.find(b"\xff", end)
        if end < 0 or end + 1 >= len(data):
            raise Malformed("the JPEG has no end")
        # 0xFF 0x00 is a value, not a mark; restarts belong to the scan.
        if data[end + 1] and data[end + 1] not in RESTARTS:
            break
        end += 2
    if end > len(data) or end < position + 2:
        raise Malformed("the JPEG ends within a segment")
    return end


def orientation(exif: bytes) -> int:
    """The orientation 1–8 that an Exif block gives, 1 when it gives none or cannot be read."""
    tiff = exif.removeprefix(b"Exif\x00\x00")
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
