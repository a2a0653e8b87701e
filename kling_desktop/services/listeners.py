"""Who wants to know: a list of listeners that are called directly, in the order in which they came."""

from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Listeners(Generic[T]):
    """Those who want to know of one thing; owned by whoever announces it."""

    def __init__(self) -> None:
        """Start with nobody listening."""
        self._listeners: list[Callable[[T], None]] = []

    def subscribe(self, listener: Callable[[T], None]) -> Callable[[], None]:
        """Call `listener` with each announcement until the returned function is called."""
        self._listeners.append(listener)

        def unsubscribe() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return unsubscribe

    def announce(self, value: T) -> None:
        """Tell everybody who listens now."""
        for listener in tuple(self._listeners):
            listener(value)
