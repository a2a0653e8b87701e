"""A scripted service: a bare TCP server that sends the very bytes it is told to, and records what it saw."""

from __future__ import annotations

import asyncio
import json
import re
import socket
import ssl
import struct
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any

from tests.support.listening import Listening


class Wait(Enum):
    """What has to come in before a scene acts."""

    CONNECTION = auto()
    HEAD = auto()
    BODY = auto()


class End(Enum):
    """What happens to the connection after the answer."""

    KEEP = auto()
    CLOSE = auto()
    RESET = auto()
    HANG = auto()
    DRAIN = auto()
    """Read on until the other side closes, and answer nothing more."""


@dataclass(frozen=True)
class Seen:
    """One request as it came in; `body` is as far as it was read, `connection` counts from 1."""

    connection: int
    method: str = ""
    target: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    is_whole: bool = False

    @property
    def key(self) -> str:
        """The bearer token, empty without one."""
        return self.headers.get("authorization", "").removeprefix("Bearer ")

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


@dataclass(frozen=True)
class Scene:
    """What happens to one request: what is read, which bytes answer it, how it ends."""

    answer: bytes | Callable[[Seen], bytes] = b""
    end: End = End.KEEP
    wait: Wait = Wait.BODY
    body_bytes: int | None = None
    """How much of the body is read; None for all of it."""
    drip: float = 0.0
    """Seconds between the answer's bytes, sent one by one."""


def http(status: int, body: bytes = b"", headers: Mapping[str, str] | None = None) -> bytes:
    """An answer with its Content-Length, unless `headers` say otherwise (an empty value drops a header)."""
    lines = {"Content-Length": str(len(body)), **(headers or {})}
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items() if value)
    return f"HTTP/1.1 {status} Scripted\r\n{head}\r\n".encode("latin-1") + body


def http_json(status: int, value: object, headers: Mapping[str, str] | None = None) -> bytes:
    """An answer that carries JSON."""
    return http(status, json.dumps(value).encode(), {"Content-Type": "application/json", **(headers or {})})


def file_answer(data: bytes, etag: str = '"v1"', has_ranges: bool = True) -> Callable[[Seen], bytes]:
    """An answer that serves `data` as a web server does: whole, from a byte on, or 416."""

    def answer(seen: Seen) -> bytes:
        headers = {"ETag": etag, "Accept-Ranges": "bytes"} if etag else {}
        asked = re.fullmatch(r"bytes=(\d+)-", seen.headers.get("range", ""))
        if not asked or not has_ranges or seen.headers.get("if-range", etag) != etag:
            return http(200, data, headers)
        start = int(asked[1])
        if start >= len(data):
            return http(416, b"", {"Content-Range": f"bytes */{len(data)}"})
        span = f"bytes {start}-{len(data) - 1}/{len(data)}"
        return http(206, data[start:], {**headers, "Content-Range": span})

    return answer


class Double(Listening):
    """Plays `scenes` in order, one for each request (the last again and again), on a port of its own.

    `async with` starts and ends it. Everything that came in stands in `seen`.
    """

    def __init__(self, scenes: Sequence[Scene], tls: ssl.SSLContext | None = None) -> None:
        super().__init__(tls)
        self.scenes = list(scenes)
        self.seen: list[Seen] = []

    def scene_for(self, seen: Seen, scene: Scene) -> Scene:
        """The scene that answers `seen`; twins choose another than the one whose turn it is."""
        return scene

    async def serve(self, number: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Play until a scene ends the connection."""
        while await self._play(number, reader, writer):
            pass

    async def _play(self, number: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        scene = self.scenes[0]
        seen = Seen(number)
        if scene.wait is not Wait.CONNECTION:
            head = await reader.readuntil(b"\r\n\r\n")
            scene = self.scenes[0]
            seen = await self._read(number, head, scene, reader)
        if len(self.scenes) > 1:
            self.scenes.pop(0)
        self.seen.append(seen)
        scene = self.scene_for(seen, scene)
        answer = scene.answer if isinstance(scene.answer, bytes) else scene.answer(seen)
        await _send(writer, answer, scene.drip)
        if scene.end is End.DRAIN:
            while await reader.read(65536):
                pass
        return await _end(scene.end, writer)

    async def _read(self, number: int, head: bytes, scene: Scene, reader: asyncio.StreamReader) -> Seen:
        first, *lines = head.decode("latin-1").split("\r\n")
        method, target, _ = first.split(" ", 2)
        headers = {
            name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines if line)
        }
        length = int(headers.get("content-length", "0"))
        wanted = length if scene.body_bytes is None else min(scene.body_bytes, length)
        body = await reader.readexactly(wanted) if scene.wait is Wait.BODY else b""
        return Seen(number, method, target, headers, body, len(body) == length)


async def _send(writer: asyncio.StreamWriter, answer: bytes, drip: float) -> None:
    if not drip:
        writer.write(answer)
        await writer.drain()
        return
    for start in range(len(answer)):
        writer.write(answer[start : start + 1])
        await writer.drain()
        await asyncio.sleep(drip)


async def _end(end: End, writer: asyncio.StreamWriter) -> bool:
    """Whether another request may follow."""
    if end is End.HANG:
        await asyncio.Event().wait()
    if end is End.RESET:
        # Linger 0 makes the close a reset.
        writer.get_extra_info("socket").setsockopt(
            socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)
        )
    elif end is End.CLOSE:
        writer.close()
        await writer.wait_closed()
    return end is End.KEEP
