"""What the viewer shows: the source of the edit or a take, and the new result that waits to be looked at."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from kling_desktop.domain.job import EditJob
from kling_desktop.domain.timeline import AS_IT_IS, Match
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
    def timeline(self) -> str:
        """Its timeline file; empty without one."""
        made = self.job.takes[self.number].timeline
        return made.path if made else ""

    @property
    def is_mended(self) -> bool:
        """Whether something was mended in its timeline file, so that this looks otherwise than the result."""
        return bool(self.timeline) and self.job.takes[self.number].fixes != AS_IT_IS

    @property
    def is_starred(self) -> bool:
        """Whether it is the winner."""
        return self.job.starred == self.place + 1

    @property
    def rate(self) -> Fraction | None:
        """Frames per second of the result itself; None while that was not measured."""
        arrival = self.job.takes[self.number].arrival
        return Fraction(arrival.measures.rate_num, arrival.measures.rate_den) if arrival else None

    @property
    def frames(self) -> int | None:
        """How many frames the result itself has; None while that was not measured."""
        arrival = self.job.takes[self.number].arrival
        return arrival.measures.frames if arrival else None

    def raw_frame(self, frame: int) -> int:
        """The result's frame that a frame of the timeline file shows."""
        match, slip = self._match
        return match.raw_frame(frame, slip) if match else frame

    def frame_of(self, raw: int) -> int:
        """The frame of the timeline file that shows a frame of the result."""
        match, slip = self._match
        return match.frame_of(raw, slip) if match else raw

    @property
    def _match(self) -> tuple[Match | None, int]:
        """How the result stands to the timeline file, and the slip in that."""
        recipe, take = self.job.recipe, self.job.takes[self.number]
        if recipe is None:
            return None, 0
        # Unmeasured, it is taken to have come back as it was sent.
        match = Match(recipe, self.frames or recipe.sent_frames, self.rate or recipe.sent_rate)
        return match, take.fixes.slip


@dataclass(frozen=True)
class Showing:
    """Paths of what is on show, empty for nothing; `waiting` is the job whose result is new and not yet seen.

    `takes` are those of the edit, `take` the place of the shown one. `turn` counts the times that something
    was asked to be shown, so that asking again plays again; `keeps_moment` if only the take has changed.
    `result` is the result as it came; with `is_fitted` its timeline file is played in its place.
    """

    source: str = ""
    result: str = ""
    job_id: str = ""
    takes: tuple[ShownTake, ...] = ()
    take: int = 0
    waiting: EditJob | None = None
    turn: int = 0
    keeps_moment: bool = False
    is_fitted: bool = False

    @property
    def played(self) -> str:
        """The file on show beside the source: the timeline file, or the result as it came."""
        return self.shown.timeline if self.is_fitted and self.shown else self.result

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
        """What was written about frames of the take shown, by frame of the file that is played."""
        take = self.shown
        if take is None:
            return {}
        return {
            take.frame_of(note.frame) if self.is_fitted else note.frame: note.text
            for note in take.job.notes
            if note.frame is not None and note.take == take.place + 1
        }

    def raw_frame(self, frame: int) -> int:
        """The result's frame that a frame of the file that is played shows."""
        return self.shown.raw_frame(frame) if self.is_fitted and self.shown else frame

    def note_frame(self, frame: int) -> int:
        """The frame of the file that is played at which the note of `frame` stands."""
        return self.shown.frame_of(self.raw_frame(frame)) if self.is_fitted and self.shown else frame

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
            is_fitted=False,
        )

    def show_job(self, job: EditJob, take: int = 0) -> None:
        """Show the take number `take` (from 0) of a finished job beside its own source, and play it."""
        if not job.files:
            return
        waiting = self.state.waiting
        source = job.request.source
        place = min(take, len(job.files) - 1)
        takes = _takes((job,))
        self._update(
            source=source.location if source and source.is_local else "",
            result=job.files[place],
            job_id=job.id,
            takes=takes,
            take=place,
            waiting=None if waiting and waiting.id == job.id else waiting,
            turn=self.state.turn + 1,
            keeps_moment=False,
            is_fitted=takes[place].is_mended,
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
            is_fitted=take.is_mended,
        )

    def show_fitted(self, is_fitted: bool) -> None:
        """Play the timeline file of the take on show, or the result as it came, at the same moment."""
        shown = self.state.shown
        if shown is not None and is_fitted != self.state.is_fitted and (shown.timeline or not is_fitted):
            self._update(is_fitted=is_fitted, turn=self.state.turn + 1, keeps_moment=True)

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
        if job.is_hidden:
            self._leave(job)
        shown = self.state.job
        if shown is None:
            return
        if any(take.job.id == job.id for take in self.state.takes):
            self._replace_takes({take.job.id: take.job for take in self.state.takes} | {job.id: job})
        elif job.files and (job.created, job.request) == (shown.created, shown.request):
            self._look_for_others(shown)

    def _leave(self, job: EditJob) -> None:
        """A job was deleted: its files are in the bin."""
        if self.state.waiting is not None and self.state.waiting.id == job.id:
            self._update(waiting=None)
        if self.state.job_id == job.id:
            others = [take.job for take in self.state.takes if take.job.id != job.id]
            self.show_job(others[0]) if others else self.show_source()

    def _look_for_others(self, job: EditJob) -> None:
        if self._studio is not None:
            self._studio.tasks.spawn("takes of an edit", self._find_others(self._studio, job))

    async def _find_others(self, studio: Studio, job: EditJob) -> None:
        together = await studio.history.sent_together(job)
        if self.state.job_id == job.id:
            self._replace_takes({each.id: each for each in together} or {job.id: job})

    def _replace_takes(self, jobs: dict[str, EditJob]) -> None:
        takes, before = _takes(jobs.values()), self.state
        paths = [take.path for take in takes]
        if before.result not in paths:
            return
        shown = takes[paths.index(before.result)]
        is_new = before.shown is not None and shown.timeline != before.shown.timeline
        is_fitted = bool(shown.timeline) and (before.is_fitted or (is_new and shown.is_mended))
        # What was mended is seen at once.
        is_other = is_fitted != before.is_fitted or (is_fitted and is_new)
        self._update(
            takes=takes,
            take=paths.index(before.result),
            is_fitted=is_fitted,
            turn=before.turn + is_other,
            keeps_moment=is_other or before.keeps_moment,
        )


def _takes(jobs: Iterable[EditJob]) -> tuple[ShownTake, ...]:
    return tuple(
        ShownTake(job, place) for job in jobs if not job.is_hidden for place in range(len(job.files))
    )
