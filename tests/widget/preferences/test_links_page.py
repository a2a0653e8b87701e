"""Settings, Links: the four ways, their guides, fields and tests."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QLabel, QLineEdit, QPushButton, QWidget

from kling_desktop.domain.notice import Notice
from kling_desktop.domain.storage import PRESETS, KeyPair
from kling_desktop.domain.uploads import Route
from kling_desktop.services.link_tests import LinkTest
from kling_desktop.ui.preferences.guides import guide
from kling_desktop.ui.preferences.links_page import LinksPage
from kling_desktop.viewmodels.links import LinksModel
from tests.support.panels import child, dialog, on_screen, press, text_of
from tests.support.studio_double import StudioDouble

ACCOUNT = "0123456789abcdef0123456789abcdef"


@dataclass
class Desk:
    """The page with its model."""

    page: LinksPage
    model: LinksModel
    studio: StudioDouble

    async def choose(self, route: Route) -> None:
        box = child(self.page, "link_route", QComboBox)
        box.activated.emit(box.findData(route.value))
        await self.studio.settle()

    def field(self, name: str) -> QLineEdit:
        return child(self.page, name, QLineEdit)

    def type(self, name: str, text: str) -> None:
        field = self.field(name)
        field.setFocus()
        QTest.keyClicks(field, text)
        field.editingFinished.emit()
        field.clearFocus()


@pytest.fixture
def desk(studio: StudioDouble) -> Iterator[Desk]:
    model = LinksModel()
    model.attach(studio.as_studio)
    with on_screen(LinksPage(model), 560, 640) as page:
        yield Desk(page, model, studio)


def test_the_ways_stand_in_their_order(desk: Desk) -> None:
    box = child(desk.page, "link_route", QComboBox)
    assert [box.itemText(at) for at in range(1, box.count())] == [
        "I'll upload it myself",
        "S3-compatible storage",
        "Custom upload form",
        "A link I have",
    ]
    assert not child(desk.page, "test_links", QPushButton).isVisible()


@pytest.mark.parametrize("route", [Route.MANUAL, Route.STORAGE, Route.FORM, Route.OWN])
async def test_who_has_not_chosen_sees_each_way_explained(desk: Desk, route: Route) -> None:
    cards = child(desk.page, "route_cards", QWidget)
    assert cards.isVisible()
    name = f"choose_{route.value}"
    button = child(cards, name, QPushButton)
    box = child(desk.page, "link_route", QComboBox)
    assert button.accessibleName() == f"Choose: {box.itemText(box.findData(route.value))}"
    press(cards, name)
    await desk.studio.settle()
    assert desk.model.state.route is route
    assert not cards.isVisible()


@pytest.mark.parametrize("preset", PRESETS)
async def test_each_provider_has_numbered_steps_and_says_what_it_costs(desk: Desk, preset: str) -> None:
    await desk.choose(Route.STORAGE)
    box = child(desk.page, "storage_preset", QComboBox)
    box.activated.emit(box.findData(preset))
    assert desk.studio.routes.chosen.preset == preset
    steps = guide(preset).splitlines()
    assert [step.split(".")[0] for step in steps] == [str(n) for n in range(1, len(steps) + 1)]
    assert "Costs:" in steps[-1]
    assert text_of(desk.page, "storage_guide") == guide(preset)


async def test_a_storage_is_four_fields_and_its_secret_leaves_the_window(desk: Desk) -> None:
    await desk.choose(Route.STORAGE)
    for name, text in (("storage_place", ACCOUNT), ("storage_bucket", "clips")):
        desk.type(name, text)
    desk.type("storage_key_id", "K1")
    desk.type("storage_secret", "S1")
    await desk.studio.settle()
    chosen = desk.studio.routes.chosen
    assert (chosen.route, chosen.place, chosen.bucket) == ("storage", ACCOUNT, "clips")
    assert desk.studio.routes.pair == KeyPair("K1", "S1")
    assert desk.field("storage_secret").text() == ""
    assert desk.field("storage_secret").placeholderText() == "A secret is saved"
    assert desk.field("storage_secret").echoMode() is QLineEdit.EchoMode.Password


async def test_a_block_of_credentials_is_taken_apart(desk: Desk) -> None:
    await desk.choose(Route.STORAGE)
    QApplication.clipboard().setText(
        f"Access Key ID\nK1\nSecret Access Key\nS1\nhttps://{ACCOUNT}.r2.cloudflarestorage.com"
    )
    press(desk.page, "paste_credentials")
    await desk.studio.settle()
    assert desk.studio.routes.pair == KeyPair("K1", "S1")
    assert desk.studio.routes.chosen.place == ACCOUNT
    assert desk.field("storage_secret").text() == ""


async def test_what_is_pasted_goes_into_the_field_that_has_the_keyboard_too(desk: Desk) -> None:
    await desk.choose(Route.STORAGE)
    desk.field("storage_bucket").setFocus()
    QApplication.clipboard().setText("bucket: rushes access key: K1 secret key: S1")
    press(desk.page, "paste_credentials")
    await desk.studio.settle()
    assert desk.field("storage_bucket").text() == "rushes"
    desk.field("storage_bucket").editingFinished.emit()
    assert desk.studio.routes.chosen.bucket == "rushes"


async def test_a_test_names_the_field_at_fault(desk: Desk) -> None:
    await desk.choose(Route.STORAGE)
    values = {"host": "h.example", "bucket": "clips", "field": "bucket"}
    desk.studio.link_tests.found = LinkTest(Notice("storage_no_bucket", values), is_good=False)
    press(desk.page, "test_links")
    assert not child(desk.page, "test_links", QPushButton).isEnabled()
    await desk.studio.settle()
    assert "no bucket “clips”" in text_of(desk.page, "links_outcome_text")
    assert desk.field("storage_bucket").hasFocus()
    good = {"host": "h.example", "media_type": "video/mp4", "kilobytes": "4.2"}
    desk.studio.link_tests.found = LinkTest(Notice("storage_works", good), is_good=True)
    press(desk.page, "test_links")
    await desk.studio.settle()
    assert "24 hours" in text_of(desk.page, "links_outcome_text")
    assert child(desk.page, "links_outcome", QWidget).property("notice") == "positive"


async def test_what_a_task_is_held_for_leads_to_its_field_and_goes_once_that_is_mended(desk: Desk) -> None:
    await desk.choose(Route.STORAGE)
    desk.type("storage_bucket", "clips")
    values = {"host": "h.example", "bucket": "clips", "field": "bucket"}
    desk.model.show_fault(Notice("storage_no_bucket", values))
    assert "no bucket “clips”" in text_of(desk.page, "links_outcome_text")
    assert desk.field("storage_bucket").hasFocus()
    desk.type("storage_bucket", "2")
    assert not child(desk.page, "links_outcome", QWidget).isVisible()


async def test_a_form_is_off_until_it_is_understood(desk: Desk) -> None:
    await desk.choose(Route.FORM)
    assert not desk.field("form_address").isEnabled()
    assert not child(desk.page, "test_links", QPushButton).isEnabled()
    child(desk.page, "form_understood", QCheckBox).click()
    desk.type("form_address", "https://h.example/up")
    assert desk.studio.routes.chosen.form_address == "https://h.example/up"
    assert child(desk.page, "test_links", QPushButton).isEnabled()


async def test_a_link_is_looked_at(desk: Desk) -> None:
    await desk.choose(Route.OWN)
    assert not child(desk.page, "test_links", QPushButton).isEnabled()
    QTest.keyClicks(desk.field("link_to_test"), "https://h.example/a.mp4")
    press(desk.page, "test_links")
    await desk.studio.settle()
    assert desk.studio.link_tests.looked_at == ["https://h.example/a.mp4"]


async def test_no_public_links_turns_the_ways_off(desk: Desk) -> None:
    await desk.choose(Route.STORAGE)
    child(desk.page, "no_public_links", QCheckBox).click()
    assert desk.studio.routes.chosen.is_forbidden
    assert not child(desk.page, "link_route", QComboBox).isEnabled()


async def test_fields_are_labelled_and_reached_by_tab(desk: Desk) -> None:
    await desk.choose(Route.STORAGE)
    for name, label in (
        ("link_route", "My clips get to Kling by"),
        ("storage_place", "Account ID"),
        ("storage_bucket", "Bucket"),
        ("storage_key_id", "Access key"),
        ("storage_secret", "Secret"),
    ):
        field = child(desk.page, name, QWidget)
        assert label in [each.text() for each in desk.page.findChildren(QLabel) if each.buddy() is field]
        assert field.focusPolicy() & Qt.FocusPolicy.TabFocus


async def test_a_setup_is_exported_and_opened_with_a_passphrase(desk: Desk) -> None:
    await desk.choose(Route.STORAGE)
    for button, chooser, title in (
        ("export_setup", "choose_setup_target", "exported"),
        ("open_setup", "choose_setup", "taken"),
    ):
        press(desk.page, button)
        files = await dialog(chooser)
        files.fileSelected.emit("/x/studio.klingsetup")  # type: ignore[attr-defined]
        files.close()
        asked = await dialog("text_question")
        field = child(asked, "answer", QLineEdit)
        assert field.echoMode() is QLineEdit.EchoMode.Password
        field.setText("passphrase")
        press(asked, "agree")
        await desk.studio.settle()
        assert desk.studio.setups.done[-1] == (title, "/x/studio.klingsetup", "passphrase")
    assert "in use" in text_of(desk.page, "links_outcome_text")
