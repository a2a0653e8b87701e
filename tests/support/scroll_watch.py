"""Runs the program on a long history, scrolls its list of tasks and tells how long each picture took; for benchmarks.

    python scroll_watch.py -- words of the program's command line

Opens the list, turns the wheel, drags the scroll bar from the top to the bottom, and closes the window. Prints one
JSON line: `wheel` and `drag` are pairs of milliseconds for each event of the mouse: from it to the end of its picture,
and how many of these the program worked; `late` how late the loop woke meanwhile and how much of that it worked, `filled` seconds until the last rows were read, `last` what the last row says, `rows` how many
there are, `memory` megabytes at the end, `shown` when the first rows stood there, in seconds of the monotonic clock.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import qasync
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QListView,
    QMainWindow,
    QStyle,
    QStyleOptionSlider,
)

from tests.support.loop_watch import Heartbeat

NOTCHES, STEPS = 200, 200
FRAME = 1 / 60
BUTTON = Qt.MouseButton.LeftButton
NO_KEYS = Qt.KeyboardModifier.NoModifier


class Hand:
    """Scrolls as a person would, one event for each picture."""

    def __init__(self, loop: Any) -> None:
        self._loop = loop
        self._heart = Heartbeat(loop)
        self._steps = self._acts()
        self._told: dict[str, Any] = {"wheel": [], "drag": []}

    def go_on(self) -> None:
        """Take the next step at the next picture."""
        try:
            next(self._steps)
        except StopIteration:
            return
        self._loop.call_later(FRAME, self.go_on)

    def _acts(self) -> Iterator[None]:
        while not _list("tasks") or not _list("tasks").model().rowCount():
            yield
        self._told["shown"] = time.monotonic()
        _find(QAbstractButton, "all_tasks_toggle").click()
        while not (_list("all_tasks").isVisible() and _list("all_tasks").model().rowCount()):
            yield
        view = _list("all_tasks")
        yield
        self._heart.start()
        for _ in range(NOTCHES):
            self._told["wheel"].append(self._picture(view, lambda: _wheel(view)))
            yield
        yield from self._drag(view)
        self._told["late"] = [(1000 * late, 1000 * worked) for late, worked, _ in self._heart.late]
        self._tell(view)

    def _drag(self, view: QListView) -> Iterator[None]:
        bar = view.verticalScrollBar()
        bar.setValue(0)
        yield
        option = QStyleOptionSlider()
        bar.initStyleOption(option)
        handle = bar.style().subControlRect(
            QStyle.ComplexControl.CC_ScrollBar, option, QStyle.SubControl.SC_ScrollBarSlider, bar
        )
        at, way = QPointF(handle.center()), bar.height() - handle.height()
        _mouse(bar, QEvent.Type.MouseButtonPress, at)
        for step in range(1, STEPS + 1):
            place = at + QPointF(0, way * step / STEPS)
            moved = self._picture(view, lambda place=place: _mouse(bar, QEvent.Type.MouseMove, place))
            self._told["drag"].append(moved)
            yield
        _mouse(bar, QEvent.Type.MouseButtonRelease, at + QPointF(0, way))
        assert bar.value() == bar.maximum(), (bar.value(), bar.maximum())
        began, model = time.monotonic(), view.model()
        last = model.index(model.rowCount() - 1, 0)
        assert view.viewport().rect().intersects(view.visualRect(last))
        while last.data() == "Being read…":
            yield
        self._told["filled"] = time.monotonic() - began
        self._told["last"] = last.data(Qt.ItemDataRole.AccessibleTextRole)

    def _picture(self, view: QListView, act: Any) -> tuple[float, float]:
        began, worked = time.perf_counter(), time.thread_time()
        act()
        view.viewport().repaint()
        return (time.perf_counter() - began) * 1000, (time.thread_time() - worked) * 1000

    def _tell(self, view: QListView) -> None:
        status = Path("/proc/self/status").read_text(encoding="utf-8")
        kilobytes = next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS"))
        told = {**self._told, "rows": view.model().rowCount(), "memory": int(kilobytes) / 1000}
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()
        for window in QApplication.topLevelWidgets():
            if isinstance(window, QMainWindow):
                window.close()


def _wheel(view: QListView) -> None:
    middle = QPointF(view.viewport().rect().center())
    globally = QPointF(view.viewport().mapToGlobal(middle.toPoint()))
    event = QWheelEvent(
        middle, globally, QPoint(), QPoint(0, -120), Qt.MouseButton.NoButton, NO_KEYS,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(view.viewport(), event)


def _mouse(bar: Any, kind: QEvent.Type, place: QPointF) -> None:
    globally = QPointF(bar.mapToGlobal(place.toPoint()))
    button = Qt.MouseButton.NoButton if kind is QEvent.Type.MouseMove else BUTTON
    held = Qt.MouseButton.NoButton if kind is QEvent.Type.MouseButtonRelease else BUTTON
    QApplication.sendEvent(bar, QMouseEvent(kind, place, globally, button, held, NO_KEYS))


def _find(kind: type[Any], name: str) -> Any:
    found = (window.findChild(kind, name) for window in QApplication.topLevelWidgets())
    return next((widget for widget in found if widget is not None), None)


def _list(name: str) -> Any:
    return _find(QListView, name)


class _WatchedLoop(qasync.QEventLoop):  # type: ignore[misc]
    def run_until_complete(self, future: Any) -> Any:
        self.call_soon(Hand(self).go_on)
        return super().run_until_complete(future)


if __name__ == "__main__":
    qasync.QEventLoop = _WatchedLoop
    from kling_desktop.__main__ import main

    sys.exit(main(sys.argv[2:]))
