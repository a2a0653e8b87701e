"""A picture as phones write them: one HEVC frame in the boxes of a HEIF file, put together here."""

from __future__ import annotations

import io
import struct
from functools import cache

import av
from PIL import Image


def _box(name: bytes, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return struct.pack(">I4s", len(body) + 8, name) + body


def _full(name: bytes, *parts: bytes, version: int = 0) -> bytes:
    return _box(name, struct.pack(">I", version << 24), *parts)


@cache
def heic(width: int = 400, height: int = 320) -> bytes:
    """A HEIC picture, red at its left, blue at its right."""
    settings, frame = _coded(width, height)
    head = _box(b"ftyp", b"heic", bytes(4), b"mif1heic")
    meta = _meta(settings, (width, height), 0, len(frame))
    start = len(head) + len(meta) + 8
    return head + _meta(settings, (width, height), start, len(frame)) + _box(b"mdat", frame)


def _meta(settings: bytes, size: tuple[int, int], start: int, length: int) -> bytes:
    item = _full(b"infe", struct.pack(">HH4s", 1, 0, b"hvc1"), b"\0", version=2)
    properties = _box(b"hvcC", settings), _full(b"ispe", struct.pack(">II", *size))
    return _full(
        b"meta",
        _full(b"hdlr", bytes(4), b"pict", bytes(13)),
        _full(b"pitm", struct.pack(">H", 1)),
        _full(b"iloc", bytes([0x44, 0x00]), struct.pack(">HHHHII", 1, 1, 0, 1, start, length)),
        _full(b"iinf", struct.pack(">H", 1), item),
        _box(b"iprp", _box(b"ipco", *properties), _full(b"ipma", struct.pack(">IHBBB", 1, 1, 2, 0x81, 2))),
    )


def _coded(width: int, height: int) -> tuple[bytes, bytes]:
    image = Image.new("RGB", (width, height), (200, 30, 30))
    image.paste((30, 30, 200), (width // 2, 0, width, height))
    target = io.BytesIO()
    with av.open(target, "w", format="mp4") as out:
        options = {"x265-params": "log-level=none:keyint=1", "preset": "ultrafast"}
        stream = out.add_stream("libx265", rate=1, options=options)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        frame = av.VideoFrame.from_image(image)  # type: ignore[no-untyped-call]
        out.mux([*stream.encode(frame), *stream.encode(None)])
    with av.open(io.BytesIO(target.getvalue()), "r") as made:
        packet = next(packet for packet in made.demux(video=0) if packet.size)
        return bytes(made.streams.video[0].codec_context.extradata or b""), bytes(packet)
