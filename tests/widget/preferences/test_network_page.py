"""The page about the network: what is typed counts once left, what cannot be is said in a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QWidget

from kling_desktop.domain.network import ProxyChoice, SignIn
from kling_desktop.settings.file import Settings
from kling_desktop.ui.preferences.network_page import NetworkPage
from kling_desktop.viewmodels.choices import ChoicesModel
from kling_desktop.viewmodels.network import NetworkModel
from tests.support.company import Authority
from tests.support.double import Double, Scene, http
from tests.support.panels import child, on_screen, press, text_of
from tests.support.studio_double import StudioDouble
from tests.support.waiting import until


@pytest.fixture
def page(qapp: QApplication, studio: StudioDouble, tmp_path: Path) -> Iterator[NetworkPage]:
    studio.settings = Settings.load(tmp_path / "settings.json")
    model, choices = NetworkModel(), ChoicesModel()
    model.attach(studio.as_studio)
    choices.attach(studio.as_studio)
    with on_screen(NetworkPage(model, choices), 620, 560) as shown:
        yield shown


def choose(page: QWidget, name: str, at: int) -> None:
    box = child(page, name, QComboBox)
    box.setCurrentIndex(at)
    box.activated.emit(at)


def type_into(page: QWidget, name: str, text: str) -> None:
    field = child(page, name, QLineEdit)
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)


async def test_an_own_proxy_is_asked_for_where_it_is_chosen(page: NetworkPage, studio: StudioDouble) -> None:
    address = child(page, "proxy_address", QLineEdit)
    assert not address.isVisible()
    choose(page, "proxy", 2)
    assert address.isVisible()
    type_into(page, "proxy_address", "proxy.example:3128")
    await studio.settle()
    type_into(page, "proxy_user", "anna")
    await studio.settle()
    type_into(page, "proxy_password", "pw")
    await studio.settle()
    assert child(page, "proxy_password", QLineEdit).text() == ""
    way = studio.network.way()
    assert way.proxy is ProxyChoice.OWN
    assert (way.address, way.sign_in) == ("http://proxy.example:3128", SignIn("anna", "pw"))
    press(page, "reset_proxy")
    assert studio.network.way().proxy is ProxyChoice.SYSTEM


async def test_what_cannot_be_is_said_and_stays_to_be_mended(page: NetworkPage, studio: StudioDouble) -> None:
    choose(page, "proxy", 2)
    type_into(page, "proxy_address", "socks5://proxy.example:1080")
    await studio.settle()
    await until(lambda: text_of(page, "own_proxy_refusal"))
    assert text_of(page, "own_proxy_refusal").startswith("SOCKS proxies cannot be used here.")
    assert child(page, "proxy_address", QLineEdit).text() == "socks5://proxy.example:1080"
    type_into(page, "proxy_address", "proxy.example:3128")
    await until(lambda: not text_of(page, "own_proxy_refusal"))
    await studio.settle()


async def test_a_file_without_certificates_is_refused(
    page: NetworkPage, studio: StudioDouble, tmp_path: Path
) -> None:
    (tmp_path / "none.pem").write_text("nothing")
    page._model.use_certificates(str(tmp_path / "none.pem"))
    await until(lambda: text_of(page, "own_certificates_refusal"))
    assert text_of(page, "own_certificates_refusal").startswith("none.pem has no certificates")
    authority = Authority.make(tmp_path)
    page._model.use_certificates(str(authority.file))
    await until(lambda: studio.network.chosen.own_certificates)
    await studio.settle()
    assert text_of(page, "own_certificates_refusal") == ""
    press(page, "forget_certificates")
    await studio.settle()
    assert studio.network.chosen.own_certificates == ""


async def test_the_test_says_what_it_found(page: NetworkPage, studio: StudioDouble, tmp_path: Path) -> None:
    authority = Authority.make(tmp_path)
    async with Double([Scene(http(404))], authority.server) as host:
        studio.account.live_name = f"https://localhost:{host.port}"
        press(page, "test_network")
        await until(lambda: "not trusted" in text_of(page, "network_outcome_text"))
        await studio.settle()
        page._model.use_certificates(str(authority.file))
        await studio.settle()
        press(page, "test_network")
        await until(lambda: "localhost answers" in text_of(page, "network_outcome_text"))
        await studio.settle()
        assert all(not seen.key for seen in host.seen)


async def test_patience_is_a_number_in_range(page: NetworkPage, studio: StudioDouble) -> None:
    field = child(page, "connect_seconds", QWidget)
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_Up)
    assert studio.settings.network.connect == 20
    assert studio.network.way().connect == 20
    studio.settings.replace(replace(studio.settings.network, silence=60))
    assert studio.network.way().silence == 60
