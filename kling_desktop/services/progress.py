"""What a job is doing right now, for the eye: not kept, and never a reason for anything."""

from collections.abc import Callable
from dataclasses import dataclass

from kling_desktop.domain.notice import Notice
from kling_desktop.services.listeners import Listeners


@dataclass(frozen=True)
class Progress:
    """The step under way as a word, the part of it that is done (0–1), and what it struggles with."""

    phase: str = ""
    fraction: float | None = None
    trouble: Notice | None = None
    next_try: float = 0.0


NOTHING = Progress()


class ProgressBoard:
    """The progress of each job that is moving."""

    def __init__(self) -> None:
        """Start empty."""
        self._board: dict[str, Progress] = {}
        self._listeners: Listeners[str] = Listeners()

    def of(self, job_id: str) -> Progress:
        """What the job is doing now."""
        return self._board.get(job_id, NOTHING)

    def show(self, job_id: str, progress: Progress) -> None:
        """Say what a job is doing; listeners hear its id."""
        if self._board.get(job_id) != progress:
            self._board[job_id] = progress
            self._listeners.announce(job_id)

    def clear(self, job_id: str) -> None:
        """The job rests."""
        if self._board.pop(job_id, None):
            self._listeners.announce(job_id)

    def subscribe(self, listener: Callable[[str], None]) -> Callable[[], None]:
        """Call `listener` with the id of each job whose progress changed."""
        return self._listeners.subscribe(listener)
