"""The window that is open already on the same data folder: it hears that another was started and comes up."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

if TYPE_CHECKING:
    from pathlib import Path

ANSWERS_WITHIN_MS = 1000


class Doorbell(QObject):
    """Listens for other starts on the data folder; `rung` when there was one."""

    rung = Signal()

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        """For the window that owns `folder`."""
        super().__init__(parent)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._answer)
        QLocalServer.removeServer(_name(folder))
        self._server.listen(_name(folder))

    def close(self) -> None:
        """Stop listening."""
        self._server.close()

    def _answer(self) -> None:
        visitor = self._server.nextPendingConnection()
        visitor.disconnected.connect(visitor.deleteLater)
        visitor.disconnectFromServer()
        self.rung.emit()


def ring(folder: Path) -> bool:
    """Tell the window that owns `folder` to come up; whether there is one."""
    socket = QLocalSocket()
    socket.connectToServer(_name(folder))
    is_there = socket.waitForConnected(ANSWERS_WITHIN_MS)
    socket.abort()
    return is_there


def _name(folder: Path) -> str:
    # Names of local sockets are short; the folder's path need not be.
    return f"kling-desktop-{hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:20]}"
