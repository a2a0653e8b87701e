"""The window's controls as assistive technology finds them, for tests; nothing of the program is imported."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from tests.support.piped import Piped

SERVER = Path(__file__).with_name("atspi_server.py")


@dataclass(frozen=True)
class Seen:
    """One accessible object as it was when it was looked at; `box` is x, y, width, height on the screen."""

    ref: int
    id: str
    role: str
    name: str
    description: str
    text: str
    value: float | None
    states: tuple[str, ...]
    box: tuple[int, int, int, int]
    labels: tuple[str, ...]

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> Self:
        """What the server told."""
        lists = {name: tuple(told[name]) for name in ("states", "box", "labels")}
        return cls(**{**told, **lists})

    @property
    def is_enabled(self) -> bool:
        """Whether it can be used."""
        return "enabled" in self.states

    @property
    def is_checked(self) -> bool:
        """Whether it is lit or ticked."""
        return "checked" in self.states

    @property
    def centre(self) -> tuple[int, int]:
        """The point of the screen to click on."""
        x, y, width, height = self.box
        return x + width // 2, y + height // 2

    @property
    def words(self) -> str:
        """What it says: its text, else its name."""
        return self.text or self.name


class Sight(Piped):
    """A process of the system's Python that looks at windows by AT-SPI; a context manager."""

    def __init__(self) -> None:
        super().__init__(SERVER)

    def __enter__(self) -> Self:
        # The first answer means that the accessibility bus runs: windows look for it only when they start.
        self.ask("announcements")
        return self

    def find(self, pid: int, **what: object) -> list[Seen]:
        """Every object of a program on the screen with this `id`, `role`, `name`, `state`."""
        return [Seen.of(told) for told in self.ask("find", pid=pid, **what)]

    def read(self, ref: int) -> Seen:
        """An object again. Raises GoneError when it has gone."""
        return Seen.of(self.ask("read", ref=ref))

    def announced(self, pid: int) -> list[str]:
        """What a program had said aloud so far."""
        return [each["text"] for each in self.ask("announcements") if each["pid"] == pid]

    def changes(self, pid: int, id: str) -> int:
        """How often a program told so far that the value or text of the object `id` is another."""
        return sum((each["pid"], each["id"]) == (pid, id) for each in self.ask("changes"))

    def around_focus(self, pid: int, id: str) -> list[Seen]:
        """All that is to be seen in a pop-up of this `id`, if the program told that the keyboard is in it."""
        return [Seen.of(told) for told in self.ask("around_focus", pid=pid, id=id)]
