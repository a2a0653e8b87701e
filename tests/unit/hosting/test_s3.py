"""Uploads to a real S3 server that checks keys, signatures and expiry."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from obstore.exceptions import GenericError, PermissionDeniedError

from kling_desktop.api.pools import Pools
from kling_desktop.domain.errors import UploadFailed, UploadRefused
from kling_desktop.domain.storage import Bucket, KeyPair, bucket_at
from kling_desktop.hosting.parts import PART, PartsLost, PartUploads
from kling_desktop.hosting.s3 import S3Hosting, fault_of
from kling_desktop.services.clock import SystemClock
from tests.support.storage import BUCKET, KEYS, Storage, clients, fetched, free_port, put, storage
from tests.support.way import Way

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
    await put(hosting, clip, "a.mp4", told.append)
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
        await put(S3Hosting(place, keys), clip, "c.mp4")
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


def at_way(server: Storage, way: Way, pools: Pools) -> PartUploads:
    place = replace(bucket(server), endpoint=f"http://127.0.0.1:{way.port}")
    return PartUploads(place, KEYS, pools, SystemClock())


async def test_an_upload_waits_while_the_network_stands_still_and_sends_nothing_twice(
    server: Storage, tmp_path: Path
) -> None:
    clip = tmp_path / "clip.mov"
    clip.write_bytes(os.urandom(6 * PART))
    async with Way(server.port, stands_still_after=3 * PART) as way, clients() as pools:
        parts = at_way(server, way, pools)
        work = asyncio.create_task(parts.send(clip, "f.mov", await parts.begin("f.mov"), lambda _: None))
        await way.stands_still.wait()
        assert not work.done()
        way.flows.set()
        await work
    assert way.passed < 6 * PART + MB
    link = await S3Hosting(bucket(server), KEYS).link("f.mov", 60)
    assert await fetched(link) == (200, clip.read_bytes())


async def test_an_upload_in_parts_goes_on_after_a_restart(server: Storage, tmp_path: Path) -> None:
    clip = tmp_path / "clip.mov"
    clip.write_bytes(os.urandom(6 * PART + 17))
    async with Way(server.port, stands_still_after=5 * PART) as way, clients() as pools:
        parts = at_way(server, way, pools)
        upload_id = await parts.begin("h.mov")
        work = asyncio.create_task(parts.send(clip, "h.mov", upload_id, lambda _: None))
        await way.stands_still.wait()
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)
    told: list[float] = []
    async with Way(server.port) as way, clients() as pools:
        await at_way(server, way, pools).send(clip, "h.mov", upload_id, told.append)
    assert way.passed < 5 * PART
    assert told == sorted(told)
    link = await S3Hosting(bucket(server), KEYS).link("h.mov", 60)
    assert await fetched(link) == (200, clip.read_bytes())


async def test_an_upload_whose_end_was_not_heard_is_whole(server: Storage, tmp_path: Path) -> None:
    clip = tmp_path / "clip.mp4"
    clip.write_bytes(os.urandom(PART + MB))
    async with clients() as pools:
        parts = S3Hosting(bucket(server), KEYS).parts(pools, SystemClock())
        upload_id = await parts.begin("i.mp4")
        await parts.send(clip, "i.mp4", upload_id, lambda _: None)
        await parts.send(clip, "i.mp4", upload_id, lambda _: None)
        clip.write_bytes(bytes(PART + 2 * MB))
        with pytest.raises(PartsLost):
            await parts.send(clip, "i.mp4", upload_id, lambda _: None)


async def test_an_upload_that_is_abandoned_is_gone(server: Storage, tmp_path: Path) -> None:
    clip = tmp_path / "clip.mp4"
    clip.write_bytes(os.urandom(PART + MB))
    async with clients() as pools:
        parts = S3Hosting(bucket(server), KEYS).parts(pools, SystemClock())
        upload_id = await parts.begin("j.mp4")
        await parts.abandon("j.mp4", upload_id)
        await parts.abandon("j.mp4", upload_id)
        with pytest.raises(PartsLost):
            await parts.send(clip, "j.mp4", upload_id, lambda _: None)
    assert "j.mp4" not in server.names


async def test_an_upload_of_parts_begins_once_there_is_a_network(server: Storage, tmp_path: Path) -> None:
    clip = tmp_path / "clip.mp4"
    clip.write_bytes(os.urandom(PART + MB))
    way = Way(server.port).at(free_port())
    waited: list[str] = []

    async def work(parts: PartUploads) -> None:
        upload_id = await parts.begin("g.mp4", waited.append)
        await parts.send(clip, "g.mp4", upload_id, lambda _: None, waited.append)

    async with clients() as pools:
        working = asyncio.create_task(work(at_way(server, way, pools)))
        assert (await asyncio.wait({working}, timeout=0.5))[1], "it gave up"
        assert waited == ["127.0.0.1"]
        async with way:
            await working
    assert waited[-1] == ""
    assert "g.mp4" in server.names
