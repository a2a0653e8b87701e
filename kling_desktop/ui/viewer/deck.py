"""Source and result at one moment: what is wanted of both decoders, and when to show what they made."""

from collections.abc import Mapping
from fractions import Fraction

from PySide6.QtCore import QObject, Signal

from kling_desktop.ui.viewer.clip import FALLBACK_RATE, Clip, Colours, Side
from kling_desktop.ui.viewer.look import Mode
from kling_desktop.ui.viewer.motor import Motor
from kling_desktop.ui.viewer.pairing import Pairing, Times
from kling_desktop.ui.viewer.rack import Box, Rack
from kling_desktop.ui.viewer.sound import Sound

FASTEST = 4
AROUND = 2
"""Seconds before and after that are played around a moment."""


class Deck(QObject):
    """Which clips there are and which moment of them is shown.

    Until `start` it only remembers. Moments are numbered from 0 as `pairing` says. A picture is shown once
    all that the mode needs are there; while they are awaited only the last wish is kept.
    Signals: `pictures_changed(images by Side)`; `position_changed(moment)`; `length_changed(moments)`;
    `playing_changed(is_playing)`; `failed()` one of the clips can't be played; `opened(Side)` its size is
    known.
    """

    pictures_changed = Signal(object)
    position_changed = Signal(int)
    length_changed = Signal(int)
    playing_changed = Signal(bool)
    opened = Signal(str)
    failed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.sound = Sound(self)
        self.rack = Rack(self)
        self._mode = Mode.SOURCE
        self._slip = 0
        self._pairing = Pairing()
        self._shown = 0
        self._wanted: int | None = None
        self._next: tuple[int, bool] | None = None
        self._is_passing = False
        self._is_looping = False
        self._marks: dict[bool, tuple[int, int]] = {}
        self._back_to: int | None = None
        self._speed_once_open = Fraction(0)
        self._motor = Motor(self)
        self.rack.loaded.connect(self._take_clip)
        self.rack.opened.connect(self._take_facts)
        self.rack.arrived.connect(self._take_news)
        self.rack.failed.connect(self._take_fault)
        self._motor.due.connect(self._show_due)
        self._motor.turned.connect(self.sound.rest)
        self._motor.ended.connect(self._end)
        self.sound.heard.connect(self._follow_sound)

    @property
    def mode(self) -> Mode:
        """What is looked at."""
        return self._mode

    @property
    def pairing(self) -> Pairing:
        """Which frames belong to which moment."""
        return self._pairing

    @property
    def position(self) -> int:
        """The moment shown, or the one that is being looked for."""
        if self._next is not None:
            return self._next[0]
        return self._shown if self._wanted is None else self._wanted

    @property
    def moments(self) -> int:
        """How many there are; 0 if that is not known."""
        return self._pairing.moments

    @property
    def rate(self) -> Fraction:
        """Frames per second that time is counted in: the source's."""
        source = self.rack.players.get(Side.SOURCE)
        if source is not None:
            return source.rate
        recipe = self._pairing.recipe
        if recipe is not None and self._mode is not Mode.SOURCE:
            return recipe.rate
        result = self.rack.players.get(Side.RESULT)
        return result.rate if result else FALLBACK_RATE

    @property
    def is_playing(self) -> bool:
        """Whether it runs."""
        return self._motor.speed != 0

    @property
    def speed(self) -> Fraction:
        """How fast it runs: 1 is real time, below 0 is backwards, 0 is rest."""
        return self._motor.speed

    @property
    def skipped(self) -> int:
        """Moments that could not be shown in time since it began to run."""
        return self._motor.skipped

    @property
    def played(self) -> int:
        """Moments that were shown since it began to run."""
        return self._motor.played

    @property
    def can_play(self) -> bool:
        """Whether all clips that the mode needs are there and can be played."""
        return self.rack.can_show(self._mode.sides)

    def start(self) -> None:
        """From now on open files; called once the window is on the screen."""
        self.rack.start()

    def set_clip(self, side: Side, clip: Clip | None, keeps_moment: bool = False) -> None:
        """Put `clip` on `side`, at its first frame unless the moment is to stay; None takes it off."""
        moment = self.position if keeps_moment else 0
        frame = self._pairing.source_frame(moment) if keeps_moment else None
        self.stop()
        self.rack.put(side, clip)
        self._marks.pop(side is Side.SOURCE, None)
        self._pair()
        if frame is not None and self._pairing.result is not None:
            # Another file of the same result may be counted otherwise.
            moment = self._pairing.of_source(frame)
        if side in self._mode.sides:
            self._go_to(self._pairing.clamped(moment))

    def set_mode(self, mode: Mode) -> None:
        """Look at it in another way, at the same moment; what plays goes on."""
        if mode is self._mode:
            return
        source, result = self._pairing.source_frame(self.position), self._pairing.result_frame(self.position)
        was_result_alone = not self._is_alone and Side.SOURCE not in self.rack.players
        speed = self._motor.speed
        self.stop()
        self._mode = mode
        self._pair()
        moment = self._pairing.of_result(result) if was_result_alone else self._pairing.of_source(source)
        self._go_to(moment)
        if speed:
            self.run(speed)

    def set_slip(self, frames: int) -> None:
        """Show the result so many frames later (or earlier, below 0)."""
        self._slip = frames
        self._pair()
        self._go_to(self._pairing.clamped(self.position))

    def set_boxes(self, boxes: Mapping[Side, Box]) -> None:
        """In how many pixels each picture is wanted; None for all it has."""
        if self.rack.set_boxes(boxes):
            self._want(self.position, is_passing=False)

    def recolour(self, side: Side, colours: Colours | None) -> None:
        """Read the clip of `side` in another way, at the same moment."""
        self.rack.recolour(side, colours)
        self.show_again(side)

    def run(self, speed: Fraction | int) -> None:
        """Play: 1 real time, -1 backwards, 2, 4 faster; from the start if it stands at the end."""
        if not self.can_play:
            return
        if not self.moments:
            self._speed_once_open = Fraction(speed)
            return
        first, last = self._span()
        moment = self.position
        if (speed > 0 and moment >= last) or (speed < 0 and moment <= first):
            moment = first if speed > 0 else last
        was_playing = self.is_playing
        self._next = self._wanted = None
        self.sound.rest()
        self._motor.set_span(first, last, self._is_looping)
        self._motor.run(self._pairing, moment, Fraction(speed))
        if not was_playing:
            self.playing_changed.emit(True)

    def stop(self) -> None:
        """Rest on what is shown."""
        self._back_to = None
        self._speed_once_open = Fraction(0)
        if self.is_playing:
            self._motor.stop()
            self.sound.rest()
            self._next = None
            self._want(self._shown, is_passing=False)
            self.playing_changed.emit(False)

    def toggle(self) -> None:
        """Play if it rests, rest if it plays."""
        if self.is_playing:
            self.stop()
        else:
            self.run(1)

    def shuttle(self, direction: int) -> None:
        """Play on (1) or back (-1); faster each time that it plays so already."""
        speed = self._motor.speed
        if speed * direction >= 1:
            self.run(min(abs(speed) * 2, Fraction(FASTEST)) * direction)
        else:
            self.run(direction)

    def play_around(self) -> None:
        """Play from a little before to a little after the moment, and come back to it."""
        moment = self.position
        here = self._pairing.start(moment)
        self.stop()
        if not self.can_play or not self.moments:
            return
        begin = self._pairing.clamped(self._pairing.at(max(here - AROUND, Fraction(0))))
        end = self._pairing.clamped(self._pairing.at(here + AROUND))
        self._motor.set_span(begin, end, is_looping=False)
        self._back_to = moment
        self._motor.run(self._pairing, begin, Fraction(1))
        self.playing_changed.emit(True)

    def seek(self, moment: int, is_passing: bool = False) -> None:
        """Go to a moment; `is_passing` while a hand moves on, so that something near will do for now."""
        wanted = self._pairing.clamped(moment)
        if self.is_playing:
            speed = self._motor.speed
            self.sound.rest()
            self._motor.run(self._pairing, wanted, speed)
        elif self._wanted is not None and self.rack.has_started:
            self._next = (wanted, is_passing)
        else:
            self._want(wanted, is_passing)
        self.position_changed.emit(wanted)

    def step(self, frames: int) -> None:
        """Rest, and go on or back by so many frames."""
        self.stop()
        self.seek(max(0, self.position + frames))

    def set_loop(self, is_looping: bool) -> None:
        """Begin again at the end, or stop there."""
        self._is_looping = is_looping
        self._motor.set_span(*self._span(), is_looping)

    def set_marks(self, marks: tuple[int, int] | None, of_source: bool) -> None:
        """The moments between which the loop runs, for the source alone or with a result; None for all."""
        if marks is None:
            self._marks.pop(of_source, None)
        else:
            self._marks[of_source] = marks
        self._motor.set_span(*self._span(), self._is_looping)

    @property
    def marks(self) -> tuple[int, int] | None:
        """The moments between which the loop runs now, if any are set."""
        return self._marks.get(self._is_alone)

    def hear_result(self, is_wanted: bool) -> None:
        """Hear the result's sound in place of the source's, where both are there."""
        self.sound.wish(Side.RESULT if is_wanted else Side.SOURCE)
        self.sound.show(self.rack.clips, self.rack.players, self._mode)
        self.show_again(self._mode.sides[0])

    def show_again(self, side: Side) -> None:
        """The pictures of `side` come from elsewhere now: show its moment anew; what plays goes on."""
        if side in self._mode.sides and self.is_playing:
            self.sound.rest()
            self._motor.run(self._pairing, self._shown, self._motor.speed)
        elif side in self._mode.sides:
            self._want(self.position, is_passing=False)

    def close(self) -> None:
        """Let go of all files."""
        self._motor.stop()
        self.sound.close()
        self.rack.close()

    @property
    def _is_alone(self) -> bool:
        return self._mode is Mode.SOURCE

    def _span(self) -> tuple[int, int]:
        last = max(self.moments - 1, 0)
        if self._is_looping and self.marks:
            return self._pairing.clamped(self.marks[0]), self._pairing.clamped(self.marks[1])
        return 0, last

    def _take_clip(self) -> None:
        self.sound.start()
        self._pair()

    def _take_facts(self, side: str) -> None:
        before, moment = self._pairing, self.position
        self._pair()
        if before.source is None and self._pairing.source is not None and not self._is_alone:
            # So far the result's own frames were counted.
            moment = self._pairing.of_result(before.result_frame(moment))
        self.opened.emit(side)
        speed, self._speed_once_open = self._motor.speed or self._speed_once_open, Fraction(0)
        back, self._back_to = self._back_to, None
        self._motor.stop()
        self._go_to(self._pairing.clamped(moment if back is None else back))
        if back is not None:
            self.play_around()
        elif speed:
            self.run(speed)

    def _pair(self) -> None:
        result, clip = self.rack.players.get(Side.RESULT), self.rack.clips.get(Side.RESULT)
        self._pairing = Pairing(
            self._times(Side.SOURCE),
            self._times(Side.RESULT),
            result.rate if result else FALLBACK_RATE,
            clip.recipe if clip else None,
            self._slip,
            self._is_alone,
        )
        self.sound.show(self.rack.clips, self.rack.players, self._mode)
        self._motor.set_span(*self._span(), self._is_looping)
        self.length_changed.emit(self.moments)

    def _times(self, side: Side) -> Times | None:
        player = self.rack.players.get(side)
        return player.times if player and player.times.frames else None

    def _go_to(self, moment: int) -> None:
        self._next = self._wanted = None
        self._shown = moment
        self._want(moment, is_passing=False)
        self.position_changed.emit(moment)

    def _show_due(self, moment: int) -> None:
        self._next = None
        self._want(moment, is_passing=False)

    def _want(self, moment: int, is_passing: bool) -> None:
        self._wanted, self._is_passing = moment, is_passing
        # Only what stands alone may be shown by a near picture: two would not be of one moment.
        may_be_near = is_passing and len(self._mode.sides) == 1
        heading = (self._motor.speed > 0) - (self._motor.speed < 0)
        self.rack.order(self._frames(moment), heading, may_be_near)
        self._show_if_ready()

    def _frames(self, moment: int) -> dict[Side, int]:
        ways = {Side.SOURCE: self._pairing.source_frame, Side.RESULT: self._pairing.result_frame}
        return {side: ways[side](moment) for side in self._mode.sides}

    def _show_if_ready(self) -> None:
        moment = self._wanted
        images = None if moment is None else self.rack.images(self._frames(moment))
        if moment is None or images is None:
            return
        self._shown, self._wanted = moment, None
        self.pictures_changed.emit(images)
        self._go_on(moment)

    def _go_on(self, moment: int) -> None:
        if self._next is not None:
            wanted, is_passing = self._next
            self._next = None
            self._want(wanted, is_passing)
        elif self.is_playing:
            self._motor.shown(moment)
            self.sound.run(self._pairing, moment, self._motor.speed)
            self.position_changed.emit(moment)

    def _take_news(self, side: str, number: int, is_near: bool) -> None:
        if not is_near:
            self._show_if_ready()
            return
        near = self.rack.images({Side(side): number})
        if near is None or self._wanted is None or not self._is_passing or self._mode.sides != (side,):
            return
        self.pictures_changed.emit(near)
        if self._next is not None:
            self._go_on(self._shown)

    def _end(self) -> None:
        self.sound.rest()
        back, self._back_to = self._back_to, None
        self.playing_changed.emit(False)
        if back is not None:
            self.seek(back)

    def _follow_sound(self, seconds: float) -> None:
        late = self.sound.late(self._pairing, seconds, self._motor.now)
        if late is not None:
            self._motor.correct(late)

    def _take_fault(self) -> None:
        self.stop()
        self._pair()
        self.failed.emit()
