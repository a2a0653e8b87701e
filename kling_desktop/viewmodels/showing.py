"""What the viewer shows: the source of the edit or a take, and the new result that waits to be looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kling_desktop.viewmodels.observed import Observed

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

    from kling_desktop.domain.job import EditJob


@dataclass(frozen=True)
class Showing:
    """Paths of what is on show, empty for nothing; `waiting` is the job whose result is new and not yet seen.

    `turn` counts the times that something was asked to be shown, so that asking again plays again.
    """

    source: str = ""
    result: str = ""
    job_id: str = ""
    takes: tuple[str, ...] = ()
    waiting: EditJob | None = None
    turn: int = 0


class ShowingModel(Observed[Showing]):
    """Decides what the viewer shows; a result that arrives never replaces what somebody looks at."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Nothing is shown at first."""
        super().__init__(Showing(), parent)
        self._chosen = ""

    def source_chosen(self, location: str) -> None:
        """The clip of the edit is `location` now (empty: none); a new one is shown."""
        if location != self._chosen:
            self._chosen = location
            self.show_source()

    def show_source(self) -> None:
        """Show the clip of the edit."""
        self._update(source=self._chosen, result="", job_id="", takes=(), turn=self.state.turn + 1)

    def show_job(self, job: EditJob, take: int = 0) -> None:
        """Show the take number `take` (from 0) of a finished job beside its own source, and play it."""
        if not job.files:
            return
        waiting = self.state.waiting
        source = job.request.source
        self._update(
            source=source.location if source and source.is_local else "",
            result=job.files[min(take, len(job.files) - 1)],
            job_id=job.id,
            takes=job.files,
            waiting=None if waiting and waiting.id == job.id else waiting,
            turn=self.state.turn + 1,
        )

    def arrived(self, job: EditJob) -> None:
        """A job has just got its result: shown at once only where nothing else is on show."""
        if not (self.state.source or self.state.result):
            self.show_job(job)
        elif job.files:
            self._update(waiting=job)

    def show_waiting(self) -> None:
        """Show the result that waits, if one does."""
        if self.state.waiting is not None:
            self.show_job(self.state.waiting)
