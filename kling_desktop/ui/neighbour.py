"""The window that is open already on the same data folder: it hears that another was started and comes up."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

if TYPE_CHECKING:
    from pathlib import Path

ANSWERS_WITHIN_MS = 1000
LONGEST = 64 * 1024
"""Bytes; more than this is no place of a clip."""


class Doorbell(QObject):
    """Listens for other starts on the data folder.

    `rung` when there was one, with what it was to open: the path of a clip or setup, a link, mostly nothing.
    """

    rung = Signal(str)

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
        visitor.disconnected.connect(lambda: self._hear(visitor))

    def _hear(self, visitor: QLocalSocket) -> None:
        said = bytes(visitor.read(LONGEST).data())
        visitor.deleteLater()
        self.rung.emit(said.decode(errors="replace"))


def ring(folder: Path, clip: str = "") -> bool:
    """Tell the window that owns `folder` to come up and to open `clip`, if any; whether there is a window."""
    socket = QLocalSocket()
    socket.connectToServer(_name(folder))
    if not socket.waitForConnected(ANSWERS_WITHIN_MS):
        return False
    # Half a character, as a name of a file may hold, is no text that could be passed on.
    socket.write(clip.encode(errors="replace"))
    while socket.bytesToWrite() and socket.waitForBytesWritten(ANSWERS_WITHIN_MS):
        pass
    socket.disconnectFromServer()
    return True


def _name(folder: Path) -> str:
    # Names of local sockets are short; the folder's path need not be.
    return f"kling-desktop-{hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:20]}"
