"""What tests of panels share: a dressed application, a tied workspace, keys and dialogs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from kling_desktop.ui.theme import style
from kling_desktop.ui.theme.roles import DARK
from tests.support.waiting import until

W = TypeVar("W", bound=QWidget)


def dress(app: QApplication) -> None:
    """Put the application into the dark theme, where a test of the theme itself has undressed it."""
    if not app.styleSheet() or style.current() is not DARK:
        style.apply(app, DARK)


@contextmanager
def on_screen(widget: W, width: int = 360, height: int = 700) -> Iterator[W]:
    """The widget as an active window, closed and gone afterwards."""
    widget.resize(width, height)
    widget.show()
    widget.activateWindow()
    QTest.qWaitForWindowActive(widget)
    yield widget
    widget.close()
    widget.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def child(parent: QWidget, name: str, kind: type[W]) -> W:
    """The part of `parent` with the objectName `name`."""
    found = parent.findChild(kind, name)
    assert found is not None, f"no {kind.__name__} {name}"
    return found


def text_of(parent: QWidget, name: str) -> str:
    """What the label `name` says, empty while it is hidden."""
    label = child(parent, name, QWidget)
    return str(label.property("text")) if label.isVisible() else ""


def press(parent: QWidget, name: str) -> None:
    """Click on the middle of the button `name`."""
    QTest.mouseClick(child(parent, name, QWidget), Qt.MouseButton.LeftButton)


async def dialog(name: str) -> QDialog:
    """The dialog `name` once it is open."""

    def found() -> QDialog | None:
        shown = (widget for widget in QApplication.topLevelWidgets() if widget.objectName() == name)
        return next((each for each in shown if isinstance(each, QDialog) and each.isVisible()), None)

    await until(found)
    opened = found()
    assert opened is not None
    return opened
