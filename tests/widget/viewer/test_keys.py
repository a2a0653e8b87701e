"""The keys of an edit desk: shuttle, held keys, marks, layouts; no list, slider or text is frozen."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QListWidget, QSlider, QToolButton, QWidget

from kling_desktop.domain.keys import Action, chosen
from kling_desktop.ui.viewer.canvas import VideoCanvas
from kling_desktop.ui.viewer.clip import Clip, Side
from kling_desktop.ui.viewer.deck import Deck
from kling_desktop.ui.viewer.keys import KeyPad
from kling_desktop.ui.viewer.panel import ViewerPanel
from tests.support.waiting import until

K = Qt.Key


class Desk:
    def __init__(self, panel: ViewerPanel) -> None:
        deck, canvas = panel.findChild(Deck), panel.findChild(VideoCanvas, "preview")
        assert deck is not None
        assert canvas is not None
        self.panel, self.deck, self.canvas = panel, deck, canvas

    async def open(self, clip: Clip) -> None:
        self.panel.show_source(clip)
        await until(lambda: self.deck.moments == 132 and self.deck.position == 0)
        self.panel.take_keyboard()
        await until(self.canvas.hasFocus)

    def press(self, key: K, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self.canvas, key, modifiers)


@pytest.fixture
def desk(panel: ViewerPanel) -> Desk:
    return Desk(panel)


async def test_l_and_j_go_faster_each_time(desk: Desk, demo: Clip) -> None:
    await desk.open(demo)
    speeds = []
    for key in (K.Key_L, K.Key_L, K.Key_L, K.Key_L, K.Key_J, K.Key_J, K.Key_K):
        desk.press(key)
        speeds.append(desk.deck.speed)
    assert speeds == [1, 2, 4, 4, -1, -2, 0]


async def test_k_held_a_tap_is_a_frame_and_holding_is_slow(desk: Desk, demo: Clip) -> None:
    await desk.open(demo)
    desk.deck.seek(50)
    await until(lambda: desk.deck.position == 50)
    QTest.keyPress(desk.canvas, K.Key_K)
    QTest.keyClick(desk.canvas, K.Key_L)
    assert desk.deck.position == 51
    QTest.keyClick(desk.canvas, K.Key_J)
    assert desk.deck.position == 50
    QTest.keyPress(desk.canvas, K.Key_J)
    await until(lambda: desk.deck.speed == Fraction(-1, 4))
    await until(lambda: desk.deck.position < 50)
    QTest.keyRelease(desk.canvas, K.Key_J)
    assert desk.deck.speed == 0
    QTest.keyRelease(desk.canvas, K.Key_K)
    desk.press(K.Key_L)
    assert desk.deck.speed == 1, "let go, L plays again"


async def test_seconds_ends_and_commas(desk: Desk, demo: Clip) -> None:
    await desk.open(demo)
    shift = Qt.KeyboardModifier.ShiftModifier
    desk.press(K.Key_Right, shift)
    assert desk.deck.position == 25
    desk.press(K.Key_Left, shift)
    assert desk.deck.position == 0
    desk.press(K.Key_Period)
    assert desk.deck.position == 1
    desk.press(K.Key_Comma)
    assert desk.deck.position == 0
    desk.press(K.Key_End)
    assert desk.deck.position == 131


async def test_with_the_source_showing_in_and_out_are_the_range(desk: Desk, demo: Clip) -> None:
    await desk.open(demo)
    told: list[tuple[str, int]] = []
    desk.panel.in_wanted.connect(lambda frame: told.append(("in", frame)))
    desk.panel.out_wanted.connect(lambda frame: told.append(("out", frame)))
    desk.panel.clear_wanted.connect(lambda: told.append(("clear", -1)))
    desk.deck.seek(30)
    desk.press(K.Key_I)
    desk.deck.seek(60)
    desk.press(K.Key_O)
    desk.press(K.Key_X, Qt.KeyboardModifier.AltModifier)
    assert told == [("in", 30), ("out", 60), ("clear", -1)]
    assert desk.deck.marks is None, "the range is not the viewer's to keep"
    desk.panel.show_range((30, 60))
    desk.press(K.Key_Up)
    assert desk.deck.position == 30
    desk.press(K.Key_O, Qt.KeyboardModifier.ShiftModifier)
    assert desk.deck.position == 60


async def test_playing_around_comes_back(desk: Desk, demo: Clip) -> None:
    await desk.open(demo)
    desk.deck.seek(5)
    desk.deck.set_marks(None, of_source=True)
    positions: list[int] = []
    desk.deck.position_changed.connect(positions.append)
    desk.press(K.Key_Slash)
    assert desk.deck.is_playing
    await until(lambda: not desk.deck.is_playing)
    assert max(positions) == 55
    await until(lambda: desk.deck.position == 5)


async def test_where_it_is_is_told_with_the_rest_at_the_end(desk: Desk, demo: Clip) -> None:
    await desk.open(demo)
    told: list[tuple[object, int, bool]] = []
    desk.panel.positioned.connect(lambda side, frame, runs: told.append((side, frame, runs)))
    desk.panel.seek(120)
    desk.press(K.Key_L)
    await until(lambda: desk.deck.position > 122)
    desk.press(K.Key_K)
    assert {runs for _, _, runs in told} == {True, False}
    assert told[-1] == (Side.SOURCE, desk.deck.position, False)


async def test_another_layout_has_its_own_keys(desk: Desk, demo: Clip) -> None:
    await desk.open(demo)
    desk.panel.set_keys(chosen("avid", {}))
    desk.press(K.Key_4)
    assert desk.deck.position == 1
    desk.panel.set_keys(chosen("losslesscut", {}))
    desk.press(K.Key_Right)
    assert desk.deck.position == 26
    desk.panel.set_keys(chosen("standard", {"step_on": "B"}))
    desk.press(K.Key_B)
    assert desk.deck.position == 27


async def test_keys_it_cannot_carry_out_are_passed_on(desk: Desk, demo: Clip) -> None:
    await desk.open(demo)
    told: list[Action] = []
    desk.panel.key_pressed.connect(told.append)
    desk.press(K.Key_PageDown)
    desk.press(K.Key_PageUp)
    assert told == [Action.NEXT_RESULT, Action.PREVIOUS_RESULT]


async def test_takes_by_number_and_the_star(desk: Desk, demo: Clip) -> None:
    await desk.open(demo)
    wished: list[int] = []
    starred: list[int] = []
    desk.panel.take_wished.connect(wished.append)
    desk.panel.star_wished.connect(lambda: starred.append(1))
    desk.panel.show_takes(2, 0, -1)
    desk.press(K.Key_2)
    desk.press(K.Key_3)
    desk.press(K.Key_S)
    assert (wished, starred) == ([1], [1])
    button = desk.panel.findChild(QWidget, "take_2")
    assert button is not None
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert wished == [1, 1]


async def test_escape_in_the_timecode_gives_the_keys_back(desk: Desk, demo: Clip) -> None:
    await desk.open(demo)
    field = desk.panel.findChild(QLineEdit, "timecode")
    assert field is not None
    field.setFocus()
    QTest.keyClicks(field, "+12")
    QTest.keyClick(field, K.Key_Return)
    await until(lambda: desk.deck.position == 12)
    QTest.keyClick(field, K.Key_Escape)
    assert desk.canvas.hasFocus()


async def test_a_focused_slider_keeps_its_arrows_and_lets_letters_through(desk: Desk, demo: Clip) -> None:
    await desk.open(demo)
    slider = desk.panel.findChild(QSlider, "position")
    assert slider is not None
    slider.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(slider, K.Key_Right)
    await until(lambda: desk.deck.position == 1)
    QTest.keyClick(slider, K.Key_L)
    assert desk.deck.is_playing


@pytest.fixture
def watched(qapp: QApplication) -> Iterator[tuple[KeyPad, QWidget, list[Action]]]:
    widget = QWidget()
    pad = KeyPad(widget)
    pad.watch(widget)
    pressed: list[Action] = []
    pad.pressed.connect(pressed.append)
    yield pad, widget, pressed
    widget.deleteLater()


def test_a_sign_above_another_needs_no_own_key(watched: tuple[KeyPad, QWidget, list[Action]]) -> None:
    _, widget, pressed = watched
    # On a German keyboard the slash stands above the 7.
    event = QKeyEvent(QEvent.Type.KeyPress, K.Key_Slash, Qt.KeyboardModifier.ShiftModifier, "/")
    QApplication.sendEvent(widget, event)
    assert pressed == [Action.PLAY_AROUND]


def test_held_down_only_steps_repeat(watched: tuple[KeyPad, QWidget, list[Action]]) -> None:
    _, widget, pressed = watched
    for key in (K.Key_Right, K.Key_L):
        for is_repeat in (False, True, True):
            event = QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, "", is_repeat)
            QApplication.sendEvent(widget, event)
    assert pressed == [Action.STEP_ON] * 3 + [Action.SHUTTLE_ON]


def test_what_it_does_not_watch_it_does_not_touch(qapp: QApplication, desk: Desk) -> None:
    beside = QListWidget()
    beside.addItems(["Jay", "Kay", "Ell"])
    QTest.keyClick(beside, K.Key_E)
    assert beside.currentItem().text() == "Ell"
    beside.deleteLater()


async def test_full_screen_and_back(desk: Desk, demo: Clip, tmp_path: Path) -> None:
    await desk.open(demo)
    desk.press(K.Key_F11)
    windows = [each for each in QApplication.topLevelWidgets() if each.objectName() == "full_screen"]
    assert len(windows) == 1
    screen = windows[0]
    await until(screen.isVisible)
    QTest.keyClick(screen, K.Key_Right)
    await until(lambda: desk.deck.position == 1)
    QTest.keyClick(screen, K.Key_Escape)
    assert not screen.isVisible()
    assert isinstance(desk.panel.findChild(QToolButton, "play"), QToolButton)
