"""Observable state, declared once: one frozen value per model and one signal that carries the new one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from collections.abc import Callable

State = TypeVar("State")


class Observed(QObject, Generic[State]):
    """Owns a frozen state; `changed` carries each new one, never the same twice in a row."""

    changed = Signal(object)

    def __init__(self, state: State, parent: QObject | None = None) -> None:
        """`state` is a frozen dataclass."""
        super().__init__(parent)
        self._state = state

    @property
    def state(self) -> State:
        """The state now."""
        return self._state

    def bind(self, show: Callable[[State], None]) -> None:
        """Call `show` with the state now and with each later one."""
        self.changed.connect(show)
        show(self._state)

    def _update(self, **changes: Any) -> None:
        self._become(replace(self._state, **changes))  # type: ignore[type-var]

    def _become(self, state: State) -> None:
        if state != self._state:
            self._state = state
            self.changed.emit(state)
