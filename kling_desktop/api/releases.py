"""Asks where a released build says, and only there, for the newest version: a plain GET without any key."""

import logging
from dataclasses import replace

import httpx
import msgspec

from kling_desktop.api.exchange import FAILURES, Exchange, Patience
from kling_desktop.api.pools import Pools
from kling_desktop.domain.release import FoundVersion, ReleasePlace

log = logging.getLogger(__name__)
PATIENCE = Patience(connect=10, write=10, read=15, whole=30)
MOST_REDIRECTS = 3


class _Answer(msgspec.Struct):
    """What GitHub, and what speaks as it does, says of a release."""

    tag_name: str
    html_url: str = ""
    draft: bool = False
    prerelease: bool = False


class Releases:
    """Owns the connections of one question a day; ended with `close`."""

    def __init__(self) -> None:
        """Nothing is connected yet."""
        self._pools = Pools(PATIENCE, connections=1, kept_for=0.0)

    async def newest(self, place: ReleasePlace) -> FoundVersion | None:
        """The newest version that is out; None where nobody answered, or nothing that says it."""
        exchange = await self._ask(place)
        if exchange is None or exchange.status != httpx.codes.OK or not exchange.is_whole:
            return None
        try:
            answer = msgspec.json.decode(exchange.body, type=_Answer)
        except (msgspec.DecodeError, UnicodeDecodeError):
            return None
        if answer.draft or answer.prerelease:
            return None
        return FoundVersion(answer.tag_name.removeprefix("v"), place.page_of(answer.html_url))

    async def close(self) -> None:
        """Close every connection."""
        await self._pools.close()

    async def _ask(self, place: ReleasePlace) -> Exchange | None:
        address = place.newest
        try:
            for _ in range(MOST_REDIRECTS + 1):
                url = httpx.URL(address)
                client = await self._pools.client(url)
                exchange = Exchange()
                await exchange.run(client, client.build_request("GET", url), PATIENCE.whole)
                location = exchange.headers.get("location", "")
                if not (300 <= exchange.status < 400 and location):
                    return exchange
                address = str(url.join(location))
                if not replace(place, newest=address).is_usable:
                    return None
        except FAILURES as error:
            log.info("newest version: %s", type(error).__name__)
        return None
