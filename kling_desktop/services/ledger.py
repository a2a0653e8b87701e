"""The jobs in memory: each change is saved first and announced second."""

from collections.abc import Callable

from kling_desktop.domain.errors import BadInput
from kling_desktop.domain.job import EditJob
from kling_desktop.services.listeners import Listeners
from kling_desktop.store.journal import Journal


class Ledger:
    """Open jobs and those that ended since the start, as they stand in the journal."""

    def __init__(self, journal: Journal) -> None:
        """`journal` is where a job is saved before anybody hears of it."""
        self._journal = journal
        self._listeners: Listeners[EditJob] = Listeners()
        self.jobs: dict[str, EditJob] = {}

    def subscribe(self, listener: Callable[[EditJob], None]) -> Callable[[], None]:
        """Call `listener` with each saved job until the returned function is called."""
        return self._listeners.subscribe(listener)

    async def add(self, *jobs: EditJob) -> tuple[EditJob, ...]:
        """Save new jobs, all or none."""
        await self._journal.insert(*jobs)
        return tuple(self.adopt(job) for job in jobs)

    async def save(self, job: EditJob) -> EditJob:
        """Save the next revision of a job; raises LostRace when another was saved meanwhile."""
        await self._journal.save(job)
        return self.adopt(job)

    async def change(self, job_id: str, changed: Callable[[EditJob], EditJob]) -> EditJob:
        """Save what `changed` makes of the newest revision, whoever else saves the job at the same time.

        Raises BadInput for an unknown job, and what `changed` raises.
        """
        job = await self._journal.change(job_id, changed)
        if job is None:
            raise BadInput("job_unknown", id=job_id)
        return job if job == self.jobs.get(job_id) else self.adopt(job)

    async def replace(self, ended: EditJob, begun: EditJob) -> EditJob:
        """Save the last revision of one job together with the job that takes its place. Raises LostRace."""
        await self._journal.replace(ended, begun)
        self.adopt(ended)
        return self.adopt(begun)

    async def read_again(self, job_id: str) -> EditJob | None:
        """The job as the journal has it, after a lost race."""
        job = await self._journal.get(job_id)
        return self.adopt(job) if job else None

    async def find(self, job_id: str) -> EditJob:
        """The job from memory or, when it ended long ago, from the journal. Raises BadInput."""
        job = self.jobs.get(job_id) or await self._journal.get(job_id)
        if job is None:
            raise BadInput("job_unknown", id=job_id)
        return job

    async def sent_together(self, job: EditJob) -> tuple[EditJob, ...]:
        """The jobs that one press of Generate made, `job` among them."""
        return await self._journal.sent_together(job)

    def adopt(self, job: EditJob) -> EditJob:
        """Take over a job that is in the journal already, and announce it; a later revision stays."""
        known = self.jobs.get(job.id)
        if known is not None and known.rev > job.rev:
            # Another process may have moved a new job on before its maker heard that it is saved.
            return known
        self.jobs[job.id] = job
        self._listeners.announce(job)
        return job
