"""PNG files, chunk by chunk: their header, and the file without what it tells beside the picture."""

import struct
from collections.abc import Iterator

from kling_desktop.media.header import Header, Malformed, orientation

SIGNATURE = b"\x89PNG\r\n\x1a\n"
FRAMING = 12
# What a PNG needs to look the same: the critical chunks, transparency and colour.
KEPT = frozenset(
    {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"cICP", b"sBIT"}
)


def png_header(data: bytes) -> Header:
    """The header of a PNG, of which `data` need hold no more than what stands before the pixels.

    Raises Malformed.
    """
    width = height = 0
    turn = 1
    for name, chunk in _chunks(data, before=b"IDAT"):
        if name == b"IHDR" and len(chunk) == 13 + FRAMING:
            width, height = struct.unpack_from(">II", chunk, 8)
        elif name == b"eXIf":
            turn = orientation(chunk[8:-4])
    return Header(width, height, turn)


def stripped_png(data: bytes) -> bytes:
    """The PNG with the chunks that its look needs and no other; raises Malformed."""
    return SIGNATURE + b"".join(chunk for name, chunk in _chunks(data) if name in KEPT)


def _chunks(data: bytes, before: bytes = b"") -> Iterator[tuple[bytes, bytes]]:
    if not data.startswith(SIGNATURE):
        raise Malformed("no PNG")
    position, name = len(SIGNATURE), b""
    while name != b"IEND":
        if position + FRAMING > len(data):
            raise Malformed("the PNG ends early")
        length, name = struct.unpack_from(">I4s", data, position)
        if name == before:
            return
        end = position + FRAMING + length
        if end > len(data):
            raise Malformed("the PNG ends within a chunk")
        yield name, data[position:end]
        position = end
