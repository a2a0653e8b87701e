"""The step `ready`: wait for all that sending needs, then make the one paid step, shielded."""

import asyncio
import shutil
from pathlib import Path

from kling_desktop.domain.answers import RequestForm
from kling_desktop.domain.errors import BadInput, WorldFailed
from kling_desktop.domain.job import AT_THE_SERVICE, EditJob, Failure, JobState
from kling_desktop.domain.notice import Notice
from kling_desktop.services.bodies import Bodies
from kling_desktop.services.caps import Caps
from kling_desktop.services.clock import Clock
from kling_desktop.services.forms import Forms
from kling_desktop.services.ledger import Ledger
from kling_desktop.services.line import Line
from kling_desktop.services.links import LEAST_LINK_LIFE
from kling_desktop.services.outside import Service
from kling_desktop.services.pacing import LONGEST_PAUSE, LONGEST_RETRY_AFTER
from kling_desktop.services.posting import TO_BE_REPEATED, Posting
from kling_desktop.services.progress import Progress, ProgressBoard
from kling_desktop.services.sites import Sites
from kling_desktop.services.tasks import Tasks
from kling_desktop.services.wishes import Hold, Wishes
from kling_desktop.store.disk import disk_errors

LEAST_FREE_BYTES = 50_000_000
"""Room on the journal's disk before anything is paid for: the id has to be saved."""
LOOK_AGAIN_AFTER = 10.0


class Gate:
    """What has to hold before a POST that is not about the job itself: room on the disk, the form to send."""

    def __init__(self, folder: Path, forms: Forms, caps: Caps) -> None:
        """`folder` is where the journal lies."""
        self._folder = folder
        self._forms = forms
        self.caps = caps

    async def check(self, job: EditJob) -> None:
        """Raises Hold while the disk is nearly full, or when a cap on spending leaves no room for `job`."""
        free = await asyncio.to_thread(_free, self._folder)
        if free < LEAST_FREE_BYTES:
            megabytes = free // 1_000_000
            raise Hold(Notice("disk_nearly_full", {"megabytes": megabytes}), LOOK_AGAIN_AFTER)
        await self.caps.take(job)

    async def form(self, job: EditJob) -> RequestForm:
        """The form of the next POST: the second try's, else the first for its site."""
        return job.form or await self._forms.first(job.site)


class Submission:
    """Takes a ready job through the line and the gate to the paid step."""

    def __init__(
        self,
        ledger: Ledger,
        sites: Sites,
        line: Line,
        gate: Gate,
        bodies: Bodies,
        posting: Posting,
        clock: Clock,
        tasks: Tasks,
        board: ProgressBoard,
    ) -> None:
        """One for all jobs."""
        self._ledger = ledger
        self._sites = sites
        self._line = line
        self._gate = gate
        self._bodies = bodies
        self._posting = posting
        self._clock = clock
        self._tasks = tasks
        self._board = board

    async def step(self, job: EditJob, wishes: Wishes) -> None:
        """Send the job once it is its turn. Raises Hold when a person has to do something first."""
        if wishes.awaits_word:
            raise Hold(Notice("send_now", {"name": _name(job)}))
        if self._is_link_dying(job):
            await self._ledger.save(job.moved(JobState.PREPARING))
            return
        await self._wait_until(job, wishes)
        self._board.show(job.id, Progress("waiting"))
        await wishes.guard(self._line.turn(job.id))
        try:
            await self._send(job, wishes)
        finally:
            self._gate.caps.leave(job.id)
            if self._ledger.jobs[job.id].state not in AT_THE_SERVICE:
                self._line.leave(job.id)

    def _is_link_dying(self, job: EditJob) -> bool:
        soon = self._clock.now() + LEAST_LINK_LIFE
        return not all(link.lives_until(soon) for link in job.links)

    async def _wait_until(self, job: EditJob, wishes: Wishes) -> None:
        is_told = job.failure is not None and job.failure.status in TO_BE_REPEATED
        # Bounded: a clock that is set back must not make a short pause a long one.
        longest = LONGEST_RETRY_AFTER if is_told else LONGEST_PAUSE
        seconds = min(job.not_before - self._clock.now(), longest)
        if seconds > 0:
            trouble = Notice("service_busy" if is_told else "unreachable")
            self._board.show(
                job.id, Progress("waiting", trouble=trouble, next_try=self._clock.now() + seconds)
            )
            await (wishes.rest(seconds) if is_told else wishes.pause(seconds))

    async def _send(self, job: EditJob, wishes: Wishes) -> None:
        service = await wishes.guard(self._sites.client(job.site))
        if self._is_link_dying(job):
            # It may have waited in the line for hours.
            await self._ledger.save(job.moved(JobState.PREPARING))
            return
        form = await self._gate.form(job)
        try:
            body = await wishes.guard(self._bodies.body(job, form))
        except WorldFailed as error:
            raise Hold(error.notice, LOOK_AGAIN_AFTER) from error
        except BadInput as error:
            failure, ended = Failure(error.notice), self._clock.now()
            await self._ledger.save(job.moved(JobState.FAILED, failure=failure, ended=ended))
            return
        await wishes.guard(self._gate.check(job))
        if wishes.is_stop_wanted or self._line.is_paused:
            return
        sending = job.moved(JobState.SUBMITTING, form=form, submitted=self._clock.now())
        await self._pay(sending, service, body, wishes)

    async def _pay(self, sending: EditJob, service: Service, body: bytes, wishes: Wishes) -> None:
        self._board.show(sending.id, Progress("sending"))
        work = self._save_and_post(sending, service, body, wishes)
        await asyncio.shield(self._tasks.spawn_paid(f"post {sending.id}", work))

    async def _save_and_post(
        self, sending: EditJob, service: Service, body: bytes, wishes: Wishes
    ) -> EditJob:
        await self._ledger.save(sending)
        if wishes.is_stop_wanted:
            return await self._posting.withdraw(sending)
        return await self._posting.post(sending, service, body)


def _free(folder: Path) -> int:
    with disk_errors(folder, "folder_gone"):
        return shutil.disk_usage(folder).free


def _name(job: EditJob) -> str:
    source = job.request.source
    return Path(source.location).name if source else ""
