"""The clock of play: says which moment is due, at any speed, forward and back."""

from fractions import Fraction
from time import perf_counter

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from kling_desktop.ui.viewer.pairing import Pairing

_SOONEST_MS = 1


class Motor(QObject):
    """Runs through moments; the timer sleeps while it rests.

    Signals: `due(moment)` is to be shown, answered by `shown`; `turned()` it is about to begin again;
    `ended()` it has come to the end.
    """

    due = Signal(int)
    turned = Signal()
    ended = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pairing = Pairing()
        self._span = (0, 0)
        self._is_looping = False
        self._speed = Fraction(0)
        self._from = Fraction(0)
        self._since = 0.0
        self._is_anchored = False
        self._shown = 0
        self._skipped = 0
        self._played = 0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)

    @property
    def speed(self) -> Fraction:
        """1 is real time, -1 that backwards, 0 rest."""
        return self._speed

    @property
    def skipped(self) -> int:
        """Moments that were due and not shown since it began to run."""
        return self._skipped

    @property
    def played(self) -> int:
        """Moments that were shown since it began to run."""
        return self._played

    def run(self, pairing: Pairing, moment: int, speed: Fraction) -> None:
        """Run from a moment; the clock starts once that is shown."""
        self._pairing = pairing
        self._speed = speed
        self._skipped = self._played = 0
        self._begin(moment)

    def set_span(self, first: int, last: int, is_looping: bool) -> None:
        """Between which moments it runs, and whether it begins again at the end."""
        self._span = (first, last)
        self._is_looping = is_looping

    def stop(self) -> None:
        """Rest."""
        self._speed = Fraction(0)
        self._timer.stop()

    def shown(self, moment: int) -> None:
        """The moment that was due is on the screen."""
        if not self._speed:
            return
        if not self._is_anchored:
            self._is_anchored = True
            self._from, self._since = self._pairing.start(moment), perf_counter()
        else:
            self._skipped += max(abs(moment - self._shown) - 1, 0)
        self._played += 1
        self._shown = moment
        self._wait()

    def correct(self, seconds: Fraction) -> None:
        """It is `seconds` after the first moment now, as the sound says."""
        if self._speed and self._is_anchored:
            self._from, self._since = seconds, perf_counter()

    @property
    def now(self) -> Fraction:
        """Seconds from the first moment."""
        return self._from + Fraction(perf_counter() - self._since) * self._speed

    def _begin(self, moment: int) -> None:
        self._is_anchored = False
        self._shown = moment
        self._timer.stop()
        self.due.emit(moment)

    def _wait(self) -> None:
        ahead = self._shown + 1 if self._speed > 0 else self._shown
        until = (self._pairing.start(ahead) - self.now) / self._speed
        self._timer.start(max(int(until * 1000), _SOONEST_MS))

    def _tick(self) -> None:
        first, last = self._span
        moment = self._pairing.at(max(self.now, Fraction(0)))
        now = self.now
        is_over = (
            now >= self._pairing.start(last + 1) if self._speed > 0 else now < self._pairing.start(first)
        )
        if is_over:
            self._turn(first, last)
        elif min(max(moment, first), last) == self._shown:
            self._wait()
        else:
            self.due.emit(min(max(moment, first), last))

    def _turn(self, first: int, last: int) -> None:
        end, other = (last, first) if self._speed > 0 else (first, last)
        if self._is_looping:
            self._skipped += abs(end - self._shown)
            self.turned.emit()
            self._begin(other)
        elif self._shown != end:
            self.due.emit(end)
        else:
            self.stop()
            self.ended.emit()
