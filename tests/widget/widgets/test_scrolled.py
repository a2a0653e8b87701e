"""What scrolls: its bar, and that assistive technology finds the same parts whether there is a bar or not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollBar, QWidget

from kling_desktop.ui.widgets.scrolled import Scrolled

UI = Path(__file__).parents[3] / "kling_desktop" / "ui"
AREA = re.compile(r"\bQ(Abstract)?ScrollArea\(")


@pytest.fixture
def area(qapp: QApplication) -> Iterator[Scrolled]:
    body = QWidget()
    body.setMinimumHeight(1000)
    made = Scrolled(body)
    made.resize(200, 200)
    made.show()
    QTest.qWaitForWindowExposed(made)
    yield made
    made.close()


def bar_of(area: Scrolled) -> QScrollBar:
    (bar,) = (each for each in area.children() if isinstance(each, QScrollBar))
    return bar


def body_of(area: Scrolled) -> QWidget:
    body = area.widget()
    assert body is not None
    return body


def fit(area: Scrolled, height: int) -> None:
    body_of(area).setMinimumHeight(height)
    body_of(area).updateGeometry()
    QApplication.processEvents()


def test_the_bar_is_there_when_it_is_needed_and_takes_its_room(area: Scrolled) -> None:
    bar = bar_of(area)
    assert bar.isVisible()
    assert bar.geometry().left() == body_of(area).width() == area.viewport().width()
    assert (bar.maximum(), bar.pageStep()) == (800, 200)
    fit(area, 100)
    assert not bar.isVisible()
    assert body_of(area).width() == 200
    fit(area, 500)
    assert bar.isVisible()
    assert bar.maximum() == 300


def test_bar_and_column_move_together(area: Scrolled) -> None:
    bar_of(area).setValue(300)
    assert body_of(area).y() == -300
    area.ensureVisible(0, 999)
    assert bar_of(area).value() == -body_of(area).y() > 300


def test_its_parts_are_the_same_with_and_without_a_bar(area: Scrolled) -> None:
    # Qt crashes when it is asked for a part that was there a moment ago.
    seen = QAccessible.queryAccessibleInterface(area)
    parts = [seen.childCount()]
    for height in (100, 1000):
        fit(area, height)
        parts.append(seen.childCount())
    area.hide()
    parts.append(seen.childCount())
    assert parts == [1, 1, 1, 1]


def test_nothing_else_scrolls_by_qts_own_area() -> None:
    found = {
        path.name
        for path in UI.rglob("*.py")
        if AREA.search(path.read_text(encoding="utf-8")) and path.name != "scrolled.py"
    }
    assert found == set()


def test_a_body_that_wants_a_width_gets_it_beside_the_bar(area: Scrolled) -> None:
    body_of(area).setMinimumWidth(640)
    assert area.minimumSizeHint().width() >= 640 + bar_of(area).sizeHint().width()
