"""Whether the service can be reached: one watch that all requests report to."""

from kling_desktop.services.clock import Clock
from kling_desktop.services.listeners import Listeners


class Connection:
    """Remembers since when no request got an answer; announces when one does again."""

    def __init__(self, clock: Clock) -> None:
        """Start in the belief that the network is there."""
        self._clock = clock
        self._lost: float | None = None
        self.restored: Listeners[None] = Listeners()

    def answered(self) -> None:
        """A request was answered, with whatever status."""
        if self._lost is not None:
            self._lost = None
            self.restored.announce(None)

    def failed(self) -> None:
        """A request found nobody."""
        if self._lost is None:
            self._lost = self._clock.monotonic()

    @property
    def seconds_lost(self) -> float:
        """How long nothing has been reached; 0 while connected."""
        return 0.0 if self._lost is None else self._clock.monotonic() - self._lost
