"""The owner of one job: the only coroutine that changes it, step by step, until it rests."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping

from kling_desktop.domain.errors import JournalError, LostRace, WorldFailed
from kling_desktop.domain.job import UNSENT, EditJob, JobState
from kling_desktop.domain.notice import Notice
from kling_desktop.services.clock import Clock
from kling_desktop.services.ledger import Ledger
from kling_desktop.services.wishes import Hold, StopWanted, Wishes

log = logging.getLogger(__name__)
Step = Callable[[EditJob, Wishes], Awaitable[None]]
JOURNAL_AGAIN_AFTER = 5.0


class Owner:
    """Runs the step of the job's state again and again; hears the user's wishes between and within steps."""

    def __init__(
        self,
        job_id: str,
        ledger: Ledger,
        steps: Mapping[JobState, Step],
        wishes: Wishes,
        clock: Clock,
    ) -> None:
        """`steps` has one entry for each state that can be left without a person."""
        self.wishes = wishes
        self._job_id = job_id
        self._ledger = ledger
        self._steps = steps
        self._clock = clock

    async def run(self) -> None:
        """Take the job as far as it goes by itself."""
        while step := self._steps.get(self._job.state):
            try:
                await self._advance(step)
            except (JournalError, WorldFailed) as error:
                log.warning("job %s: %s", self._job_id, error.notice.code)
                await self._read_again(error)

    @property
    def _job(self) -> EditJob:
        return self._ledger.jobs[self._job_id]

    async def _advance(self, step: Step) -> None:
        try:
            if self.wishes.is_stop_wanted:
                raise StopWanted
            while self.wishes.is_agreed:
                await self._keep_word()
            await step(self._job, self.wishes)
        except StopWanted:
            await self._stop()
        except Hold as hold:
            await self._hold(hold.notice, hold.again_after)

    async def _keep_word(self) -> None:
        """Save what the user has agreed to: after a restart nobody is asked again."""
        is_over_cap = self._job.is_over_cap or self.wishes.is_over_cap
        job = await self._ledger.save(self._job.changed(agreed=self._clock.now(), is_over_cap=is_over_cap))
        # What was said while that was being saved is saved next.
        self.wishes.is_agreed = self.wishes.is_over_cap and not job.is_over_cap

    async def _read_again(self, error: JournalError | WorldFailed) -> None:
        """What could not be saved is done again, on what the journal holds by then; no job is dropped."""
        if not isinstance(error, LostRace):
            await self._clock.sleep(JOURNAL_AGAIN_AFTER)
        try:
            await self._ledger.read_again(self._job_id)
        except (JournalError, WorldFailed):
            await self._clock.sleep(JOURNAL_AGAIN_AFTER)

    async def _hold(self, notice: Notice, again_after: float | None) -> None:
        if self._job.held != notice:
            await self._ledger.save(self._job.changed(held=notice))
        try:
            await self.wishes.pause(again_after)
        except StopWanted:
            await self._stop()
            return
        await asyncio.sleep(0)

    async def _stop(self) -> None:
        job = self._job
        ended = self._clock.now()
        failure = None if job.state in UNSENT else job.failure
        await self._ledger.save(job.moved(JobState.STOPPED, ended=ended, failure=failure))
