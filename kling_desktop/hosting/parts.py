"""Uploads in parts that go on where they stopped: after a network that was gone, and after a restart."""

import asyncio
import html
import re
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import httpx

from kling_desktop.domain.errors import UploadFailed
from kling_desktop.domain.storage import Bucket, KeyPair
from kling_desktop.hosting.faults import LOST, in_the_way, refusal, unreachable
from kling_desktop.hosting.pieces import OnProgress, media_type_of, read, size_of
from kling_desktop.hosting.requests import FAILURES, Clients
from kling_desktop.hosting.signing import signed

PART = 5 << 20
"""Bytes: the least that S3 takes as a part."""
PIECE = 1 << 16
AT_ONCE = 3
"""Parts under way; one connection stays free for looking at links."""
WAITS_FOR_THE_NETWORK = 1800.0
"""Seconds that a part waits for a network that is gone; the parts before it need not be sent again."""
AGAIN_AFTER = 3.0
ILL_TRIES = 5
"""How often a part is offered to a storage that answers with a fault of its own."""
WRITE_WITHIN, READ_WITHIN = 20.0, 60.0
"""Seconds for a piece to leave, and for an answer: a network that is gone is noticed by them."""
ASKS_FOR_SIGN_IN = 407
"""What a proxy answers that does not know who asks."""
UPLOAD_ID = re.compile(r"<UploadId>([^<]+)</UploadId>")
LISTED = re.compile(r"<Part>(.*?)</Part>", re.DOTALL)
NUMBER = re.compile(r"<PartNumber>(\d+)</PartNumber>")
ETAG = re.compile(r"<ETag>([^<]+)</ETag>")
SIZE = re.compile(r"<Size>(\d+)</Size>")
OnWait = Callable[[str], None]
"""Called with the host that cannot be reached and is waited for; with nothing once it answers."""


class PartsLost(UploadFailed):
    """The storage does not know the upload any longer: it has to begin anew."""


class _NotReached(UploadFailed):
    """Nobody answers; that may change by itself."""


class Waiting(Protocol):
    """What an upload needs of time, in seconds."""

    def monotonic(self) -> float:
        """Time that only runs forward."""

    async def sleep(self, seconds: float) -> None:
        """Wait."""


def unheard(_: str) -> None:
    """Nobody needs to know that the network is waited for."""


def _untold(_: int) -> None:
    """Nobody follows these bytes."""


