"""Runs the stand-in service: in a thread of its own, or alone in a process until it is told to end."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from types import FrameType, TracebackType
from typing import Self

import uvicorn
from starlette.types import ASGIApp

from .cdn import cdn_app
from .connections import ReachableProtocol
from .options import LOOPBACK, SandboxOptions
from .premises import Premises
from .service import service_app

NICENESS = 10
GRACE_SECONDS = 1
LOOK_SECONDS = 0.5
"""How often a waiting main thread looks up; Windows delivers no Ctrl+C to one that waits for good."""


class SandboxServer:
    """A running stand-in, as a context manager, plain or asynchronous; owns its thread, sockets and loop.

    It is listening once entered and has closed everything once left.
    """

    def __init__(self, options: SandboxOptions) -> None:
        self._options = options
        self._premises: Premises | None = None
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._end: asyncio.Event | None = None
        self._addresses = ("", "")

    @property
    def base_url(self) -> str:
        """Address of the service, without a slash at its end."""
        return self._addresses[0]

    @property
    def upload_url(self) -> str:
        """Address to PUT uploads under: this, a slash, and a random name; answers `{"url": …}`."""
        return f"{self._addresses[1]}/upload"

    @property
    def key(self) -> str:
        """The only key that is accepted."""
        return self._running().key

    @property
    def is_running(self) -> bool:
        """Whether it is listening at this moment."""
        return self._thread is not None and self._thread.is_alive()

    def scenario(self, *scenarios: Mapping[str, object]) -> None:
        """Put scenarios in force (see `scenario.POINTS`). Raises ValueError for what it does not know."""
        for scenario in scenarios:
            self._running().script.add(scenario)

    def record(self) -> dict[str, list[object]]:
        """Return what the server has seen so far (see `record.Record.snapshot`)."""
        return self._running().record.snapshot()

    def start(self) -> None:
        """Bind both ports, go on with unfinished tasks, and return while listening.

        Raises OSError when a port is taken or the data folder can't be written.
        """
        premises = self._premises = Premises(self._options)
        sockets = [_bound(self._options.port), _bound(self._options.cdn_port)]
        service, cdn = (f"http://{LOOPBACK}:{sock.getsockname()[1]}" for sock in sockets)
        self._addresses = (service, cdn)
        premises.links.base = cdn
        listening = threading.Event()
        self._thread = threading.Thread(
            target=self._live, args=(premises, sockets, listening), name="sandbox", daemon=True
        )
        self._thread.start()
        listening.wait()

    def stop(self) -> None:
        """End: running edits stop at their next frame and go on at the next start."""
        if self._thread is None or self._loop is None or self._end is None:
            return
        self._running().workshop.stop()
        self._loop.call_soon_threadsafe(self._end.set)
        self._thread.join()
        self._thread = self._loop = self._end = None

    def __enter__(self) -> Self:
        """Start."""
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop."""
        self.stop()

    async def __aenter__(self) -> Self:
        """Start without blocking the caller's loop."""
        await asyncio.to_thread(self.start)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop without blocking the caller's loop."""
        await asyncio.to_thread(self.stop)

    def _running(self) -> Premises:
        if self._premises is None:
            raise RuntimeError("the server was not started")
        return self._premises

    def _live(self, premises: Premises, sockets: list[socket.socket], listening: threading.Event) -> None:
        try:
            asyncio.run(self._run(premises, sockets, listening))
        finally:
            listening.set()

    async def _run(
        self, premises: Premises, sockets: list[socket.socket], listening: threading.Event
    ) -> None:
        self._loop, self._end = asyncio.get_running_loop(), asyncio.Event()
        servers = [_server(service_app(premises)), _server(cdn_app(premises))]
        async with asyncio.TaskGroup() as group:
            serving = [group.create_task(s.serve([sock])) for s, sock in zip(servers, sockets, strict=True)]
            working = group.create_task(premises.workshop.run())
            listening.set()
            await self._end.wait()
            for server in servers:
                server.should_exit = True
            working.cancel()
            await asyncio.wait(serving)


def serve(options: SandboxOptions) -> None:
    """Run the stand-in in this process until SIGTERM, Ctrl+C or, if wished, the end of standard input.

    Prints one JSON line `{"base_url", "key", "upload_url"}` once it is listening. Raises OSError.
    """
    if sys.platform != "win32":
        os.nice(NICENESS)
    ended = threading.Event()

    def end(_number: int, _frame: FrameType | None) -> None:
        ended.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    with SandboxServer(options) as server:
        words = {"base_url": server.base_url, "key": server.key, "upload_url": server.upload_url}
        sys.stdout.write(json.dumps(words) + "\n")
        sys.stdout.flush()
        if options.watch_stdin:
            threading.Thread(target=_watch_stdin, args=(ended,), daemon=True).start()
        while server.is_running and not ended.wait(LOOK_SECONDS):
            continue


def _watch_stdin(ended: threading.Event) -> None:
    with suppress(OSError):
        while os.read(0, 1024):
            continue
    ended.set()


def _bound(port: int) -> socket.socket:
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        if sys.platform != "win32":
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind((LOOPBACK, port))
        sock.listen(128)
    except OSError:
        sock.close()
        raise
    return sock


def _server(app: ASGIApp) -> uvicorn.Server:
    return uvicorn.Server(
        uvicorn.Config(
            app,
            http=ReachableProtocol,
            ws="none",
            lifespan="off",
            log_config=None,
            log_level="critical",
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=GRACE_SECONDS,
        )
    )
