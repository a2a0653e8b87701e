"""The owners of all jobs: taken on at start and after a restart, woken, stopped."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

from kling_desktop.domain.answers import PollTrouble, TaskAnswer
from kling_desktop.domain.errors import BadInput, JournalError, WorldFailed
from kling_desktop.domain.job import AT_THE_SERVICE, FOLLOWED, UNSENT, EditJob, JobState
from kling_desktop.domain.notice import Notice
from kling_desktop.services.clock import Clock
from kling_desktop.services.following import Following
from kling_desktop.services.ledger import Ledger
from kling_desktop.services.line import Line
from kling_desktop.services.owner import JOURNAL_AGAIN_AFTER, Owner, Step
from kling_desktop.services.progress import ProgressBoard
from kling_desktop.services.sites import Sites
from kling_desktop.services.tasks import Tasks
from kling_desktop.services.wishes import Hold, Wishes
from kling_desktop.store.journal import Intent, Journal

log = logging.getLogger(__name__)
AGAIN_AFTER_A_FAULT = 60.0
CLOCKS_DIFFER = 60.0
"""Seconds by which the clock may have been set back since, without a doubt about how old a job is."""
STOP, GO_ON, OVER_CAP = "stop", "go-on", "over-cap"
WISHES: Mapping[str, Callable[[Wishes], None]] = {
    STOP: Wishes.stop,
    GO_ON: Wishes.hurry,
    OVER_CAP: Wishes.allow_over_cap,
}
SENT_WITHOUT_ASKING = 3600.0
"""Seconds since Generate within which a job that was never sent goes on by itself after a restart."""


@dataclass
class Member:
    """A job's owner and the task that runs it."""

    owner: Owner
    task: asyncio.Task[None]


