"""Source and result, each in its own player, one of them on the screen."""

from fractions import Fraction
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, SignalInstance

from kling_desktop.ui.viewer.clip import FALLBACK_RATE, Clip, Fault, Side
from kling_desktop.ui.viewer.loading import new_player

if TYPE_CHECKING:
    from kling_desktop.ui.viewer.player import Player


class Deck(QObject):
    """Which clips there are and which one is shown; plays that one and reports of it alone.

    Until `start` it only remembers. Changing sides keeps the moment, so that both can be compared.
    Signals: `frame_arrived(Frame)`, `position_changed(frame)`, `length_changed(frames)`,
    `playing_changed(is_playing)`, `sound_changed(has_device)`; `failed()` one of the clips can't be played.
    """

    frame_arrived = Signal(object)
    position_changed = Signal(int)
    length_changed = Signal(int)
    playing_changed = Signal(bool)
    sound_changed = Signal(bool)
    failed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._clips: dict[Side, Clip] = {}
        self._players: dict[Side, Player] = {}
        self._faults: dict[Side, Fault] = {}
        self._side = Side.SOURCE
        self._has_started = False
        self._is_looping = False
        self._sound = (1.0, False)

    @property
    def side(self) -> Side:
        """Which clip is shown."""
        return self._side

    def clip(self, side: Side) -> Clip | None:
        """The clip of `side`, if there is one."""
        return self._clips.get(side)

    def fault(self, side: Side) -> Fault | None:
        """What is wrong with the clip of `side`, as far as is known."""
        return self._faults.get(side)

    @property
    def position(self) -> int:
        """The frame shown."""
        player = self._players.get(self._side)
        return player.position if player else 0

    @property
    def frames(self) -> int:
        """How many frames the clip shown has; 0 if that is not known."""
        player = self._players.get(self._side)
        return player.frames if player else 0

    @property
    def rate(self) -> Fraction:
        """Frames per second of the clip shown."""
        player = self._players.get(self._side)
        return player.rate if player else FALLBACK_RATE

    @property
    def is_playing(self) -> bool:
        """Whether the clip shown runs."""
        player = self._players.get(self._side)
        return player is not None and player.is_playing

    def start(self) -> None:
        """From now on open files; called once the window is on the screen."""
        self._has_started = True
        for side in Side:
            self._load(side)

    def set_clip(self, side: Side, clip: Clip | None) -> None:
        """Put `clip` on `side`, at its first frame; None takes it off."""
        self._faults.pop(side, None)
        if clip is None:
            self._clips.pop(side, None)
            self._end(side)
            return
        self._clips[side] = clip
        self._load(side)

    def show(self, side: Side) -> None:
        """Show `side` at the moment that the other one stands at, and go on playing if that one was."""
        if side == self._side:
            return
        left = self._players.get(self._side)
        moment = (left.position + Fraction(1, 2)) / left.rate if left else Fraction(0)
        was_playing = self.is_playing
        self.pause()
        self._side = side
        player = self._players.get(side)
        if player is None:
            return
        self.length_changed.emit(player.frames)
        player.seek(int(moment * player.rate))
        if was_playing:
            player.play()

    def play(self) -> None:
        """Play the clip shown."""
        if player := self._players.get(self._side):
            player.play()

    def pause(self) -> None:
        """Rest."""
        if player := self._players.get(self._side):
            player.pause()

    def toggle(self) -> None:
        """Play if it rests, rest if it plays."""
        if self.is_playing:
            self.pause()
        else:
            self.play()

    def seek(self, frame: int) -> None:
        """Go to `frame`."""
        if player := self._players.get(self._side):
            player.seek(frame)

    def step(self, frames: int) -> None:
        """Rest, and go on or back by so many frames."""
        self.pause()
        self.seek(max(0, self.position + frames))

    def set_loop(self, is_looping: bool) -> None:
        """Begin again at the end, or stop there."""
        self._is_looping = is_looping
        for player in self._players.values():
            player.set_loop(is_looping)

    def set_sound(self, volume: float, is_muted: bool) -> None:
        """How loud, 0 to 1, and whether at all."""
        self._sound = (volume, is_muted)
        for player in self._players.values():
            player.set_sound(volume, is_muted)

    def close(self) -> None:
        """Let go of all files."""
        for side in Side:
            self._end(side)

    def _load(self, side: Side) -> None:
        clip = self._clips.get(side)
        if clip is None or not self._has_started:
            return
        if side not in self._players:
            self._players[side] = self._new_player(side)
        self._players[side].load(clip)

    def _new_player(self, side: Side) -> "Player":
        player = new_player(self)
        player.set_loop(self._is_looping)
        player.set_sound(*self._sound)
        for told, telling in (
            (player.frame_arrived, self.frame_arrived),
            (player.position_changed, self.position_changed),
            (player.length_changed, self.length_changed),
            (player.playing_changed, self.playing_changed),
        ):
            told.connect(lambda value, out=telling: self._pass_on(side, out, value))
        player.failed.connect(lambda fault: self._keep_fault(side, fault))
        player.sound_changed.connect(self.sound_changed)
        self.sound_changed.emit(player.has_sound_device)
        return player

    def _pass_on(self, side: Side, out: SignalInstance, value: object) -> None:
        if side == self._side:
            out.emit(value)

    def _keep_fault(self, side: Side, fault: Fault) -> None:
        self._faults[side] = fault
        self.failed.emit()

    def _end(self, side: Side) -> None:
        if player := self._players.pop(side, None):
            player.close()
            player.deleteLater()
