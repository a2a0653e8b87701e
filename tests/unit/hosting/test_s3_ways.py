"""Uploads to storage through the proxy that is meant, or none, and past an authority of one's own."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from kling_desktop.api.exchange import Patience
from kling_desktop.api.pools import Pools
from kling_desktop.domain.errors import UploadFailed
from kling_desktop.domain.network import HostingLine, NetworkWay, ProxyChoice, SignIn
from kling_desktop.domain.notice import Notice
from kling_desktop.domain.storage import Bucket, bucket_at
from kling_desktop.hosting import s3
from kling_desktop.hosting.parts import PartUploads
from kling_desktop.hosting.s3 import S3Hosting
from tests.support.company import Authority, Proxy
from tests.support.double import Double, Scene, http
from tests.support.storage import BUCKET, KEYS, Storage, free_port, storage

PASSWORD = "pass"
FAR = "s3.example"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Storage]:
    with storage(tmp_path_factory.mktemp("storage")) as running:
        yield running


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    path = tmp_path / "clip.mp4"
    path.write_bytes(b"clip")
    return path


async def test_the_proxy_is_the_one_that_is_meant(
    server: Storage, clip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    async with Proxy(server.port, "anna", PASSWORD) as proxy:
        bucket = bucket_at("minio", f"http://{FAR}:{server.port}", BUCKET)
        line = HostingLine(proxy.address.replace("http://", f"http://anna:{PASSWORD}@"))
        await S3Hosting(bucket, KEYS, line).upload(clip, "by-proxy.mp4", lambda _: None)
        assert "by-proxy.mp4" in server.names
        assert all(FAR in asked for asked in proxy.asked)
        assert KEYS.secret.encode() not in proxy.clear + proxy.tunnelled


async def test_no_proxy_means_none_whatever_the_environment_names(
    server: Storage, clip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    await S3Hosting(bucket_at("minio", server.address, BUCKET), KEYS).upload(
        clip, "direct.mp4", lambda _: None
    )
    assert "direct.mp4" in server.names


async def test_an_authority_of_ones_own_is_believed(
    tmp_path: Path, clip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(s3, "IMPATIENT", 0.5)
    authority = Authority.make(tmp_path)
    async with Double([Scene(http(200, headers={"ETag": '"x"'}))], authority.server) as host:
        bucket = bucket_at("minio", f"https://localhost:{host.port}", BUCKET)
        with pytest.raises(UploadFailed):
            await S3Hosting(bucket, KEYS).upload(clip, "a.mp4", lambda _: None)
        assert host.seen == []
        believed = HostingLine(certificates=authority.file.read_text())
        await S3Hosting(bucket, KEYS, believed).upload(clip, "a.mp4", lambda _: None)
        assert [seen.method for seen in host.seen] == ["PUT"]


PATIENCE = Patience(connect=5, write=5, read=5, whole=10)


class Untold:
    """A clock on which nobody may wait."""

    monotonic = staticmethod(time.monotonic)

    async def sleep(self, _seconds: float) -> None:
        pytest.fail("it waits for a network that is there")


@asynccontextmanager
async def parts(bucket: Bucket, way: NetworkWay) -> AsyncIterator[PartUploads]:
    pools = Pools(PATIENCE, 4, 1.0, lambda: way)
    try:
        yield PartUploads(bucket, KEYS, pools, Untold())
    finally:
        await pools.close()


@pytest.mark.parametrize("scheme", ["http", "https"])
async def test_a_proxy_that_refuses_the_sign_in_is_told_at_once(server: Storage, scheme: str) -> None:
    bucket = bucket_at("minio", f"{scheme}://{FAR}:{server.port}", BUCKET)
    async with Proxy(server.port, "anna", PASSWORD) as proxy:
        way = NetworkWay(ProxyChoice.OWN, proxy.address, SignIn("anna", "wrong"))
        async with parts(bucket, way) as uploads:
            with pytest.raises(UploadFailed) as told:
                await uploads.begin("by-proxy.mp4")
    assert told.value.notice == Notice(
        "way_sign_in", {"host": FAR, "proxy": "127.0.0.1", "reason": told.value.notice.values["reason"]}
    )
    assert len(proxy.asked) <= 2, "each wrong sign-in counts towards a locked account"


async def test_a_proxy_that_lets_nobody_through_there_is_told_at_once() -> None:
    async with Double([Scene(http(403))]) as proxy:
        bucket = bucket_at("minio", f"https://{FAR}", BUCKET)
        way = NetworkWay(ProxyChoice.OWN, f"http://127.0.0.1:{proxy.port}")
        async with parts(bucket, way) as uploads:
            with pytest.raises(UploadFailed) as told:
                await uploads.begin("by-proxy.mp4")
    assert told.value.notice.code == "way_proxy"
    assert "403" in str(told.value.notice.values["reason"])


async def test_certificates_that_vanish_during_an_upload_are_told_at_once(tmp_path: Path) -> None:
    authority = Authority.make(tmp_path)
    begun = http(200, b"<r><UploadId>u-1</UploadId></r>")
    async with Double([Scene(begun)], authority.server) as host:
        bucket = bucket_at("minio", f"https://localhost:{host.port}", BUCKET)
        way = NetworkWay(ProxyChoice.NONE, own_file=str(authority.file))
        async with parts(bucket, way) as uploads:
            assert await uploads.begin("a.mp4") == "u-1"
            authority.file.unlink()
            with pytest.raises(UploadFailed) as told:
                await uploads.begin("b.mp4")
            assert told.value.notice.code == "way_setup"
        async with parts(bucket, NetworkWay(ProxyChoice.NONE)) as uploads:
            with pytest.raises(UploadFailed) as told:
                await uploads.begin("c.mp4")
            assert told.value.notice.code == "way_certificate"
        assert len(host.seen) == 1


async def test_a_proxy_that_is_not_there_may_come_back(server: Storage) -> None:
    pools = Pools(PATIENCE, 4, 1.0, lambda: NetworkWay(ProxyChoice.OWN, f"http://127.0.0.1:{free_port()}"))
    bucket = bucket_at("minio", f"http://{FAR}:{server.port}", BUCKET)
    waited: list[str] = []

    class Impatient(Untold):
        async def sleep(self, _seconds: float) -> None:
            raise TimeoutError

    with pytest.raises(TimeoutError):
        await PartUploads(bucket, KEYS, pools, Impatient()).begin("a.mp4", waited.append)
    await pools.close()
    assert waited == [FAR]
