"""A file as pieces that are read one by one, off the loop, while they are sent."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable
from pathlib import Path

PIECE = 1 << 20
OnProgress = Callable[[float], None]
"""Called with the part of an upload that is done, 0–1."""


async def pieces(path: Path, told: Callable[[int], None], length: int = PIECE) -> AsyncIterator[bytes]:
    """The file in pieces of `length` bytes; `told` hears how many bytes were handed out. Raises OSError."""
    sent = 0
    while piece := await asyncio.to_thread(read, path, sent, length):
        yield piece
        sent += len(piece)
        told(sent)


async def size_of(path: Path) -> int:
    """The bytes of a file. Raises OSError."""
    return await asyncio.to_thread(lambda: path.stat().st_size)


def random_name(path: Path) -> str:
    """A name that nobody can guess and that says nothing of the file, with its suffix if that is plain."""
    suffix = path.suffix.lower()
    plain = suffix if suffix.isascii() and suffix[1:].isalnum() else ""
    return f"{secrets.token_hex(16)}{plain}"


def media_type_of(name: str) -> str:
    """The media type of a clip by its name."""
    return "video/quicktime" if name.endswith(".mov") else "video/mp4"


def read(path: Path, start: int, length: int) -> bytes:
    """So many bytes of a file; blocks for the disk. Raises OSError."""
    # Opened for each piece: a file that is held open would stay so when the upload is cut short.
    with path.open("rb") as file:
        file.seek(start)
        return file.read(length)
