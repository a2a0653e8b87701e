"""To the editing program: one take sent to its timeline, or all starred takes returned in one file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from kling_desktop.domain.errors import KlingError
from kling_desktop.domain.exchange import Kind
from kling_desktop.domain.job import EditJob, JobState
from kling_desktop.i18n import current, tr
from kling_desktop.viewmodels import wording
from kling_desktop.viewmodels.observed import Observed

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from kling_desktop.studio import Studio

LOOKED_BACK = 500
"""Jobs of the journal among which starred ones are looked for."""


@dataclass(frozen=True)
class Return:
    """What the dialog shows: the starred takes as `jobs`, and the file that they become."""

    jobs: tuple[EditJob, ...] = ()
    kind: Kind = Kind.XML
    folder: str = ""
    is_writing: bool = False
    refusal: str = ""
    offers_xml: bool = False
    is_over: bool = True

    @property
    def question(self) -> str:
        """`Return 3 starred takes to Reel 2?`"""
        if not self.jobs:
            return tr("No take is starred yet")
        return current().count(
            "Return {n} starred take to its timeline?",
            "Return {n} starred takes to their timeline?",
            len(self.jobs),
        )

    @property
    def names(self) -> tuple[str, ...]:
        """The file of each take as it goes to the timeline."""
        return tuple(Path(job.takes[job.winner].handed_out).name for job in self.jobs)


class ReturnModel(Observed[Return]):
    """Owns what is returned. `asked` once the starred takes are known; `told` carries what came of it."""

    asked = Signal()
    told = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        """Without effect until `attach`."""
        super().__init__(Return(), parent)
        self._studio: Studio | None = None

    def attach(self, studio: Studio) -> None:
        """Write by an opened studio."""
        self._studio = studio

    def send(self, job: EditJob, number: int, folder: str) -> None:
        """Write an XML and an OTIO into `folder` that stack take `number` above its original."""
        if self._studio is not None:
            work = self._send(self._studio, job.id, number, Path(folder))
            self._studio.tasks.spawn("send to timeline", self._try(work))

    def ask(self) -> None:
        """Find the starred takes: those of the timeline, or else of the folder, of the newest one."""
        if self._studio is not None and not self.state.is_writing:
            self._studio.tasks.spawn("find starred takes", self._try(self._find(self._studio)))

    def choose_kind(self, kind: Kind) -> None:
        """Write this kind of file."""
        self._update(kind=kind, refusal="", offers_xml=False)

    def choose_folder(self, folder: str) -> None:
        """Write into this folder."""
        self._update(folder=folder, refusal="", offers_xml=False)

    def write(self) -> None:
        """Write the file."""
        state = self.state
        if self._studio is not None and state.jobs and not state.is_writing:
            self._update(is_writing=True, refusal="", offers_xml=False)
            self._studio.tasks.spawn("return takes", self._write(self._studio, state))

    def close(self) -> None:
        """Nothing is to be returned now."""
        if not self.state.is_writing:
            self._become(Return())

    async def _send(self, studio: Studio, job_id: str, number: int, folder: Path) -> None:
        paths = await studio.exchange.send(job_id, number, folder)
        names = tr("{one} and {other}").format(one=paths[0].name, other=paths[-1].name)
        self.told.emit(tr("Saved in {folder}: {names}").format(folder=folder, names=names))

    async def _find(self, studio: Studio) -> None:
        found = await studio.history.recently_done(LOOKED_BACK)
        jobs = [job for job in found if _is_returned(job)]
        belonging = _together(sorted(jobs, key=lambda job: job.created))
        folder = belonging[0].folder if belonging else ""
        self._become(Return(jobs=belonging, folder=folder, is_over=False))
        self.asked.emit()

    async def _write(self, studio: Studio, state: Return) -> None:
        takes = [(job.id, job.winner) for job in state.jobs]
        try:
            path = await studio.exchange.give_back(takes, Path(state.folder), kind=state.kind)
        except KlingError as error:
            offers = state.kind is Kind.EDL and error.notice.code.startswith("edl_")
            refusal = wording.sentence(error.notice)
            self._update(is_writing=False, refusal=refusal, offers_xml=offers)
            return
        self._update(is_writing=False, is_over=True)
        self.told.emit(tr("Saved as {path}").format(path=path))

    async def _try(self, work: Awaitable[None]) -> None:
        try:
            await work
        except KlingError as error:
            self.told.emit(wording.sentence(error.notice))


def _is_returned(job: EditJob) -> bool:
    return job.state is JobState.DONE and job.starred > 0 and job.winner >= 0 and job.recipe is not None


def _together(jobs: list[EditJob]) -> tuple[EditJob, ...]:
    """Of the starred `jobs`, oldest first: those that go where the newest goes."""
    if not jobs:
        return ()
    wanted = _belongs(jobs[-1])
    return tuple(job for job in jobs if _belongs(job) == wanted)


def _belongs(job: EditJob) -> str:
    place = job.request.source.place if job.request.source else None
    return f"timeline {place.timeline}" if place else f"folder {job.folder}"
