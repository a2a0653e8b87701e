"""A way to a server that can be made to stand still, as a network does that is gone."""

from __future__ import annotations

import asyncio


class Way:
    """A way to a port that stands still after so many bytes towards it, until it flows."""

    def __init__(self, target: int, stands_still_after: int = 1 << 40) -> None:
        self._target = target
        self._after = stands_still_after
        self._writers: set[asyncio.StreamWriter] = set()
        self._passing: set[asyncio.Task[object]] = set()
        self.passed = 0
        self.port = 0
        self.stands_still = asyncio.Event()
        self.flows = asyncio.Event()

    def at(self, port: int) -> Way:
        """The way from a certain port."""
        self.port = port
        return self

    async def __aenter__(self) -> Way:
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for writer in self._writers:
            writer.transport.abort()
        self.flows.set()
        await asyncio.gather(*self._passing)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        passing = asyncio.current_task()
        assert passing is not None
        self._passing.add(passing)
        there, back = await asyncio.open_connection("127.0.0.1", self._target)
        self._writers |= {writer, back}
        await asyncio.gather(self._pass(reader, back, True), self._pass(there, writer, False))

    async def _pass(self, source: asyncio.StreamReader, to: asyncio.StreamWriter, counts: bool) -> None:
        try:
            while piece := await source.read(65536):
                self.passed += len(piece) if counts else 0
                if self.passed > self._after:
                    self.stands_still.set()
                    await self.flows.wait()
                to.write(piece)
                await to.drain()
        except (ConnectionError, asyncio.CancelledError):
            return
        finally:
            to.close()
