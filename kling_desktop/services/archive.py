"""What is kept beside the results: notes, what was billed, what went out; and deleting, into the bin."""

import asyncio
import shutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from pathlib import Path

from kling_desktop.domain.cost import Bill, learnt
from kling_desktop.domain.errors import BadInput
from kling_desktop.domain.job import EditJob, Note
from kling_desktop.domain.request import Mode
from kling_desktop.services.ledger import Ledger
from kling_desktop.services.naming import folder_error
from kling_desktop.services.sidecar import sidecar_of
from kling_desktop.services.timeline_names import put_in_place
from kling_desktop.settings.file import Settings
from kling_desktop.store.journal import HistoryQuery, Journal
from kling_desktop.store.system_bin import put_in_bin

LONGEST_NOTE = 2_000
MOST_BILLED = Decimal(100_000)
LOOKED_AT = 500
"""Jobs among which bills are looked for, the newest ones."""


class Archive:
    """Changes what is remembered of jobs that have been made; their files only by deleting."""

    def __init__(
        self,
        ledger: Ledger,
        journal: Journal,
        settings: Settings,
        bin_for: Callable[[Iterable[Path]], None] = put_in_bin,
    ) -> None:
        """`bin_for` takes what is deleted."""
        self._ledger = ledger
        self._journal = journal
        self._settings = settings
        self._bin = bin_for

    async def delete(self, job_id: str) -> EditJob:
        """Put the files of an ended job into the bin and hide it; the journal and the sums keep it.

        Raises BadInput for one that has not ended, WorldFailed when the system takes a file not.
        """
        job = await self._ledger.find(job_id)
        if job.is_open:
            raise BadInput("still_open")
        await asyncio.to_thread(self._bin, files_of(job))
        return await self._ledger.change(job_id, lambda now: now.changed(is_hidden=True))

    async def write_note(self, job_id: str, text: str, take: int = 0, frame: int | None = None) -> EditJob:
        """Keep a note on a job, a take (from 1) or a frame of it (from 0) in the place of the one before.

        An empty text takes the note away. Raises BadInput for one that is too long.
        """
        text = text.strip()
        if len(text) > LONGEST_NOTE:
            raise BadInput("note_too_long", longest=LONGEST_NOTE)

        def noted(job: EditJob) -> EditJob:
            others = tuple(each for each in job.notes if (each.take, each.frame) != (take, frame))
            notes = (*others, Note(text, take, frame)) if text else others
            return job.changed(notes=notes) if notes != job.notes else job

        return await self._ledger.change(job_id, noted)

    async def went_out(self, job_id: str) -> None:
        """A result was handed to another program, or saved elsewhere: deleting it warns from now on."""
        await self._ledger.change(job_id, lambda job: job if job.is_out else job.changed(is_out=True))

    async def export(self, job_id: str, folder: Path) -> tuple[Path, ...]:
        """Copy what goes to the timeline of each take into `folder`, never over another file.

        Raises FolderGone, DiskFull.
        """
        job = await self._ledger.find(job_id)
        wanted = [Path(take.handed_out) for take in job.takes if take.is_whole]
        copies = await asyncio.to_thread(lambda: tuple(_copied(path, folder) for path in wanted))
        if copies:
            await self.went_out(job_id)
        return copies

    async def bill(self, job_id: str, text: str) -> EditJob:
        """Keep what the user was billed for a job, empty for nothing known; estimates learn from it.

        Raises BadInput for text that is no amount.
        """
        billed = _amount(text) if text.strip() else ""
        saved = await self._ledger.change(job_id, lambda job: job.changed(billed=billed))
        if billed and saved.seconds > 0:
            await self._learn(saved.request.mode)
        return saved

    async def _learn(self, mode: Mode) -> None:
        recent = await self._journal.page(HistoryQuery(with_hidden=True), LOOKED_AT)
        billed = [job for job in recent if job.billed and job.seconds > 0 and job.request.mode is mode]
        rate, rounds_up = learnt([Bill(job.seconds, Decimal(job.billed)) for job in billed])
        prices = self._settings.prices
        changed = {mode.value: f"{rate:f}", "rounds_up": rounds_up, "is_own": True}
        self._settings.replace(replace(prices, **changed))  # type: ignore[arg-type]


def files_of(job: EditJob) -> Sequence[Path]:
    """All files that were made for a job: takes, timeline files, sidecars."""
    takes = [Path(take.path) for take in job.takes]
    timelines = [Path(take.timeline.path) for take in job.takes if take.timeline and take.timeline.path]
    return (*takes, *timelines, *(sidecar_of(take) for take in takes))


def _copied(path: Path, folder: Path) -> Path:
    part = folder / f".{path.name}.part"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, part)
        return put_in_place(part, folder / path.name)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise folder_error(error, folder) from error


def _amount(text: str) -> str:
    try:
        amount = Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        raise BadInput("no_amount", text=text.strip()) from None
    if not (amount.is_finite() and 0 <= amount <= MOST_BILLED):
        raise BadInput("no_amount", text=text.strip())
    return f"{amount:f}"
