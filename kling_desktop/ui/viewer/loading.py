"""The one place that lets decoder and multimedia in: dear to import, they wait for first use."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from kling_desktop.ui.viewer.clip import Clip

if TYPE_CHECKING:
    from kling_desktop.ui.viewer.player import Player
    from kling_desktop.ui.viewer.soundtrack import Soundtrack


def new_player(clip: Clip, number: int, box: tuple[int, int] | None, parent: QObject) -> "Player":
    """A player of `clip`, owned by `parent`, at the frame `number`; ask after the first paint."""
    from kling_desktop.media.shelf import Order
    from kling_desktop.ui.viewer.player import Player

    return Player(clip, Order(number, box=box), parent)


def new_soundtrack(parent: QObject) -> "Soundtrack":
    """A silent soundtrack, owned by `parent`; the first takes some 40 ms."""
    from kling_desktop.ui.viewer.soundtrack import Soundtrack

    return Soundtrack(parent)
