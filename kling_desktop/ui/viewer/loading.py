"""The one place that lets Qt's multimedia in: its import costs start-up time, so it waits for first use."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from kling_desktop.ui.viewer.player import Player


def new_player(parent: QObject) -> "Player":
    """A player owned by `parent`; the first takes some 40 ms, so ask after the first paint."""
    from kling_desktop.ui.viewer.player import Player

    return Player(parent)
