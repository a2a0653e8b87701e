"""The task that is looked at closely: its facts, its notes, what has changed since the one before."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kling_desktop.domain.errors import KlingError
from kling_desktop.domain.word_diff import Change, Piece, word_diff
from kling_desktop.i18n import tr
from kling_desktop.services.naming import stem_of
from kling_desktop.services.pack_words import note_words
from kling_desktop.viewmodels import wording
from kling_desktop.viewmodels.observed import Observed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QObject

    from kling_desktop.domain.job import EditJob
    from kling_desktop.studio import Studio


@dataclass(frozen=True)
class ChosenTask:
    """What the details show; without a `job` nothing is chosen."""

    job: EditJob | None = None
    before: str = ""
    """The name of the task that it was made from."""
    changes: tuple[Piece, ...] = ()
    currency: str = ""

    @property
    def note(self) -> str:
        """The note on the task as a whole."""
        notes = self.job.notes if self.job else ()
        return next((note.text for note in notes if not note.take and note.frame is None), "")

    @property
    def facts(self) -> tuple[str, ...]:
        """What was asked for, each in a few words."""
        if self.job is None:
            return ()
        request, source = self.job.request, self.job.request.source
        marked = source.range if source else None
        return tuple(
            fact
            for fact in (
                wording.mode(request.mode),
                wording.seconds(self.job.seconds) if self.job.seconds else "",
                tr("frames {first}–{last}").format(first=marked.first, last=marked.last) if marked else "",
                wording.aspect_ratio(request.aspect_ratio) if request.aspect_ratio else "",
                "" if request.keep_sound else tr("no sound"),
                self.job.project,
            )
            if fact
        )

    @property
    def frame_notes(self) -> tuple[str, ...]:
        """The notes on takes and frames, each in a line."""
        notes = self.job.notes if self.job else ()
        return tuple(
            note_words(note)
            for note in sorted(notes, key=lambda note: (note.take, note.frame or 0))
            if note.take or note.frame is not None
        )


class ChosenTaskModel(Observed[ChosenTask]):
    """Owns what the details show, and keeps it up to date."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Nothing is chosen at first."""
        super().__init__(ChosenTask(), parent)
        self._studio: Studio | None = None

    def attach(self, studio: Studio) -> None:
        """Look at the jobs of an opened studio."""
        self._studio = studio
        studio.jobs.subscribe(self._job_saved)

    def choose(self, job: EditJob | None) -> None:
        """Look at another task, or at none."""
        shown = self.state.job
        if job is not None and shown is not None and shown.id == job.id:
            self._update(job=job)
            return
        currency = self._studio.settings.prices.currency if self._studio and job else ""
        self._become(ChosenTask(job, currency=currency))
        if job is not None and self._studio is not None:
            self._studio.tasks.spawn("the task before", self._compare(self._studio, job))

    async def _compare(self, studio: Studio, job: EditJob) -> None:
        try:
            before = await studio.history.before(job)
        except KlingError:
            # The details are whole without the comparison.
            return
        if before is not None and self.state.job is not None and self.state.job.id == job.id:
            changes = word_diff(before.request.prompt, job.request.prompt)
            if not (job.parent or _is_alike(changes)):
                return
            name = before.takes[0].path if before.takes else stem_of(before.request)
            self._update(before=wording.stem(name), changes=changes)

    def _job_saved(self, job: EditJob) -> None:
        if self.state.job is not None and self.state.job.id == job.id:
            self._update(job=job)


def _is_alike(changes: Sequence[Piece]) -> bool:
    """Whether what changed is a part of the whole: of two different prompts a comparison says nothing."""
    lengths = Counter[bool]()
    for piece in changes:
        lengths[piece.change is Change.KEPT] += len(piece.text)
    return 2 * lengths[True] > lengths[False]
