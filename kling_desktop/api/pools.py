"""Connections that are kept for a while: one pool for each way that the system names."""

import asyncio

import httpx

from kling_desktop.api.exchange import Patience, open_client
from kling_desktop.api.trust import find_route


class Pools:
    """Owns clients that share a patience, one per proxy (or none), until `close`; a new proxy is noticed."""

    def __init__(self, patience: Patience, connections: int, kept_for: float) -> None:
        """At most `connections` at once through each proxy; idle ones are kept for `kept_for` seconds."""
        self._patience = patience
        self._connections = connections
        self._kept_for = kept_for
        self._clients: dict[str, httpx.AsyncClient] = {}

    async def client(self, url: httpx.URL) -> httpx.AsyncClient:
        """The client for `url`. Raises one of `exchange.FAILURES` when the system's proxy makes no sense."""
        route = await asyncio.to_thread(find_route, url)
        through = str(route.proxy.url) if route.proxy else ""
        if through not in self._clients:
            self._clients[through] = open_client(route, self._patience, self._connections, self._kept_for)
        return self._clients[through]

    async def close(self) -> None:
        """Close every connection; the pools can be used again after."""
        clients = list(self._clients.values())
        self._clients.clear()
        for client in clients:
            await client.aclose()
