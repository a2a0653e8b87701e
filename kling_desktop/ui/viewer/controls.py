"""What the keys of an edit desk do to the pictures."""

from collections.abc import Callable
from fractions import Fraction
from functools import partial

from PySide6.QtCore import QObject, Signal

from kling_desktop.domain.keys import Action
from kling_desktop.ui.viewer.deck import Deck
from kling_desktop.ui.viewer.keys import KeyPad
from kling_desktop.ui.viewer.look import Mode
from kling_desktop.ui.viewer.viewfinder import Viewfinder


class Controls(QObject):
    """Carries out actions; what it does not know goes out by `passed_on(Action)`.

    With the source showing, in and out are the range that is sent: `in_wanted(frame)`, `out_wanted(frame)`,
    `clear_wanted()` ask for it. With a result showing they are the loop, which is the viewer's own.
    """

    passed_on = Signal(object)
    in_wanted = Signal(int)
    out_wanted = Signal(int)
    clear_wanted = Signal()

    def __init__(self, deck: Deck, finder: Viewfinder, keys: KeyPad) -> None:
        super().__init__(deck)
        self._deck = deck
        self._finder = finder
        keys.pressed.connect(self.do)
        keys.slow_wished.connect(self._go_slowly)
        self._ways: dict[Action, Callable[[], None]] = {
            Action.PLAY: deck.toggle,
            Action.SHUTTLE_BACK: partial(deck.shuttle, -1),
            Action.REST: deck.stop,
            Action.SHUTTLE_ON: partial(deck.shuttle, 1),
            Action.STEP_BACK: partial(deck.step, -1),
            Action.STEP_ON: partial(deck.step, 1),
            Action.SECOND_BACK: partial(self._step_second, -1),
            Action.SECOND_ON: partial(self._step_second, 1),
            Action.FIRST: partial(self._go, 0),
            Action.LAST: partial(self._go, -1),
            Action.MARK_IN: self._mark_in,
            Action.MARK_OUT: self._mark_out,
            Action.GO_TO_IN: partial(self._go_to_mark, 0),
            Action.GO_TO_OUT: partial(self._go_to_mark, 1),
            Action.CLEAR_MARKS: self._clear_marks,
            Action.PLAY_AROUND: deck.play_around,
            Action.SAME_IN_SOURCE: partial(finder.show_mode, Mode.SOURCE),
            Action.SWAP: finder.swap,
            Action.ZOOM: finder.turn_zoom,
        }

    def do(self, action: Action) -> None:
        """Carry out an action."""
        way = self._ways.get(action)
        if way is None:
            self.passed_on.emit(action)
        else:
            way()

    def _step_second(self, direction: int) -> None:
        self._deck.step(direction * max(round(self._deck.rate), 1))

    def _go(self, moment: int) -> None:
        self._deck.seek(moment if moment >= 0 else self._deck.moments + moment)

    def _go_to_mark(self, which: int) -> None:
        marks = self._deck.marks or (0, self._deck.moments - 1)
        self._deck.seek(marks[which])

    def _mark_in(self) -> None:
        here = self._deck.position
        if self._deck.mode is Mode.SOURCE:
            self.in_wanted.emit(here)
            return
        _, last = self._deck.marks or (0, self._deck.moments - 1)
        self._deck.set_marks((here, last if last > here else self._deck.moments - 1), of_source=False)

    def _mark_out(self) -> None:
        here = self._deck.position
        if self._deck.mode is Mode.SOURCE:
            self.out_wanted.emit(here)
            return
        first, _ = self._deck.marks or (0, 0)
        self._deck.set_marks((first if first < here else 0, here), of_source=False)

    def _clear_marks(self) -> None:
        if self._deck.mode is Mode.SOURCE:
            self.clear_wanted.emit()
        else:
            self._deck.set_marks(None, of_source=False)

    def _go_slowly(self, speed: Fraction) -> None:
        if speed:
            self._deck.run(speed)
        else:
            self._deck.stop()
