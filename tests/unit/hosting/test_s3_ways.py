"""Uploads to storage through the proxy that is meant, or none, and past an authority of one's own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kling_desktop.domain.errors import UploadFailed
from kling_desktop.domain.network import HostingLine
from kling_desktop.domain.storage import bucket_at
from kling_desktop.hosting import s3
from kling_desktop.hosting.s3 import S3Hosting
from tests.support.company import Authority, Proxy
from tests.support.double import Double, Scene, http
from tests.support.storage import BUCKET, KEYS, Storage, storage

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