@dataclass
class _Course:
    """One file on its way: what is there of it, and who hears of it."""

    path: Path
    name: str
    upload_id: str
    size: int
    on_progress: OnProgress
    on_wait: OnWait
    etags: dict[int, str] = field(default_factory=dict)
    sent: dict[int, int] = field(default_factory=dict)
    shown: float = 0.0

    @property
    def count(self) -> int:
        return -(-self.size // PART)

    def length(self, number: int) -> int:
        return min(PART, self.size - (number - 1) * PART)

    def missing(self) -> Iterator[int]:
        return (number for number in range(1, self.count + 1) if number not in self.etags)

    def note(self, number: int, sent: int) -> None:
        self.sent[number] = sent
        # A part that is sent again takes nothing back of what was shown.
        self.shown = max(self.shown, sum(self.sent.values()) / self.size)
        self.on_progress(self.shown)


class PartUploads:
    """One bucket with one pair of keys. Every method may raise UploadFailed or UploadRefused."""

    def __init__(self, bucket: Bucket, keys: KeyPair, clients: Clients, clock: Waiting) -> None:
        """`clients` know the way through the system's proxies."""
        self._bucket = bucket
        self._keys = keys
        self._clients = clients
        self._clock = clock

    async def begin(self, name: str, on_wait: OnWait = unheard) -> str:
        """Begin an upload of `name`; returns the storage's id of it, which is good for days."""
        answer = await self._asked("POST", name, {"uploads": ""}, on_wait)
        found = UPLOAD_ID.search(answer.text)
        if found is None:
            raise refusal(answer.status_code, answer.text, self._bucket)
        return html.unescape(found[1])

    async def send(
        self, path: Path, name: str, upload_id: str, on_progress: OnProgress, on_wait: OnWait = unheard
    ) -> None:
        """Send what the storage does not have yet of the file, and make it whole there.

        Raises PartsLost when the storage has given the upload up.
        """
        try:
            course = _Course(path, name, upload_id, await size_of(path), on_progress, on_wait)
            await self._find(course)
            await self._send_missing(course)
        except OSError as error:
            raise UploadFailed("upload_failed", reason=error.strerror or type(error).__name__) from error
        except PartsLost:
            # An answer may have got lost that told of its end.
            if not await self._is_whole(course):
                raise
        on_progress(1.0)

    async def abandon(self, name: str, upload_id: str) -> None:
        """Have the storage drop what it has of an upload; without effect where it is over."""
        answer = await self._request("DELETE", name, {"uploadId": upload_id}, b"", _untold)
        if not answer.is_success and LOST not in answer.text:
            raise refusal(answer.status_code, answer.text, self._bucket)

    async def _find(self, course: _Course) -> None:
        """Learn which parts are there; one of another size would be of another program's making."""
        query = {"uploadId": course.upload_id}
        answer = await self._asked("GET", course.name, query, course.on_wait)
        for part in LISTED.findall(answer.text):
            number, etag, size = (_in(part, each) for each in (NUMBER, ETAG, SIZE))
            at = int(number or 0)
            if 1 <= at <= course.count and int(size or 0) == course.length(at):
                course.etags[at] = html.unescape(etag)
                course.note(at, course.length(at))

    async def _send_missing(self, course: _Course) -> None:
        missing = course.missing()
        try:
            async with asyncio.TaskGroup() as group:
                for _ in range(AT_ONCE):
                    group.create_task(self._send_some(course, missing))
        except ExceptionGroup as errors:
            raise errors.exceptions[0] from None
        parts = "".join(
            f"<Part><PartNumber>{number}</PartNumber><ETag>{html.escape(etag)}</ETag></Part>"
            for number, etag in sorted(course.etags.items())
        )
        body = f"<CompleteMultipartUpload>{parts}</CompleteMultipartUpload>".encode()
        query = {"uploadId": course.upload_id}
        answer = await self._asked("POST", course.name, query, course.on_wait, body)
        if "<Error>" in answer.text:
            # Some say 200 first and find out later.
            raise refusal(500, answer.text, self._bucket)

    async def _send_some(self, course: _Course, missing: Iterator[int]) -> None:
        for number in missing:
            start, length = (number - 1) * PART, course.length(number)
            content = await asyncio.to_thread(read, course.path, start, length)
            query = {"partNumber": str(number), "uploadId": course.upload_id}

            def told(sent: int, number: int = number) -> None:
                course.note(number, sent)

            answer = await self._asked("PUT", course.name, query, course.on_wait, content, told)
            course.etags[number] = answer.headers.get("ETag", "")
            told(length)

    async def _is_whole(self, course: _Course) -> bool:
        answer = await self._request("HEAD", course.name, {}, b"", _untold)
        return answer.is_success and answer.headers.get("Content-Length") == str(course.size)

    async def _asked(
        self,
        method: str,
        name: str,
        query: Mapping[str, str],
        on_wait: OnWait,
        content: bytes = b"",
        told: Callable[[int], None] = _untold,
    ) -> httpx.Response:
        """The answer to a request, which waits for the network.

        Raises PartsLost, what `refusal` makes, and what is wrong with the way.
        """
        until = self._clock.monotonic() + WAITS_FOR_THE_NETWORK
        tries = 0
        while True:
            try:
                answer = await self._request(method, name, query, content, told)
            except _NotReached:
                if self._clock.monotonic() > until:
                    raise
                on_wait(self._bucket.host)
                await self._clock.sleep(AGAIN_AFTER)
                continue
            on_wait("")
            if answer.is_success:
                return answer
            fault = refusal(answer.status_code, answer.text, self._bucket)
            if LOST in answer.text:
                raise PartsLost(fault.notice.code, **fault.notice.values)
            tries += 1
            if answer.status_code < 500 or tries >= ILL_TRIES:
                raise fault
            await self._clock.sleep(AGAIN_AFTER)

    async def _request(
        self, method: str, name: str, query: Mapping[str, str], content: bytes, told: Callable[[int], None]
    ) -> httpx.Response:
        url = httpx.URL(signed(method, self._bucket, self._keys, name, query, time.time()))
        headers = {"Content-Length": str(len(content))}
        if "uploads" in query:
            headers["Content-Type"] = media_type_of(name)
        body = _pieces(content, told) if content else None
        try:
            client = await self._clients.client(url)
            patience = httpx.Timeout(
                READ_WITHIN, connect=client.timeout.connect, write=WRITE_WITHIN, pool=None
            )
            request = client.build_request(method, url, headers=headers, content=body, timeout=patience)
            answer = await client.send(request)
        except FAILURES as error:
            if fault := await self._clients.fault(str(url), error):
                raise in_the_way(fault) from error
            away = unreachable(self._bucket).notice
            raise _NotReached(away.code, **away.values) from error
        if answer.status_code == ASKS_FOR_SIGN_IN and (
            fault := await self._clients.fault(self._bucket.endpoint)
        ):
            raise in_the_way(fault)
        return answer


async def _pieces(content: bytes, told: Callable[[int], None]) -> AsyncIterator[bytes]:
    for start in range(0, len(content), PIECE):
        yield content[start : start + PIECE]
        told(start)


def _in(text: str, pattern: re.Pattern[str]) -> str:
    found = pattern.search(text)
    return found[1] if found else ""
