"""What link and form need of the network: a client for an address, whichever way the system names."""

from typing import Protocol

import httpx

from kling_desktop.domain.notice import Notice

FAILURES = (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError, ValueError)
"""All that a request can raise but a cancellation."""


class Clients(Protocol):
    """Owns clients; one of them may be used at a time by many."""

    async def client(self, url: httpx.URL) -> httpx.AsyncClient:
        """The client for `url`; it follows no redirect."""

    async def fault(self, address: str, error: Exception | None = None) -> Notice | None:
        """What is wrong with the way to `address`, by the `error` of a request or a trial of its own.

        None where nothing is, or where waiting may mend it.
        """
