"""A trial of the way to a host: whether anything answers, and if not, which part of the way is at fault."""

import asyncio
import ssl
from dataclasses import dataclass
from enum import StrEnum

import httpx

from kling_desktop.api.exchange import FAILURES, Exchange, Patience, open_client
from kling_desktop.api.trust import find_route
from kling_desktop.domain.network import NetworkWay

PATIENCE = Patience(connect=15, write=15, read=15, whole=40)
ASKS_FOR_SIGN_IN = 407
LONGEST_REASON = 160


class WayFault(StrEnum):
    """Which part of the way is at fault."""

    NONE = "none"
    SETUP = "setup"
    """Address or certificates cannot be used at all."""
    PROXY = "proxy"
    """The proxy was not reached, or does not let through."""
    SIGN_IN = "sign_in"
    CERTIFICATE = "certificate"
    """What the host showed is not believed."""
    HOST = "host"


@dataclass(frozen=True)
class WayTested:
    """What a test found; `proxy` is the proxy's host, empty for none, `reason` the system's own words."""

    fault: WayFault
    host: str
    proxy: str = ""
    reason: str = ""


async def try_way(address: str, way: NetworkWay) -> WayTested:
    """Ask the host of `address` for anything at all, without a key; any answer will do."""
    url = httpx.URL(address)
    try:
        route = await asyncio.to_thread(find_route, url, way)
        client = open_client(route, PATIENCE.on(way), 1, 0.0)
    except FAILURES as error:
        return WayTested(WayFault.SETUP, url.host, reason=_words(error))
    proxy = route.proxy.url.host if route.proxy else ""
    exchange = Exchange()
    try:
        await exchange.run(client, client.build_request("GET", url), PATIENCE.on(way).whole)
    finally:
        await client.aclose()
    if exchange.status == ASKS_FOR_SIGN_IN and proxy:
        return WayTested(WayFault.SIGN_IN, url.host, proxy)
    if exchange.status:
        return WayTested(WayFault.NONE, url.host, proxy)
    return WayTested(_fault(exchange.error, bool(proxy)), url.host, proxy, _words(exchange.error))


def _fault(error: Exception | None, has_proxy: bool) -> WayFault:
    if isinstance(error, httpx.ProxyError):
        is_asked = str(error).startswith(str(ASKS_FOR_SIGN_IN))
        return WayFault.SIGN_IN if is_asked else WayFault.PROXY
    if _is_about_trust(error):
        return WayFault.CERTIFICATE
    return WayFault.PROXY if has_proxy else WayFault.HOST


def _is_about_trust(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError) or "CERTIFICATE_VERIFY_FAILED" in str(error):
            return True
        error = error.__cause__ or error.__context__
    return False


def _words(error: Exception | None) -> str:
    text = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return " ".join(text.split())[:LONGEST_REASON]
