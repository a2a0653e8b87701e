"""How a big body is read."""

from __future__ import annotations

import asyncio
import sys

import pytest

from kling_desktop.api.pieces import PIECE, read_in_big_pieces


@pytest.mark.skipif(sys.platform == "win32", reason="the loop of Windows reads in another way")
async def test_the_sockets_of_the_loop_are_read_in_big_pieces() -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(asyncio.Protocol, "127.0.0.1", 0)
    read_in_big_pieces()
    transport, _ = await loop.create_connection(asyncio.Protocol, *server.sockets[0].getsockname())
    # A name of asyncio's own: another version of Python may have another.
    assert getattr(transport, "max_size", 0) == PIECE
    transport.close()
    server.close()
    await server.wait_closed()
