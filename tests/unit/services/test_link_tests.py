"""The test of a way for clips, against real servers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from kling_desktop.domain.errors import BadInput
from kling_desktop.domain.network import ProxyChoice
from kling_desktop.domain.storage import KeyPair
from kling_desktop.domain.uploads import Route
from tests.support.company import Proxy
from tests.support.double import Double, Scene, http
from tests.support.engine import Rig, rig_at
from tests.support.storage import BUCKET, KEYS, FormServer, Storage, storage


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Storage]:
    with storage(tmp_path_factory.mktemp("storage")) as running:
        yield running


async def use_storage(rig: Rig, server: Storage, keys: KeyPair, bucket: str) -> None:
    routes = rig.studio.routes
    await routes.save_keys(keys)
    routes.change(replace(routes.chosen, preset="minio", place=server.address, bucket=bucket))
    await routes.choose(Route.STORAGE)


@pytest.mark.parametrize(
    ("keys", "bucket", "code", "field"),
    [
        (KEYS, BUCKET, "storage_works", ""),
        (KeyPair("NOBODY", "x"), BUCKET, "storage_key", "key_id"),
        (KeyPair(KEYS.key_id, "x"), BUCKET, "storage_secret", "secret"),
        (KEYS, "elsewhere", "storage_no_bucket", "bucket"),
        (KEYS, "", "storage_bucket", "bucket"),
    ],
)
async def test_a_storage_is_tried_out(
    data: Path, video: bytes, server: Storage, keys: KeyPair, bucket: str, code: str, field: str
) -> None:
    async with rig_at(data, video) as rig:
        await use_storage(rig, server, keys, bucket)
        found = await rig.studio.link_tests.run()
        assert (found.notice.code, found.is_good, found.field) == (code, code == "storage_works", field)
        assert server.names == []


async def test_a_proxy_on_the_way_to_the_storage_is_named(data: Path, video: bytes, server: Storage) -> None:
    async with rig_at(data, video) as rig, Proxy(server.port, "anna", "right") as proxy:
        await rig.studio.network.use_address(proxy.address.replace("//", "//anna:wrong@"))
        rig.studio.settings.replace(replace(rig.studio.network.chosen, proxy=ProxyChoice.OWN))
        await use_storage(rig, replace(server, address=f"http://s3.example:{server.port}"), KEYS, BUCKET)
        found = await rig.studio.link_tests.run()
        assert (found.notice.code, found.is_good) == ("way_sign_in", False)


async def test_a_form_is_tried_out(data: Path, video: bytes) -> None:
    async with rig_at(data, video) as rig, FormServer("body") as server:
        routes = rig.studio.routes
        routes.change(
            replace(
                routes.chosen,
                form_address=server.address,
                form_field="clip",
                form_answer="body",
                is_form_understood=True,
            )
        )
        await routes.choose(Route.FORM)
        assert (await rig.studio.link_tests.run()).notice.code == "form_works"
        server.answer = "pattern"
        found = await rig.studio.link_tests.run()
        assert (found.notice.code, found.field) == ("form_no_link", "path")


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (http(200, b"<html>", {"Content-Type": "text/html"}), "link_is_page"),
        (http(200, b"%PDF", {"Content-Type": "application/pdf"}), "link_no_video"),
        (http(403), "link_private"),
    ],
)
async def test_a_link_is_looked_at(data: Path, video: bytes, answer: bytes, code: str) -> None:
    async with rig_at(data, video) as rig, Double([Scene(answer)]) as host:
        found = await rig.studio.link_tests.look(f"{host.address}/a.mp4")
        assert found.notice.code == code
        assert not found.is_good


async def test_a_setup_goes_from_one_colleague_to_another(data: Path, video: bytes, tmp_path: Path) -> None:
    async with rig_at(data, video) as rig:
        routes = rig.studio.routes
        routes.change(replace(routes.chosen, preset="minio", place="http://nas.lan:9000", bucket=BUCKET))
        await routes.save_keys(KEYS)
        await routes.choose(Route.STORAGE)
        file = await rig.studio.setups.export(tmp_path / "studio", "passphrase")
        assert file.name == "studio.klingsetup"
    async with rig_at(tmp_path / "other", video) as other:
        with pytest.raises(BadInput, match="setup_wrong"):
            await other.studio.setups.take(file, "another one")
        with pytest.raises(BadInput, match="setup_unreadable"):
            await other.studio.setups.take(tmp_path / "none.klingsetup", "passphrase")
        await other.studio.setups.take(file, "passphrase")
        assert other.studio.routes.problem is None
        assert await other.studio.routes.keys() == KEYS
        assert other.studio.routes.bucket().endpoint == "http://nas.lan:9000"
