"""Connections that are kept for a while: one pool for each way that system and user name."""

import asyncio
from collections.abc import Callable

import httpx

from kling_desktop.api.exchange import Patience, open_client
from kling_desktop.api.trust import find_route
from kling_desktop.domain.network import NetworkWay


class Pools:
    """Owns clients that share a patience, one per proxy (or none), until `close`; a new way is noticed.

    What is under way keeps the way that it began on.
    """

    def __init__(
        self,
        patience: Patience,
        connections: int,
        kept_for: float,
        way: Callable[[], NetworkWay] = NetworkWay,
    ) -> None:
        """At most `connections` at once through each proxy; idle ones are kept for `kept_for` seconds.

        `way` is asked for each request.
        """
        self._patience = patience
        self._way = way
        self._connections = connections
        self._kept_for = kept_for
        self._clients: dict[tuple[NetworkWay, str], httpx.AsyncClient] = {}

    @property
    def patience(self) -> Patience:
        """How long a request may take on the way in use."""
        return self._patience.on(self._way())

    async def client(self, url: httpx.URL) -> httpx.AsyncClient:
        """The client for `url`. Raises one of `exchange.FAILURES` when its way makes no sense."""
        way = self._way()
        route = await asyncio.to_thread(find_route, url, way)
        place = (way, str(route.proxy.url) if route.proxy else "")
        if place not in self._clients:
            patience = self._patience.on(way)
            self._clients[place] = open_client(route, patience, self._connections, self._kept_for)
        return self._clients[place]

    async def close(self) -> None:
        """Close every connection; the pools can be used again after."""
        clients = list(self._clients.values())
        self._clients.clear()
        for client in clients:
            await client.aclose()
