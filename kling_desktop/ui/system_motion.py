"""Whether the user's system asks for little motion, by the word of each."""

from __future__ import annotations

import ctypes
import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QProcess

if TYPE_CHECKING:
    from collections.abc import Callable

SPI_GETCLIENTAREAANIMATION = 0x1042
MAC_COMMAND = ("defaults", ["read", "com.apple.universalaccess", "reduceMotion"])


def ask_system(parent: QObject, told: Callable[[bool], None], platform: str = sys.platform) -> None:
    """Ask without waiting; `told` gets the answer where the system gives one.

    Where there is a portal each change is told too; elsewhere it counts from the next start on.
    """
    if platform == "win32":
        told(_windows_asks())
    elif platform == "darwin":
        _ask_mac(parent, told)
    else:
        from kling_desktop.ui.portal import PortalMotion  # noqa: PLC0415 - other systems have no bus

        portal = PortalMotion(parent)
        portal.told.connect(told)
        portal.ask()


def mac_asks(said: bytes) -> bool:
    """Whether macOS asks for little motion, by the answer of its command; nothing where it was never set."""
    return said.strip() == b"1"


def _ask_mac(parent: QObject, told: Callable[[bool], None]) -> None:
    process = QProcess(parent)
    process.finished.connect(lambda: told(mac_asks(bytes(process.readAllStandardOutput().data()))))
    process.start(*MAC_COMMAND)


def _windows_asks() -> bool:
    is_moving = ctypes.c_int(1)
    library = getattr(ctypes, "windll", None)
    if library is not None:
        library.user32.SystemParametersInfoW(SPI_GETCLIENTAREAANIMATION, 0, ctypes.byref(is_moving), 0)
    return not is_moving.value
