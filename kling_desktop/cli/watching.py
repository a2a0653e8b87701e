"""Following jobs from the terminal: in the engine of this process, or as rows that another process moves."""

from collections.abc import Callable

from kling_desktop.cli import report
from kling_desktop.domain.job import EditJob, JobState
from kling_desktop.i18n import tr
from kling_desktop.services.jobs import is_resting
from kling_desktop.studio import Studio

LOOK_EVERY = 0.25


class Watch:
    """Follows some jobs and says each change of state once."""

    def __init__(self, studio: Studio) -> None:
        """`studio` may own the data folder or not."""
        self._studio = studio
        self._said: dict[str, str] = {}

    async def until(self, job_id: str, is_enough: Callable[[EditJob], bool], give_up: float) -> EditJob:
        """The job once it rests or `is_enough`, or after `give_up` seconds without any connection."""
        while True:
            job = await self._read(job_id)
            self._say(job)
            if is_resting(job) or is_enough(job) or self._studio.connection.seconds_lost > give_up:
                return job
            await self._studio.clock.sleep(LOOK_EVERY)
            await self._studio.take_over()

    async def until_all_rest(self, job_ids: tuple[str, ...]) -> tuple[EditJob, ...]:
        """The jobs once nothing more happens to any of them without a person."""
        return tuple([await self.until(job_id, is_resting, float("inf")) for job_id in job_ids])

    async def _read(self, job_id: str) -> EditJob:
        if self._studio.is_owner:
            return await self._studio.ledger.find(job_id)
        return await self._studio.journal.get(job_id) or await self._studio.ledger.find(job_id)

    def _say(self, job: EditJob) -> None:
        notice = report.notice_of(job) or self._studio.progress.of(job.id).trouble
        words = report.sentence(notice) if notice else ""
        line = tr("{state}. {words}").format(state=state_words(job.state), words=words).strip()
        if self._said.get(job.id) != line:
            self._said[job.id] = line
            report.say(line)


def state_words(state: JobState) -> str:
    """Where a job stands, as the terminal says it."""
    return {
        JobState.PREPARING: tr("Preparing the clip"),
        JobState.READY: tr("Waiting to be sent"),
        JobState.SUBMITTING: tr("Sending"),
        JobState.UNKNOWN: tr("The answer got lost"),
        JobState.QUEUED: tr("Waiting at the service"),
        JobState.RUNNING: tr("Being edited"),
        JobState.FETCHING: tr("Downloading the result"),
        JobState.DONE: tr("Done"),
        JobState.FAILED: tr("Failed"),
        JobState.STOPPED: tr("No longer followed"),
    }[state]


def is_accepted(job: EditJob) -> bool:
    """Whether the job's task id is on disk."""
    return bool(job.task_id)


def never(_: EditJob) -> bool:
    """Nothing short of rest is enough."""
    return False
