"""The system's tray as the program finds it, for tests from outside: its sign, its menu, its notifications."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Self

from tests.support.piped import Piped

SERVER = Path(__file__).with_name("tray_server.py")


class TrayDouble(Piped):
    """A tray and a desk of notifications on the session's bus, in a process of the system's Python."""

    def __init__(self) -> None:
        super().__init__(SERVER)

    def __enter__(self) -> Self:
        # The first answer means that both names are there: programs look for them only when they start.
        self.ask("signs")
        return self

    @property
    def signs(self) -> list[str]:
        """Who has put a sign into the tray."""
        found: list[str] = self.ask("signs")
        return found

    @property
    def sign(self) -> dict[str, Any]:
        """What the last sign says of itself."""
        found: dict[str, Any] = self.ask("sign")
        return found

    @property
    def menu(self) -> list[str]:
        """The words of its menu."""
        found: list[str] = self.ask("menu")
        return found

    def press(self, words: str) -> None:
        """Press an entry of its menu."""
        self.ask("press", words=words)

    @property
    def told(self) -> list[dict[str, Any]]:
        """The notifications so far: title, text, icon, actions, size of the image."""
        found: list[dict[str, Any]] = self.ask("told")
        return found

    def click(self, number: int) -> None:
        """Click the notification `number` (from 1)."""
        self.ask("click", number=number)
