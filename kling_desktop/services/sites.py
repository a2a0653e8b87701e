"""The way to each site: a client with the right address and key, or the words why there is none."""

from collections.abc import Callable

from kling_desktop.domain.errors import BadInput, WorldFailed
from kling_desktop.domain.notice import Notice
from kling_desktop.domain.site import SANDBOX, Site, live_site
from kling_desktop.services.account import Account
from kling_desktop.services.outside import Service
from kling_desktop.services.practice import Practice
from kling_desktop.services.wishes import Hold

AGAIN_AFTER = 10.0
"""Seconds until practice mode is tried again when it did not start."""


class Sites:
    """Owns one client per site; makes it anew when key or address changed."""

    def __init__(self, account: Account, practice: Practice, make: Callable[[Site, str], Service]) -> None:
        """Keys come from `account`, the sandbox's address from `practice`; `make` makes a client."""
        self._make = make
        self._account = account
        self._practice = practice
        self._clients: dict[str, tuple[Site, str, Service]] = {}

    async def client(self, site: str) -> Service:
        """The client of `site`. Raises Hold when a person has to do something first."""
        place, key = await self._sandbox() if site == SANDBOX else self._live(site)
        known = self._clients.get(site)
        if known and known[:2] == (place, key):
            return known[2]
        if known:
            await known[2].close()
        try:
            service = self._make(place, key)
        except BadInput as error:
            raise Hold(error.notice) from error
        self._clients[site] = (place, key, service)
        return service

    async def close(self) -> None:
        """Close every client."""
        clients = [service for _, _, service in self._clients.values()]
        self._clients.clear()
        for service in clients:
            await service.close()

    def _live(self, site: str) -> tuple[Site, str]:
        place = live_site(site)
        if self._account.is_practice_only:
            raise Hold(Notice("practice_only", {"account": place.title}))
        if self._account.is_refused(site):
            raise Hold(Notice("key_refused", {"account": place.title}))
        key = self._account.key_for(site)
        if not key:
            is_chosen = site == self._account.live.name
            raise Hold(Notice("key_missing" if is_chosen else "other_account", {"account": place.title}))
        return place, key

    async def _sandbox(self) -> tuple[Site, str]:
        try:
            address = await self._practice.address()
        except WorldFailed as error:
            raise Hold(error.notice, AGAIN_AFTER) from error
        return Site(SANDBOX, address.base_url), address.key
