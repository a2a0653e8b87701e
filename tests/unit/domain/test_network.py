"""Addresses of proxies as people type them, and sign-ins as a keyring keeps them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kling_desktop.domain.errors import BadInput
from kling_desktop.domain.network import NetworkWay, SignIn, checked_proxy, sign_in_of, with_sign_in


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("http://proxy.example:3128", "http://proxy.example:3128"),
        ("proxy.example:3128", "http://proxy.example:3128"),
        ("  proxy.example  ", "http://proxy.example:80"),
        ("https://proxy.example/", "https://proxy.example:443"),
        ("10.0.0.1:8080", "http://10.0.0.1:8080"),
        ("http://[::1]:3128", "http://[::1]:3128"),
        ("HTTP://Proxy.Example:3128", "http://proxy.example:3128"),
    ],
)
def test_an_address_is_taken_as_it_is_meant(text: str, address: str) -> None:
    assert checked_proxy(text) == (address, SignIn())


@pytest.mark.parametrize(
    "text",
    [
        "http://",
        "http://proxy example:1",
        "ftp://p:1",
        "p:0",
        "p:99999",
        "p:port",
        "p:1/path",
        "p:1?a=b",
        "-p:1",
    ],
)
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(BadInput) as caught:
        checked_proxy(text)
    assert caught.value.notice.code == "proxy_address"


def test_a_refused_address_is_said_without_its_password() -> None:
    with pytest.raises(BadInput) as caught:
        checked_proxy("http://anna:secret@proxy.example:1/path")
    assert "secret" not in str(caught.value.notice)


@pytest.mark.parametrize("text", ["socks5://p:1080", "SOCKS4://p:1"])
def test_socks_is_refused_as_such(text: str) -> None:
    with pytest.raises(BadInput) as caught:
        checked_proxy(text)
    assert caught.value.notice.code == "proxy_socks"


def test_a_sign_in_in_the_address_is_taken_apart() -> None:
    address, sign_in = checked_proxy("http://anna%40studio:p%3Aw@proxy.example:3128")
    assert (address, sign_in) == ("http://proxy.example:3128", SignIn("anna@studio", "p:w"))
    assert with_sign_in(address, sign_in) == "http://anna%40studio:p%3Aw@proxy.example:3128"


@given(user=st.text(min_size=1), password=st.text())
def test_any_sign_in_survives_the_keyring(user: str, password: str) -> None:
    text = SignIn(user, password).text
    assert sign_in_of(text) == SignIn(user, password)
    assert text.isascii()
    assert text.isprintable()
    assert " " not in text


def test_nobody_sees_a_password_in_a_message() -> None:
    assert "secret" not in repr(NetworkWay(sign_in=SignIn("anna", "secret")))
