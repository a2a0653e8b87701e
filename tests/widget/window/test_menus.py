"""Every menu of the window has a name, and every entry words, for those who hear them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QMenu, QPushButton, QToolButton, QWidget

from kling_desktop import paths
from kling_desktop.domain.job import JobState, Take
from kling_desktop.domain.request import Element, ElementKind, ImageInput
from kling_desktop.ui.editor.tiles import Tile
from kling_desktop.viewmodels.rows import TaskRow
from tests.support.panels import child, dialog, press
from tests.support.rooms import Furnished
from tests.support.studio_double import job

DEMO = str(paths.resource("demo", "big-buck-bunny-5s.mp4"))
FACE = ImageInput("face.png", url="https://pictures.example/face.png")
ANNA = Element(ElementKind.IMAGE, "Anna", FACE, (FACE,))
DONE = job(JobState.DONE, takes=(Take(DEMO, "ab", 9),))

pytestmark = pytest.mark.qt_log_ignore(
    "pipewire", "PulseAudioService: pa_context_connect", "No RHI backend. Using CPU conversion"
)


async def test_the_menus_that_buttons_hold(room: Furnished) -> None:
    await room.attach()
    held = menus_in(room.frame)
    assert {"help", "project", "more_ways_to_send"} <= held.keys()
    settings = room.stage.open_settings()
    held |= menus_in(settings)
    settings.close()
    press(room.frame, "open_presets")
    held |= menus_in(await dialog("presets"))
    assert {"add_token", "my_presets"} <= held.keys()
    assert [wrong for menu in held.values() for wrong in nameless(menu)] == []
    (await dialog("presets")).close()
    await room.studio.close()


def menus_in(window: QWidget) -> dict[str, QMenu]:
    """The menus of its buttons, by the names of these."""
    buttons = {each.objectName(): each.menu() for each in window.findChildren(QPushButton)}
    tools = {each.objectName(): each.menu() for each in window.findChildren(QToolButton)}
    return {name: menu for name, menu in (*buttons.items(), *tools.items()) if menu}


def menu_of(opened: str) -> Callable[[Furnished], None]:
    """What presses the button that opens a menu."""
    return lambda room: press(room.frame, opened)


def menu_of_tile(name: str) -> Callable[[Furnished], None]:
    """What opens the menu of a tile."""
    return lambda room: child(room.frame, name, Tile).menu_wanted.emit(QPoint(0, 0))


def picture_menu(room: Furnished) -> None:
    room.stage.viewer.menu_wanted.emit(QPoint(0, 0))


def task_menu(room: Furnished) -> None:
    room.stage._handling.open_menu(TaskRow.resting(DONE), QPoint(0, 0))


@pytest.mark.parametrize(
    "open_menu",
    [
        menu_of("grab_still"),
        menu_of_tile("image_1"),
        menu_of_tile("element_1"),
        menu_of_tile("first_frame"),
        picture_menu,
        task_menu,
    ],
)
async def test_the_menus_that_open_beside_the_mouse(
    room: Furnished, open_menu: Callable[[Furnished], None]
) -> None:
    await room.attach()
    room.workspace.materials.add_text(FACE.url)
    room.workspace.materials.add_element(ANNA)
    room.workspace.showing.show_job(DONE, take=0)
    open_menu(room)
    menu = QApplication.activePopupWidget()
    assert menu is not None
    assert nameless(menu) == []
    menu.close()
    await room.studio.close()


def nameless(menu: object) -> list[str]:
    """What is wrong in a menu and in those within it."""
    assert isinstance(menu, QMenu)
    wrong = [] if menu.accessibleName() else [f"the menu {menu.objectName() or menu.title()} has no name"]
    entries = [each for each in menu.actions() if not each.isSeparator()]
    wrong += [
        f"{menu.accessibleName()}: entry {each.objectName()}" for each in entries if not each.text().strip()
    ]
    if not entries:
        wrong.append(f"the menu {menu.accessibleName()} is empty")
    for each in entries:
        inner = each.menu()
        if isinstance(inner, QMenu) and inner.isEnabled():
            wrong += nameless(inner)
    return wrong
