"""A proxy and an authority of one's own: the key goes through the tunnel only, and a change counts at once."""

from __future__ import annotations

import asyncio
import os
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from kling_desktop.api.client import EditService
from kling_desktop.api.download import Downloader
from kling_desktop.api.exchange import Patience
from kling_desktop.api.pools import Pools
from kling_desktop.api.trust import check_certificates, line_to, trust_of
from kling_desktop.api.way_trial import WayFault, try_way
from kling_desktop.domain.answers import PollFailure, TaskAnswer
from kling_desktop.domain.errors import BadInput
from kling_desktop.domain.network import Certificates, NetworkWay, ProxyChoice, SignIn
from kling_desktop.domain.outcome import Transport
from kling_desktop.domain.site import Site
from tests.support.company import HOST, Authority, Proxy
from tests.support.double import Double, Scene, file_answer, http, http_json

KEY = "sk-very-secret-key"
ANNA = SignIn("anna", "pass word")
OWN = NetworkWay(ProxyChoice.OWN)
TOLD = http_json(200, {"task_info": {"id": "t-1", "status": "running"}})


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority.make(tmp_path_factory.mktemp("authority"))


def through(proxy: Proxy, authority: Authority | None, sign_in: SignIn = ANNA) -> NetworkWay:
    file = str(authority.file) if authority else ""
    return replace(OWN, address=proxy.address, own_file=file, sign_in=sign_in)


def service(port: int, way: NetworkWay) -> EditService:
    return EditService(Site("x", f"https://{HOST}:{port}"), KEY, way=lambda: way)


async def test_the_key_passes_the_proxy_in_the_tunnel_alone(authority: Authority) -> None:
    async with (
        Double([Scene(TOLD)], authority.server) as host,
        Proxy(host.port, ANNA.user, ANNA.password) as proxy,
    ):
        client = service(host.port, through(proxy, authority))
        assert isinstance(await client.get("t-1"), TaskAnswer)
        answer = await client.post(b"{}")
        await client.close()
        assert answer.transport is Transport.ANSWERED
        assert [seen.key for seen in host.seen] == [KEY, KEY]
        assert set(proxy.asked) == {f"CONNECT {HOST}:{host.port} HTTP/1.1"}
        for seen in (proxy.clear, proxy.tunnelled):
            assert KEY.encode() not in seen
        assert b"uthorization: Bearer" not in proxy.clear


async def test_a_proxy_that_refuses_the_sign_in_never_gets_a_paid_request(authority: Authority) -> None:
    async with Double([Scene(TOLD)], authority.server) as host, Proxy(host.port, "anna", "right") as proxy:
        client = service(host.port, through(proxy, authority, SignIn("anna", "wrong")))
        answer = await client.post(b"{}")
        assert answer.transport is Transport.NOT_SENT
        assert isinstance(await client.get("t-1"), PollFailure)
        await client.close()
        assert host.seen == []


async def test_downloads_go_the_same_way(authority: Authority, tmp_path: Path) -> None:
    video = b"v" * 70_000
    async with Double([Scene(file_answer(video))], authority.server) as host, Proxy(host.port) as proxy:
        downloader = Downloader(asyncio.sleep, way=lambda: through(proxy, authority))
        done = await downloader.fetch(
            f"https://{HOST}:{host.port}/v.mp4", tmp_path / "v.part", on_progress=lambda *_: None
        )
        await downloader.close()
        assert done.size == len(video)
        assert proxy.asked == [f"CONNECT {HOST}:{host.port} HTTP/1.1"]


async def test_a_change_counts_from_the_next_request_on(authority: Authority) -> None:
    async with Double([Scene(http(200))], authority.server) as host, Proxy(host.port) as proxy:
        ways = [NetworkWay(ProxyChoice.NONE, own_file=str(authority.file))]
        pools = Pools(Patience(connect=5, write=5, read=5, whole=10), 2, 1.0, lambda: ways[-1])
        url = httpx.URL(f"https://localhost:{host.port}/")
        assert (await (await pools.client(url)).get(url)).status_code == 200
        ways.append(through(proxy, authority))
        other = httpx.URL(f"https://{HOST}:{host.port}/")
        assert (await (await pools.client(other)).get(other)).status_code == 200
        assert len(proxy.asked) == 1
        assert (await (await pools.client(url)).get(url)).status_code == 200
        assert len(proxy.asked) == 1, "this computer is never reached through a proxy"
        await pools.close()


