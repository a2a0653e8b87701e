"""Asks where a released build says, and only there, for the newest version: a plain GET without any key."""

import logging
from dataclasses import replace

import httpx
import msgspec

from kling_desktop.api.exchange import FAILURES, Exchange
from kling_desktop.api.pools import Pools
from kling_desktop.domain.release import FoundVersion, ReleasePlace, number_in

log = logging.getLogger(__name__)
MOST_REDIRECTS = 3


class _Answer(msgspec.Struct):
    """What GitHub, and what speaks as it does, says of a release."""

    tag_name: str
    html_url: str = ""
    draft: bool = False
    prerelease: bool = False


async def newest(pools: Pools, place: ReleasePlace) -> FoundVersion | None:
    """The newest version that is out; None where nobody answered, or nothing that says it."""
    exchange = await _ask(pools, place)
    if exchange is None or exchange.status != httpx.codes.OK or not exchange.is_whole:
        return None
    try:
        answer = msgspec.json.decode(exchange.body, type=_Answer)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    number = number_in(answer.tag_name)
    if answer.draft or answer.prerelease or not number:
        return None
    return FoundVersion(number, place.page_of(answer.html_url))


async def _ask(pools: Pools, place: ReleasePlace) -> Exchange | None:
    """The answer that all redirects lead to; None where they lead astray, or nobody could be asked."""
    try:
        url = httpx.URL(place.newest)
        for _ in range(MOST_REDIRECTS + 1):
            client = await pools.client(url)
            exchange = Exchange()
            await exchange.run(client, client.build_request("GET", url), pools.patience.whole)
            location = exchange.headers.get("location", "")
            if not (300 <= exchange.status < 400 and location):
                return exchange
            url = url.join(location)
            if not replace(place, newest=str(url)).is_usable:
                return None
    except FAILURES as error:
        log.info("newest version: %s", type(error).__name__)
    return None
