"""The window itself, before anything is in it: its place, its first picture, and its orderly end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QSize, Signal
from PySide6.QtGui import QCloseEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QMainWindow, QWidget

from kling_desktop.ui.theme import style
from kling_desktop.ui.theme.roles import Role

if TYPE_CHECKING:
    from kling_desktop.viewmodels.first_look import FirstLook

FIRST_SIZE = QSize(1280, 720)
LEAST_SIZE = QSize(560, 340)
HEADER_HEIGHT = 36
EDITOR_WIDTH = 348
STRIP_HEIGHT = 64
GAP = 4


class Frame(QMainWindow):
    """An empty window in the colours of the theme.

    `close_wanted` comes instead of closing until `let_go` was called.
    """

    close_wanted = Signal()

    def __init__(self, look: FirstLook) -> None:
        """`look` says where the window was."""
        super().__init__()
        self.setObjectName("main_window")
        self._may_close = False
        self.setMinimumSize(LEAST_SIZE)
        self.setCentralWidget(_Blank(self))
        self.resize(FIRST_SIZE)
        if look.geometry:
            self.restoreGeometry(QByteArray.fromBase64(look.geometry.encode()))

    def let_go(self) -> None:
        """Everything is put away: the window may close."""
        self._may_close = True
        self.close()

    def place(self) -> str:
        """Where the window is, as `FirstLook.geometry` takes it."""
        return bytes(self.saveGeometry().toBase64().data()).decode()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask for the orderly end first."""
        if self._may_close:
            event.accept()
        else:
            event.ignore()
            self.close_wanted.emit()


class _Blank(QWidget):
    """Where the panels will be, for the moment until they are there."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Window, style.colour(Role.WINDOW))
        self.setPalette(palette)
        self.setAutoFillBackground(True)
        palette.setColor(QPalette.ColorRole.Window, style.colour(Role.SURFACE))
        self._parts = [QWidget(self) for _ in range(3)]
        for part in self._parts:
            part.setPalette(palette)
            part.setAutoFillBackground(True)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the proportions of the real thing."""
        width, height = event.size().width(), event.size().height()
        left = EDITOR_WIDTH + GAP
        header, editor, strip = self._parts
        header.setGeometry(0, 0, width, HEADER_HEIGHT - 1)
        editor.setGeometry(0, HEADER_HEIGHT, EDITOR_WIDTH, height - HEADER_HEIGHT)
        strip.setGeometry(left, height - STRIP_HEIGHT, width - left, STRIP_HEIGHT)
