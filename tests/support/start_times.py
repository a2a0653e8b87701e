"""Runs a window and tells when it was first painted and when its prompt stood there; for benchmarks.

    python start_times.py bare
    python start_times.py DRAFT -- words of the program's command line

Prints one JSON line `{"painted", "typable"}` in seconds of the monotonic clock, then ends the process.
"""

from __future__ import annotations

import json
import os
import sys
import time

from PySide6 import QtWidgets
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow, QPlainTextEdit


class Watch(QObject):
    """Sees the events of the program until the first picture, then looks for the draft at each turn of the loop."""

    def __init__(self, draft: str) -> None:
        """`draft` is the text that the prompt has to show; with none the first picture is the end."""
        super().__init__()
        self._draft = draft
        self._painted = 0.0
        # Seeing every event until the prompt is there would take a tenth of the time that is measured.
        self._look = QTimer(self, interval=0)
        self._look.timeout.connect(self._look_for_draft)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Take the time of the first picture: of the window, or of what fills it."""
        if event.type() == QEvent.Type.Paint and not self._painted:
            self._painted = time.monotonic()
            if not self._draft:
                self._end()
            QApplication.instance().removeEventFilter(self)  # type: ignore[union-attr]
            self._look.start()
        return False

    def _look_for_draft(self) -> None:
        for window in QApplication.topLevelWidgets():
            field = window.findChild(QPlainTextEdit, "prompt")
            if field and field.isVisible() and field.toPlainText() == self._draft:
                # In case it is only due for painting.
                field.viewport().repaint()
                self._end()

    def _end(self) -> None:
        # Called from the loop: it turns, so keys are taken.
        sys.stdout.write(json.dumps({"painted": self._painted, "typable": time.monotonic()}) + "\n")
        sys.stdout.flush()
        os._exit(0)


def watch(draft: str) -> None:
    """Have every application that is made from now on watched."""

    class Watched(QApplication):
        def __init__(self, *words: object) -> None:
            super().__init__(*words)
            self._watch = Watch(draft)
            self.installEventFilter(self._watch)

    QtWidgets.QApplication = Watched  # type: ignore[misc,assignment]


def bare() -> None:
    """The least that a window can be."""
    watch("")
    app = QtWidgets.QApplication(sys.argv[:1])
    window = QMainWindow()
    window.resize(1280, 720)
    window.show()
    app.exec()


def ours(draft: str, words: list[str]) -> None:
    """The program itself."""
    watch(draft)
    from kling_desktop.__main__ import main  # noqa: PLC0415 - its imports belong to what is timed

    main(words)


if __name__ == "__main__":
    if sys.argv[1] == "bare":
        bare()
    else:
        ours(sys.argv[1], sys.argv[3:])
