"""The page of shortcuts: layouts, own keys, collisions in words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QComboBox, QKeySequenceEdit, QLabel, QPushButton, QWidget

from kling_desktop.settings.file import Settings
from kling_desktop.ui.preferences.keys_page import KeysPage
from kling_desktop.viewmodels.first_look import FirstLook
from kling_desktop.viewmodels.preferences import PreferencesModel
from tests.support.panels import child, on_screen, press
from tests.support.studio_double import StudioDouble


class Page:
    def __init__(self, widget: QWidget, preferences: PreferencesModel, studio: StudioDouble) -> None:
        self.widget, self.preferences, self.studio = widget, preferences, studio

    @property
    def settings(self) -> Settings:
        settings: Settings = self.studio.settings
        return settings

    def attach(self) -> None:
        self.preferences.attach(self.studio.as_studio)

    def key(self, action: str) -> str:
        return child(self.widget, f"key_{action}", QKeySequenceEdit).keySequence().toString()

    def give(self, action: str, key: str) -> None:
        field = child(self.widget, f"key_{action}", QKeySequenceEdit)
        field.setKeySequence(QKeySequence(key))
        field.editingFinished.emit()

    def choose(self, place: int) -> None:
        box = child(self.widget, "key_layout", QComboBox)
        box.setCurrentIndex(place)
        box.activated.emit(place)


@pytest.fixture
def page(studio: StudioDouble, tmp_path: Path) -> Iterator[Page]:
    studio.settings = Settings.load(tmp_path / "settings.json")
    preferences = PreferencesModel(FirstLook())
    with on_screen(KeysPage(preferences), 560, 420) as made:
        yield Page(made, preferences, studio)


async def test_a_layout_is_chosen_and_shown(page: Page) -> None:
    page.attach()
    assert page.key("step_on") == "Right"
    page.choose(3)
    assert page.settings.keys.layout == "avid"
    assert page.key("step_on") == "4"
    await page.studio.close()


async def test_an_own_key_counts_at_once_and_can_be_taken_back(page: Page) -> None:
    page.attach()
    page.give("mark_in", "B")
    assert dict(page.settings.keys.own) == {"mark_in": "B"}
    press(page.widget, "reset_keys")
    assert (dict(page.settings.keys.own), page.key("mark_in")) == ({}, "I")
    assert not child(page.widget, "reset_keys", QPushButton).isVisible()
    await page.studio.close()


async def test_a_key_that_collides_says_with_what(page: Page) -> None:
    page.attach()
    page.give("mark_in", "J")
    words = child(page.widget, "key_collision", QLabel)
    assert words.isVisible()
    assert "J is taken" in words.text()
    assert "Play backwards, faster" in words.text()
    assert (page.key("mark_in"), dict(page.settings.keys.own)) == ("I", {})
    page.give("mark_in", "B")
    assert not words.isVisible()
    await page.studio.close()
