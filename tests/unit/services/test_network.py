"""How hosts are reached, as it is set up: what is refused, what is kept where, what counts at once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kling_desktop.domain.errors import BadInput, KeyringFailed
from kling_desktop.domain.network import NOBODY, Certificates, ProxyChoice, SignIn
from kling_desktop.services.network import KEYRING_ENTRY, Network
from kling_desktop.settings.file import Settings
from kling_desktop.settings.secrets import MemorySecrets
from tests.support.company import HOST, Authority, Proxy
from tests.support.double import Double, Scene, http

ANNA = SignIn("anna", "pass word")


class NoKeyring(MemorySecrets):
    """A computer without a keyring."""

    async def get(self, account: str) -> str:
        raise KeyringFailed("keyring_missing")

    async def set(self, account: str, key: str) -> None:
        raise KeyringFailed("keyring_missing")


def made(folder: Path, secrets: MemorySecrets | None = None) -> Network:
    return Network(Settings.load(folder / "settings.json"), secrets or MemorySecrets())


async def test_a_sign_in_is_in_the_keyring_and_in_no_file(tmp_path: Path) -> None:
    secrets = MemorySecrets()
    network = made(tmp_path, secrets)
    await network.use_address("http://anna:pass%20word@proxy.example:3128")
    network._settings.replace(replace(network.chosen, proxy=ProxyChoice.OWN))
    way = network.way()
    assert (way.proxy, way.address, way.sign_in) == (ProxyChoice.OWN, "http://proxy.example:3128", ANNA)
    network._settings.save_now()
    kept = (tmp_path / "settings.json").read_text()
    assert "proxy.example" in kept
    assert "anna" not in kept
    assert not any(word in kept for word in ("pass word", "pass%20word"))
    assert await secrets.get(KEYRING_ENTRY) == ANNA.text
    again = Network(Settings.load(tmp_path / "settings.json"), secrets)
    assert again.way().sign_in == NOBODY
    await again.load()
    assert again.way() == way


async def test_a_sign_in_is_told_to_no_other_proxy(tmp_path: Path) -> None:
    secrets = MemorySecrets()
    network = made(tmp_path, secrets)
    network._settings.replace(replace(network.chosen, proxy=ProxyChoice.OWN))
    await network.use_address("http://anna:pass%20word@proxy.example:3128")
    await network.use_address("http://proxy.example:8080")
    assert network.way().sign_in == ANNA
    await network.use_address("http://other.example:3128")
    assert network.way().sign_in == NOBODY
    await network.load()
    assert network.way().sign_in == NOBODY


async def test_without_a_keyring_it_serves_this_run(tmp_path: Path) -> None:
    network = made(tmp_path, NoKeyring())
    with pytest.raises(KeyringFailed):
        await network.sign_in(ANNA)
    assert network.way().sign_in == ANNA
    assert {ANNA.password, ANNA.text} <= set(network.secrets)


async def test_a_bad_address_changes_nothing(tmp_path: Path) -> None:
    network = made(tmp_path)
    await network.use_address("proxy.example:1")
    for text in ("socks5://p:1", "not a host:1"):
        with pytest.raises(BadInput):
            await network.use_address(text)
    assert network.chosen.proxy_address == "http://proxy.example:1"
    await network.use_address("  ")
    assert network.chosen.proxy_address == ""


def test_an_own_proxy_without_an_address_is_none(tmp_path: Path) -> None:
    network = made(tmp_path)
    network._settings.replace(replace(network.chosen, proxy=ProxyChoice.OWN))
    assert network.way().proxy is ProxyChoice.NONE


async def test_a_trial_uses_what_is_set_up_now(tmp_path: Path) -> None:
    authority = Authority.make(tmp_path)
    network = made(tmp_path)
    async with Double([Scene(http(404))], authority.server) as host, Proxy(host.port, "anna", "pw") as proxy:
        address = f"https://{HOST}:{host.port}"
        network._settings.replace(replace(network.chosen, proxy=ProxyChoice.OWN))
        await network.use_address(proxy.address)
        assert (await network.test(address)).code == "way_sign_in"
        await network.sign_in(SignIn("anna", "pw"))
        assert (await network.test(address)).code == "way_certificate"
        await network.use_certificates(str(authority.file))
        told = await network.test(address)
        assert (told.code, told.values["host"]) == ("way_works_proxy", HOST)
        assert network.way().certificates is Certificates.SYSTEM


async def test_a_storage_gets_the_same_way(tmp_path: Path) -> None:
    authority = Authority.make(tmp_path)
    network = made(tmp_path)
    network._settings.replace(replace(network.chosen, proxy=ProxyChoice.OWN, connect=30))
    await network.use_address("http://anna:pw@proxy.example:1")
    await network.use_certificates(str(authority.file))
    line = await network.line_to("https://s3.example")
    assert line.proxy == "http://anna:pw@proxy.example:1"
    assert line.certificates == authority.file.read_text()
    assert line.connect == 30
    assert "pw" not in repr(line)
