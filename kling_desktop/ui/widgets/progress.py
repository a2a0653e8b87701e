"""How far something is, or only that it goes on."""

from PySide6.QtCore import QElapsedTimer, QRectF, Qt, QTimerEvent
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QProgressBar, QSizePolicy, QWidget

from kling_desktop.ui.theme import style
from kling_desktop.ui.theme.roles import Role
from kling_desktop.ui.widgets import motion

_HEIGHT = 4
_STEPS = 1000
_TICK_MS = 40
_ROUND_MS = 1600
_SHUTTLE = 0.28


class ThinProgress(QProgressBar):
    """A thin bar. Its length is known (0 to 1), or it only says that something goes on.

    In the second case a light runs along it, unless the user asked for little motion.
    No timer runs while it is hidden.
    """

    def __init__(self, label: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(label)
        self.setTextVisible(False)
        self.setRange(0, _STEPS)
        self.setFixedHeight(_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._pulse = _Pulse(self)

    def set_fraction(self, fraction: float | None) -> None:
        """Show `fraction` of the whole (clamped to 0..1); None when nobody knows how long it takes."""
        if fraction is None:
            self.setRange(0, 0)
        else:
            self.setRange(0, _STEPS)
            self.setValue(round(min(max(fraction, 0.0), 1.0) * _STEPS))
        self._pulse.run(fraction is None and self.isVisible())

    def is_running(self) -> bool:
        """Whether a timer moves the light."""
        return self._pulse.is_running()

    def showEvent(self, event: QShowEvent) -> None:
        """Begin to move, if there is something to move."""
        super().showEvent(event)
        self._pulse.run(self.maximum() == 0)

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop moving."""
        super().hideEvent(event)
        self._pulse.run(False)

    def timerEvent(self, _event: QTimerEvent) -> None:
        """Paint the next moment."""
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint groove and filled part."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        radius = _HEIGHT / 2
        painter.setBrush(style.colour(Role.LINE))
        painter.drawRoundedRect(QRectF(self.rect()), radius, radius)
        painter.setBrush(style.colour(Role.ACCENT))
        painter.drawRoundedRect(self._filled(), radius, radius)
        painter.end()

    def _filled(self) -> QRectF:
        width = float(self.width())
        if self.maximum():
            return QRectF(0, 0, width * self.value() / _STEPS, _HEIGHT)
        start = self._pulse.phase() * (1 + _SHUTTLE) - _SHUTTLE if self._pulse.is_running() else 0.36
        left, right = max(start, 0.0), min(start + _SHUTTLE, 1.0)
        return QRectF(width * left, 0, width * max(right - left, 0.0), _HEIGHT)


class _Pulse:
    """A timer of one widget, and how far its present round is."""

    def __init__(self, widget: QWidget) -> None:
        self._widget = widget
        self._timer = 0
        self._clock = QElapsedTimer()

    def run(self, wanted: bool) -> None:
        wanted = wanted and not motion.is_reduced()
        if wanted and not self._timer:
            self._timer = self._widget.startTimer(_TICK_MS)
            self._clock.start()
        elif not wanted and self._timer:
            self._widget.killTimer(self._timer)
            self._timer = 0
        self._widget.update()

    def is_running(self) -> bool:
        return bool(self._timer)

    def phase(self) -> float:
        return (self._clock.elapsed() % _ROUND_MS) / _ROUND_MS
