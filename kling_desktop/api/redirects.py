"""Links and where they lead: http(s) only, and not for ever."""

import httpx

from kling_desktop.api.faults import LinkExpired
from kling_desktop.api.pools import Pools

MOST_REDIRECTS = 5


def usable_link(address: str, base: httpx.URL | None = None) -> httpx.URL:
    """`address`, which may be relative to `base`, as a URL that may be fetched. Raises LinkExpired."""
    try:
        url = base.join(address) if base else httpx.URL(address)
        is_usable = url.scheme in ("http", "https") and bool(url.host) and 0 < (url.port or 1) < 65536
    except (httpx.InvalidURL, ValueError) as error:
        raise LinkExpired("link_expired", status=0) from error
    if not is_usable:
        raise LinkExpired("link_expired", status=0)
    return url


async def follow(pools: Pools, link: httpx.URL, headers: dict[str, str]) -> httpx.Response:
    """The answer of the host that all redirects lead to, its body unread.

    Raises LinkExpired when they lead nowhere, and `exchange.FAILURES`.
    """
    url, status = link, 0
    for _ in range(MOST_REDIRECTS + 1):
        client = await pools.client(url)
        response = await client.send(client.build_request("GET", url, headers=headers), stream=True)
        if not response.has_redirect_location:
            return response
        # Not read: a redirect's body is of no use and may be endless.
        await response.aclose()
        url, status = usable_link(response.headers["location"], url), response.status_code
    raise LinkExpired("link_expired", status=status)
