"""What tests/conftest.py watches over: time, tasks, threads and the network."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import threading
import time
from collections.abc import Coroutine
from typing import Any, Self

import pytest

LIMIT_SECONDS = 30.0
SPINS_TO_SETTLE = 20


class LeftBehindError(AssertionError):
    """A test ended well but left something running."""


class OutsideWorldError(RuntimeError):
    """A test tried to reach another machine. No OSError: the tested code must not take it for weather."""


async def run_bounded(test: Coroutine[Any, Any, object], seconds: float = LIMIT_SECONDS) -> None:
    """Await a test under a hard limit; raise LeftBehindError if tasks of its loop are pending after it."""
    async with asyncio.timeout(seconds):
        await test
    for _ in range(SPINS_TO_SETTLE):
        left = asyncio.all_tasks() - {asyncio.current_task()}
        if not left:
            return
        # A task that was cancelled as the last thing needs a turn or two to end.
        await asyncio.sleep(0)
    raise LeftBehindError(f"left these tasks pending: {sorted(task.get_name() for task in left)}")


def new_threads(before: set[threading.Thread], wait: float) -> set[threading.Thread]:
    """Return the non-daemon threads that are not in `before`, giving them up to `wait` seconds to end."""
    deadline = time.monotonic() + wait
    while True:
        left = {thread for thread in threading.enumerate() if not thread.daemon} - before
        if not left or time.monotonic() >= deadline:
            return left
        next(iter(left)).join(0.05)


class NetworkGuard:
    """Refuses connections and look-ups that would leave this machine; `attempts` holds what was tried."""

    def __init__(self) -> None:
        self.attempts: list[str] = []
        self._patch = pytest.MonkeyPatch()

    def __enter__(self) -> Self:
        connect, connect_ex = socket.socket.connect, socket.socket.connect_ex
        sendto, look_up = socket.socket.sendto, socket.getaddrinfo

        def guarded_connect(sock: socket.socket, address: Any) -> None:
            self._check(sock, address)
            connect(sock, address)

        def guarded_connect_ex(sock: socket.socket, address: Any) -> int:
            self._check(sock, address)
            return connect_ex(sock, address)

        def guarded_sendto(sock: socket.socket, data: Any, *rest: Any) -> int:
            self._check(sock, rest[-1])
            return sendto(sock, data, *rest)

        def guarded_look_up(host: Any, *rest: Any, **options: Any) -> Any:
            self._check_name(host)
            return look_up(host, *rest, **options)

        self._patch.setattr(socket.socket, "connect", guarded_connect)
        self._patch.setattr(socket.socket, "connect_ex", guarded_connect_ex)
        self._patch.setattr(socket.socket, "sendto", guarded_sendto)
        self._patch.setattr(socket, "getaddrinfo", guarded_look_up)
        return self

    def __exit__(self, *_details: object) -> None:
        self._patch.undo()

    def _check(self, sock: socket.socket, address: Any) -> None:
        if sock.family in (socket.AF_INET, socket.AF_INET6):
            self._check_name(address[0])

    def _check_name(self, host: Any) -> None:
        name = host.decode() if isinstance(host, bytes) else host
        if name is None or name in {"", "localhost"} or _is_loopback(name):
            return
        if name.endswith(".invalid"):
            # Reserved to never exist: answered here, as asking would leave the machine.
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        self.attempts.append(name)
        raise OutsideWorldError(f"{name} is not on this machine")


def _is_loopback(name: str) -> bool:
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False
