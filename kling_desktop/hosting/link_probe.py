"""A first look at a link: its first bytes, asked for as the service would fetch it (never by HEAD)."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx

from kling_desktop.hosting.requests import FAILURES, Clients

LOOKED_AT = 65_536
MOST_REDIRECTS = 5
WITHIN = 20.0
PAGE_BEGINS = (b"<!doctype html", b"<html", b"<?xml", b"<head")
BRANDS = {
    b"\x1aE\xdf\xa3": "matroska",
    b"RIFF": "avi",
    b"\x06\x0e\x2b\x34": "mxf",
    b"\x00\x00\x01\xba": "mpeg",
}


@dataclass(frozen=True)
class LinkLook:
    """What a link's host answered: `status` 0 when it was not reached, with the reason then.

    `media_type` as the host calls it, `size` in bytes of the whole or None; `head` are its first bytes.
    """

    status: int
    media_type: str = ""
    size: int | None = None
    head: bytes = b""
    reason: str = ""
    host: str = ""

    @property
    def is_fetchable(self) -> bool:
        """Whether there was content at all."""
        return self.status in (200, 206)

    @property
    def is_page(self) -> bool:
        """Whether it is a page to look at, not a file."""
        begin = self.head.lstrip()[:64].lower()
        return self.is_fetchable and (
            self.media_type in ("text/html", "application/xhtml+xml") or begin.startswith(PAGE_BEGINS)
        )

    @property
    def is_video(self) -> bool:
        """Whether the content begins as a video does, or its host calls it one."""
        if not self.is_fetchable or self.is_page:
            return False
        is_known = self.head[4:8] in (b"ftyp", b"moov", b"mdat", b"wide", b"free") or any(
            self.head.startswith(brand) for brand in BRANDS
        )
        return is_known or self.media_type.startswith("video/")


async def look_at(clients: Clients, link: str) -> LinkLook:
    """Ask for the first 64 KiB of `link`, following at most 5 redirects; never raises for what it meets."""
    try:
        async with asyncio.timeout(WITHIN), _asked(clients, link, 0, LOOKED_AT - 1) as response:
            return await _read(response)
    except (*FAILURES, TimeoutError) as error:
        return LinkLook(0, reason=type(error).__name__, host=urlsplit(link).hostname or "")


async def stretch_at(clients: Clients, link: str, first: int, last: int) -> bytes:
    """The bytes of `link` from `first` to `last`, which is included; empty where its host gives no parts."""
    try:
        async with asyncio.timeout(WITHIN), _asked(clients, link, first, last) as response:
            is_part = response.headers.get("content-range", "").startswith(f"bytes {first}-")
            return (
                await _up_to(response, last - first + 1) if response.status_code == 206 and is_part else b""
            )
    except (*FAILURES, TimeoutError):
        return b""


@asynccontextmanager
async def _asked(clients: Clients, link: str, first: int, last: int) -> AsyncIterator[httpx.Response]:
    """The answer that all redirects lead to, or the last of too many; its body unread."""
    url = httpx.URL(link)
    headers = {"Range": f"bytes={first}-{last}"}
    for further in reversed(range(MOST_REDIRECTS + 1)):
        if not 0 < (url.port or 1) < 65_536:
            raise httpx.InvalidURL("no such port")
        client = await clients.client(url)
        response = await client.send(client.build_request("GET", url, headers=headers), stream=True)
        try:
            if not response.has_redirect_location or not further:
                yield response
                return
        finally:
            await response.aclose()
        url = url.join(response.headers["location"])


async def _read(response: httpx.Response) -> LinkLook:
    host = response.url.host
    if response.has_redirect_location:
        return LinkLook(response.status_code, host=host)
    head = await _up_to(response, LOOKED_AT)
    media_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    return LinkLook(response.status_code, media_type, _size(response), head, host=host)


async def _up_to(response: httpx.Response, most: int) -> bytes:
    content = bytearray()
    async for piece in response.aiter_bytes():
        content += piece
        if len(content) >= most:
            break
    return bytes(content[:most])


def _size(response: httpx.Response) -> int | None:
    whole = response.headers.get("content-range", "").rpartition("/")[2]
    if response.status_code == 206:
        return int(whole) if whole.isdecimal() else None
    length = response.headers.get("content-length", "")
    return int(length) if length.isdecimal() else None
