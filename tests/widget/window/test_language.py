"""Another language while the window is open: every panel, Qt's own words; what was typed stays."""

from __future__ import annotations

import gc
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QLocale, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QMessageBox, QWidget

from kling_desktop import i18n
from kling_desktop.paths import PACKAGE
from kling_desktop.settings.sections import MotionChoice
from kling_desktop.ui import speech
from kling_desktop.viewmodels.observed import Observed
from tests.support.panels import child, dialog
from tests.support.rooms import Furnished, furnished
from tests.support.studio_double import StudioDouble
from tests.support.waiting import until

pytestmark = pytest.mark.qt_log_ignore(
    "pipewire", "PulseAudioService: pa_context_connect", "No RHI backend. Using CPU conversion"
)
SAME_IN_BOTH = {"Kling Desktop", "Rec.709", "Del"}


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    speech.speak("en")
    yield
    speech.speak("en")


@pytest.fixture
def room(qapp: QApplication, studio: StudioDouble, tmp_path: Path) -> Iterator[Furnished]:
    with furnished(studio, tmp_path) as made:
        yield made


def english_words(window: QWidget) -> set[str]:
    """Labels, names and tooltips of a window that are English texts of ours."""
    ours = set(i18n.Language("zh_CN")._translations._catalog) - SAME_IN_BOTH  # type: ignore[attr-defined]
    said: set[str] = set()
    for widget in (window, *window.findChildren(QWidget)):
        said |= {widget.accessibleName(), widget.toolTip(), widget.windowTitle()}
        if isinstance(widget, QLabel | QAbstractButton):
            said.add(widget.text())
        for kind in ("placeholderText", "title"):
            said.add(str(widget.property(kind) or ""))
    return {words for words in said - {""} if words in ours and i18n.Language("zh_CN").text(words) != words}


async def choose(room: Furnished, code: str) -> None:
    """Take a language in Settings, and wait for the window in it."""
    before = room.window
    settings = room.stage.open_settings()
    settings.show_page("appearance")
    field = child(settings, "language", QComboBox)
    field.setCurrentIndex(field.findText(dict(i18n.languages())[code]))
    field.activated.emit(field.currentIndex())
    await until(lambda: room.window is not before)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


async def test_every_panel_speaks_the_chosen_language_at_once(room: Furnished) -> None:
    await room.attach()
    QTest.keyClicks(room.prompt, "Add snow to @Video1")
    assert english_words(room.frame)
    await choose(room, "zh_CN")
    assert child(room.frame, "generate", QAbstractButton).text() == "生成"
    assert english_words(room.frame) == set()
    assert room.prompt.toPlainText() == "Add snow to @Video1"
    settings = await dialog("settings_dialog")
    assert settings.windowTitle() == "设置"
    assert child(settings, "language", QComboBox).currentText() == "简体中文"
    await choose(room, "en")
    assert child(room.frame, "generate", QAbstractButton).text() == "Generate"
    await room.studio.close()


async def test_the_panels_that_are_gone_hear_nothing_more(room: Furnished) -> None:
    await room.attach()
    old = room.stage.viewer
    await choose(room, "zh_CN")
    gc.collect()
    assert not shiboken6.isValid(old)
    for model in room.workspace.findChildren(Observed):
        model.changed.emit(model.state)
    room.workspace.pictures.arrived.emit("nothing")
    room.workspace.noticed.emit("一")
    QTest.keyClick(room.frame, Qt.Key.Key_Escape)
    await room.studio.close()


def test_no_model_is_bound_by_a_lambda() -> None:
    """It would go on after the panel is gone: Qt lets go of methods of what is destroyed, not of lambdas."""
    files = (PACKAGE / "ui").rglob("*.py")
    bound = re.compile(r"\.bind\(\s*lambda|\b_?model\.\w+\.connect\(\s*lambda")
    assert [file.name for file in files if bound.search(file.read_text("utf-8"))] == []


async def test_qts_own_words_and_dates_follow(room: Furnished) -> None:
    speech.speak("zh_CN")
    box = QMessageBox(QMessageBox.Icon.NoIcon, "", "", QMessageBox.StandardButton.Cancel, room.frame)
    assert box.button(QMessageBox.StandardButton.Cancel).text().startswith("取消")
    assert QLocale().language() is QLocale.Language.Chinese
    speech.speak("en")
    box = QMessageBox(QMessageBox.Icon.NoIcon, "", "", QMessageBox.StandardButton.Cancel, room.frame)
    assert box.button(QMessageBox.StandardButton.Cancel).text() == "Cancel"


async def test_a_language_of_the_command_line_stands_until_one_is_chosen(room: Furnished) -> None:
    speech.speak("zh_CN")
    before = room.window
    await room.attach()
    room.studio.settings.replace(replace(room.studio.settings.appearance, motion=MotionChoice.REDUCED))
    await until(lambda: room.workspace.preferences.state.motion == "reduced")
    assert room.window is before
    assert i18n.current().code == "zh_CN"
    await room.studio.close()
