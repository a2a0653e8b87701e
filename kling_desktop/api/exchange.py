"""One request and what came back of it, however far it got."""

import asyncio
import sys
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from http.cookiejar import CookieJar, DefaultCookiePolicy
from importlib.metadata import PackageNotFoundError, version
from types import ModuleType
from typing import cast

import httpx

from kling_desktop import logs
from kling_desktop.api.faults import LONGEST_DETAIL, clean
from kling_desktop.api.trust import Route
from kling_desktop.domain.answers import ErrorWords
from kling_desktop.domain.network import NetworkWay
from kling_desktop.domain.outcome import Transport

MAX_BODY = 1_000_000
"""Bytes of an answer that are read; a longer one counts as not read."""
FAILURES = (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError, ValueError)
"""All that a request can raise but a cancellation; OSError and ValueError come from below httpx."""
NEVER_STOOD = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
)
STALE = (httpx.ReadError, httpx.WriteError, httpx.RemoteProtocolError)
REQUEST_BEGINS = ".send_request_headers.started"


@dataclass(frozen=True)
class Patience:
    """How long a request may take, in seconds: to connect, to write or read one piece, and as a whole."""

    connect: float
    write: float
    read: float
    whole: float

    def on(self, way: NetworkWay, *, may_shrink: bool = True) -> "Patience":
        """This patience as the user stretches or shortens it; a paid request is never heard out for less."""
        silence = way.silence_factor if may_shrink else max(1.0, way.silence_factor)
        connect = self.connect * way.connect_factor
        whole = (self.whole - self.connect) * max(1.0, silence) + max(self.connect, connect)
        return Patience(connect, self.write * silence, self.read * silence, whole)

    @property
    def of_httpx(self) -> httpx.Timeout:
        """The same as httpx takes it; the wait for a place in the pool counts in `whole` only."""
        return httpx.Timeout(connect=self.connect, write=self.write, read=self.read, pool=None)


def open_client(route: Route, patience: Patience, connections: int, kept_for: float) -> httpx.AsyncClient:
    """A client that follows no redirect, keeps no cookie, and takes nothing else from the environment.

    Idle connections are kept for `kept_for` seconds.
    """
    _say_that_there_is_no_sniffio()
    return httpx.AsyncClient(
        verify=route.trust,
        proxy=route.proxy,
        trust_env=False,
        timeout=patience.of_httpx,
        limits=httpx.Limits(
            max_connections=connections, max_keepalive_connections=connections, keepalive_expiry=kept_for
        ),
        headers={"User-Agent": user_agent(), "Accept-Encoding": "identity"},
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
    )


def _say_that_there_is_no_sniffio() -> None:
    """Spare httpcore the search: it looks for sniffio in every request, anew each time that it is missing."""
    sys.modules.setdefault("sniffio", cast(ModuleType, None))


def user_agent() -> str:
    """The program's name and version, as a server sees it."""
    try:
        return f"kling-desktop/{version('kling-desktop')}"
    except PackageNotFoundError:
        return "kling-desktop"


def words_of(error: Exception | None) -> ErrorWords:
    """What a failure of the network says, for the details."""
    if error is None:
        return ErrorWords()
    return ErrorWords(title=type(error).__name__, detail=clean(logs.redact(str(error)), LONGEST_DETAIL))


class Exchange:
    """Sends one request; remembers status, headers, the body as far as it came, and the failure."""

    def __init__(self) -> None:
        """Nothing is sent yet."""
        self.status = 0
        self.headers = httpx.Headers()
        self.body = b""
        self.is_whole = False
        self.error: Exception | None = None
        self._is_tunnelling = False
        self._has_begun = False

    async def run(self, client: httpx.AsyncClient, request: httpx.Request, seconds: float) -> None:
        """Send and read for `seconds` at most; raises nothing but a cancellation."""
        request.extensions = {**request.extensions, "trace": self._note}
        try:
            async with asyncio.timeout(seconds):
                response = await client.send(request, stream=True)
                try:
                    await self._read(response)
                finally:
                    await response.aclose()
        except FAILURES as error:
            self.error = error

    @property
    def transport(self) -> Transport:
        """How far it got; only what certainly never stood counts as not sent."""
        if self.status:
            return Transport.ANSWERED
        is_lost_before = self._is_tunnelling and not self._has_begun
        if isinstance(self.error, NEVER_STOOD) or is_lost_before:
            return Transport.NOT_SENT
        return Transport.BROKEN

    @property
    def is_stale(self) -> bool:
        """Whether it may have failed only because the server had closed a kept connection."""
        return not self.status and isinstance(self.error, STALE)

    async def _note(self, event: str, info: Mapping[str, object]) -> None:
        """Told by httpcore: the request to the site begins only after the one that opens a proxy's tunnel."""
        if event.endswith(REQUEST_BEGINS):
            if getattr(info.get("request"), "method", b"") == b"CONNECT":
                self._is_tunnelling = True
            else:
                self._has_begun = True

    async def _read(self, response: httpx.Response) -> None:
        self.status = response.status_code
        self.headers = response.headers
        received = bytearray()
        try:
            async for piece in response.aiter_raw():
                received += piece
                if len(received) > MAX_BODY:
                    return
            self.is_whole = True
        finally:
            self.body = bytes(received[:MAX_BODY])
        self._decode()

    def _decode(self) -> None:
        """Gateways compress unasked; a body that would unpack beyond the bound counts as not read."""
        encoding = self.headers.get("content-encoding", "identity").strip().lower()
        if encoding in ("identity", ""):
            return
        self.is_whole = False
        if encoding in ("gzip", "x-gzip", "deflate"):
            unpacking = zlib.decompressobj(wbits=zlib.MAX_WBITS | 32)
            try:
                self.body = unpacking.decompress(self.body, MAX_BODY)
                self.is_whole = unpacking.eof
            except zlib.error as error:
                self.error = httpx.DecodingError(str(error))