class Crew:
    """Owns one owner per moving job."""

    def __init__(
        self,
        ledger: Ledger,
        journal: Journal,
        sites: Sites,
        line: Line,
        following: Following,
        steps: Mapping[JobState, Step],
        board: ProgressBoard,
        clock: Clock,
        tasks: Tasks,
    ) -> None:
        """`steps` has the work of each state that can be left without a person."""
        self.is_active = False
        self._ledger = ledger
        self._journal = journal
        self._sites = sites
        self.line = line
        self._following = following
        self._steps = steps
        self._board = board
        self._clock = clock
        self._tasks = tasks
        self._members: dict[str, Member] = {}

    async def resume(self, jobs: tuple[EditJob, ...]) -> None:
        """Take on the open jobs of the journal after a restart, by the rules of the design page."""
        self.is_active = True
        for job in jobs:
            self._ledger.adopt(job)
            if job.state in AT_THE_SERVICE:
                self.line.enter(job.id)
        for job in jobs:
            if job.state is not JobState.SUBMITTING:
                self.take_on_found(job)
            elif not await self._is_lost(job):
                self._tasks.spawn(f"lost answer of {job.id}", self._lose(job))

    def take_on(self, job: EditJob, awaits_word: bool = False) -> EditJob:
        """Start the owner of `job`; with `awaits_word` it is sent only when the user says so."""
        if self.is_active and job.state in self._steps:
            wishes = Wishes(job.id, self._clock, self._tasks)
            wishes.awaits_word = awaits_word
            self._begin(Owner(job.id, self._ledger, self._steps, wishes, self._clock), job.id)
        return job

    def take_on_found(self, job: EditJob) -> EditJob:
        """Start the owner of a job that was left by somebody else; an old one waits for a word."""
        age = self._clock.now() - max(job.created, job.agreed)
        # One that seems to come from the future tells nothing: the clock was set back since.
        is_fresh = -CLOCKS_DIFFER <= age <= SENT_WITHOUT_ASKING
        return self.take_on(job, awaits_word=job.state in UNSENT and not is_fresh)

    def _begin(self, owner: Owner, job_id: str) -> None:
        if job_id not in self._members and self._ledger.jobs[job_id].state in self._steps:
            task = self._tasks.spawn(f"job {job_id}", self._run(owner, job_id))
            self._members[job_id] = Member(owner, task)

    def stop(self, job_id: str) -> None:
        """Tell the owner that the user wants a stop."""
        self._wish(STOP, job_id)

    def wake(self, job_id: str) -> None:
        """Tell the owner to go on at once."""
        self._wish(GO_ON, job_id)

    def send_over_cap(self, job_id: str) -> None:
        """Tell the owner that the job may go over a cap."""
        self._wish(OVER_CAP, job_id)

    def hear(self, verb: str, job_id: str) -> bool:
        """Pass a wish on to the job's owner, if the job is moved here; whether `verb` is one."""
        if verb not in WISHES:
            return False
        if job := self._ledger.jobs.get(job_id):
            # A fault of ours may have left it without an owner: what the user says is heard all the same.
            self.take_on(job)
        if member := self._members.get(job_id):
            WISHES[verb](member.owner.wishes)
        return True

    def _wish(self, verb: str, job_id: str) -> None:
        if self.is_active:
            self.hear(verb, job_id)
        else:
            # Another process moves the job.
            wish = self._journal.post_intent(Intent(job_id, verb))
            self._tasks.spawn(f"{verb} {job_id}", wish)

    def wake_all(self) -> None:
        """Everybody who waits looks again: the network is back, the computer woke up, a key was mended."""
        for member in self._members.values():
            member.owner.wishes.look()

    @asynccontextmanager
    async def dismissed(self, job_id: str) -> AsyncIterator[None]:
        """While the block runs nobody moves the job; a paid step is waited for, not cut.

        Afterwards its owner goes on, with all that it was told, unless the job came to rest in the block.
        """
        member = self._members.get(job_id)
        try:
            if member:
                member.task.cancel()
                await asyncio.wait({member.task})
            await self._tasks.finish_paid()
            yield
        finally:
            if member:
                self._begin(member.owner, job_id)

    async def confirm(self, job: EditJob, task_id: str) -> None:
        """Make sure that `task_id` is a task of the job's site, held by no other job.

        Raises BadInput, WorldFailed.
        """
        if not task_id:
            raise BadInput("task_id_empty")
        holder = await self._journal.holder_of(job.site, task_id)
        if holder:
            raise BadInput("task_id_taken", task_id=task_id)
        try:
            service = await self._sites.client(job.site)
        except Hold as hold:
            raise BadInput(hold.notice.code, **hold.notice.values) from hold
        answer = await service.get(task_id)
        if isinstance(answer, TaskAnswer):
            return
        if answer.trouble is PollTrouble.NOT_FOUND:
            raise BadInput("task_id_unknown", task_id=task_id)
        raise WorldFailed("task_id_not_checked", status=answer.status)

    async def _lose(self, job: EditJob) -> None:
        while not await self._is_lost(job):
            await self._clock.sleep(JOURNAL_AGAIN_AFTER)

    async def _is_lost(self, job: EditJob) -> bool:
        """Whether it could be saved that nobody waits for the job's answer any more."""
        try:
            await self._ledger.change(job.id, _lost)
        except (JournalError, WorldFailed) as error:
            log.warning("job %s: %s", job.id, error.notice.code)
            return False
        return True

    async def _run(self, owner: Owner, job_id: str) -> None:
        is_over = False
        try:
            await owner.run()
            is_over = True
        finally:
            self._members.pop(job_id, None)
            self._board.clear(job_id)
            if self._ledger.jobs[job_id].state not in FOLLOWED:
                self._following.forget(job_id)
            elif not is_over and not _is_cancelled():
                # A fault of ours in one step must not leave what is paid for to the next start.
                self._tasks.spawn(f"job {job_id} again", self._begin_later(owner, job_id))

    async def _begin_later(self, owner: Owner, job_id: str) -> None:
        await self._clock.sleep(AGAIN_AFTER_A_FAULT)
        self._begin(owner, job_id)


def _lost(job: EditJob) -> EditJob:
    return job.moved(JobState.UNKNOWN, held=Notice("answer_lost", {"status": 0}))


def _is_cancelled() -> bool:
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0
