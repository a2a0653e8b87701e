"""Fetches a result onto the disk: goes on after cuts, begins anew where it must, hashes on the way."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import httpx

from kling_desktop.api.exchange import FAILURES, Patience
from kling_desktop.api.faults import DownloadFailed, LinkExpired
from kling_desktop.api.leg import CutError, Leg, OnProgress
from kling_desktop.api.part import PartFile
from kling_desktop.api.pools import Pools
from kling_desktop.api.redirects import follow, usable_link
from kling_desktop.domain.network import NetworkWay

__all__ = ["DownloadFailed", "Downloaded", "Downloader", "LinkExpired"]

PATIENCE = Patience(connect=15, write=20, read=20, whole=60)
"""`read`: so long without a byte is a cut. `whole` is for the headers; a body takes as long as it takes."""
LARGEST = 2 * 1024**3
CONNECTIONS = 8
KEPT_FOR = 10.0
PAUSES = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 30.0)
"""Seconds between tries that brought nothing new; after the last one the download is given up for now."""
WORTH_A_NEW_COUNT = 256 * 1024


@dataclass(frozen=True)
class Downloaded:
    """A whole file that is safe on the disk: bytes and SHA-256 in hex."""

    size: int
    sha256: str


class Downloader:
    """Fetches from whatever host a link names, without key or cookie. Owns connections until `close`."""

    def __init__(
        self,
        pause: Callable[[float], Awaitable[None]],
        *,
        patience: Patience = PATIENCE,
        largest: int = LARGEST,
        way: Callable[[], NetworkWay] = NetworkWay,
    ) -> None:
        """`pause` waits so many seconds between tries; a file above `largest` bytes is refused.

        `way` is asked for each request.
        """
        self._pause = pause
        self._largest = largest
        self._pools = Pools(patience, CONNECTIONS, KEPT_FOR, way)

    async def fetch(self, url: str, part: Path, *, on_progress: OnProgress) -> Downloaded:
        """Bring what `url` names into the file `part`, with `on_progress(bytes so far, all bytes or None)`.

        What an earlier call left in `part` is kept when the server proves that its file is the same. Raises
        LinkExpired when the link gives nothing (any more), DownloadFailed when too many tries were cut,
        DiskFull, FolderGone; after each of these `part` waits for the next call.
        """
        link = usable_link(url)
        file = PartFile(part)
        try:
            await file.open(link.path)
            await self._until_whole(link, file, Leg(file, self._largest, on_progress))
            return Downloaded(file.offset, await file.finish())
        finally:
            await file.close()

    async def close(self) -> None:
        """Close the connections."""
        await self._pools.close()

    async def _until_whole(self, link: httpx.URL, file: PartFile, leg: Leg) -> None:
        best, failures = file.offset, 0
        while not file.is_whole:
            try:
                await self._go(link, leg)
                continue
            except CutError as cut:
                wait = cut.wait
            if file.offset >= best + WORTH_A_NEW_COUNT:
                best, failures = file.offset, 0
            if failures == len(PAUSES):
                raise DownloadFailed("download_cut", host=link.host)
            await self._pause(max(PAUSES[failures], wait))
            failures += 1

    async def _go(self, link: httpx.URL, leg: Leg) -> None:
        headers = await leg.headers()
        try:
            async with asyncio.timeout(self._pools.patience.whole):
                response = await follow(self._pools, link, headers)
        except FAILURES as error:
            raise CutError from error
        try:
            await leg.take(response, self._pools.patience.read)
        finally:
            await response.aclose()