async def test_an_unknown_authority_is_not_believed_until_it_is_chosen(authority: Authority) -> None:
    async with Double([Scene(http(404))], authority.server) as host:
        address = f"https://localhost:{host.port}"
        told = await try_way(address, NetworkWay(ProxyChoice.NONE))
        assert (told.fault, told.host) == (WayFault.CERTIFICATE, "localhost")
        assert told.reason
        known = NetworkWay(ProxyChoice.NONE, own_file=str(authority.file))
        assert (await try_way(address, known)).fault is WayFault.NONE
        bundled = replace(known, certificates=Certificates.BUNDLED)
        assert (await try_way(address, bundled)).fault is WayFault.NONE


async def test_a_trial_says_which_part_of_the_way_is_at_fault(authority: Authority) -> None:
    async with Double([Scene(http(401))], authority.server) as host, Proxy(host.port, "anna", "pw") as proxy:
        address = f"https://{HOST}:{host.port}"
        way = through(proxy, authority, SignIn("anna", "pw"))
        assert (await try_way(address, way)).fault is WayFault.NONE
        told = await try_way(address, replace(way, sign_in=SignIn()))
        assert (told.fault, told.proxy) == (WayFault.SIGN_IN, "127.0.0.1")
    gone = await try_way(address, way)
    assert gone.fault is WayFault.PROXY
    assert (await try_way(address.replace(HOST, "127.0.0.1"), NetworkWay())).fault is WayFault.HOST
    missing = NetworkWay(own_file="/nowhere/ca.pem")
    assert (await try_way(address, missing)).fault is WayFault.SETUP


def test_a_file_of_certificates_is_looked_into(authority: Authority, tmp_path: Path) -> None:
    check_certificates(str(authority.file))
    other = tmp_path / "ca.pem"
    for content in (b"", b"no certificate", bytes(range(256)), authority.file.read_bytes()[:200]):
        other.write_bytes(content)
        with pytest.raises(BadInput) as caught:
            check_certificates(str(other))
        assert caught.value.notice.code == "certificates_unreadable"
    with pytest.raises(BadInput) as caught:
        check_certificates(str(tmp_path / "none.pem"))
    assert caught.value.notice.code == "file_missing"


def test_a_file_that_was_renewed_is_read_again(authority: Authority, tmp_path: Path) -> None:
    file = tmp_path / "ca.pem"
    file.write_bytes(authority.file.read_bytes())
    way = NetworkWay(own_file=str(file))
    first = trust_of(way)
    assert trust_of(way) is first
    later = file.stat().st_mtime + 10
    os.utime(file, (later, later))
    second = trust_of(way)
    assert second is not first
    # Some systems keep whole seconds only, and some copies keep the time.
    file.write_bytes(file.read_bytes() + b"\n")
    os.utime(file, (later, later))
    assert trust_of(way) is not second


async def test_an_authority_that_was_renewed_at_its_place_is_believed_without_a_restart(
    authority: Authority, tmp_path: Path
) -> None:
    (tmp_path / "other").mkdir()
    file = Authority.make(tmp_path / "other").file
    async with Double([Scene(http(200))], authority.server) as host:
        way = NetworkWay(ProxyChoice.NONE, own_file=str(file))
        pools = Pools(Patience(connect=5, write=5, read=5, whole=10), 2, 1.0, lambda: way)
        url = httpx.URL(f"https://localhost:{host.port}/")
        with pytest.raises(httpx.ConnectError):
            await (await pools.client(url)).get(url)
        file.write_bytes(authority.file.read_bytes() + b"\n")
        assert (await (await pools.client(url)).get(url)).status_code == 200
        await pools.close()


def test_no_proxy_means_none_whatever_the_system_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "http://proxy.example:3128")
    none = NetworkWay(ProxyChoice.NONE)
    assert line_to("https://s3.example", none).proxy == ""
    assert line_to("https://s3.example", NetworkWay()).proxy == "http://proxy.example:3128"
    own = replace(OWN, address="http://own.example:1", sign_in=ANNA)
    assert line_to("https://s3.example", own).proxy == "http://anna:pass%20word@own.example:1"
    assert line_to("http://127.0.0.1:9000", own).proxy == ""


def test_patience_is_stretched_and_a_paid_request_never_hurried() -> None:
    usual = Patience(connect=15, write=60, read=180, whole=480)
    assert usual.on(NetworkWay()) == usual
    slow = NetworkWay(connect=30, silence=60)
    assert usual.on(slow) == Patience(connect=30, write=120, read=360, whole=960)
    hasty = NetworkWay(connect=5, silence=10)
    assert usual.on(hasty).read == 60
    paid = usual.on(hasty, may_shrink=False)
    assert (paid.connect, paid.read, paid.write, paid.whole) == (5, 180, 60, 480)
