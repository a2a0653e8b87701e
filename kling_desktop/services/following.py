"""The steps `queued` and `running`: ask the service until it says how the task ended."""

import asyncio
import logging

from kling_desktop.domain.answers import PollFailure, PollTrouble, TaskAnswer
from kling_desktop.domain.answers import Progress as Reported
from kling_desktop.domain.job import EditJob, Failure, JobState
from kling_desktop.domain.notice import Notice
from kling_desktop.services.account import Account
from kling_desktop.services.clock import Clock
from kling_desktop.services.connection import Connection
from kling_desktop.services.ledger import Ledger
from kling_desktop.services.line import Line
from kling_desktop.services.outside import Service
from kling_desktop.services.pacing import Asked, Pacing
from kling_desktop.services.progress import Progress, ProgressBoard
from kling_desktop.services.results import Results
from kling_desktop.services.sites import Sites
from kling_desktop.services.wishes import Wishes

log = logging.getLogger(__name__)
AT_ONCE = 4
"""GETs under way at the same time."""
NOT_FOUND_HELD_AFTER = 600.0
STALLED_AFTER = 1800.0
ANSWERS_WITHOUT_RESULT = 3
HELD_ASK_EVERY = 300.0
"""Seconds between two GETs of a job that waits for a person but may mend by itself."""
STATES = {Reported.WAITING: JobState.QUEUED, Reported.RUNNING: JobState.RUNNING}


class Following:
    """Asks after each task at its own pace; no failed GET ends a job."""

    def __init__(
        self,
        ledger: Ledger,
        sites: Sites,
        account: Account,
        results: Results,
        line: Line,
        pacing: Pacing,
        connection: Connection,
        clock: Clock,
        board: ProgressBoard,
    ) -> None:
        """Finished tasks go to `results`; places in `line` are given back."""
        self._ledger = ledger
        self._sites = sites
        self._account = account
        self._results = results
        self._line = line
        self._pacing = pacing
        self._connection = connection
        self._clock = clock
        self._board = board
        self._places = asyncio.Semaphore(AT_ONCE)
        self._memory: dict[str, Asked] = {}

    async def step(self, job: EditJob, wishes: Wishes) -> None:
        """Wait, ask once, and save what it told. Raises Hold when a person has to do something."""
        self._line.enter(job.id)
        asked = self._memory.setdefault(job.id, Asked())
        pause = self._pause(job, asked)
        await (wishes.pause(pause) if asked.retry_after is None else wishes.rest(pause))
        service = await wishes.guard(self._sites.client(job.site))
        answer = await wishes.guard(self._ask(service, job.task_id))
        if isinstance(answer, TaskAnswer):
            self._connection.answered()
            self._memory[job.id] = Asked(answers=asked.answers + 1)
            await self._told(job, answer)
        else:
            await self._troubled(job, answer, asked)

    async def _ask(self, service: Service, task_id: str) -> TaskAnswer | PollFailure:
        async with self._places:
            return await service.get(task_id)

    def forget(self, job_id: str) -> None:
        """The job is no longer followed."""
        self._memory.pop(job_id, None)
        self._line.leave(job_id)

    def _pause(self, job: EditJob, asked: Asked) -> float:
        if job.tries >= ANSWERS_WITHOUT_RESULT:
            return self._pacing.scaled(job.site, HELD_ASK_EVERY)
        return self._pacing.before_ask(job.site, self._clock.now() - job.accepted, asked)

    async def _told(self, job: EditJob, answer: TaskAnswer) -> None:
        self._account.accept(job.site)
        if answer.progress is Reported.FAILED:
            await self._failed(job, answer)
        elif answer.progress is Reported.COMPLETED:
            await self._completed(job, answer)
        else:
            await self._going_on(job, answer)

    async def _failed(self, job: EditJob, answer: TaskAnswer) -> None:
        words = answer.words
        said = words.detail or words.title or words.code or answer.status
        notice = Notice(failure_code(words.code, said), {"said": said, "code": words.code})
        await self._ledger.save(
            job.moved(
                JobState.FAILED,
                status=answer.status,
                failure=Failure(notice, words, 200),
                ended=self._clock.now(),
            )
        )
        self.forget(job.id)

    async def _completed(self, job: EditJob, answer: TaskAnswer) -> None:
        if not answer.videos:
            await self._without_result(job, answer)
            return
        self._results.offer(job.id, answer.videos)
        await self._ledger.save(job.moved(JobState.FETCHING, status=answer.status))
        self.forget(job.id)

    async def _without_result(self, job: EditJob, answer: TaskAnswer) -> None:
        tries = job.tries + 1
        held = Notice("no_usable_result") if tries >= ANSWERS_WITHOUT_RESULT else None
        await self._ledger.save(job.changed(tries=tries, status=answer.status, held=held))

    async def _going_on(self, job: EditJob, answer: TaskAnswer) -> None:
        is_known = answer.progress in STATES
        age = self._clock.now() - job.accepted
        trouble = None
        if not is_known:
            trouble = Notice("status_unknown", {"status": answer.status})
        elif age > STALLED_AFTER:
            trouble = Notice("stalled", {"minutes": round(age / 60)})
        self._board.show(job.id, Progress("running", trouble=trouble))
        state = STATES.get(answer.progress, job.state)
        if state is not job.state:
            await self._ledger.save(job.moved(state, status=answer.status))
        elif answer.status != job.status or job.held:
            await self._ledger.save(job.changed(status=answer.status, held=None))

    async def _troubled(self, job: EditJob, failure: PollFailure, asked: Asked) -> None:
        asked.failures += 1
        asked.retry_after = failure.retry_after
        log.info("GET of %s: %s %s", job.id, failure.trouble, failure.status)
        if failure.trouble is PollTrouble.UNREACHABLE:
            self._connection.failed()
        else:
            self._connection.answered()
        if failure.trouble is PollTrouble.KEY_REFUSED:
            self._account.refuse(job.site)
            return
        if failure.trouble is PollTrouble.NOT_FOUND:
            await self._not_found(job, asked)
        self._show_trouble(job, failure)

    async def _not_found(self, job: EditJob, asked: Asked) -> None:
        asked.not_found += 1
        now = self._clock.monotonic()
        since = asked.not_found_since = asked.not_found_since or now
        if now - since >= self._pacing.scaled(job.site, NOT_FOUND_HELD_AFTER) and not job.held:
            await self._ledger.save(job.changed(held=Notice("task_not_found", {"task_id": job.task_id})))

    def _show_trouble(self, job: EditJob, failure: PollFailure) -> None:
        codes = {PollTrouble.UNREACHABLE: "unreachable", PollTrouble.LIMITED: "service_busy"}
        notice = Notice(codes.get(failure.trouble, "ask_failed"), {"status": failure.status})
        pause = failure.retry_after or 0.0
        self._board.show(job.id, Progress("running", trouble=notice, next_try=self._clock.now() + pause))


CONTENT_CODES = ("3001", "3002", "3003", "3004", "3005")
CONTENT_WORDS = ("risk control", "content policy", "sensitive", "moderation")


def failure_code(code: str, said: str) -> str:
    """The notice for a task that the service failed, by code and words (its page: 3001–3005 upstream)."""
    if any(word in said.lower() for word in CONTENT_WORDS):
        return "content_refused"
    if code in CONTENT_CODES:
        return "model_failed"
    return "service_failed"
