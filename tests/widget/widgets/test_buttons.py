"""Buttons: the mouse never gives them the focus, Space presses one that has it, names can be read out."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QMenu, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from kling_desktop.ui.theme import style
from kling_desktop.ui.theme.roles import DARK, LIGHT, Role
from kling_desktop.ui.widgets.buttons import Button, ButtonKind, IconButton, PrimaryButton


def panel_with(qtbot: QtBot, *widgets: QWidget) -> QWidget:
    panel = QWidget()
    column = QVBoxLayout(panel)
    for widget in widgets:
        column.addWidget(widget)
    qtbot.addWidget(panel)
    panel.show()
    panel.activateWindow()
    qtbot.waitUntil(panel.isActiveWindow)
    return panel


@pytest.mark.parametrize(
    "button",
    [
        lambda: PrimaryButton("Generate", "generate", "Ctrl+⏎"),
        lambda: Button("Add video…", "add_video", icon="plus"),
        lambda: IconButton("play", "Play", "play"),
    ],
    ids=["primary", "words", "icon"],
)
class TestEveryButton:
    def test_the_mouse_presses_it_without_moving_the_focus(self, qtbot: QtBot, button: type) -> None:
        made, field, pressed = button(), QLineEdit(), []
        made.clicked.connect(lambda: pressed.append(1))
        panel = panel_with(qtbot, field, made)
        field.setFocus()
        QTest.mouseClick(made, Qt.MouseButton.LeftButton)
        QTest.keyClick(panel.focusWidget(), Qt.Key.Key_Space)
        assert (len(pressed), field.text(), field.hasFocus()) == (1, " ", True)

    def test_focused_it_keeps_space_from_the_panel(self, qtbot: QtBot, button: type) -> None:
        made, stolen, pressed = button(), [], []
        made.clicked.connect(lambda: pressed.append(1))
        panel = panel_with(qtbot, made)
        shortcut = QShortcut(QKeySequence(Qt.Key.Key_Space), panel)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(lambda: stolen.append(1))
        made.setFocus(Qt.FocusReason.TabFocusReason)
        QTest.keyClick(made, Qt.Key.Key_Space)
        assert (len(pressed), len(stolen)) == (1, 0)

    def test_it_is_reached_by_tab_and_shows_it(self, qtbot: QtBot, button: type) -> None:
        made, field = button(), QLineEdit()
        panel = panel_with(qtbot, field, made)
        field.setFocus()
        QTest.keyClick(field, Qt.Key.Key_Tab)
        assert panel.focusWidget() is made
        edge = made.grab().toImage().pixelColor(made.width() // 2, 0).name()
        assert edge in (DARK[Role.FOCUS], DARK[Role.TEXT])

    def test_it_has_a_name_to_read_out(self, qtbot: QtBot, button: type) -> None:
        made: QAbstractButton = button()
        qtbot.addWidget(made)
        spoken = QAccessible.queryAccessibleInterface(made)
        assert spoken.text(QAccessible.Text.Name)
        assert made.objectName()


class TestAButtonWithAMenu:
    @pytest.mark.parametrize("key", ["Key_Space", "Key_Return", "Key_Enter", "Key_Down"])
    def test_keys_open_it_and_escape_gives_the_keyboard_back(self, qtbot: QtBot, key: str) -> None:
        made, menu = with_menu()
        panel = panel_with(qtbot, QLineEdit(), made)
        made.setFocus(Qt.FocusReason.TabFocusReason)
        QTest.keyClick(made, Qt.Key[key])
        qtbot.waitUntil(menu.isVisible)
        if key != "Key_Space":
            assert menu.activeAction().text() == "Test"
        QTest.keyClick(menu, Qt.Key.Key_Escape)
        assert not menu.isVisible()
        qtbot.waitUntil(panel.isActiveWindow)
        assert (made.hasFocus(), made.isDown()) == (True, False)

    def test_assistive_tools_can_focus_and_open_it(self, qtbot: QtBot) -> None:
        made, menu = with_menu()
        panel = panel_with(qtbot, QLineEdit(), made)
        spoken = QAccessible.queryAccessibleInterface(made)
        assert spoken.role() == QAccessible.Role.ButtonMenu
        actions = spoken.actionInterface()
        assert {"ShowMenu", "SetFocus"} <= set(actions.actionNames())
        actions.doAction("SetFocus")
        assert panel.focusWidget() is made
        actions.doAction("ShowMenu")
        qtbot.waitUntil(menu.isVisible)
        menu.close()


def with_menu() -> tuple[Button, QMenu]:
    made = Button("My presets", "my_presets")
    menu = QMenu(made)
    menu.addAction("Not now").setEnabled(False)
    menu.addSeparator()
    menu.addAction("Test")
    made.setMenu(menu)
    return made, menu


def test_an_icon_button_tells_its_shortcut_on_hover(qtbot: QtBot) -> None:
    button = IconButton("play", "Play", "play", "Space")
    qtbot.addWidget(button)
    assert button.accessibleName() == "Play"
    assert button.toolTip() == "Play  (Space)"


def test_a_primary_button_makes_room_for_its_hint(qtbot: QtBot) -> None:
    bare, hinted = PrimaryButton("Generate", "a"), PrimaryButton("Generate", "b", "Ctrl+⏎")
    qtbot.addWidget(bare)
    qtbot.addWidget(hinted)
    assert hinted.sizeHint().width() > bare.sizeHint().width() + 20
    assert hinted.text() == "Generate"


def test_an_icon_counts_in_the_first_size(qtbot: QtBot) -> None:
    bare, signed = Button("Save…", "a"), Button("Save…", "b", icon="save")
    qtbot.addWidget(bare)
    qtbot.addWidget(signed)
    assert signed.sizeHint().width() >= bare.sizeHint().width() + 16


def test_icons_follow_the_theme(qtbot: QtBot, qapp: QApplication) -> None:
    button = Button("Delete", "delete", ButtonKind.DANGER, "trash")
    qtbot.addWidget(button)
    assert button.sizeHint().isValid()
    before = button.icon().cacheKey()
    style.apply(qapp, LIGHT)
    assert button.icon().cacheKey() != before
