"""Whether all that is on the screen can be told apart and used without seeing it."""

from __future__ import annotations

from collections.abc import Iterable

from tests.support.sight import Seen
from tests.support.window import Window

CONTROLS = {
    "push button", "toggle button", "check box", "radio button", "combo box", "spin button", "slider", "text",
    "list", "list item", "page tab", "progress bar", "menu", "menu item", "popup menu", "dialog", "frame",
}  # fmt: skip
USED = {"push button", "toggle button", "check box", "combo box", "spin button", "slider"}
"""What takes the keyboard itself; of radio buttons one does, and arrow keys go to the others."""


def all_have_names(window: Window) -> None:
    """Every control that a window shows has a name, and every one that can be used takes the keyboard."""
    are_named(window.every())


def are_named(shown: Iterable[Seen]) -> None:
    """Every control among these has a name, and every one that can be used takes the keyboard."""
    controls = [seen for seen in shown if seen.role in CONTROLS]
    assert [seen for seen in controls if not _is_named(seen)] == []
    used = [seen for seen in controls if seen.is_enabled and seen.role in USED]
    assert [seen for seen in used if not _takes_keys(seen)] == []


def _takes_keys(seen: Seen) -> bool:
    # What clears a field does no more than the keys that delete its text.
    return "focusable" in seen.states or seen.id == "QLineEditIconButton"


def _is_named(seen: Seen) -> bool:
    # The name of a combo box is what is chosen in it.
    return bool(seen.labels) if seen.role == "combo box" else bool(seen.name.strip())
