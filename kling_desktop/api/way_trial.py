"""A trial of the way to a host: whether anything answers, and if not, which part of the way is at fault."""

import asyncio
import ssl
from dataclasses import dataclass
from enum import StrEnum

import httpx

from kling_desktop.api.exchange import FAILURES, Exchange, Patience, open_client
from kling_desktop.api.trust import find_route
from kling_desktop.domain.network import NetworkWay
from kling_desktop.domain.notice import Notice, Value

PATIENCE = Patience(connect=15, write=15, read=15, whole=40)
ASKS_FOR_SIGN_IN = 407
LONGEST_REASON = 160


class WayFault(StrEnum):
    """Which part of the way is at fault."""

    NONE = "none"
    SETUP = "setup"
    """Address or certificates cannot be used at all."""
    PROXY = "proxy"
    """The proxy was not reached, or does not get through."""
    TURNED_AWAY = "turned_away"
    """The proxy lets nobody through to this host."""
    SIGN_IN = "sign_in"
    CERTIFICATE = "certificate"
    """What the host showed is not believed."""
    HOST = "host"


NOTICES = {
    WayFault.SETUP: "way_setup",
    WayFault.PROXY: "way_proxy",
    WayFault.TURNED_AWAY: "way_proxy",
    WayFault.SIGN_IN: "way_sign_in",
    WayFault.CERTIFICATE: "way_certificate",
    WayFault.HOST: "way_host",
}
LASTING = frozenset({WayFault.SETUP, WayFault.TURNED_AWAY, WayFault.SIGN_IN, WayFault.CERTIFICATE})
"""What waiting does not mend: somebody has to change something."""


@dataclass(frozen=True)
class WayTested:
    """What a test found; `proxy` is the proxy's host, empty for none, `reason` the system's own words."""

    fault: WayFault
    host: str
    proxy: str = ""
    reason: str = ""

    @property
    def notice(self) -> Notice:
        """The same in words."""
        values: dict[str, Value] = {"host": self.host, "proxy": self.proxy}
        if self.fault is WayFault.NONE:
            return Notice("way_works_proxy" if self.proxy else "way_works", values)
        return Notice(NOTICES[self.fault], {**values, "reason": self.reason})


async def try_way(address: str, way: NetworkWay) -> WayTested:
    """Ask the host of `address` for anything at all, without a key; any answer will do."""
    url = httpx.URL(address)
    try:
        route = await asyncio.to_thread(find_route, url, way)
        client = open_client(route, PATIENCE.on(way), 1, 0.0)
    except FAILURES as error:
        return no_way(url.host, error)
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
    return judged(exchange.error, url.host, proxy)


def no_way(host: str, error: Exception) -> WayTested:
    """What it means that `error` came of finding the way to `host`."""
    return WayTested(WayFault.SETUP, host, reason=_words(error))


def judged(error: Exception | None, host: str, proxy: str) -> WayTested:
    """What it means that a request to `host` failed so, on a way through `proxy` or none."""
    return WayTested(_fault(error, bool(proxy)), host, proxy, _words(error))


def _fault(error: Exception | None, has_proxy: bool) -> WayFault:
    if isinstance(error, httpx.ProxyError):
        status = str(error)
        if status.startswith(str(ASKS_FOR_SIGN_IN)):
            return WayFault.SIGN_IN
        return WayFault.TURNED_AWAY if status.startswith("4") else WayFault.PROXY
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
