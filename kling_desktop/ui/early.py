"""What is pressed before there is anybody to hear it, said again once there is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from PySide6.QtCore import SignalInstance


class Early(QObject):
    """Keeps what `signals` carry until `hush`; they are of controls that stand before the rest does."""

    def __init__(self, signals: Iterable[SignalInstance], parent: QObject) -> None:
        super().__init__(parent)
        self._kept: list[tuple[SignalInstance, tuple[object, ...]]] = []
        self._ears = [(signal, signal.connect(self._ear(signal))) for signal in signals]

    def hush(self) -> None:
        """Keep no more: those who are meant listen from now on."""
        ears, self._ears = self._ears, []
        for signal, ear in ears:
            signal.disconnect(ear)

    def say_again(self) -> None:
        """Give out what was kept, in its order, once."""
        kept, self._kept = self._kept, []
        for signal, values in kept:
            signal.emit(*values)

    def _ear(self, signal: SignalInstance) -> Callable[..., None]:
        def keep(*values: object) -> None:
            self._kept.append((signal, values))

        return keep
