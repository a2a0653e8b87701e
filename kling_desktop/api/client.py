"""The client of the service: the paid POST, the GET that follows a task, the test of a key."""

import asyncio
import time
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import replace
from urllib.parse import quote

import httpx

from kling_desktop.api.exchange import FAILURES, Exchange, Patience, open_client, words_of
from kling_desktop.api.faults import clean, date_of, read_words, retry_after
from kling_desktop.api.key_check import KeyCheck, KeyVerdict
from kling_desktop.api.pools import Pools
from kling_desktop.api.reading import read_task, read_task_id
from kling_desktop.api.trust import find_route
from kling_desktop.domain.answers import ErrorWords, PollFailure, PollTrouble, PostAnswer, TaskAnswer
from kling_desktop.domain.errors import BadInput
from kling_desktop.domain.network import NetworkWay
from kling_desktop.domain.outcome import CREATED, PostEvent, Transport, judge
from kling_desktop.domain.site import Site, is_loopback

PATH = "/vendors/klingai/v1/kling-v3-omni/video-to-video/edit"
PIECE = 64 * 1024
"""Bytes written at once, so that the patience for writing counts for a piece and not for the whole body."""
SLOWEST_UPLINK = 8 * 1024
"""Bytes per second below which sending is given up."""
POST_PATIENCE = Patience(connect=15, write=60, read=180, whole=480)
"""`whole` is what may pass besides the time that the slowest line needs for the body."""
ASK_PATIENCE = Patience(connect=15, write=30, read=30, whole=90)
CONNECTIONS = 4
KEPT_FOR = 30.0
LONGEST_TRACEPARENT = 200
TROUBLES = {401: PollTrouble.KEY_REFUSED, 404: PollTrouble.NOT_FOUND, 429: PollTrouble.LIMITED}
KEY_VERDICTS = {401: KeyVerdict.REFUSED, 404: KeyVerdict.ACCEPTED, 200: KeyVerdict.ACCEPTED}


