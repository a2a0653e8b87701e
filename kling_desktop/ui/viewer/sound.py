"""Whose sound is heard, and keeping it beside the pictures."""

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from kling_desktop.ui.viewer.clip import Clip, Side
from kling_desktop.ui.viewer.loading import new_soundtrack
from kling_desktop.ui.viewer.look import Mode
from kling_desktop.ui.viewer.pairing import Pairing

if TYPE_CHECKING:
    from kling_desktop.ui.viewer.player import Player
    from kling_desktop.ui.viewer.soundtrack import Soundtrack

_FASTEST = 2
"""Sound that runs faster is only noise."""
_MOST_APART = Fraction(6, 100)
"""Seconds between sound and picture that nobody hears."""


class Sound(QObject):
    """The soundtrack of one of the clips; the source's unless the user wants the other.

    Signals: `heard(seconds)` where the sound is; `level_changed(peak)`; `device_changed(has_device)`.
    """

    heard = Signal(float)
    level_changed = Signal(float)
    device_changed = Signal(bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._track: Soundtrack | None = None
        self._volume = (1.0, False)
        self._wished = Side.SOURCE
        self._side = Side.SOURCE
        self._ratio = Fraction(1)
        self._is_running = False

    @property
    def side(self) -> Side:
        """The clip whose sound is heard."""
        return self._side

    def start(self) -> None:
        """Look for a device; the first time takes some 40 ms."""
        if self._track is None:
            self._track = new_soundtrack(self)
            self._track.heard.connect(self.heard)
            self._track.level_changed.connect(self.level_changed)
            self._track.device_changed.connect(self.device_changed)
            self._track.set_volume(*self._volume)
            self.device_changed.emit(self._track.has_device)

    def wish(self, side: Side) -> None:
        """Hear that one where both are there; it counts from the next `show` on."""
        self._wished = side

    def show(self, clips: Mapping[Side, Clip], players: "Mapping[Side, Player]", mode: Mode) -> None:
        """What is looked at has changed: take the wished sound, or that of the only clip that has one."""
        able = [side for side in mode.sides if side in players and players[side].has_sound]
        if mode is Mode.RESULT and Side.SOURCE in players and players[Side.SOURCE].has_sound:
            able.append(Side.SOURCE)
        self._side = self._wished if self._wished in able or not able else able[0]
        if self._track is not None:
            self._track.load(clips.get(self._side) if able else None)

    def set_volume(self, volume: float, is_muted: bool) -> None:
        """How loud, 0 to 1, and whether at all."""
        self._volume = (volume, is_muted)
        if self._track is not None:
            self._track.set_volume(volume, is_muted)

    def run(self, pairing: Pairing, moment: int, speed: Fraction) -> None:
        """A moment is on the screen: begin to sound with it, unless it sounds already."""
        if self._is_running or self._track is None or not 1 <= speed <= _FASTEST:
            return
        self._is_running = True
        self._ratio = _stretch(pairing, self._side)
        self._track.play(_when(pairing, moment, self._side), float(speed * self._ratio))

    def rest(self) -> None:
        """Be silent."""
        self._is_running = False
        if self._track is not None:
            self._track.rest()

    def late(self, pairing: Pairing, seconds: float, now: Fraction) -> Fraction | None:
        """The time of the pictures as the sound at `seconds` has it, if they are audibly apart."""
        if not self._is_running:
            return None
        begin = _when(pairing, 0, self._side)
        should = (Fraction(seconds) - begin) / self._ratio
        return should if abs(should - now) > _MOST_APART else None

    def close(self) -> None:
        """Let go of the file."""
        self._is_running = False
        if self._track is not None:
            self._track.close()


def _when(pairing: Pairing, moment: int, side: Side) -> Fraction:
    times = pairing.source if side is Side.SOURCE else pairing.result
    frame = pairing.source_frame(moment) if side is Side.SOURCE else pairing.result_frame(moment)
    return times.start(frame) if times else Fraction(0)


def _stretch(pairing: Pairing, side: Side) -> Fraction:
    """How much faster the clip of `side` runs than time, where its frames were stamped anew."""
    last = max(pairing.moments - 1, 0)
    took = pairing.start(last)
    if side is Side.SOURCE or not took or not pairing.is_by_frame:
        return Fraction(1)
    return (_when(pairing, last, side) - _when(pairing, 0, side)) / took or Fraction(1)
