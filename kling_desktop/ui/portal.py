"""What the desktop portal of Linux says about motion, asked by messages, so that nobody waits for it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import SLOT, QObject, Signal, Slot
from PySide6.QtDBus import QDBusConnection, QDBusMessage, QDBusPendingCallWatcher

PORTAL = (
    "org.freedesktop.portal.Desktop",
    "/org/freedesktop/portal/desktop",
    "org.freedesktop.portal.Settings",
)
KEYS = {
    ("org.freedesktop.appearance", "reduced-motion"): 1,
    ("org.gnome.desktop.interface", "enable-animations"): False,
}
"""What a desktop calls it, and the value that asks for little motion."""


CHANGED = SLOT("changed(QDBusMessage)")


class PortalMotion(QObject):
    """`told` carries whether little motion is wanted: once the portal answers, and after each change."""

    told = Signal(bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._said: dict[tuple[str, str], bool] = {}
        self._waiting: list[QDBusPendingCallWatcher] = []

    def ask(self) -> None:
        """Find out, and listen."""
        bus = QDBusConnection.sessionBus()
        if not bus.isConnected():
            return
        # The stubs ask for bytes, which the call itself refuses.
        bus.connect(*PORTAL, "SettingChanged", self, CHANGED)  # type: ignore[call-overload]
        for key in KEYS:
            message = QDBusMessage.createMethodCall(*PORTAL, "Read")
            message.setArguments(list(key))
            watcher = QDBusPendingCallWatcher(bus.asyncCall(message), self)
            watcher.finished.connect(lambda each, key=key: self._answered(key, each))
            self._waiting.append(watcher)

    @Slot(QDBusMessage)
    def changed(self, message: QDBusMessage) -> None:
        """The portal tells that a setting of the desktop is another."""
        space, name, value = message.arguments()
        self._take((space, name), value)

    def _answered(self, key: tuple[str, str], watcher: QDBusPendingCallWatcher) -> None:
        reply = watcher.reply()
        if reply.type() is QDBusMessage.MessageType.ReplyMessage and reply.arguments():
            self._take(key, reply.arguments()[0])
        self._waiting.remove(watcher)
        watcher.deleteLater()

    def _take(self, key: tuple[str, str], value: Any) -> None:
        if key in KEYS:
            self._said[key] = _plain(value) == KEYS[key]
            self.told.emit(any(self._said.values()))


def _plain(value: Any) -> Any:
    """What lies in a value of D-Bus, however often it is wrapped."""
    while hasattr(value, "variant"):
        value = value.variant()
    return value
