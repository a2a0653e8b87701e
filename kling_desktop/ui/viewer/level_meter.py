"""How loud the sound is, as a bar with the peak of the last moment."""

import math

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from kling_desktop.ui.theme import style
from kling_desktop.ui.theme.roles import Role

_LOWEST_DB = -48.0
_LOUD_DB = -6.0
_WIDTH, _HEIGHT = 6, 20
_FALL = 0.8
"""What is left of a peak at the next reading."""


class LevelMeter(QWidget):
    """A bar from −48 dB to full scale; amber above −6 dB, red where it clips."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._peak = 0.0

    def sizeHint(self) -> QSize:
        """A narrow column."""
        return QSize(_WIDTH, _HEIGHT)

    def show_peak(self, peak: float) -> None:
        """Show a new peak (0–1), or let the last one fall."""
        shown = max(peak, self._peak * _FALL if peak else 0.0)
        if shown != self._peak:
            self._peak = shown
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the column."""
        painter = QPainter(self)
        whole = QPainterPath()
        whole.addRoundedRect(QRectF(self.rect()), _WIDTH / 2, _WIDTH / 2)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipPath(whole)
        painter.fillRect(self.rect(), style.colour(Role.LINE))
        share = 1 - max(decibels(self._peak), _LOWEST_DB) / _LOWEST_DB
        top = self.height() * (1 - share)
        painter.fillRect(QRectF(0, top, self.width(), self.height() - top), style.colour(_role(self._peak)))
        painter.end()


def decibels(peak: float) -> float:
    """A peak of 0–1 in dB of full scale, at least the meter's lowest."""
    return max(20 * math.log10(peak), _LOWEST_DB) if peak > 0 else _LOWEST_DB


def _role(peak: float) -> Role:
    if peak >= 1:
        return Role.DANGER
    return Role.WARNING if decibels(peak) > _LOUD_DB else Role.POSITIVE
