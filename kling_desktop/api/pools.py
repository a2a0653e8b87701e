"""Connections that are kept for a while: one pool for each way that system and user name."""

import asyncio
import ssl
from collections.abc import Callable

import httpx

from kling_desktop.api.exchange import FAILURES, Patience, open_client
from kling_desktop.api.trust import find_route
from kling_desktop.api.way_trial import LASTING, judged, no_way, try_way
from kling_desktop.domain.network import NetworkWay
from kling_desktop.domain.notice import Notice


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
        self._clients: dict[tuple[NetworkWay, str, ssl.SSLContext], httpx.AsyncClient] = {}

    @property
    def patience(self) -> Patience:
        """How long a request may take on the way in use."""
        return self._patience.on(self._way())

    async def client(self, url: httpx.URL) -> httpx.AsyncClient:
        """The client for `url`. Raises one of `exchange.FAILURES` when its way makes no sense."""
        way = self._way()
        route = await asyncio.to_thread(find_route, url, way)
        # A file of own certificates that was renewed makes other trust, and other connections.
        place = (way, str(route.proxy.url) if route.proxy else "", route.trust)
        if place not in self._clients:
            patience = self._patience.on(way)
            self._clients[place] = open_client(route, patience, self._connections, self._kept_for)
        return self._clients[place]

    async def fault(self, address: str, error: Exception | None = None) -> Notice | None:
        """What is wrong with the way to `address`; None where nothing is, or where waiting may mend it.

        It is told by the `error` that a request ended with; without one, by a trial.
        """
        way, url = self._way(), httpx.URL(address)
        if error is None:
            tested = await try_way(address, way)
        else:
            try:
                route = await asyncio.to_thread(find_route, url, way)
            except FAILURES as reason:
                tested = no_way(url.host, reason)
            else:
                tested = judged(error, url.host, route.proxy.url.host if route.proxy else "")
        return tested.notice if tested.fault in LASTING else None

    async def close(self) -> None:
        """Close every connection; the pools can be used again after."""
        clients = list(self._clients.values())
        self._clients.clear()
        for client in clients:
            await client.aclose()