class EditService:
    """Speaks to one site with one key; owns a pool of connections for GETs until `close`.

    The key goes to the site's host only: no redirect is followed, and plain http is for this computer.
    """

    def __init__(
        self,
        site: Site,
        key: str,
        *,
        post_patience: Patience = POST_PATIENCE,
        ask_patience: Patience = ASK_PATIENCE,
        now: Callable[[], float] = time.time,
        way: Callable[[], NetworkWay] = NetworkWay,
    ) -> None:
        """`now` is only what a date in Retry-After is counted from when the answer itself bears none.

        `way` is asked for each request.

        Raises BadInput when the site's address or the key cannot be used.
        """
        self._endpoint = endpoint_of(site)
        if not key or not key.isascii() or not key.isprintable() or " " in key:
            raise BadInput("key_characters")
        self._key = key
        self._headers = {"Authorization": f"Bearer {key}", "Accept": "application/json"}
        self._post_patience = post_patience
        self._now = now
        self._way = way
        self._pools = Pools(ask_patience, CONNECTIONS, KEPT_FOR, way)

    async def post(self, body: bytes) -> PostAnswer:
        """Send an edit once, over a connection of its own, and say what that did.

        Raises nothing but a cancellation, which leaves the outcome unknown: shield it.
        """
        exchange = Exchange()
        way = self._way()
        patience = self._post_patience.on(way, may_shrink=False)
        try:
            route = await asyncio.to_thread(find_route, httpx.URL(self._endpoint), way)
            client = open_client(route, patience, 1, 0.0)
        except FAILURES as error:
            exchange.error = error
            return self._judged(exchange, Transport.NOT_SENT)
        headers = {
            **self._headers,
            "Content-Type": "application/json",
            "Content-Length": str(len(body)),
            "Connection": "close",
        }
        request = client.build_request("POST", self._endpoint, headers=headers, content=_pieces(body))
        try:
            await exchange.run(client, request, patience.whole + len(body) / SLOWEST_UPLINK)
        finally:
            with suppress(*FAILURES):
                await client.aclose()
        return self._judged(exchange, exchange.transport)

    async def get(self, task_id: str) -> TaskAnswer | PollFailure:
        """Ask after a task once. Raises nothing but a cancellation."""
        exchange = await self._ask(task_id)
        status = exchange.status
        if exchange.transport is not Transport.ANSWERED:
            return PollFailure(PollTrouble.UNREACHABLE, words=words_of(exchange.error))
        if not 200 <= status < 300:
            return self._poll_failure(TROUBLES.get(status, PollTrouble.SERVICE), exchange)
        answer = read_task(exchange.body, task_id) if exchange.is_whole else None
        if answer is None:
            return self._poll_failure(PollTrouble.UNREADABLE, exchange)
        return replace(answer, words=self._without_key(answer.words))

    async def check_key(self) -> KeyCheck:
        """Test the key by asking after a task that cannot exist; costs nothing."""
        exchange = await self._ask(str(uuid.uuid4()))
        if exchange.transport is not Transport.ANSWERED:
            return KeyCheck(KeyVerdict.UNREACHABLE, words=words_of(exchange.error))
        verdict = KEY_VERDICTS.get(exchange.status, KeyVerdict.UNCLEAR)
        return KeyCheck(verdict, exchange.status, self._words(exchange))

    async def close(self) -> None:
        """Close the connections; the service can be used again after."""
        await self._pools.close()

    async def _ask(self, task_id: str) -> Exchange:
        """GET a task; once more when a kept connection turns out to be closed."""
        address = f"{self._endpoint}/{quote(task_id, safe='')}"
        exchange = Exchange()
        for _ in range(2):
            exchange = Exchange()
            try:
                pool = await self._pools.client(httpx.URL(address))
            except FAILURES as error:
                exchange.error = error
                return exchange
            request = pool.build_request("GET", address, headers=self._headers)
            await exchange.run(pool, request, self._pools.patience.whole)
            if not exchange.is_stale:
                break
        return exchange

    def _judged(self, exchange: Exchange, transport: Transport) -> PostAnswer:
        is_readable = exchange.status in CREATED and exchange.is_whole
        task_id = read_task_id(exchange.body) if is_readable else ""
        wait = self._retry_after(exchange)
        event = PostEvent(transport, exchange.status, bool(task_id), wait is not None)
        return PostAnswer(
            judge(event),
            transport,
            exchange.status,
            task_id,
            clean(exchange.headers.get("traceparent", ""), LONGEST_TRACEPARENT),
            wait,
            ErrorWords() if task_id else self._words(exchange),
        )

    def _poll_failure(self, trouble: PollTrouble, exchange: Exchange) -> PollFailure:
        return PollFailure(trouble, exchange.status, self._retry_after(exchange), self._words(exchange))

    def _retry_after(self, exchange: Exchange) -> float | None:
        served = date_of(exchange.headers.get("date"))
        return retry_after(exchange.headers.get("retry-after"), self._now() if served is None else served)

    def _words(self, exchange: Exchange) -> ErrorWords:
        if not exchange.status:
            return self._without_key(words_of(exchange.error))
        words = read_words(exchange.body)
        return self._without_key(words if words != ErrorWords() else words_of(exchange.error))

    def _without_key(self, words: ErrorWords) -> ErrorWords:
        """Services like to repeat the key that they refuse; words are saved, and a key never is."""
        code, title, detail = (
            text.replace(self._key, "…") for text in (words.code, words.title, words.detail)
        )
        return replace(words, code=code, title=title, detail=detail)


def endpoint_of(site: Site) -> str:
    """Where a site takes edits. Raises BadInput for no address and for one that shows the key to all."""
    try:
        url = httpx.URL(site.base_url.strip())
        is_address = (
            " " not in str(url)
            and b"%" not in url.raw_host
            and url.scheme in ("http", "https")
            and bool(url.raw_host)
            and 0 < (url.port or 1) < 65536
        )
    except FAILURES as error:
        raise BadInput("address_invalid", address=site.base_url) from error
    if not is_address or url.userinfo or url.query or url.fragment:
        raise BadInput("address_invalid", address=site.base_url)
    if url.scheme == "http" and not is_loopback(url.host):
        raise BadInput("plain_http", address=site.base_url)
    return str(url).rstrip("/") + PATH


async def _pieces(body: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(body), PIECE):
        yield body[start : start + PIECE]
