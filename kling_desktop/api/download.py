"""Fetches a result onto the disk: goes on after cuts, begins anew where it must, hashes on the way."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass, replace
from pathlib import Path

import httpx

from kling_desktop.api.exchange import FAILURES, Patience
from kling_desktop.api.faults import DownloadFailed, LinkExpired, date_of, retry_after
from kling_desktop.api.part import BLOCK, PartFile, Version
from kling_desktop.api.pieces import pieces
from kling_desktop.api.pools import Pools
from kling_desktop.api.ranges import content_length, content_range, validator

__all__ = ["DownloadFailed", "Downloaded", "Downloader", "LinkExpired"]

PATIENCE = Patience(connect=15, write=20, read=20, whole=60)
"""`read`: so long without a byte is a cut. `whole` is for the headers; a body takes as long as it takes."""
LARGEST = 2 * 1024**3
MOST_REDIRECTS = 5
CONNECTIONS = 8
KEPT_FOR = 10.0
PAUSES = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 30.0)
"""Seconds between tries that brought nothing new; after the last one the download is given up for now."""
WORTH_A_NEW_COUNT = 256 * 1024
SHOWN_EVERY = 0.25
WORTH_ANOTHER_TRY = (408, 425, 429)

OnProgress = Callable[[int, int | None], None]


@dataclass(frozen=True)
class Downloaded:
    """A whole file that is safe on the disk: bytes and SHA-256 in hex."""

    size: int
    sha256: str


class _CutError(Exception):
    """The exchange ended before the file was whole; another may bring the rest."""

    def __init__(self, wait: float = 0.0) -> None:
        """The server asks for `wait` seconds of peace."""
        super().__init__(wait)
        self.wait = wait


class Downloader:
    """Fetches from whatever host a link names, without key or cookie. Owns connections until `close`."""

    def __init__(
        self,
        pause: Callable[[float], Awaitable[None]],
        *,
        patience: Patience = PATIENCE,
        largest: int = LARGEST,
    ) -> None:
        """`pause` waits so many seconds between tries; a file above `largest` bytes is refused."""
        self._pause = pause
        self._patience = patience
        self._largest = largest
        self._pools = Pools(patience, CONNECTIONS, KEPT_FOR)

    async def fetch(self, url: str, part: Path, *, on_progress: OnProgress) -> Downloaded:
        """Bring what `url` names into the file `part`, with `on_progress(bytes so far, all bytes or None)`.

        What an earlier call left in `part` is kept when the server proves that its file is the same. Raises
        LinkExpired when the link gives nothing (any more), DownloadFailed when too many tries were cut,
        DiskFull, FolderGone; after each of these `part` waits for the next call.
        """
        link = _usable(url)
        file = PartFile(part)
        try:
            await file.open(link.path)
            await self._until_whole(link, file, on_progress)
            return Downloaded(file.offset, await file.finish())
        finally:
            await file.close()

    async def close(self) -> None:
        """Close the connections."""
        await self._pools.close()

    async def _until_whole(self, link: httpx.URL, file: PartFile, on_progress: OnProgress) -> None:
        best, failures = file.offset, 0
        while not file.is_whole:
            try:
                await self._leg(link, file, on_progress)
                continue
            except _CutError as cut:
                wait = cut.wait
            if file.offset >= best + WORTH_A_NEW_COUNT:
                best, failures = file.offset, 0
            if failures == len(PAUSES):
                raise DownloadFailed("download_cut", host=link.host)
            await self._pause(max(PAUSES[failures], wait))
            failures += 1

    async def _leg(self, link: httpx.URL, file: PartFile, on_progress: OnProgress) -> None:
        """One exchange. Raises _CutError when another one has to follow."""
        start = file.offset if file.version.validator else 0
        headers = {"Range": f"bytes={start}-", "If-Range": file.version.validator} if start else {}
        try:
            async with asyncio.timeout(self._patience.whole):
                response = await self._answer(link, headers)
        except FAILURES as error:
            raise _CutError from error
        try:
            await self._begin(response, link, file, start)
            if not file.is_whole:
                await self._check_size(file)
                await self._stream(response, file, on_progress)
        finally:
            await response.aclose()

    async def _answer(self, link: httpx.URL, headers: dict[str, str]) -> httpx.Response:
        """The answer of the host that all redirects lead to, its body unread."""
        url = link
        for _ in range(MOST_REDIRECTS + 1):
            client = await self._pools.client(url)
            response = await client.send(client.build_request("GET", url, headers=headers), stream=True)
            if not response.has_redirect_location:
                return response
            await response.aclose()
            url = _usable(response.headers["location"], url)
        raise LinkExpired("link_expired", status=response.status_code)

    async def _begin(self, response: httpx.Response, link: httpx.URL, file: PartFile, start: int) -> None:
        """Make the part ready for the body that follows. Raises _CutError when none of use does."""
        status, headers = response.status_code, response.headers
        fresh = Version(link.path)
        if status == 200:
            await file.restart(replace(fresh, validator=validator(headers), total=content_length(headers)))
        elif status == 206:
            if not _continues(response, file.version, start):
                await self._anew(file, fresh)
            if not start:
                await file.restart(replace(fresh, validator=validator(headers)))
            file.version = replace(file.version, total=_total(response, file.version))
        elif status == 416 and start:
            total = _total(response, file.version)
            if total != start:
                await self._anew(file, fresh)
            file.version = replace(file.version, total=total)
        else:
            raise _refusal(response)

    async def _anew(self, file: PartFile, fresh: Version) -> None:
        await file.restart(fresh)
        raise _CutError

    async def _check_size(self, file: PartFile) -> None:
        self._bound(file.version.total or 0)
        await file.check_room()

    def _bound(self, size: int) -> None:
        if size > self._largest:
            raise DownloadFailed("result_too_big", megabytes=size // 1_000_000)

    async def _stream(self, response: httpx.Response, file: PartFile, on_progress: OnProgress) -> None:
        total = file.version.total
        on_progress(file.offset, total)
        block = _Block()
        try:
            async with aclosing(_pieces_or_cut(response, self._patience.read)) as body:
                async for piece in body:
                    if block.is_due_after(piece):
                        await file.add(block.take())
                        self._bound(file.offset)
                        on_progress(file.offset, total)
        finally:
            await file.add(block.take())
            await file.settle()
        self._bound(file.offset)
        on_progress(file.offset, total)
        if total is None:
            file.version = replace(file.version, total=file.offset)
        elif file.offset > total:
            await self._anew(file, Version(file.version.path))
        elif file.offset < total:
            raise _CutError


async def _pieces_or_cut(response: httpx.Response, patience: float) -> AsyncGenerator[bytes, None]:
    try:
        async with aclosing(pieces(response, patience)) as body:
            async for piece in body:
                yield piece
    except FAILURES as error:
        raise _CutError from error


class _Block:
    """Gathers pieces until they are worth a trip to the disk: by size, or by the time since the last one."""

    def __init__(self) -> None:
        """Empty."""
        self._pieces: list[bytes] = []
        self._size = 0
        self._clock = asyncio.get_running_loop().time
        self._due = self._clock() + SHOWN_EVERY

    def is_due_after(self, piece: bytes) -> bool:
        """Add `piece`; whether it is time to write."""
        self._pieces.append(piece)
        self._size += len(piece)
        return self._size >= BLOCK or self._clock() >= self._due

    def take(self) -> bytes:
        """What was gathered, in one piece: small ones would make disk and hash wait for the interpreter."""
        pieces, self._pieces, self._size = self._pieces, [], 0
        self._due = self._clock() + SHOWN_EVERY
        return b"".join(pieces)


def _usable(address: str, base: httpx.URL | None = None) -> httpx.URL:
    """`address` as a URL that may be fetched. Raises LinkExpired."""
    try:
        url = base.join(address) if base else httpx.URL(address)
        is_usable = url.scheme in ("http", "https") and bool(url.host) and 0 < (url.port or 1) < 65536
    except (httpx.InvalidURL, ValueError) as error:
        raise LinkExpired("link_expired", status=0) from error
    if not is_usable:
        raise LinkExpired("link_expired", status=0)
    return url


def _continues(response: httpx.Response, version: Version, start: int) -> bool:
    """Whether a 206 carries what was asked for: these bytes of the same file, whose length is known."""
    told = content_range(response.headers.get("content-range"))
    if told is None or told.start != start or told.end is None:
        return False
    if content_length(response.headers) not in (None, told.end + 1 - start):
        return False
    if not start:
        return told.total is not None
    tag = response.headers.get("etag", "").strip()
    is_same = not version.validator.startswith('"') or tag in ("", version.validator)
    return is_same and len({told.total, version.total} - {None}) == 1


def _total(response: httpx.Response, version: Version) -> int | None:
    told = content_range(response.headers.get("content-range"))
    return told.total if told and told.total is not None else version.total


def _refusal(response: httpx.Response) -> LinkExpired | _CutError:
    status = response.status_code
    if status in WORTH_ANOTHER_TRY or status >= 500:
        now = date_of(response.headers.get("date"))
        return _CutError(retry_after(response.headers.get("retry-after"), now or 0.0) or 0.0)
    return LinkExpired("link_expired", status=status)
