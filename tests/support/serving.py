"""Services in a process of their own, for benchmarks: what they use up is not counted as ours.

`python -m tests.support.serving edits VIDEO` or `… file PATH` prints a line of JSON with its addresses and,
once its standard input ends, another with what it saw.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.support.recording import RecordingService

ROOT = Path(__file__).resolve().parents[2]
LASTS = 1.0
"""Seconds that a task takes; with a pace of 0.02 they pass for some fifty."""


@dataclass
class Served:
    """Where the other process listens; `seen` is there once the block has ended."""

    addresses: dict[str, str]
    seen: dict[str, Any] = field(default_factory=dict)


@contextlib.contextmanager
def served(kind: str, path: Path) -> Iterator[Served]:
    """Another process that takes edits and answers each with the video at `path`, or hands out one file."""
    words = [sys.executable, "-m", "tests.support.serving", kind, str(path)]
    pipe = subprocess.PIPE
    with subprocess.Popen(words, cwd=ROOT, stdin=pipe, stdout=pipe, text=True) as process:
        assert process.stdin
        assert process.stdout
        place = Served(json.loads(process.stdout.readline()))
        try:
            yield place
        finally:
            process.stdin.close()
            place.seen = json.loads(process.stdout.readline() or "{}")


async def _edits(path: Path) -> None:
    async with RecordingService(path.read_bytes(), waits=0, lasts=LASTS) as service:
        _tell({"service": service.address, "files": service.files})
        await asyncio.to_thread(sys.stdin.read)
        _tell(
            {
                "accepted": len(service.accepted),
                "polls": service.polls.total(),
                "downloads": service.downloads,
                "connections": dict(service.connections),
            }
        )


async def _file(path: Path) -> None:
    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError), path.open("rb") as file:
            await reader.readuntil(b"\r\n\r\n")
            head = f'HTTP/1.1 200 OK\r\nContent-Length: {path.stat().st_size}\r\nETag: "v1"\r\n'
            writer.write(f"{head}Connection: close\r\n\r\n".encode())
            await writer.drain()
            await asyncio.get_running_loop().sendfile(writer.transport, file)
        writer.close()

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    _tell({"files": f"http://127.0.0.1:{port}"})
    await asyncio.to_thread(sys.stdin.read)
    _tell({})


def _tell(value: object) -> None:
    print(json.dumps(value), flush=True)


if __name__ == "__main__":
    asyncio.run({"edits": _edits, "file": _file}[sys.argv[1]](Path(sys.argv[2])))
