"""Uploads to a real S3 server that checks keys, signatures and expiry."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from obstore.exceptions import GenericError, PermissionDeniedError

from kling_desktop.domain.errors import UploadFailed, UploadRefused
from kling_desktop.domain.storage import Bucket, KeyPair, bucket_at
from kling_desktop.hosting.s3 import PART, S3Hosting, fault_of
from tests.support.storage import BUCKET, KEYS, Storage, fetched, free_port, storage

MB = 1 << 20


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Storage]:
    with storage(tmp_path_factory.mktemp("storage")) as running:
        yield running


def bucket(server: Storage) -> Bucket:
    return bucket_at("minio", server.address, BUCKET)


@pytest.mark.parametrize("size", [10, PART + 1, 2 * PART + 3 * MB])
async def test_what_was_uploaded_comes_back_through_the_link(
    server: Storage, tmp_path: Path, size: int
) -> None:
    clip = tmp_path / "clip.mp4"
    clip.write_bytes(os.urandom(size))
    hosting = S3Hosting(bucket(server), KEYS)
    told: list[float] = []
    await hosting.upload(clip, "a.mp4", told.append)
    assert told[-1] == 1.0
    assert told == sorted(told)
    link = await hosting.link("a.mp4", 60)
    assert await fetched(link) == (200, clip.read_bytes())
    await hosting.remove("a.mp4")
    assert (await fetched(link))[0] == 404
    await hosting.remove("a.mp4")


async def test_a_link_that_was_tampered_with_or_has_ended_is_refused(server: Storage, tmp_path: Path) -> None:
    clip = tmp_path / "clip.mp4"
    clip.write_bytes(b"clip")
    hosting = S3Hosting(bucket(server), KEYS)
    await hosting.upload(clip, "b.mp4", lambda _: None)
    link = await hosting.link("b.mp4", 60)
    assert (await fetched(link.replace("X-Amz-Expires=60", "X-Amz-Expires=600")))[0] == 403
    short = await hosting.link("b.mp4", 1)
    assert (await fetched(short))[0] == 200
    statuses = []
    for _ in range(200):
        statuses.append((await fetched(short))[0])
        if statuses[-1] != 200:
            break
        await asyncio.sleep(0.05)
    assert statuses[-1] in (400, 403)


@pytest.mark.parametrize(
    ("wrong", "code", "field"),
    [
        ({"keys": KeyPair("NOBODY", KEYS.secret)}, "storage_key", "key_id"),
        ({"keys": KeyPair(KEYS.key_id, "wrong")}, "storage_secret", "secret"),
        ({"name": "no-such-bucket"}, "storage_no_bucket", "bucket"),
    ],
)
@pytest.mark.parametrize("size", [10, PART + 1])
async def test_what_is_wrong_is_named_by_its_field(
    server: Storage, tmp_path: Path, wrong: dict[str, object], code: str, field: str, size: int
) -> None:
    clip = tmp_path / "clip.mp4"
    clip.write_bytes(bytes(size))
    keys = wrong.get("keys", KEYS)
    assert isinstance(keys, KeyPair)
    place = bucket_at("minio", server.address, str(wrong.get("name", BUCKET)))
    with pytest.raises(UploadRefused) as caught:
        await S3Hosting(place, keys).upload(clip, "c.mp4", lambda _: None)
    assert caught.value.notice.code == code
    assert caught.value.notice.values["field"] == field
    assert KEYS.secret not in str(caught.value.notice)


async def test_nobody_there_may_be_tried_again(tmp_path: Path) -> None:
    clip = tmp_path / "clip.mp4"
    clip.write_bytes(b"clip")
    place = bucket_at("minio", f"http://127.0.0.1:{free_port()}", BUCKET)
    with pytest.raises(UploadFailed) as caught:
        await S3Hosting(place, KEYS).upload(clip, "d.mp4", lambda _: None)
    assert caught.value.notice.code == "storage_unreachable"
    assert not isinstance(caught.value, UploadRefused)


async def test_a_file_that_cannot_be_read_is_no_fault_of_the_storage(server: Storage, tmp_path: Path) -> None:
    with pytest.raises(UploadFailed) as caught:
        await S3Hosting(bucket(server), KEYS).upload(tmp_path / "gone.mp4", "e.mp4", lambda _: None)
    assert caught.value.notice.code == "upload_failed"


@pytest.mark.parametrize(
    ("status", "code", "notice"),
    [
        (403, "RequestTimeTooSkewed", "storage_clock"),
        (403, "AccessDenied", "storage_denied"),
        (403, "", "storage_denied"),
        (301, "PermanentRedirect", "storage_region"),
        (400, "AuthorizationHeaderMalformed", "storage_region"),
        (404, "", "storage_no_bucket"),
        (400, "EntityTooLarge", "storage_refused"),
        (507, "XMinioStorageFull", "storage_full"),
    ],
)
def test_refusals_in_words(status: int, code: str, notice: str) -> None:
    body = f"<Error><Code>{code}</Code><Message>Because.</Message></Error>" if code else ""
    error = PermissionDeniedError(f"Server returned non-2xx status code: {status} Word: {body}")
    place = Bucket("clips", "https://s3.example", "x", False)
    fault = fault_of(error, place)
    assert fault.notice.code == notice
    assert isinstance(fault, UploadRefused)


def test_a_storage_that_is_ill_is_tried_again() -> None:
    fault = fault_of(
        GenericError("status code: 503 Slow: <Code>SlowDown</Code>"), Bucket("c", "https://s", "x", False)
    )
    assert not isinstance(fault, UploadRefused)


async def test_an_upload_waits_while_the_network_stands_still_and_sends_nothing_twice(
    server: Storage, tmp_path: Path
) -> None:
    clip = tmp_path / "clip.mov"
    clip.write_bytes(os.urandom(6 * PART))
    async with Way(server.port, stands_still_after=3 * PART) as way:
        place = replace(bucket(server), endpoint=f"http://127.0.0.1:{way.port}")
        work = asyncio.create_task(S3Hosting(place, KEYS).upload(clip, "f.mov", lambda _: None))
        await way.stands_still.wait()
        assert not work.done()
        way.flows.set()
        await work
    assert way.passed < 6 * PART + MB
    link = await S3Hosting(bucket(server), KEYS).link("f.mov", 60)
    assert await fetched(link) == (200, clip.read_bytes())


async def test_an_upload_of_parts_begins_once_there_is_a_network(server: Storage, tmp_path: Path) -> None:
    clip = tmp_path / "clip.mp4"
    clip.write_bytes(os.urandom(PART + MB))
    way = Way(server.port)
    port = free_port()
    place = replace(bucket(server), endpoint=f"http://127.0.0.1:{port}")
    hosting = S3Hosting(place, KEYS)
    work = asyncio.create_task(hosting.upload(clip, "g.mp4", lambda _: None))
    assert (await asyncio.wait({work}, timeout=0.5))[1], "it gave up"
    async with way.at(port):
        await work
    assert "g.mp4" in server.names


class Way:
    """A way to a port that stands still after so many bytes towards it, until it flows."""

    def __init__(self, target: int, stands_still_after: int = 1 << 40) -> None:
        self._target = target
        self._after = stands_still_after
        self._writers: set[asyncio.StreamWriter] = set()
        self.passed = 0
        self.port = 0
        self.stands_still = asyncio.Event()
        self.flows = asyncio.Event()

    def at(self, port: int) -> Way:
        """The way from a certain port."""
        self.port = port
        return self

    async def __aenter__(self) -> Way:
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for writer in self._writers:
            writer.transport.abort()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection("127.0.0.1", self._target)
        self._writers |= {writer, back}
        await asyncio.gather(self._pass(reader, back, True), self._pass(there, writer, False))

    async def _pass(self, source: asyncio.StreamReader, to: asyncio.StreamWriter, counts: bool) -> None:
        try:
            while piece := await source.read(65536):
                self.passed += len(piece) if counts else 0
                if self.passed > self._after:
                    self.stands_still.set()
                    await self.flows.wait()
                to.write(piece)
                await to.drain()
        except (ConnectionError, asyncio.CancelledError):
            return
        finally:
            to.close()
