"""Indicators: they move only while seen, and not at all where motion is unwanted."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible
from pytestqt.qtbot import QtBot

from kling_desktop.ui.system_motion import ask_system, mac_asks
from kling_desktop.ui.widgets import motion
from kling_desktop.ui.widgets.progress import ThinProgress


@pytest.fixture
def still() -> Iterator[None]:
    motion.set_reduced(True)
    yield
    motion.set_reduced(False)


@pytest.fixture
def bar(qtbot: QtBot) -> ThinProgress:
    made = ThinProgress("Progress", "progress")
    qtbot.addWidget(made)
    return made


def test_a_known_length_is_drawn_and_told(bar: ThinProgress) -> None:
    bar.resize(200, 4)
    bar.set_fraction(0.5)
    image = bar.grab().toImage()
    assert image.pixelColor(50, 2) != image.pixelColor(150, 2)
    told = QAccessible.queryAccessibleInterface(bar)
    assert told.text(QAccessible.Text.Name) == "Progress"
    assert told.valueInterface().currentValue() == 500


@pytest.mark.parametrize(("given", "shown"), [(-1.0, 0), (0.25, 250), (7.0, 1000)])
def test_a_fraction_is_kept_in_its_bounds(bar: ThinProgress, given: float, shown: int) -> None:
    bar.set_fraction(given)
    assert bar.value() == shown


def test_an_unknown_length_moves_only_while_seen(bar: ThinProgress) -> None:
    bar.set_fraction(None)
    assert not bar.is_running()
    bar.show()
    assert bar.is_running()
    bar.hide()
    assert not bar.is_running()
    bar.show()
    bar.set_fraction(0.1)
    assert not bar.is_running()


def test_it_really_moves(qtbot: QtBot, bar: ThinProgress) -> None:
    bar.resize(200, 4)
    bar.set_fraction(None)
    bar.show()
    first = bar.grab().toImage()
    qtbot.waitUntil(lambda: bar.grab().toImage() != first)


def test_nothing_moves_where_motion_is_unwanted(bar: ThinProgress, still: None) -> None:
    bar.set_fraction(None)
    bar.show()
    assert not bar.is_running()
    image = bar.grab().toImage()
    assert image.pixelColor(image.width() // 2, 2) != image.pixelColor(4, 2), "it still reads as busy"


@pytest.mark.parametrize(
    ("chosen", "by_system", "is_reduced"),
    [(None, True, True), (None, False, False), (True, False, True), (False, True, False)],
)
def test_a_choice_stands_above_the_systems_word(
    still: None, chosen: bool | None, by_system: bool, is_reduced: bool
) -> None:
    motion.set_reduced(chosen)
    motion.set_by_system(by_system)
    assert motion.is_reduced() is is_reduced
    motion.set_by_system(False)


@pytest.mark.parametrize(("said", "is_wanted"), [(b"1\n", True), (b"0\n", False), (b"", False)])
def test_macos_says_it_by_a_number(said: bytes, is_wanted: bool) -> None:
    assert mac_asks(said) is is_wanted


def test_a_system_without_an_answer_moves(qtbot: QtBot) -> None:
    told: list[bool] = []
    ask_system(QObject(), told.append, "win32")
    assert told == [False]
