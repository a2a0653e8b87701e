"""Folder, theme and the window's place in the real settings file."""

from __future__ import annotations

from pathlib import Path

import pytest

from kling_desktop.settings.file import Settings
from kling_desktop.viewmodels.first_look import FirstLook, first_look
from kling_desktop.viewmodels.preferences import PreferencesModel
from tests.support.studio_double import StudioDouble
from tests.support.waiting import until


@pytest.fixture
def settings(tmp_path: Path, studio: StudioDouble) -> Path:
    path = tmp_path / "settings.json"
    studio.settings = Settings.load(path)
    return path


async def test_each_choice_counts_at_once_and_is_kept(settings: Path, studio: StudioDouble) -> None:
    model = PreferencesModel(FirstLook(theme="light"))
    assert model.state.theme == "light"
    model.choose_theme("system")
    assert not model.state.is_open
    model.attach(studio.as_studio)
    assert (model.state.is_open, model.state.theme, model.state.results_folder) == (True, "dark", "/takes")
    model.choose_theme("light")
    model.choose_folder("/elsewhere")
    model.keep_window("AAAA", {"main": [300, 980]})
    assert (model.state.theme, model.state.is_own_folder) == ("light", True)
    assert studio.settings.results.folder == "/elsewhere"
    await until(lambda: first_look(settings) == FirstLook("light", "", "AAAA", {"main": (300, 980)}))
    await studio.close()


async def test_a_choice_that_is_refused_says_why(settings: Path, studio: StudioDouble) -> None:
    model = PreferencesModel(FirstLook())
    model.attach(studio.as_studio)
    model.keep_window("not base 64!", {})
    assert model.state.refusal
    assert studio.settings.window.geometry == ""
    model.choose_theme("light")
    assert model.state.refusal == ""
    await studio.close()
