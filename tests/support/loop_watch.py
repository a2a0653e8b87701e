"""Runs the program with a heartbeat on its loop while three practice edits run and a clip plays; for benchmarks.

    python loop_watch.py -- words of the program's command line

Presses Generate three times, plays the clip over and over, and closes the window when all are done. Prints one
JSON line `{"beats", "stalls"}`: how many beats there were, and the longest waits of the loop beyond the usual, each
as three numbers of milliseconds: how long; how many of these the loop's own thread was at work; how many it was
ready to work, and other threads or programs had the processors (0 where the system does not tell). What is left of
the first is spent waiting for the interpreter's lock.
"""

from __future__ import annotations

import ctypes
import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import qasync
from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QListView, QMainWindow, QPlainTextEdit

SCHEDULE = Path("/proc/thread-self/schedstat")
LINE = 128
BEAT = 0.005
LOOK_EVERY = 0.05
KEPT = 20
PROMPTS = ("Add snow to @Video1", "Make it rain on @Video1", "Make @Video1 black and white")


class Queue:
    """How long this thread was ready to work and had no processor; made in the thread that is meant.

    Read while the interpreter's lock is held: to give it away for each look would have the loop wait for it
    again, some hundred times a second, for nothing but the measurement.
    """

    def __init__(self) -> None:
        self._file = SCHEDULE.open("rb") if sys.platform == "linux" else None
        self._room = ctypes.create_string_buffer(LINE)
        self._read = ctypes.PyDLL(None).pread if self._file else None

    def seconds(self) -> float:
        """Seconds so far; 0 where the system does not tell."""
        if self._file is None or self._read is None:
            return 0.0
        length = self._read(self._file.fileno(), self._room, LINE, 0)
        return int(self._room.raw[:length].split()[1]) / 1e9


class Heartbeat:
    """Wakes every few milliseconds and keeps how late it was woken."""

    def __init__(self, loop: Any) -> None:
        self._loop = loop
        self._queue = Queue()
        self._due = self._worked = self._queued = 0.0
        self.late: list[tuple[float, float, float]] = []

    def start(self) -> None:
        """Beat from now on."""
        self._worked, self._queued = time.thread_time(), self._queue.seconds()
        self._due = time.perf_counter() + BEAT
        self._loop.call_later(BEAT, self._beat)

    def _beat(self) -> None:
        late = time.perf_counter() - self._due
        queued = self._queue.seconds() - self._queued
        self.late.append((late, time.thread_time() - self._worked, queued))
        self.start()


class Person:
    """Does at the window what a person would, one step after the other."""

    def __init__(self, loop: Any) -> None:
        self._loop = loop
        self._heart = Heartbeat(loop)
        self._steps = self._acts()

    def go_on(self) -> None:
        """Take the next step once what it waits for is there."""
        try:
            next(self._steps)
        except StopIteration:
            return
        self._loop.call_later(LOOK_EVERY, self.go_on)

    def _acts(self) -> Iterator[None]:
        while not self._is_ready():
            yield
        for number, prompt in enumerate(PROMPTS, start=1):
            _find(QPlainTextEdit, "prompt").setPlainText(prompt)
            while not self._is_ready():
                yield
            if number == 1:
                self._heart.start()
            _find(QAbstractButton, "generate").click()
            while _rows() < number:
                yield
        _find(QAbstractButton, "loop").click()
        _find(QAbstractButton, "play").click()
        while any("Done" not in text for text in _texts()):
            assert not any(word in text for text in _texts() for word in ("Failed", "Needs you")), _texts()
            yield
        assert _find(QAbstractButton, "play").isChecked(), "the clip does not play"
        self._tell()
        for window in QApplication.topLevelWidgets():
            if isinstance(window, QMainWindow):
                window.close()

    @staticmethod
    def _is_ready() -> bool:
        button = _find(QAbstractButton, "generate", is_needed=False)
        return button is not None and button.isEnabled()

    def _tell(self) -> None:
        worst = sorted(self._heart.late, reverse=True)[:KEPT]
        stalls = [[round(part * 1000, 1) for part in each] for each in worst]
        told = {"beats": len(self._heart.late), "stalls": stalls}
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()


def _find(kind: type[Any], name: str, is_needed: bool = True) -> Any:
    for window in QApplication.topLevelWidgets():
        if found := window.findChild(kind, name):
            return found
    assert not is_needed, f"there is no {name}"
    return None


def _model() -> QAbstractItemModel:
    model: QAbstractItemModel = _find(QListView, "tasks").model()
    return model


def _rows() -> int:
    return _model().rowCount()


def _texts() -> list[str]:
    model = _model()
    role = Qt.ItemDataRole.AccessibleTextRole
    return [str(model.data(model.index(row, 0), role)) for row in range(model.rowCount())]


class _WatchedLoop(qasync.QEventLoop):  # type: ignore[misc]
    def run_until_complete(self, future: Any) -> Any:
        self.call_soon(Person(self).go_on)
        return super().run_until_complete(future)


if __name__ == "__main__":
    qasync.QEventLoop = _WatchedLoop
    from kling_desktop.__main__ import main

    sys.exit(main(sys.argv[2:]))
