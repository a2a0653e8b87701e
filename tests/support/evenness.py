"""What an eye sees at once in a window, for tests: cut words, uneven rows of buttons, names far from fields."""

from __future__ import annotations

from itertools import combinations

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QPushButton, QTabBar, QWidget

from kling_desktop.ui.theme.roles import SPACE
from kling_desktop.ui.widgets.buttons import ButtonKind
from kling_desktop.ui.widgets.labels import ElidedLabel
from kling_desktop.ui.widgets.scrolled import Scrolled

SLACK = 1
IN_ONE_ROW = 3
"""Pixels by which the middles of buttons in one row may differ."""
NOT_IN_ROWS = (ButtonKind.SEGMENT, ButtonKind.SECTION)


def shortage(widget: QWidget) -> int:
    """How many pixels the words of a widget lack; 0 or less where all are seen."""
    if isinstance(widget, QLabel) and widget.wordWrap():
        return widget.heightForWidth(widget.width()) - widget.height()
    if isinstance(widget, QTabBar):
        needed = (
            QFontMetrics(widget.font()).horizontalAdvance(widget.tabText(n)) for n in range(widget.count())
        )
        return max(need - widget.tabRect(n).width() for n, need in enumerate(needed))
    return widget.minimumSizeHint().width() - widget.width()


def cut(window: QWidget) -> list[str]:
    """The words in a window that are not seen whole; those that end in … by design are not meant."""
    kinds = (QLabel, QAbstractButton, QComboBox, QTabBar)
    scrolled = ((each, each.widget()) for each in window.findChildren(Scrolled) if each.isVisible())
    beyond = [
        f"{body.objectName()} is wider than what is seen of it"
        for area, body in scrolled
        if body is not None and body.width() > area.viewport().width()
    ]
    return beyond + [
        f"{type(each).__name__} {each.objectName()} {each.property('text')!r}: {shortage(each)} px"
        for each in window.findChildren(QWidget)
        if isinstance(each, kinds) and not isinstance(each, ElidedLabel)
        if each.isVisible() and shortage(each) > SLACK
    ]


def uneven(window: QWidget) -> list[str]:
    """Buttons that stand side by side and are not equally high."""
    buttons = [
        each
        for each in window.findChildren(QPushButton)
        if each.isVisible() and each.property("kind") not in NOT_IN_ROWS
    ]
    return [
        f"{one.objectName()} {one.height()} px, {other.objectName()} {other.height()} px"
        for one, other in combinations(buttons, 2)
        if one.parentWidget() is other.parentWidget() and one.height() != other.height()
        if abs(one.geometry().center().y() - other.geometry().center().y()) <= IN_ONE_ROW
    ]


def far_from_fields(window: QWidget) -> list[str]:
    """Names that stand above their field with more between than what belongs together has."""
    named = ((each, _field_of(each)) for each in window.findChildren(QLabel) if each.isVisible())
    return [
        f"{label.text()}: {_gap(window, label, field)} px above {field.objectName()}"
        for label, field in named
        if field is not None and field.isVisible() and _gap(window, label, field) > SPACE.snug
    ]


def _field_of(label: QLabel) -> QWidget | None:
    return label.buddy()


def _gap(window: QWidget, label: QWidget, field: QWidget) -> int:
    """Pixels between a name and the field below it; 0 where it stands beside it."""
    name, place = _place(window, label), _place(window, field)
    is_above = name.bottom() < place.top() and name.left() < place.right() and place.left() < name.right()
    return place.top() - name.bottom() - 1 if is_above else 0


def _place(window: QWidget, widget: QWidget) -> QRect:
    return QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())
