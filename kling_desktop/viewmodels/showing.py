"""What the viewer shows: the source of the edit or a take, and the new result that waits to be looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kling_desktop.domain.job import EditJob
from kling_desktop.viewmodels.observed import Observed

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from PySide6.QtCore import QObject

    from kling_desktop.domain.cut import SourceLook
    from kling_desktop.studio import Studio


@dataclass(frozen=True)
class ShownTake:
    """One take that can be looked at: the job that it belongs to and its place there, from 0."""

    job: EditJob
    place: int

    @property
    def path(self) -> str:
        """Its file."""
        return self.job.files[self.place]

    @property
    def number(self) -> int:
        """Its place among all takes of the job, those counted that never became whole."""
        return [number for number, take in enumerate(self.job.takes) if take.is_whole][self.place]

    @property
    def handed_out(self) -> str:
        """The file that goes to the timeline; the raw one where there is no other."""
        return self.job.takes[self.number].handed_out

    @property
    def is_starred(self) -> bool:
        """Whether it is the winner."""
        return self.job.starred == self.place + 1


@dataclass(frozen=True)
class Showing:
    """Paths of what is on show, empty for nothing; `waiting` is the job whose result is new and not yet seen.

    `takes` are those of the edit, `take` the place of the shown one. `turn` counts the times that something
    was asked to be shown, so that asking again plays again; `keeps_moment` if only the take has changed.
    """

    source: str = ""
    result: str = ""
    job_id: str = ""
    takes: tuple[ShownTake, ...] = ()
    take: int = 0
    waiting: EditJob | None = None
    turn: int = 0
    keeps_moment: bool = False

    @property
    def shown(self) -> ShownTake | None:
        """The take on show."""
        return self.takes[self.take] if self.takes else None

    @property
    def winner(self) -> ShownTake | None:
        """The take that leaves the window: the starred one of the edit, else the one on show."""
        return next((take for take in self.takes if take.is_starred), self.shown)

    @property
    def job(self) -> EditJob | None:
        """The job whose take is shown."""
        return self.shown.job if self.shown else None

    @property
    def notes(self) -> dict[int, str]:
        """What was written about frames of the take shown, by frame of its file."""
        take = self.shown
        if take is None:
            return {}
        return {
            note.frame: note.text
            for note in take.job.notes
            if note.frame is not None and note.take == take.place + 1
        }

    @property
    def starred(self) -> int:
        """The place of the winner among the takes, -1 for none."""
        return next((place for place, take in enumerate(self.takes) if take.is_starred), -1)


class ShowingModel(Observed[Showing]):
    """Decides what the viewer shows; a result that arrives never replaces what somebody looks at."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Nothing is shown at first."""
        super().__init__(Showing(), parent)
        self._chosen = ""
        self._studio: Studio | None = None

    def attach(self, studio: Studio) -> None:
        """Find the takes that belong together in an opened studio."""
        self._studio = studio
        studio.jobs.subscribe(self._job_saved)

    def table(self, look: SourceLook) -> Path | None:
        """Where the look-up table of a look is kept; None where it has none."""
        return self._studio.clips.table(look) if self._studio is not None else None

    def source_chosen(self, location: str) -> None:
        """The clip of the edit is `location` now (empty: none); a new one is shown."""
        if location != self._chosen:
            self._chosen = location
            self.show_source()

    def keep_moment(self) -> None:
        """Whoever shows this anew is not to play it."""
        self._update(keeps_moment=True)

    def show_source(self) -> None:
        """Show the clip of the edit."""
        self._update(
            source=self._chosen,
            result="",
            job_id="",
            takes=(),
            take=0,
            turn=self.state.turn + 1,
            keeps_moment=False,
        )

    def show_job(self, job: EditJob, take: int = 0) -> None:
        """Show the take number `take` (from 0) of a finished job beside its own source, and play it."""
        if not job.files:
            return
        waiting = self.state.waiting
        source = job.request.source
        place = min(take, len(job.files) - 1)
        self._update(
            source=source.location if source and source.is_local else "",
            result=job.files[place],
            job_id=job.id,
            takes=_takes((job,)),
            take=place,
            waiting=None if waiting and waiting.id == job.id else waiting,
            turn=self.state.turn + 1,
            keeps_moment=False,
        )
        self._look_for_others(job)

    def show_take(self, number: int) -> None:
        """Show another take of the edit (from 0), at the moment that is on show."""
        if not 0 <= number < len(self.state.takes) or number == self.state.take:
            return
        take = self.state.takes[number]
        self._update(
            result=take.path,
            job_id=take.job.id,
            take=number,
            turn=self.state.turn + 1,
            keeps_moment=True,
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

    def _job_saved(self, job: EditJob) -> None:
        shown = self.state.job
        if shown is None:
            return
        if any(take.job.id == job.id for take in self.state.takes):
            self._replace_takes({take.job.id: take.job for take in self.state.takes} | {job.id: job})
        elif job.files and (job.created, job.request) == (shown.created, shown.request):
            self._look_for_others(shown)

    def _look_for_others(self, job: EditJob) -> None:
        if self._studio is not None:
            self._studio.tasks.spawn("takes of an edit", self._find_others(self._studio, job))

    async def _find_others(self, studio: Studio, job: EditJob) -> None:
        together = await studio.history.sent_together(job)
        if self.state.job_id == job.id:
            self._replace_takes({each.id: each for each in together} or {job.id: job})

    def _replace_takes(self, jobs: dict[str, EditJob]) -> None:
        takes = _takes(jobs.values())
        paths = [take.path for take in takes]
        if self.state.result in paths:
            self._update(takes=takes, take=paths.index(self.state.result))


def _takes(jobs: Iterable[EditJob]) -> tuple[ShownTake, ...]:
    return tuple(ShownTake(job, place) for job in jobs for place in range(len(job.files)))
