"""Fields and choices: the wheel passes over them, arrow keys move a choice."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QSpinBox, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from kling_desktop.ui.widgets.fields import ComboBox, SpinBox
from kling_desktop.ui.widgets.segmented import Segmented


def wheel_over(widget: QWidget) -> bool:
    """Turn the wheel by a notch; True if the widget took it."""
    event = QWheelEvent(
        QPointF(5, 5),
        widget.mapToGlobal(QPointF(5, 5)),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)
    return event.isAccepted()


def a_combo(box: QComboBox) -> QComboBox:
    box.addItems(["Standard", "Professional"])
    return box


def test_the_wheel_leaves_a_closed_combo_alone(qtbot: QtBot) -> None:
    ours, plain = a_combo(ComboBox("mode")), a_combo(QComboBox())
    for box in (ours, plain):
        qtbot.addWidget(box)
        box.show()
        box.setFocus()
    assert not wheel_over(ours)
    assert ours.currentIndex() == 0
    assert wheel_over(plain), "a plain one would have moved"


def test_keys_still_move_a_combo(qtbot: QtBot) -> None:
    box = a_combo(ComboBox("mode"))
    qtbot.addWidget(box)
    box.show()
    QTest.keyClick(box, Qt.Key.Key_Down)
    assert box.currentText() == "Professional"


def test_the_wheel_leaves_a_number_alone(qtbot: QtBot) -> None:
    ours, plain = SpinBox("takes", 1, 4), QSpinBox()
    for box in (ours, plain):
        qtbot.addWidget(box)
        box.setValue(2)
        box.show()
        box.setFocus()
    assert not wheel_over(ours)
    assert ours.value() == 2
    assert wheel_over(plain), "a plain one would have moved"


@pytest.fixture
def compare(qtbot: QtBot) -> Iterator[Segmented]:
    panel = QWidget()
    made = Segmented("Compare", "compare", [("source", "Source"), ("result", "Result"), ("side", "Side")])
    QVBoxLayout(panel).addWidget(made)
    qtbot.addWidget(panel)
    panel.show()
    panel.activateWindow()
    qtbot.waitUntil(panel.isActiveWindow)
    yield made
    panel.close()


class TestSegmented:
    def test_one_is_always_chosen(self, qtbot: QtBot, compare: Segmented) -> None:
        told: list[str] = []
        compare.chosen.connect(told.append)
        for key in ("result", "result", "source"):
            QTest.mouseClick(compare.button(key), Qt.MouseButton.LeftButton)
            assert compare.current() == key
        assert told == ["result", "source"]

    def test_assistive_technology_can_choose(self, compare: Segmented) -> None:
        told: list[str] = []
        compare.chosen.connect(told.append)
        for key in ("side", "side"):
            spoken = QAccessible.queryAccessibleInterface(compare.button(key))
            assert spoken.role() == QAccessible.Role.RadioButton
            actions = spoken.actionInterface()
            actions.doAction(actions.actionNames()[0])
            assert compare.current() == key
        assert told == ["side"]

    def test_choosing_by_program_says_nothing(self, compare: Segmented) -> None:
        told: list[str] = []
        compare.chosen.connect(told.append)
        compare.choose("side")
        assert compare.current() == "side"
        assert told == []

    def test_arrow_keys_move_past_what_is_off(self, qtbot: QtBot, compare: Segmented) -> None:
        compare.button("result").setEnabled(False)
        compare.button("source").setFocus(Qt.FocusReason.TabFocusReason)
        QTest.keyClick(compare.button("source"), Qt.Key.Key_Right)
        assert compare.current() == "side"
        assert compare.button("side").hasFocus()
        QTest.keyClick(compare.button("side"), Qt.Key.Key_Right)
        assert compare.current() == "side"
        QTest.keyClick(compare.button("side"), Qt.Key.Key_Left)
        assert compare.current() == "source"

    def test_tab_stops_once(self, compare: Segmented) -> None:
        stops = [key for key in ("source", "result", "side") if compare.button(key).focusPolicy()]
        assert stops == ["source"]

    def test_names_are_read_out(self, compare: Segmented) -> None:
        spoken = QAccessible.queryAccessibleInterface(compare)
        assert spoken.text(QAccessible.Text.Name) == "Compare"
        part = QAccessible.queryAccessibleInterface(compare.button("result"))
        assert part.text(QAccessible.Text.Name) == "Result"
        assert compare.button("result").objectName() == "compare_result"
