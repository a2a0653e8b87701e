"""A service on loopback that remembers what it accepted, tells how far it got, and can stop there."""

from __future__ import annotations

import asyncio
import json
import re
import socket
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Self

SMALL_WINDOW = 32_768
"""Bytes that the system may take in ahead of our reading, so that who sends much is stopped by it."""
SLICE_EVERY = 0.1
SLICES = 6


class Moment(StrEnum):
    """How far an exchange got."""

    HEADERS = "POST header read"
    HALF_BODY = "POST body half read"
    ACCEPTED = "accepted, not answered"
    ANSWERED = "answered"
    POLL = "poll"
    FIRST_BYTE = "first byte of the result"
    MIDDLE_BYTE = "middle of the result"
    LAST_BYTE = "last byte of the result"


@dataclass
class Trap:
    """Waits for a moment; with `holds` the exchange stops there until `release` is set, and is cut."""

    moment: Moment
    count: int = 1
    holds: bool = False
    sprung: asyncio.Event = field(default_factory=asyncio.Event)
    release: asyncio.Event = field(default_factory=asyncio.Event)

    async def pass_by(self, moment: Moment) -> None:
        """The exchange is at `moment`."""
        if self.sprung.is_set() or moment is not self.moment:
            return
        self.count -= 1
        if self.count > 0:
            return
        self.sprung.set()
        if self.holds:
            await self.release.wait()
            raise ConnectionAbortedError


@dataclass(frozen=True)
class Task:
    """One accepted edit: what was billed, for which prompt, when (Unix seconds)."""

    id: str
    prompt: str
    at: float


@dataclass(frozen=True)
class _Request:
    method: str
    target: str
    headers: Mapping[str, str]


