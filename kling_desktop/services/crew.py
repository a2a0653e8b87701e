"""The owners of all jobs: taken on at start and after a restart, woken, stopped."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

from kling_desktop.domain.answers import PollTrouble, TaskAnswer
from kling_desktop.domain.errors import BadInput, WorldFailed
from kling_desktop.domain.job import AT_THE_SERVICE, FOLLOWED, UNSENT, EditJob, JobState
from kling_desktop.domain.notice import Notice
from kling_desktop.services.clock import Clock
from kling_desktop.services.following import Following
from kling_desktop.services.ledger import Ledger
from kling_desktop.services.line import Line
from kling_desktop.services.owner import Owner, Step
from kling_desktop.services.progress import ProgressBoard
from kling_desktop.services.sites import Sites
from kling_desktop.services.tasks import Tasks
from kling_desktop.services.wishes import Hold, Wishes
from kling_desktop.store.journal import Journal

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
            if job.state is JobState.SUBMITTING:
                await self._ledger.save(self._lost(job))
            else:
                is_old = self._clock.now() - max(job.created, job.agreed) > SENT_WITHOUT_ASKING
                self.take_on(job, awaits_word=job.state in UNSENT and is_old)

    def take_on(self, job: EditJob, awaits_word: bool = False) -> EditJob:
        """Start the owner of `job`; with `awaits_word` it is sent only when the user says so."""
        if not self.is_active or job.id in self._members or job.state not in self._steps:
            return job
        wishes = Wishes(job.id, self._clock, self._tasks)
        wishes.awaits_word = awaits_word
        owner = Owner(job.id, self._ledger, self._steps, wishes, self._clock)
        self._members[job.id] = Member(owner, self._tasks.spawn(f"job {job.id}", self._run(owner, job.id)))
        return job

    def stop(self, job_id: str) -> None:
        """Tell the owner that the user wants a stop."""
        if member := self._members.get(job_id):
            member.owner.wishes.stop()

    def wake(self, job_id: str) -> None:
        """Tell the owner to go on at once."""
        if member := self._members.get(job_id):
            member.owner.wishes.hurry()

    def send_over_cap(self, job_id: str) -> None:
        """Tell the owner that the job may go over a cap."""
        if member := self._members.get(job_id):
            member.owner.wishes.allow_over_cap()

    def wake_all(self) -> None:
        """Everybody who waits looks again: the network is back, the computer woke up, a key was mended."""
        for member in self._members.values():
            member.owner.wishes.look()

    async def dismiss(self, job_id: str) -> None:
        """End the owner without touching the job; a paid step is not cut."""
        member = self._members.get(job_id)
        if member:
            member.task.cancel()
            await asyncio.wait({member.task})
        await self._tasks.finish_paid()

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

    def _lost(self, job: EditJob) -> EditJob:
        return job.moved(JobState.UNKNOWN, held=Notice("answer_lost", {"status": 0}))

    async def _run(self, owner: Owner, job_id: str) -> None:
        try:
            await owner.run()
        finally:
            self._members.pop(job_id, None)
            self._board.clear(job_id)
            if self._ledger.jobs[job_id].state not in FOLLOWED:
                self._following.forget(job_id)
