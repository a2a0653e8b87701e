"""Whoever typed gets the keys of the viewer back: by Esc from any field, by a click on any part of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPlainTextEdit, QSlider, QSpinBox, QWidget

from kling_desktop.ui.viewer.canvas import VideoCanvas
from tests.support.panels import child, press
from tests.support.rooms import Furnished, furnished
from tests.support.studio_double import StudioDouble

FIELDS = (QPlainTextEdit, QLineEdit, QComboBox, QSpinBox)


@pytest.fixture
def room(qapp: QApplication, studio: StudioDouble, tmp_path: Path) -> Iterator[Furnished]:
    with furnished(studio, tmp_path) as made:
        yield made


def fields(room: Furnished) -> list[QWidget]:
    """Every field on the screen that takes the keyboard."""
    found = [each for kind in FIELDS for each in room.frame.findChildren(kind)]
    return [each for each in found if each.isVisible() and each.isEnabled() and each.focusProxy() is None]


async def test_esc_from_any_field_gives_the_viewer_its_keys(room: Furnished) -> None:
    await room.attach()
    canvas = child(room.frame, "preview", VideoCanvas)
    tried = set()
    for field in fields(room):
        field.setFocus()
        if not field.hasFocus():
            continue
        QTest.keyClick(field, Qt.Key.Key_Escape)
        assert canvas.hasFocus(), field.objectName()
        tried.add(field.objectName())
    assert tried >= {"prompt", "mode", "aspect_ratio"}
    await room.studio.close()


async def test_what_is_open_is_closed_first(room: Furnished) -> None:
    await room.attach()
    canvas = child(room.frame, "preview", VideoCanvas)
    press(room.frame, "all_tasks_toggle")
    search = child(room.frame, "search_tasks", QLineEdit)
    search.setFocus()
    QTest.keyClick(search, Qt.Key.Key_Escape)
    assert not search.isVisible()
    child(room.frame, "prompt", QPlainTextEdit).setFocus()
    QTest.keyClick(room.prompt, Qt.Key.Key_Escape)
    assert canvas.hasFocus()
    await room.studio.close()


@pytest.mark.parametrize("part", ["position", "volume", "loop", "preview"])
async def test_a_click_on_any_part_of_the_viewer_gives_it_the_keys(room: Furnished, part: str) -> None:
    await room.attach()
    room.frame.resize(1440, 800)
    room.prompt.setFocus()
    where = child(room.frame, part, QWidget)
    where.setEnabled(True)
    QTest.mouseClick(where, Qt.MouseButton.LeftButton)
    assert child(room.frame, "preview", VideoCanvas).hasFocus()
    await room.studio.close()


async def test_a_click_leaves_the_keyboard_where_it_is_in_the_viewer(room: Furnished) -> None:
    await room.attach()
    slider = child(room.frame, "position", QSlider)
    slider.setEnabled(True)
    slider.setFocus()
    QTest.mouseClick(slider, Qt.MouseButton.LeftButton)
    assert slider.hasFocus()
    await room.studio.close()
