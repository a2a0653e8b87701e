"""Where the panels lie, by the size of the window."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QTabWidget, QWidget

from kling_desktop.ui.arrangement import LIST_WIDTH, NARROW
from kling_desktop.ui.widgets.scrolled import Scrolled
from kling_desktop.viewmodels.first_look import FirstLook
from tests.support.panels import child, press
from tests.support.rooms import Furnished, furnished
from tests.support.studio_double import StudioDouble


@pytest.fixture
def room(qapp: QApplication, studio: StudioDouble, tmp_path: Path) -> Iterator[Furnished]:
    with furnished(studio, tmp_path) as made:
        yield made


def resized(room: Furnished, width: int, height: int) -> None:
    room.frame.resize(width, height)
    for _ in range(3):
        QApplication.processEvents()


def place(room: Furnished, name: str) -> tuple[int, int]:
    widget = child(room.frame, name, QWidget)
    corner = widget.mapTo(room.frame, QPoint())
    return corner.x(), corner.y()


def test_the_smallest_common_laptop_has_everything_in_sight(room: Furnished) -> None:
    resized(room, 1280, 618)
    for name in ("prompt", "source_videos", "mode", "generate", "preview", "tasks_empty", "settings"):
        widget = child(room.frame, name, QWidget)
        inside = room.frame.rect().contains(widget.rect().translated(widget.mapTo(room.frame, QPoint())))
        assert widget.isVisible(), name
        assert inside, name
    preview = child(room.frame, "preview", QWidget)
    assert preview.width() >= 700
    assert preview.height() >= 390


def test_the_editor_is_left_of_the_viewer_and_the_strip_below_it(room: Furnished) -> None:
    resized(room, 1280, 720)
    assert place(room, "editor")[0] == 0
    assert place(room, "viewer")[0] > room.window.editor.width()
    assert place(room, "tasks_empty")[1] > place(room, "viewer")[1]


@pytest.mark.parametrize(("width", "height"), [(959, 700), (1280, 480), (640, 360)])
def test_where_there_is_little_room_panels_are_tabs_with_generate_pinned(
    room: Furnished, width: int, height: int
) -> None:
    resized(room, width, height)
    tabs = room.window.panels.findChild(QTabWidget)
    assert tabs is not None
    assert [tabs.tabText(number) for number in range(tabs.count())] == ["Edit", "Viewer", "Tasks"]
    for number in range(tabs.count()):
        tabs.setCurrentIndex(number)
        generate = child(room.frame, "generate", QPushButton)
        assert generate.isVisible()
        assert room.frame.rect().contains(generate.rect().translated(generate.mapTo(room.frame, QPoint())))


def test_what_is_said_for_a_moment_rearranges_nothing(room: Furnished) -> None:
    resized(room, 1280, 560)
    height = room.stage.viewer.height()
    room.window.messages.say("The settings could not be read, so they are back at their defaults.")
    resized(room, 1280, 561)
    assert room.window.messages.isVisible()
    assert room.window.panels.height() < NARROW.height()
    assert not room.window.panels.is_narrow
    assert room.stage.viewer.height() < height


def test_there_and_back_nothing_is_lost(room: Furnished) -> None:
    QTest.keyClicks(room.prompt, "Add snow")
    resized(room, 640, 360)
    resized(room, 1280, 720)
    assert room.prompt.isVisible()
    assert room.prompt.toPlainText() == "Add snow"
    assert room.stage.viewer.isVisible()
    assert room.stage.strip.isVisible()
    generate = child(room.frame, "generate", QPushButton)
    assert room.window.editor.isAncestorOf(generate)


def test_all_brings_the_list_over_the_viewer(room: Furnished) -> None:
    resized(room, 1280, 720)
    press(room.frame, "all_tasks_toggle")
    assert room.stage.tasks.isVisible()
    assert not room.stage.viewer.isVisible()
    QTest.keyClick(room.stage.tasks, Qt.Key.Key_Escape)
    assert room.stage.viewer.isVisible()
    assert not room.stage.tasks.isVisible()


def test_a_wide_window_has_room_for_both(room: Furnished) -> None:
    resized(room, 1700, 900)
    assert not room.stage.tasks.isVisible()
    press(room.frame, "all_tasks_toggle")
    assert room.stage.tasks.isVisible()
    assert room.stage.viewer.isVisible()
    resized(room, 1280, 720)
    assert room.stage.tasks.isVisible()
    assert not room.stage.viewer.isVisible()


@pytest.mark.parametrize("is_listed", [True, False])
def test_the_docked_list_comes_back_as_wide_as_it_was(room: Furnished, is_listed: bool) -> None:
    # As after a restart or a change of language, also when it was put away meanwhile.
    resized(room, 1700, 900)
    press(room.frame, "all_tasks_toggle")
    room.window.panels._right.setSizes([800, 520])
    width = room.stage.tasks.width()
    if not is_listed:
        press(room.frame, "all_tasks_toggle")
    remembered = {name: tuple(sizes) for name, sizes in room.window.panels.splitters().items()}
    room.window.panels._earlier = remembered
    room.stage.tasks.setParent(None)
    room.window.panels.show_list(True)
    QApplication.processEvents()
    assert room.stage.tasks.width() == pytest.approx(width, abs=2)
    assert width > LIST_WIDTH


def test_a_list_whose_width_was_lost_is_not_without_one(room: Furnished) -> None:
    room.window.panels._earlier = {"dock": (1340, 0)}
    resized(room, 1700, 900)
    press(room.frame, "all_tasks_toggle")
    QApplication.processEvents()
    assert room.stage.tasks.width() == pytest.approx(LIST_WIDTH, abs=2)


def test_the_left_column_folds_and_comes_back_for_a_dropped_clip(room: Furnished) -> None:
    resized(room, 1280, 720)
    room.window.panels._split.setSizes([0, 1280])
    assert place(room, "editor")[0] < 0
    room.window.panels.show_editor()
    assert place(room, "editor")[0] == 0
    assert room.window.editor.width() >= 300


def test_the_left_column_is_never_cut_off_sideways(room: Furnished) -> None:
    resized(room, 1280, 720)
    room.window.panels._split.setSizes([1, 1279])
    QApplication.processEvents()
    areas = room.window.editor.findChildren(Scrolled)
    assert areas
    for area in areas:
        body = area.widget()
        assert body is not None
        assert body.minimumSizeHint().width() <= body.width() == area.viewport().width()


async def test_sizes_are_remembered(room: Furnished) -> None:
    await room.attach()
    room.window.panels._split.setSizes([420, 876])
    room.stage.remember_place()
    window = room.studio.settings.window
    assert window.splitters["main"][0] == 420
    assert window.geometry
    await room.studio.close()


def test_remembered_sizes_come_back(studio: StudioDouble, tmp_path: Path) -> None:
    with furnished(studio, tmp_path) as first:
        # Qt shrinks what it gives back to the screen: every screen of a test is wider than this.
        resized(first, 1200, 700)
        geometry = first.frame.place()
    look = FirstLook(geometry=geometry, splitters={"main": (420, 776), "dock": (700, 500)})
    with furnished(studio, tmp_path, look) as second:
        QApplication.processEvents()
        assert second.frame.size().toTuple() == (1200, 700)
        assert second.window.editor.width() == 420
        resized(second, 1700, 900)
        press(second.frame, "all_tasks_toggle")
        QApplication.processEvents()
        assert second.stage.tasks.width() == 500
        assert second.window.editor.width() == 420


def test_whoever_types_keeps_the_keyboard_when_the_window_changes(room: Furnished) -> None:
    resized(room, 1280, 618)
    room.prompt.setFocus()
    resized(room, 940, 480)
    assert room.prompt.hasFocus()
    resized(room, 1280, 618)
    assert room.prompt.hasFocus()


def test_the_smallest_laptop_shows_what_makes_the_price(room: Furnished) -> None:
    resized(room, 1280, 618)
    for name in ("mode", "aspect_ratio", "keep_original_sound", "generate", "takes"):
        widget = child(room.frame, name, QWidget)
        assert widget.visibleRegion().boundingRect().size() == widget.size(), name
