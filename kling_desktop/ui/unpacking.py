"""Loads the code of the rest of the window bit by bit: whoever types already waits for one bit at most."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

BITS = (
    "asyncio",
    "qasync",
    "kling_desktop.settings.sections",
    "kling_desktop.ui.preferences.choice_pages",
    "kling_desktop.ui.preferences.dialog",
    "kling_desktop.ui.range.panel",
    "kling_desktop.viewmodels.commands",
    "kling_desktop.ui.tasks.action_bar",
    "kling_desktop.viewmodels.tasks",
    "kling_desktop.ui.tasks.row_painting",
    "kling_desktop.ui.tasks.list_panel",
    "kling_desktop.ui.returning",
    "kling_desktop.ui.viewer.deck",
    "kling_desktop.ui.viewer.panel",
    "kling_desktop.ui.stage",
    "kling_desktop.viewmodels.showing",
    "kling_desktop.viewmodels.workspace",
    "av",
    "kling_desktop.ui.viewer.player",
    "kling_desktop.ui.viewer.soundtrack",
    "kling_desktop.ui.run",
)
"""Each needs those before it; together they are all that a `Run` is made of."""


def unpack(between: Callable[[], None]) -> None:
    """Load all bits; `between` is called after each."""
    for name in BITS:
        import_module(name)
        between()
