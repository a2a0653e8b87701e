"""The one paid step: a POST and the saving of its outcome, which nothing may cut in two."""

import asyncio
import logging
import sys
from collections.abc import Callable
from typing import Any

from kling_desktop.api.forms import REFUSALS_OF_A_FORM, other_form, other_form_may_help
from kling_desktop.api.wire import losses
from kling_desktop.domain.answers import PostAnswer, RequestForm
from kling_desktop.domain.errors import (
    JournalDamaged,
    JournalError,
    KlingError,
    LostRace,
    TaskIdTaken,
    WorldFailed,
)
from kling_desktop.domain.job import MOVES, EditJob, Failure, JobState
from kling_desktop.domain.notice import Notice
from kling_desktop.domain.outcome import Outcome, Transport
from kling_desktop.services.account import Account
from kling_desktop.services.clock import Clock
from kling_desktop.services.connection import Connection
from kling_desktop.services.desk import Desk
from kling_desktop.services.ledger import Ledger
from kling_desktop.services.outside import Service
from kling_desktop.services.pacing import Pacing
from kling_desktop.services.refusals import refusal, shown_refusal
from kling_desktop.store.journal import Journal
from kling_desktop.store.task_ids import TaskIdLine, TaskIdLog

log = logging.getLogger(__name__)
SAVE_AGAIN_AFTER = 1.0
NO_ANSWER = PostAnswer(Outcome.UNKNOWN, Transport.BROKEN)
Move = Callable[[EditJob], EditJob]
TO_BE_REPEATED = (429, 503)


class Posting:
    """Sends a body once and saves what came of it; owns the rule that an id is on disk before all else."""

    def __init__(
        self,
        ledger: Ledger,
        journal: Journal,
        ids: TaskIdLog,
        account: Account,
        connection: Connection,
        pacing: Pacing,
        clock: Clock,
        desk: Desk,
    ) -> None:
        """Outcomes are saved through `ledger`; ids go to `ids` as well."""
        self._ledger = ledger
        self._journal = journal
        self._ids = ids
        self._account = account
        self._connection = connection
        self._pacing = pacing
        self._clock = clock
        self._desk = desk

    async def post(self, job: EditJob, service: Service, body: bytes) -> EditJob:
        """Send the edit of a job in `submitting` and save the outcome; to be run as a paid task."""
        answer = NO_ANSWER
        try:
            answer = await service.post(body)
            log.info("POST of %s: %s %s", job.id, answer.outcome.name, answer.status)
        finally:
            # Whatever our own client raises, something may have been sent.
            saved = await self._settled(job, answer)
        return saved

    async def withdraw(self, job: EditJob) -> EditJob:
        """For a job in `submitting` that nothing was sent of: put it back."""
        return await self._save(job.id, _ready())

    async def _settled(self, job: EditJob, answer: PostAnswer) -> EditJob:
        self._note_connection(answer)
        if answer.outcome is Outcome.ACCEPTED:
            return await self._accepted(job, answer)
        if answer.outcome is Outcome.UNKNOWN:
            return await self._save(job.id, _unknown(answer))
        return await self._save(job.id, self._not_made(job, answer))

    def _note_connection(self, answer: PostAnswer) -> None:
        if answer.transport is Transport.ANSWERED:
            self._connection.answered()
        else:
            self._connection.failed()

    async def _accepted(self, job: EditJob, answer: PostAnswer) -> EditJob:
        queue = _to(
            JobState.QUEUED,
            task_id=answer.task_id,
            traceparent=answer.traceparent,
            accepted=self._clock.now(),
            failure=None,
            tries=0,
        )
        is_noted = await self._note_id(queue(job))
        saved = await self._save(job.id, queue, answer.task_id, is_noted)
        self._account.accept(job.site)
        if job.form and not job.is_practice:
            await self._journal.remember_form(job.site, job.form)
        return saved

    async def _note_id(self, job: EditJob) -> bool:
        try:
            await asyncio.to_thread(self._ids.append, TaskIdLine.of(job))
        except WorldFailed as error:
            log.warning("the id log could not be written: %s", error.notice.code)
            return False
        return True

    def _not_made(self, job: EditJob, answer: PostAnswer) -> Move:
        tries = job.tries + 1
        if answer.transport is Transport.NOT_SENT or answer.status in TO_BE_REPEATED:
            pause = self._pacing.before_send(job.site, tries, answer.retry_after)
            failure = refusal(answer, job.site) if answer.status else None
            return _ready(tries=tries, not_before=self._clock.now() + pause, failure=failure)
        if answer.status == 401:
            self._account.refuse(job.site)
            return _ready(failure=refusal(answer, job.site))
        is_first = job.failure is None or job.failure.status not in REFUSALS_OF_A_FORM
        if is_first and job.form and other_form_may_help(answer):
            return self._other_form(job, answer, other_form(job.form))
        return self._failed(shown_refusal(job, answer))

    def _other_form(self, job: EditJob, answer: PostAnswer, form: RequestForm) -> Move:
        lost = () if job.request.may_drop else losses(job.request, form)
        if lost:
            first = refusal(answer, job.site)
            notice = Notice("form_would_lose", {"lost": ", ".join(lost), **first.notice.values})
            return self._failed(Failure(notice, first.words, first.status))
        return _ready(form=form, failure=refusal(answer, job.site))

    def _failed(self, failure: Failure) -> Move:
        return _to(JobState.FAILED, failure=failure, ended=self._clock.now())

    async def _save(self, job_id: str, move: Move, task_id: str = "", is_noted: bool = False) -> EditJob:
        """Save until it is saved: what is lost here may have been paid for.

        The outcome goes onto what the journal holds by then: a note may have been written meanwhile.
        Raises JournalDamaged and LostRace where nothing is lost by it: no id, or one that the next start
        takes from the id log.
        """
        is_told = False
        while True:
            try:
                return await self._ledger.change(job_id, move)
            except TaskIdTaken:
                move, task_id = _unknown(PostAnswer(Outcome.UNKNOWN, Transport.ANSWERED)), ""
            except (JournalError, WorldFailed) as error:
                is_safe = is_noted or not task_id
                if is_safe and isinstance(error, JournalDamaged | LostRace):
                    raise
                if not is_told:
                    is_told = True
                    self._tell(job_id, task_id, error)
                await self._clock.sleep(SAVE_AGAIN_AFTER)

    def _tell(self, job_id: str, task_id: str, error: KlingError) -> None:
        log.error("job %s could not be saved: %s", job_id, error.notice.code)
        if task_id:
            sys.stderr.write(f"Kling task id, not saved yet: {task_id}\n")
            self._desk.post(Notice("id_not_saved", {"task_id": task_id}))


def _to(state: JobState, **changes: Any) -> Move:
    """An outcome, put onto a job whatever else was changed of it meanwhile.

    What is returned raises LostRace for a job that waits for no outcome; an id is taken by any without one.
    """

    def move(job: EditJob) -> EditJob:
        is_waiting = job.state is JobState.SUBMITTING or (state is JobState.QUEUED and not job.task_id)
        if not is_waiting or state not in MOVES[job.state]:
            raise LostRace("job_saved_elsewhere")
        return job.moved(state, **changes)

    return move


def _ready(**changes: Any) -> Move:
    return _to(JobState.READY, submitted=0.0, **changes)


def _unknown(answer: PostAnswer) -> Move:
    notice = Notice("answer_lost", {"status": answer.status})
    failure = Failure(notice, answer.words, answer.status)
    return _to(JobState.UNKNOWN, held=notice, failure=failure, traceparent=answer.traceparent)
