"""Settings: account, key, practice mode, folder, theme."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QLabel, QLineEdit, QPushButton, QWidget

from kling_desktop.api.key_check import KeyCheck, KeyVerdict
from kling_desktop.domain.errors import BadInput
from kling_desktop.domain.site import MULERUN
from kling_desktop.settings.file import Settings
from kling_desktop.ui.preferences.dialog import PreferencesDialog
from kling_desktop.viewmodels.account import AccountModel
from kling_desktop.viewmodels.choices import ChoicesModel
from kling_desktop.viewmodels.preferences import PreferencesModel
from kling_desktop.viewmodels.workspace import Workspace
from tests.support.panels import child, dialog, on_screen, press, text_of
from tests.support.studio_double import StudioDouble


@dataclass
class Desk:
    """The dialog with its models."""

    dialog: PreferencesDialog
    account: AccountModel
    preferences: PreferencesModel
    choices: ChoicesModel
    studio: StudioDouble

    @property
    def key(self) -> QLineEdit:
        """The field for the key."""
        return child(self.dialog, "api_key", QLineEdit)

    def can(self, name: str) -> bool:
        """Whether the button can be pressed."""
        return child(self.dialog, name, QPushButton).isEnabled()


@pytest.fixture
def desk(studio: StudioDouble, tmp_path: Path) -> Iterator[Desk]:
    studio.settings = Settings.load(tmp_path / "settings.json")
    studio.account.is_practice = False
    workspace = Workspace()
    workspace.account.attach(studio.as_studio)
    with on_screen(PreferencesDialog(workspace), 820, 560) as made:
        yield Desk(made, workspace.account, workspace.preferences, workspace.choices, studio)


@pytest.mark.parametrize(
    ("name", "label"), [("api_key", "API key"), ("account", "Account"), ("base_address", "Base address")]
)
def test_fields_are_labelled(desk: Desk, name: str, label: str) -> None:
    field = child(desk.dialog, name, QWidget)
    assert label in [each.text() for each in desk.dialog.findChildren(QLabel) if each.buddy() is field]


def test_the_key_is_not_to_be_read_over_a_shoulder(desk: Desk) -> None:
    QTest.keyClicks(desk.key, "sk-secret")
    assert desk.key.displayText() == "●" * 9
    assert desk.key.echoMode() is QLineEdit.EchoMode.Password


def test_without_a_key_there_is_nothing_to_test_save_or_forget(desk: Desk) -> None:
    assert [desk.can(name) for name in ("test_key", "save_key", "forget_key")] == [False, False, False]
    QTest.keyClicks(desk.key, "sk")
    assert [desk.can(name) for name in ("test_key", "save_key", "forget_key")] == [True, True, False]


async def test_saving_empties_the_field(desk: Desk) -> None:
    QTest.keyClicks(desk.key, "sk-1")
    press(desk.dialog, "save_key")
    await desk.studio.settle()
    assert desk.studio.account.keys == ["sk-1"]
    assert desk.key.text() == ""
    assert desk.key.placeholderText() == "A key is saved"
    assert text_of(desk.dialog, "key_outcome_text") == "The key is in your keyring."
    press(desk.dialog, "forget_key")
    await desk.studio.settle()
    assert desk.key.placeholderText() == "Paste your key"
    assert not desk.can("forget_key")


async def test_a_test_says_what_it_found(desk: Desk) -> None:
    desk.studio.check = KeyCheck(KeyVerdict.REFUSED, 401)
    QTest.keyClicks(desk.key, "sk-1")
    press(desk.dialog, "test_key")
    assert text_of(desk.dialog, "key_outcome_text") == "Asking…"
    assert not desk.can("test_key")
    await desk.studio.settle()
    assert "refused the API key" in text_of(desk.dialog, "key_outcome_text")
    assert child(desk.dialog, "key_outcome", QWidget).property("notice") == "danger"
    assert desk.key.text() == "sk-1"


def test_practice_mode_is_a_switch(desk: Desk) -> None:
    box = child(desk.dialog, "practice_mode", QCheckBox)
    assert not box.isChecked()
    box.click()
    assert desk.studio.account.is_practice
    desk.studio.account.use_practice(False)
    assert not box.isChecked()


@pytest.mark.parametrize(
    ("fixed", "words"),
    [
        ("is_from_environment", "comes from MULEROUTER_API_KEY"),
        ("is_practice_only", "started for practice alone"),
    ],
)
def test_what_this_run_fixes_cannot_be_changed(desk: Desk, fixed: str, words: str) -> None:
    setattr(desk.studio.account, fixed, True)
    desk.studio.account.changed.announce(None)
    assert words in text_of(desk.dialog, "key_outcome_text")
    assert not desk.key.isEnabled()
    assert not child(desk.dialog, "account", QComboBox).isEnabled()
    assert not child(desk.dialog, "practice_mode", QCheckBox).isEnabled()


async def test_the_account_is_chosen_from_the_list(desk: Desk) -> None:
    box = child(desk.dialog, "account", QComboBox)
    QTest.keyClick(box, Qt.Key.Key_Down)
    await desk.studio.settle()
    assert desk.account.state.site in (MULERUN, "mulerun")


async def test_another_address_stands_under_advanced(desk: Desk) -> None:
    box, address = child(desk.dialog, "account", QComboBox), child(desk.dialog, "base_address", QLineEdit)
    assert not address.isVisible()
    box.setCurrentIndex(2)
    box.activated.emit(2)
    assert address.isVisible()
    QTest.keyClicks(address, "https://gateway.example")
    QTest.keyClick(address, Qt.Key.Key_Return)
    await desk.studio.settle()
    assert desk.studio.account.live_name == "https://gateway.example"
    desk.studio.account.fault = BadInput("address_invalid", address="x")
    address.setText("x")
    QTest.keyClick(address, Qt.Key.Key_Return)
    await desk.studio.settle()
    assert "not the address of a service" in text_of(desk.dialog, "key_outcome_text")


async def test_folder_and_theme_count_at_once(desk: Desk) -> None:
    assert not desk.can("choose_results_folder")
    desk.preferences.attach(desk.studio.as_studio)
    desk.dialog.show_page("results")
    assert text_of(desk.dialog, "results_folder") == "/takes"
    press(desk.dialog, "choose_results_folder")
    chooser = await dialog("choose_folder")
    chooser.fileSelected.emit("/films")  # type: ignore[attr-defined]
    chooser.close()
    assert desk.studio.settings.results.folder == "/films"
    press(desk.dialog, "default_results_folder")
    assert desk.studio.settings.results.folder == ""
    desk.dialog.show_page("appearance")
    press(desk.dialog, "theme_light")
    assert desk.studio.settings.appearance.theme == "light"
    await asyncio.sleep(0)
    await desk.studio.close()


def test_a_refused_choice_is_said(desk: Desk) -> None:
    desk.dialog.show_page("results")
    desk.preferences._update(refusal="Not so.")
    assert text_of(desk.dialog, "preferences_refusal") == "Not so."


def test_it_closes_by_button_and_escape(desk: Desk) -> None:
    QTest.keyClick(desk.dialog, Qt.Key.Key_Escape)
    assert not desk.dialog.isVisible()
    desk.dialog.show()
    QApplication.processEvents()
    press(desk.dialog, "close_settings")
    assert not desk.dialog.isVisible()