Handler = Callable[[_Request, asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


class RecordingService:
    """Takes edits on one port and hands out one video for each on another; `async with` starts and ends it.

    A task is waiting at its first `waits` GETs and for `lasts` seconds, and completed after.
    """

    def __init__(self, video: bytes, waits: int = 2, lasts: float = 0.0, small_window: bool = False) -> None:
        self.video = video
        self.waits = waits
        self.lasts = lasts
        self.accepted: list[Task] = []
        self.whole_posts: list[str] = []
        self.polls: Counter[str] = Counter()
        self.resumed = 0
        self.downloads = 0
        self.connections: Counter[str] = Counter()
        self.keys_at_files: list[str] = []
        self.trap: Trap | None = None
        self._small_window = small_window
        self._servers: list[asyncio.Server] = []
        self._busy: set[asyncio.Task[None]] = set()

    @property
    def address(self) -> str:
        """The base address of the service."""
        return f"http://127.0.0.1:{self._port(0)}"

    @property
    def files(self) -> str:
        """The base address of the host of the results."""
        return f"http://127.0.0.1:{self._port(1)}"

    async def __aenter__(self) -> Self:
        for name, handler in (("service", self._serve), ("files", self._serve_file)):
            self._servers.append(await self._listen(name, handler))
        return self

    async def __aexit__(self, *_details: object) -> None:
        for server in self._servers:
            server.close()
        for task in self._busy:
            task.cancel()
        await asyncio.gather(*self._busy, return_exceptions=True)

    def _port(self, number: int) -> int:
        port: int = self._servers[number].sockets[0].getsockname()[1]
        return port

    async def _listen(self, name: str, handler: Handler) -> asyncio.Server:
        listening = socket.socket()
        if self._small_window:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALL_WINDOW)
        listening.bind(("127.0.0.1", 0))

        async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            self.connections[name] += 1
            await self._converse(handler, reader, writer)

        return await asyncio.start_server(connected, sock=listening, limit=SMALL_WINDOW, backlog=256)

    async def _converse(
        self, handler: Handler, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        task = asyncio.current_task()
        assert task
        self._busy.add(task)
        # A program that was killed leaves in the middle of everything; only __aexit__ cancels.
        with suppress(asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            while True:
                request = _request(await reader.readuntil(b"\r\n\r\n"))
                await handler(request, reader, writer)
                if request.headers.get("connection") == "close":
                    break
        writer.transport.abort() if writer.transport.is_closing() else writer.close()
        self._busy.discard(task)

    async def _at(self, moment: Moment) -> None:
        if self.trap:
            await self.trap.pass_by(moment)

    async def _serve(
        self, request: _Request, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        if request.method == "POST":
            await self._create(request, reader, writer)
        else:
            await self._tell(request, writer)

    async def _create(
        self, request: _Request, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        await self._at(Moment.HEADERS)
        length = int(request.headers["content-length"])
        body = await reader.readexactly(length // 2)
        await self._at(Moment.HALF_BODY)
        body += await reader.readexactly(length - len(body))
        prompt = json.loads(body)["prompt"]
        self.whole_posts.append(prompt)
        task = Task(f"task-{len(self.accepted) + 1}", prompt, time.time())
        self.accepted.append(task)
        await self._at(Moment.ACCEPTED)
        await _answer(writer, {"task_info": {"id": task.id, "status": "pending"}})
        await self._at(Moment.ANSWERED)

    async def _tell(self, request: _Request, writer: asyncio.StreamWriter) -> None:
        task_id = request.target.rsplit("/", 1)[-1]
        self.polls[task_id] += 1
        number = int(task_id.removeprefix("task-"))
        age = time.time() - self.accepted[number - 1].at
        if self.polls[task_id] <= self.waits or age < self.lasts:
            await _answer(writer, {"task_info": {"id": task_id, "status": "pending"}})
        else:
            videos = [f"{self.files}/{task_id}/result_000.mp4"]
            await _answer(writer, {"task_info": {"id": task_id, "status": "completed"}, "videos": videos})
        await self._at(Moment.POLL)

    async def _serve_file(
        self, request: _Request, _reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.downloads += 1
        if "authorization" in request.headers:
            self.keys_at_files.append(request.headers["authorization"])
        asked = re.fullmatch(r"bytes=(\d+)-", request.headers.get("range", ""))
        start = int(asked[1]) if asked else 0
        self.resumed += start > 0
        end, rest = len(self.video), self.video[start:]
        span = {"Content-Range": f"bytes {start}-{end - 1}/{end}"} if start else {}
        await _send(writer, 206 if start else 200, rest[:1], {"ETag": '"v1"', **span}, len(rest))
        await self._at(Moment.FIRST_BYTE)
        await self._send_rest(writer, rest[1:])
        await self._at(Moment.LAST_BYTE)

    async def _send_rest(self, writer: asyncio.StreamWriter, rest: bytes) -> None:
        """At once; slowly up to the middle, so that some of it reaches the disk, where that is awaited."""
        half = len(rest) // 2
        if self.trap and self.trap.moment is Moment.MIDDLE_BYTE and not self.trap.sprung.is_set():
            step = half // SLICES + 1
            for start in range(0, half, step):
                writer.write(rest[start : min(start + step, half)])
                await writer.drain()
                await asyncio.sleep(SLICE_EVERY)
            await self._at(Moment.MIDDLE_BYTE)
            rest = rest[half:]
        writer.write(rest)
        await writer.drain()


def _request(head: bytes) -> _Request:
    first, *lines = head.decode("latin-1").split("\r\n")
    method, target, _ = first.split(" ", 2)
    headers = {
        name.strip().lower(): value.strip()
        for name, _, value in (line.partition(":") for line in lines if line)
    }
    return _Request(method, target, headers)


async def _answer(writer: asyncio.StreamWriter, value: Any) -> None:
    body = json.dumps(value).encode()
    await _send(writer, 200, body, {"Content-Type": "application/json"}, len(body))


async def _send(
    writer: asyncio.StreamWriter, status: int, body: bytes, headers: Mapping[str, str], length: int
) -> None:
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    writer.write(f"HTTP/1.1 {status} Recorded\r\nContent-Length: {length}\r\n{lines}\r\n".encode() + body)
    await writer.drain()
