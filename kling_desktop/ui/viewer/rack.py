"""The clips of both sides, each in its player, and what is wrong with them."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from kling_desktop.ui.viewer.clip import Clip, Colours, Fault, Side
from kling_desktop.ui.viewer.loading import new_player

if TYPE_CHECKING:
    from kling_desktop.ui.viewer.player import Player

Box = tuple[int, int] | None


class Rack(QObject):
    """Owns the players. Until `start` it only remembers.

    Signals: `loaded(Side)` a file is being opened; `opened(Side)` its facts are known; `arrived(Side, number,
    is_near)` a picture is ready; `failed(Side)` it can't be shown.
    """

    loaded = Signal(str)
    opened = Signal(str)
    arrived = Signal(str, int, bool)
    failed = Signal(str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.clips: dict[Side, Clip] = {}
        self.players: dict[Side, Player] = {}
        self.faults: dict[Side, Fault] = {}
        self._boxes: dict[Side, Box] = {}
        self.has_started = False

    def can_show(self, sides: tuple[Side, ...]) -> bool:
        """Whether the clips of these sides are there and can be shown, as far as is known."""
        return all(side in self.clips and side not in self.faults for side in sides)

    def start(self) -> None:
        """From now on open files."""
        self.has_started = True
        for side in Side:
            self._load(side)

    def put(self, side: Side, clip: Clip | None) -> None:
        """Put `clip` on `side`; None takes it off."""
        self.faults.pop(side, None)
        self._end(side)
        self.clips.pop(side, None)
        if clip is not None:
            self.clips[side] = clip
            self._load(side)

    def recolour(self, side: Side, colours: Colours | None) -> None:
        """Read the clip of `side` in another way."""
        if clip := self.clips.get(side):
            self.clips[side] = replace(clip, colours=colours)
        if player := self.players.get(side):
            player.recolour(colours)

    def set_boxes(self, boxes: Mapping[Side, Box]) -> bool:
        """In how many pixels each picture is wanted; whether that is another number than before."""
        is_news = dict(boxes) != self._boxes
        self._boxes = dict(boxes)
        return is_news

    def order(self, frames: Mapping[Side, int], heading: int, may_be_near: bool) -> None:
        """Say which frame of each is wanted (see media.shelf.Order)."""
        for side, number in frames.items():
            if player := self.players.get(side):
                player.order(number, heading, self._boxes.get(side), may_be_near)

    def images(self, frames: Mapping[Side, int]) -> dict[Side, QImage] | None:
        """The pictures of these frames, if all of them are ready."""
        found = {}
        for side, number in frames.items():
            player = self.players.get(side)
            image = player.image(number) if player else None
            if image is None:
                return None
            found[side] = image
        return found

    def close(self) -> None:
        """Let go of all files."""
        for side in Side:
            self._end(side)

    def _load(self, side: Side) -> None:
        clip = self.clips.get(side)
        if clip is None or not self.has_started or side in self.players:
            return
        player = new_player(clip, 0, self._boxes.get(side), self)
        player.opened.connect(lambda: self.opened.emit(side))
        player.arrived.connect(lambda number, is_near: self.arrived.emit(side, number, is_near))
        player.failed.connect(lambda fault: self._keep_fault(side, fault))
        self.players[side] = player
        self.loaded.emit(side)

    def _keep_fault(self, side: Side, fault: Fault) -> None:
        self.faults[side] = fault
        self._end(side)
        self.failed.emit(side)

    def _end(self, side: Side) -> None:
        if player := self.players.pop(side, None):
            player.close()
            player.deleteLater()
