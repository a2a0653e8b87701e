"""Lets an answer reach the connection under it, so that tests can have it cut in the middle."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

TRANSPORT = "transport"


class ReachableProtocol(H11Protocol):
    """uvicorn's HTTP/1.1, with the transport among the state that an application sees."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Keep the transport where `scope["state"]` is copied from."""
        self.app_state = {**self.app_state, TRANSPORT: transport}
        super().connection_made(transport)


class RawAnswer:
    """An answer of exactly these bytes, after which the connection is closed whatever was promised."""

    status_code = 0

    def __init__(self, data: bytes) -> None:
        self._data = data

    async def __call__(self, scope: Scope, receive: Receive, _send: Send) -> None:
        """Write the bytes, close, and wait until the other side is gone."""
        await close_connection(scope, receive, self._data)


async def close_connection(scope: Scope, receive: Receive, last_words: bytes = b"") -> None:
    """Write past HTTP what is left to say, close the connection and wait for its end."""
    transport: asyncio.Transport = scope["state"][TRANSPORT]
    transport.write(last_words)
    transport.close()
    await wait_until_gone(receive)


async def wait_until_gone(receive: Receive, seconds: float | None = None) -> None:
    """Return when the other side has closed the connection, or after that time."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            while (await receive())["type"] != "http.disconnect":
                continue
