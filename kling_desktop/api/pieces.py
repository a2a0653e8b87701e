"""A body's bytes as they come in; most of a big one is read past the parser, which copies them repeatedly."""

from asyncio import selector_events
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import cast

import httpcore
import httpx

from kling_desktop.api.ranges import content_length

BIG = 256 * 1024
"""Bytes still to come from which it pays to leave the parser out: reading then costs a third."""
PIECE = 1024 * 1024
BROKEN = (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError)


async def pieces(response: httpx.Response, patience: float) -> AsyncGenerator[bytes, None]:
    """The body of `response` as it stands on the wire, each piece within `patience` seconds.

    Raises httpx.TransportError when it is cut. The connection cannot be used again when the body was big.
    """
    left = _length_on_the_wire(response)
    if left >= BIG:
        read_in_big_pieces()
    async with aclosing(cast(AsyncGenerator[bytes, None], response.aiter_raw())) as parsed:
        async for piece in parsed:
            yield piece
            left -= len(piece)
            if left >= BIG:
                # The parser has handed on all that it had: what follows is still in the socket.
                break
        stream: httpcore.AsyncNetworkStream = response.extensions["network_stream"]
        while left > 0:
            piece = await _read(stream, min(left, PIECE), patience)
            left -= len(piece)
            yield piece


def read_in_big_pieces() -> None:
    """Let asyncio take up to `PIECE` from a socket at once; its own 256 KB take half as much work again.

    There is no other way to say so; where this one is unknown, pieces stay as they are.
    """
    transport = getattr(selector_events, "_SelectorSocketTransport", None)
    if transport is not None:
        transport.max_size = PIECE


async def _read(stream: httpcore.AsyncNetworkStream, most: int, patience: float) -> bytes:
    try:
        piece = await stream.read(most, timeout=patience)
    except BROKEN as error:
        raise httpx.ReadError(str(error)) from error
    if not piece:
        raise httpx.ReadError("the connection was closed before the end")
    return piece


def _length_on_the_wire(response: httpx.Response) -> int:
    """How many bytes follow the headers, 0 where only the parser can tell where they end."""
    is_plain = response.http_version == "HTTP/1.1" and "transfer-encoding" not in response.headers
    return (content_length(response.headers) or 0) if is_plain else 0
