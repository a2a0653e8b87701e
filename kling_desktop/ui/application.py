"""The application object: it takes the files that macOS hands to a running program instead of arguments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


class Application(QApplication):
    """Keeps what it is asked to open until somebody listens."""

    def __init__(self, argv: Sequence[str]) -> None:
        super().__init__(list(argv))
        self._waiting: list[str] = []
        self._listener: Callable[[str], None] = self._waiting.append

    def listen(self, listener: Callable[[str], None]) -> None:
        """Give `listener` the path or link of all that came so far, and of all that comes."""
        self._listener = listener
        while self._waiting:
            listener(self._waiting.pop(0))

    def event(self, event: QEvent) -> bool:
        """Take what the system asks the program to open: a double click, or a drop on its icon."""
        if isinstance(event, QFileOpenEvent):
            self._listener(event.file() or event.url().toString())
            return True
        return super().event(event)
