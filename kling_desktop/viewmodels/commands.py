"""What a person can do about one task, passed on to the engine; what goes wrong comes back as words."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from PySide6.QtCore import QObject, Signal

from kling_desktop.domain.errors import Doubtful, KlingError
from kling_desktop.domain.site import MULEROUTER, MULERUN
from kling_desktop.i18n import current, tr
from kling_desktop.services.caps import LONGEST
from kling_desktop.viewmodels import help, wording
from kling_desktop.viewmodels.answers import answer
from kling_desktop.viewmodels.rows import TaskAction

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence

    from kling_desktop.domain.job import EditJob
    from kling_desktop.domain.request import Mode
    from kling_desktop.services.contact import Part
    from kling_desktop.studio import Studio
    from kling_desktop.viewmodels.listing import Versions

HOMES = {MULEROUTER: "https://www.mulerouter.ai", MULERUN: "https://mulerun.com"}


def account_page(job: EditJob) -> str:
    """The web page where the account of a job can be looked at."""
    if job.site in HOMES:
        return HOMES[job.site]
    parts = urlsplit(job.site)
    return f"{parts.scheme}://{parts.netloc}"


class TaskCommands(QObject):
    """Carries out what is chosen for a task; `told` carries what came of it, in words."""

    told = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        """Without effect until `attach`."""
        super().__init__(parent)
        self._studio: Studio | None = None

    def attach(self, studio: Studio) -> None:
        """Command the jobs of an opened studio."""
        self._studio = studio

    def carry_out(self, action: TaskAction, job_id: str) -> None:
        """Do at once what needs no further word from the user."""
        if self._studio is None:
            return
        jobs = self._studio.jobs
        at_once: Mapping[TaskAction, Callable[[str], None]] = {
            TaskAction.WITHDRAW: jobs.stop,
            TaskAction.STOP: jobs.stop,
            TaskAction.ASK_NOW: jobs.ask_now,
            TaskAction.SEND_NOW: jobs.ask_now,
            TaskAction.TRY_AGAIN: jobs.ask_now,
            TaskAction.SEND_NEXT: jobs.send_next,
            TaskAction.SEND_OVER_CAP: jobs.send_over_cap,
        }
        later: Mapping[TaskAction, Callable[[str], Awaitable[object]]] = {
            TaskAction.SEND_AGAIN: jobs.send_again,
            TaskAction.CLOSE_UNRESOLVED: jobs.close_unresolved,
            TaskAction.FOLLOW_AGAIN: jobs.follow_again,
            TaskAction.RUN_AGAIN: jobs.run_again,
            TaskAction.IN_PRO: jobs.run_in_pro,
            TaskAction.STAR: lambda id: jobs.star(id, 1),
            TaskAction.UNSTAR: lambda id: jobs.star(id, 0),
            TaskAction.DELETE: self._studio.archive.delete,
            TaskAction.WITHOUT_FRAMES: jobs.send_without_frames,
            TaskAction.WITH_LESS: jobs.send_with_less,
            TaskAction.SEND_CHANGED: jobs.send_changed,
        }
        if action in at_once:
            at_once[action](job_id)
        elif action in later:
            self._studio.tasks.spawn(f"{action.name} {job_id}", self._try(later[action], job_id))

    def price_anew(self, jobs: Sequence[EditJob], mode: Mode | None = None) -> str:
        """What new tasks like these are expected to cost, in `mode` or in their own, in words.

        Empty where none of them is paid for.
        """
        paid = [job for job in jobs if not job.is_practice]
        if self._studio is None or not paid:
            return ""
        spend = self._studio.spend
        estimates = [spend.estimate(job.seconds or LONGEST, mode or job.request.mode) for job in paid]
        return wording.money(sum((each.amount for each in estimates), Decimal(0)), estimates[0].currency)

    def pause(self, is_wanted: bool) -> None:
        """Send nothing new, also after a restart, or go on sending; what is at the service goes on."""
        if self._studio is not None:
            self._studio.jobs.pause() if is_wanted else self._studio.jobs.resume()
            settings = self._studio.settings
            settings.replace(replace(settings.queue, is_held=is_wanted))

    def star(self, job_id: str, take: int) -> None:
        """Make a take (from 1) the winner of its edit, or take the star off with 0."""
        if self._studio is not None:
            jobs = self._studio.jobs
            self._studio.tasks.spawn(f"star {job_id}", self._try(lambda id: jobs.star(id, take), job_id))

    def write_note(self, job_id: str, text: str, take: int = 0, frame: int | None = None) -> None:
        """Keep a note on a task, on a take of it (from 1) or on a frame of that (from 0)."""
        if self._studio is not None:
            archive = self._studio.archive
            work = self._try(lambda id: archive.write_note(id, text, take, frame), job_id)
            self._studio.tasks.spawn(f"note on {job_id}", work)

    def export(self, job_ids: Sequence[str], folder: str) -> None:
        """Copy the results of tasks into a folder and say what came of it."""
        if self._studio is not None:
            self._studio.tasks.spawn("export", self._export(self._studio, job_ids, Path(folder)))

    async def _export(self, studio: Studio, job_ids: Sequence[str], folder: Path) -> None:
        copied = 0
        try:
            for job_id in job_ids:
                copied += len(await studio.archive.export(job_id, folder))
        except KlingError as error:
            self.told.emit(wording.sentence(error.notice))
        if copied:
            files = current().count("{n} file", "{n} files", copied)
            self.told.emit(tr("{files} copied to {folder}").format(files=files, folder=folder))

    def copy_for_support(self, job: EditJob, copied: Callable[[str], None]) -> None:
        """Gather what support has to know of a job; `copied` gets the text, without key and prompt."""
        if self._studio is not None:
            self._studio.tasks.spawn(f"text on {job.id}", self._gather(self._studio, job, copied))

    async def _gather(self, studio: Studio, job: EditJob, copied: Callable[[str], None]) -> None:
        copied(await studio.support.text_on(job, help.facts))
        self.told.emit(tr("Copied: version, system, ids and what the service said. No key, no prompt."))

    def contact_sheet(self, job_ids: Sequence[str], paint: Callable[[Sequence[Part]], bytes]) -> None:
        """Make a picture of the results of tasks beside each other, painted by `paint` in a worker."""
        if self._studio is not None:
            self._make_sheet(self._studio, self._studio.outputs.contacts.of_jobs(job_ids, paint))

    def contact_sheet_of(self, versions: Versions, paint: Callable[[Sequence[Part]], bytes]) -> None:
        """The same of all versions of one part of a clip."""
        if self._studio is not None:
            wanted = self._studio.outputs.contacts.of_versions(versions.source, versions.marked, paint)
            self._make_sheet(self._studio, wanted)

    def _make_sheet(self, studio: Studio, work: Awaitable[Path]) -> None:
        self.told.emit(tr("Making the contact sheet…"))
        studio.tasks.spawn("contact sheet", self._tell_where(work))

    async def _tell_where(self, work: Awaitable[Path]) -> None:
        try:
            path = await work
        except KlingError as error:
            self.told.emit(wording.sentence(error.notice))
        else:
            self.told.emit(tr("Saved as {path}").format(path=path))

    def went_out(self, job_id: str) -> None:
        """A result of this task was handed to another program or saved elsewhere."""
        if self._studio is not None and job_id:
            work = self._try(self._studio.archive.went_out, job_id)
            self._studio.tasks.spawn(f"{job_id} went out", work)

    def bill(self, job_id: str, text: str, answered: Callable[[str], None]) -> None:
        """Keep what was billed for a task; `answered` gets why it cannot be, or nothing."""
        if self._studio is not None:
            work = answer(self._studio.archive.bill(job_id, text), answered)
            self._studio.tasks.spawn(f"bill of {job_id}", work)

    def give_task_id(self, job_id: str, task_id: str, answered: Callable[[str], None]) -> None:
        """Tie an unknown job to the task that the user found; `answered` gets why not, or nothing."""
        if self._studio is not None:
            self._studio.tasks.spawn(
                f"id of {job_id}", answer(self._studio.jobs.give_task_id(job_id, task_id), answered)
            )

    def give_link(
        self,
        job_id: str,
        link: str,
        answered: Callable[[str], None],
        doubted: Callable[[str], None] | None = None,
    ) -> None:
        """Tell a job the link to its clip; `answered` gets why it cannot be, or nothing.

        `doubted` gets why it may not be, without that it is taken; None from who is sure of it.
        """
        if self._studio is not None:
            work = self._give_link(self._studio, job_id, link, answered, doubted)
            self._studio.tasks.spawn(f"link of {job_id}", work)

    async def _give_link(
        self,
        studio: Studio,
        job_id: str,
        link: str,
        answered: Callable[[str], None],
        doubted: Callable[[str], None] | None,
    ) -> None:
        try:
            await studio.jobs.give_link(job_id, link, is_sure=doubted is None)
        except Doubtful as error:
            (doubted or answered)(wording.sentence(error.notice))
        except KlingError as error:
            answered(wording.sentence(error.notice))
        else:
            answered("")

    async def _try(self, command: Callable[[str], Awaitable[object]], job_id: str) -> None:
        try:
            await command(job_id)
        except KlingError as error:
            self.told.emit(wording.sentence(error.notice))
