"""Newer versions in the window: asked once, told quietly, opened in the browser; nothing of it in other builds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QWidget

from kling_desktop.domain.release import ReleasePlace
from kling_desktop.settings.sections import Updates
from kling_desktop.ui.preferences.dialog import PreferencesDialog
from tests.support.panels import child, dialog, press, text_of
from tests.support.rooms import Furnished, furnished
from tests.support.studio_double import StudioDouble

PAGE = "https://example.org/ours/releases"
PLACE = ReleasePlace("1.0.0", "https://api.example.org/newest", PAGE)
TOLD = Updates(True, True, "1.1.0", f"{PAGE}/tag/v1.1.0")

pytestmark = pytest.mark.qt_log_ignore(
    "pipewire", "PulseAudioService: pa_context_connect", "No RHI backend. Using CPU conversion"
)


@pytest.fixture
def room(qapp: QApplication, studio: StudioDouble, tmp_path: Path) -> Iterator[Furnished]:
    studio.releases = PLACE
    with furnished(studio, tmp_path) as made:
        yield made


def is_seen(room: Furnished, name: str) -> bool:
    return child(room.frame, name, QWidget).isVisible()


async def open_privacy(room: Furnished) -> PreferencesDialog:
    room.stage.open_settings()
    settings = await dialog("settings_dialog")
    assert isinstance(settings, PreferencesDialog)
    settings.show_page("privacy")
    return settings


@pytest.mark.parametrize(("button", "is_looking"), [("update_question_action", True), ("no_updates", False)])
async def test_it_is_asked_once_however_it_is_answered(
    room: Furnished, button: str, is_looking: bool
) -> None:
    await room.attach()
    assert is_seen(room, "update_question")
    assert "api.example.org" in text_of(room.frame, "update_question_text")

    press(room.frame, button)

    assert not is_seen(room, "update_question")
    told = room.studio.settings.updates
    assert (told.was_asked, told.is_looking) == (True, is_looking)
    await room.studio.close()


async def test_who_did_not_answer_is_not_asked_again(room: Furnished) -> None:
    room.studio.settings.replace(Updates(was_asked=True))
    await room.attach()

    assert not is_seen(room, "update_question")
    await room.studio.close()


async def test_a_newer_version_is_a_quiet_line_with_its_page(
    room: Furnished, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toString()))
    room.studio.settings.replace(TOLD)
    await room.attach()
    assert is_seen(room, "newer_version")
    assert text_of(room.frame, "newer_version_text") == "Version 1.1.0 is out."

    press(room.frame, "newer_version_action")
    press(room.frame, "pass_version")

    assert opened == [f"{PAGE}/tag/v1.1.0"]
    assert not is_seen(room, "newer_version")
    room.studio.settings.replace(replace(room.studio.settings.updates, newest="1.2.0"))
    assert text_of(room.frame, "newer_version_text") == "Version 1.2.0 is out."
    await room.studio.close()


async def test_settings_turn_it_on_and_off(room: Furnished) -> None:
    await room.attach()
    settings = await open_privacy(room)

    child(settings, "look_for_updates", QCheckBox).click()

    assert room.studio.settings.updates.is_looking
    assert not is_seen(room, "update_question")
    child(settings, "look_for_updates", QCheckBox).click()
    assert not room.studio.settings.updates.is_looking
    settings.close()
    await room.studio.close()


async def test_another_build_shows_nothing_of_it(room: Furnished) -> None:
    room.studio.releases = None
    room.studio.settings.replace(replace(TOLD, was_asked=False))
    await room.attach()
    settings = await open_privacy(room)

    assert not is_seen(room, "update_question")
    assert not is_seen(room, "newer_version")
    assert settings.findChild(QCheckBox, "look_for_updates") is None
    assert any("no update checks" in label.text() for label in settings.findChildren(QLabel))
    settings.close()
    await room.studio.close()
