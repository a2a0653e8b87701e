"""Help: the sheet of shortcuts, first steps, the bundle for support, about."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QFileDialog, QLabel, QPlainTextEdit

from kling_desktop.settings.sections import Keys
from tests.support.panels import child, dialog, press
from tests.support.rooms import Furnished, furnished
from tests.support.studio_double import StudioDouble
from tests.support.waiting import until

pytestmark = pytest.mark.qt_log_ignore(
    "pipewire", "PulseAudioService: pa_context_connect", "No RHI backend. Using CPU conversion"
)


@pytest.fixture
def room(qapp: QApplication, studio: StudioDouble, tmp_path: Path) -> Iterator[Furnished]:
    with furnished(studio, tmp_path) as made:
        yield made


def choose(room: Furnished, name: str) -> None:
    action = room.frame.findChild(QAction, name)
    assert action is not None
    action.trigger()


async def test_the_sheet_tells_the_keys_in_use_and_where_to_change_them(room: Furnished) -> None:
    await room.attach()
    room.studio.settings.replace(Keys("avid"))
    QTest.keyClick(room.frame.focusWidget(), Qt.Key.Key_F1)
    sheet = await dialog("shortcut_sheet")
    texts = [label.text() for label in sheet.findChildren(QLabel)]
    assert texts[texts.index("Mark in") + 1] == "E"
    assert "Ctrl+P" in texts
    press(sheet, "change_keys")
    settings = await dialog("settings_dialog")
    assert child(settings, "key_layout", QComboBox).isVisible()
    settings.close()
    await room.studio.close()


async def test_a_question_mark_can_be_typed(room: Furnished) -> None:
    await room.attach()
    QTest.keyClicks(room.prompt, "Snow?")
    assert room.prompt.toPlainText() == "Snow?"
    await room.studio.close()


async def test_the_first_steps_come_again_and_practice_begins(room: Furnished) -> None:
    room.studio.account.is_practice = False
    await room.attach()
    choose(room, "show_first_steps")
    press(await dialog("first_run"), "practice_with_demo")
    assert room.studio.account.is_practice
    request = room.workspace.editor.state.request
    assert "snow" in request.prompt
    assert request.source is not None
    assert request.source.location.endswith("big-buck-bunny-5s.mp4")
    await room.studio.close()


async def test_first_steps_leave_an_edit_alone(room: Furnished) -> None:
    await room.attach()
    room.workspace.editor.set_prompt("Mine")
    choose(room, "show_first_steps")
    press(await dialog("first_run"), "practice_with_demo")
    assert room.workspace.editor.state.request.prompt == "Mine"
    await room.studio.close()


async def test_a_bundle_is_saved_without_prompts(room: Furnished, tmp_path: Path) -> None:
    await room.attach()
    told: list[str] = []
    room.workspace.noticed.connect(told.append)
    choose(room, "show_support")
    asked = await dialog("support_bundle")
    assert not child(asked, "with_prompts", QCheckBox).isChecked()
    press(asked, "save_bundle")
    chooser = await dialog("choose_bundle_target")
    assert isinstance(chooser, QFileDialog)
    target = tmp_path / "bundle.zip"
    chooser.fileSelected.emit(str(target))
    chooser.close()
    await until(lambda: told)
    assert str(target) in told[0]
    assert "tasks.json" in zipfile.ZipFile(target).namelist()
    await room.studio.close()


async def test_about_tells_version_and_parts(room: Furnished) -> None:
    await room.attach()
    choose(room, "show_about")
    about = await dialog("about")
    await until(lambda: "PySide6" in child(about, "notices", QPlainTextEdit).toPlainText())
    assert child(about, "version", QLabel).text().startswith("Version ")
    press(about, "close_about")
    await room.studio.close()
