"""Indicators: they move only while seen, and not at all where motion is unwanted."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QAccessible
from pytestqt.qtbot import QtBot

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
