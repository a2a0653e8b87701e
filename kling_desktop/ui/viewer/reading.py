"""Where it stands, in the source's time: timecode, position, and the number in the file itself."""

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from PySide6.QtCore import QObject

from kling_desktop.domain.timecode import TimecodeCount
from kling_desktop.i18n import tr
from kling_desktop.ui.viewer.clip import FALLBACK_RATE, Side
from kling_desktop.ui.viewer.deck import Deck
from kling_desktop.ui.viewer.look import Mode
from kling_desktop.ui.viewer.position_slider import PositionSlider
from kling_desktop.ui.viewer.transport import TransportBar


@dataclass(frozen=True)
class Shown:
    """A frame: its file, when it is shown in seconds from the first, its timecode."""

    path: Path
    seconds: Fraction
    timecode: str


class Reading(QObject):
    """Keeps slider and readings at the deck's moment; running, assistive technology hears seldom."""

    def __init__(self, deck: Deck, slider: PositionSlider, transport: TransportBar) -> None:
        super().__init__(slider)
        self._deck = deck
        self._slider = slider
        self._transport = transport
        self._count = TimecodeCount.of(FALLBACK_RATE)
        self._told_second = -1
        deck.position_changed.connect(self.show)
        deck.length_changed.connect(self.show_length)
        deck.playing_changed.connect(lambda _: self.show(deck.position))

    def show_length(self, moments: int) -> None:
        """Another clip, or more is known of it."""
        if not self._deck.can_play:
            self._slider.show_length(0, 1)
            return
        self._count = TimecodeCount.of(self._deck.rate, self._start())
        self._slider.show_length(moments, self._count.per_second)
        self._transport.show_duration(TimecodeCount(self._count.per_second).text(moments))
        self.show(self._deck.position)

    def show(self, moment: int) -> None:
        """Show a moment."""
        if not self._deck.can_play:
            return
        second = moment // self._count.per_second
        # Running, assistive technology hears of each second, not of each frame.
        is_settled = not self._deck.is_playing or second != self._told_second
        self._told_second = second
        frame = self._deck.pairing.source_frame(moment)
        self._transport.show_position(self._count.text(frame), is_settled)
        if is_settled:
            self._transport.show_file_frame(self._file_frame(moment))
            self._slider.show_settled(moment)
        else:
            self._slider.show_running(moment)

    def timecode(self, moment: int) -> str:
        """What a moment is called."""
        return self._count.text(self._deck.pairing.source_frame(moment))

    def go_to(self, typed: str) -> None:
        """Go to a timecode that was typed; what is none changes nothing."""
        pairing = self._deck.pairing
        frame = self._count.typed(typed, pairing.source_frame(self._deck.position))
        if frame is not None:
            self._deck.seek(pairing.of_source(frame))

    def shown(self) -> Shown | None:
        """The frame on the screen, of the result where both are; None without one."""
        side = self._deck.mode.sides[-1]
        clip, player = self._deck.rack.clips.get(side), self._deck.rack.players.get(side)
        if clip is None or player is None or not self._deck.can_play:
            return None
        pairing, moment = self._deck.pairing, self._deck.position
        source = pairing.source_frame(moment)
        number = source if side is Side.SOURCE else pairing.result_frame(moment)
        return Shown(clip.path, player.times.start(number), self._count.text(source))

    def _start(self) -> str:
        source = self._deck.rack.clips.get(Side.SOURCE)
        if source is not None and source.start:
            return source.start
        recipe = self._deck.pairing.recipe
        if recipe is not None and self._deck.mode is not Mode.SOURCE:
            return recipe.start_timecode
        result = self._deck.rack.clips.get(Side.RESULT)
        return result.start if result and source is None else ""

    def _file_frame(self, moment: int) -> str:
        pairing = self._deck.pairing
        numbers = {
            Side.SOURCE: pairing.source_frame(moment),
            Side.RESULT: pairing.result_frame(moment),
        }
        return tr("frame {number}").format(
            number=" · ".join(str(numbers[side]) for side in self._deck.mode.sides)
        )
