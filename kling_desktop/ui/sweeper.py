"""Collects garbage in the window's thread only: a Qt object that dies in another one takes all down."""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

EVERY_MS = 500


class Sweeper(QObject):
    """Owns the garbage collection of the process from `start` to `stop`."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Nothing changes before `start`."""
        super().__init__(parent)
        self._limits = gc.get_threshold()
        self._timer = QTimer(self, interval=EVERY_MS)
        self._timer.timeout.connect(self.sweep)

    def start(self) -> None:
        """From now on collect here, now and then; what the start has left is not looked at again."""
        gc.disable()
        gc.freeze()
        self._timer.start()

    def stop(self) -> None:
        """Leave it to Python again."""
        self._timer.stop()
        gc.unfreeze()
        gc.enable()

    def sweep(self) -> None:
        """Collect the oldest generation that is due."""
        counts = zip(gc.get_count(), self._limits, strict=True)
        due = [age for age, (count, limit) in enumerate(counts) if count > limit]
        if due:
            gc.collect(due[-1])
