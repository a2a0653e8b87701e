"""Runs a window and tells when it was first painted and when its prompt stood there; for benchmarks.

    python start_times.py bare
    python start_times.py DRAFT -- words of the program's command line

Prints one JSON line `{"painted", "typable", "painted_work", "typable_work"}` in seconds, then ends the process:
moments of the monotonic clock, and how long the processor had worked for this process until then.
"""

from __future__ import annotations

import json
import os
import sys
import time

IS_BARE = sys.argv[1] == "bare"
if not IS_BARE:
    # As in the program itself, which reads its command line before Qt is loaded.
    from kling_desktop.__main__ import main

from PySide6 import QtWidgets  # noqa: E402
from PySide6.QtCore import QEvent, QObject, QTimer  # noqa: E402
from PySide6.QtWidgets import QApplication, QMainWindow, QPlainTextEdit  # noqa: E402


class Watch(QObject):
    """Sees the events of the program until the first picture, then looks for the draft at each turn of the loop."""

    def __init__(self, draft: str) -> None:
        """`draft` is the text that the prompt has to show; with none the first picture is the end."""
        super().__init__()
        self._draft = draft
        self._painted = (0.0, 0.0)
        # Seeing every event until the prompt is there would take a tenth of the time that is measured.
        self._look = QTimer(self, interval=0)
        self._look.timeout.connect(self._look_for_draft)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Take the time of the first picture: of the window, or of what fills it."""
        if event.type() == QEvent.Type.Paint and not self._painted[0]:
            self._painted = (time.monotonic(), time.process_time())
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
        (painted, painted_work), typable = self._painted, time.monotonic()
        told = {"painted": painted, "typable": typable}
        told |= {"painted_work": painted_work, "typable_work": time.process_time()}
        sys.stdout.write(json.dumps(told) + "\n")
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


if __name__ == "__main__":
    if IS_BARE:
        bare()
    else:
        watch(sys.argv[1])
        main(sys.argv[3:])
