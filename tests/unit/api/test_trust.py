"""Certificates, proxies and which host is this computer."""

from __future__ import annotations

import logging
import ssl

import httpx
import pytest
import truststore

from kling_desktop.api.trust import find_route, make_trust, system_trust
from kling_desktop.domain.site import is_loopback

VARIABLES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")
SITE = httpx.URL("https://api.example/x")


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.mark.parametrize(
    ("host", "is_here"),
    [
        ("localhost", True),
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("::1", True),
        ("0.0.0.0", False),
        ("10.0.0.1", False),
        ("localhost.example", False),
        ("127.0.0.1.example", False),
        ("", False),
    ],
)
def test_is_loopback(host: str, is_here: bool) -> None:
    assert is_loopback(host) is is_here


@pytest.mark.parametrize(
    ("environment", "proxy"),
    [
        ({}, None),
        ({"https_proxy": "http://proxy.example:3128"}, "http://proxy.example:3128"),
        ({"https_proxy": "proxy.example:3128"}, "http://proxy.example:3128"),
        ({"http_proxy": "http://proxy.example:3128"}, None),
        ({"all_proxy": "http://proxy.example:1"}, "http://proxy.example:1"),
        ({"all_proxy": "socks5://s.example:1", "https_proxy": "http://p.example:2"}, "http://p.example:2"),
        ({"https_proxy": "http://p.example:2", "no_proxy": "api.example"}, None),
        ({"https_proxy": "http://p.example:2", "no_proxy": "*"}, None),
    ],
)
def test_the_proxy_of_the_system(
    environment: dict[str, str], proxy: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    found = find_route(SITE).proxy
    assert (str(found.url) if found else None) == proxy


def test_an_encrypted_proxy_is_trusted_by_the_same_certificates(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "https://proxy.example:3128")
    found = find_route(SITE).proxy
    assert found
    assert found.ssl_context is system_trust()


def test_this_computer_is_never_reached_through_a_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://proxy.example:3128")
    monkeypatch.setenv("all_proxy", "http://proxy.example:3128")
    for address in ("http://127.0.0.1:9/", "http://localhost:9/", "https://[::1]:9/"):
        assert find_route(httpx.URL(address)).proxy is None


def test_a_socks_proxy_is_left_out_and_said(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("all_proxy", "socks5://127.0.0.1:1080")
    with caplog.at_level(logging.WARNING):
        assert find_route(SITE).proxy is None
    assert "SOCKS" in caplog.text


def test_certificates_are_checked_and_read_once() -> None:
    trust = system_trust()
    assert trust is system_trust()
    assert trust.verify_mode is ssl.CERT_REQUIRED
    assert trust.check_hostname


@pytest.mark.parametrize("platform", ["win32", "darwin"])
def test_windows_and_macos_ask_their_own_store(platform: str) -> None:
    assert isinstance(make_trust(platform), truststore.SSLContext)


def test_a_bundle_of_ones_own_is_the_only_one(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", f"{tmp_path}/none.pem")
    assert make_trust("linux").cert_store_stats()["x509_ca"] == 0
