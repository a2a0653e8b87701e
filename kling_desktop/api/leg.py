"""One exchange of a download: what is asked for, what of the answer is believed, which bytes it brings."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import replace

import httpx

from kling_desktop.api.exchange import FAILURES
from kling_desktop.api.faults import DownloadFailed, LinkExpired, date_of, retry_after
from kling_desktop.api.part import BLOCK, PartFile, Version
from kling_desktop.api.pieces import pieces
from kling_desktop.api.ranges import content_length, content_range, validator

OVERLAP = 4096
"""Bytes that are asked for again when going on, to see that they are still the same."""
SHOWN_EVERY = 0.25
WORTH_ANOTHER_TRY = (408, 425, 429)

OnProgress = Callable[[int, int | None], None]


class CutError(Exception):
    """The exchange ended before the file was whole; another may bring the rest."""

    def __init__(self, wait: float = 0.0) -> None:
        """The server asks for `wait` seconds of peace."""
        super().__init__(wait)
        self.wait = wait


class Leg:
    """Brings a part as far as one answer does. Owns nothing: part and answer are the caller's."""

    def __init__(self, file: PartFile, largest: int, on_progress: OnProgress) -> None:
        """A file above `largest` bytes is refused."""
        self._file = file
        self._largest = largest
        self._show = on_progress
        self._tail = b""

    async def headers(self) -> dict[str, str]:
        """What to ask for: the rest and a little of what is there, or the whole."""
        known = self._file.version.validator
        self._tail = await self._file.tail(OVERLAP) if known else b""
        return {"Range": f"bytes={self._start}-", "If-Range": known} if self._tail else {}

    async def take(self, response: httpx.Response, patience: float) -> None:
        """Take in the answer, each piece within `patience` seconds.

        Raises CutError when another exchange has to follow, LinkExpired, DownloadFailed, DiskFull or
        FolderGone when there is no use in one.
        """
        await self._begin(response)
        if self._file.is_whole:
            return
        self._check_size(self._file.version.total or 0)
        await self._file.check_room()
        await self._stream(response, patience)

    @property
    def _start(self) -> int:
        return self._file.offset - len(self._tail)

    async def _begin(self, response: httpx.Response) -> None:
        """Make the part ready for the body that follows. Raises CutError when that is of no use."""
        file, status, headers = self._file, response.status_code, response.headers
        fresh = Version(file.version.path, validator(headers))
        if status == 200:
            await self._restart(replace(fresh, total=content_length(headers)))
        elif status == 206 and self._is_honest(response):
            if not self._tail:
                await self._restart(fresh)
            file.version = replace(file.version, total=self._total(response))
        elif status == 416 and self._tail and self._total(response) == file.offset:
            file.version = replace(file.version, total=file.offset)
        elif status == 206 or (status == 416 and self._tail):
            await self._give_up_on_part()
        else:
            raise _refusal(response)

    async def _restart(self, version: Version) -> None:
        self._tail = b""
        await self._file.restart(version)

    async def _give_up_on_part(self) -> None:
        await self._restart(Version(self._file.version.path))
        raise CutError

    def _is_honest(self, response: httpx.Response) -> bool:
        """Whether a 206 says that it carries what was asked for: these bytes of the same file."""
        told = content_range(response.headers.get("content-range"))
        if told is None or told.start != self._start or told.end is None:
            return False
        if content_length(response.headers) not in (None, told.end + 1 - told.start):
            return False
        known = self._file.version
        if not self._tail:
            return told.total is not None
        tag = response.headers.get("etag", "").strip()
        is_same = not known.validator.startswith('"') or tag in ("", known.validator)
        return is_same and len({told.total, known.total} - {None}) == 1

    def _total(self, response: httpx.Response) -> int | None:
        told = content_range(response.headers.get("content-range"))
        return told.total if told and told.total is not None else self._file.version.total

    def _check_size(self, size: int) -> None:
        if size > self._largest:
            raise DownloadFailed("result_too_big", megabytes=size // 1_000_000)

    async def _stream(self, response: httpx.Response, patience: float) -> None:
        file, total = self._file, self._file.version.total
        self._show(file.offset, total)
        block = _Block()
        try:
            async with aclosing(_pieces_or_cut(response, patience)) as body:
                block.is_due_after(await self._past_tail(body))
                async for piece in body:
                    if block.is_due_after(piece):
                        await file.add(block.take())
                        self._check_size(file.offset)
                        self._show(file.offset, total)
        finally:
            await file.add(block.take())
            await file.settle()
        await self._judge()

    async def _past_tail(self, body: AsyncGenerator[bytes, None]) -> bytes:
        """What follows the bytes that are there already; some servers announce those and send others."""
        received = b""
        while len(received) < len(self._tail):
            piece = await anext(body, b"")
            if not piece:
                raise CutError
            received += piece
        if not received.startswith(self._tail):
            await self._give_up_on_part()
        return received[len(self._tail) :]

    async def _judge(self) -> None:
        """What the body's clean end means."""
        file, total = self._file, self._file.version.total
        self._check_size(file.offset)
        self._show(file.offset, total)
        if total is None:
            file.version = replace(file.version, total=file.offset)
        elif file.offset > total:
            await self._give_up_on_part()
        elif file.offset < total:
            raise CutError


class _Block:
    """Gathers pieces until they are worth a trip to the disk: by size, or by the time since the last one."""

    def __init__(self) -> None:
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
        gathered, self._pieces, self._size = self._pieces, [], 0
        self._due = self._clock() + SHOWN_EVERY
        return b"".join(gathered)


async def _pieces_or_cut(response: httpx.Response, patience: float) -> AsyncGenerator[bytes, None]:
    try:
        async with aclosing(pieces(response, patience)) as body:
            async for piece in body:
                yield piece
    except FAILURES as error:
        raise CutError from error


def _refusal(response: httpx.Response) -> LinkExpired | CutError:
    status = response.status_code
    if status in WORTH_ANOTHER_TRY or status >= 500:
        now = date_of(response.headers.get("date"))
        return CutError(retry_after(response.headers.get("retry-after"), now or 0.0) or 0.0)
    return LinkExpired("link_expired", status=status)
