"""The watch that notices what no job can: the computer slept, another process wrote into the journal."""

import logging

from kling_desktop.domain.errors import JournalError, KlingError, WorldFailed
from kling_desktop.services.clock import Clock
from kling_desktop.services.crew import Crew
from kling_desktop.services.desk import Desk
from kling_desktop.services.jobs import Jobs
from kling_desktop.services.ledger import Ledger
from kling_desktop.services.upload_book import UploadBook
from kling_desktop.store.journal import Intent, Journal

log = logging.getLogger(__name__)
LOOK_EVERY = 1.0
BACK_UP_AFTER = 20.0
"""Seconds from the start until a backup of the journal is looked for: the start itself stays quick."""
BACK_UP_LOOK_EVERY = 3600.0
SWEEP_EVERY = 3600.0
SLEPT = 10.0
"""Seconds by which the wall clock runs ahead of the running clock when the computer has slept."""


class Vigil:
    """Looks every second; picks up jobs and wishes that a command line left for the owner of the folder."""

    def __init__(
        self,
        journal: Journal,
        ledger: Ledger,
        crew: Crew,
        jobs: Jobs,
        uploads: UploadBook,
        clock: Clock,
        desk: Desk,
    ) -> None:
        """For the process that owns the data folder."""
        self._journal = journal
        self._ledger = ledger
        self._crew = crew
        self._jobs = jobs
        self._uploads = uploads
        self._clock = clock
        self._desk = desk
        self._ahead = clock.now() - clock.monotonic()
        self._version = -1
        self._sweep_at = clock.monotonic()
        self._back_up_at = clock.monotonic() + BACK_UP_AFTER

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            self._notice_sleep()
            try:
                await self.look()
            except (JournalError, WorldFailed) as error:
                log.warning("journal: %s", error.notice.code)
                self._version = -1
            await self._sweep()
            await self._back_up()
            await self._clock.sleep(LOOK_EVERY)

    async def look(self) -> None:
        """Take over what another process has written since the last look."""
        version = await self._journal.data_version()
        if version == self._version:
            return
        self._version = version
        for job in await self._journal.jobs_unowned(set(self._ledger.jobs)):
            self._crew.take_on_found(self._ledger.adopt(job))
        for intent in await self._journal.take_intents():
            await self._carry_out(intent)

    async def _sweep(self) -> None:
        now = self._clock.monotonic()
        if now < self._sweep_at:
            return
        self._sweep_at = now + SWEEP_EVERY
        try:
            await self._uploads.sweep()
        except KlingError as error:
            log.warning("uploads: %s", error.notice.code)

    async def _back_up(self) -> None:
        now = self._clock.monotonic()
        if now < self._back_up_at:
            return
        self._back_up_at = now + BACK_UP_LOOK_EVERY
        try:
            await self._journal.back_up_when_due()
        except (JournalError, WorldFailed) as error:
            log.warning("backup: %s", error.notice.code)

    def _notice_sleep(self) -> None:
        ahead = self._clock.now() - self._clock.monotonic()
        if ahead - self._ahead > SLEPT:
            self._crew.wake_all()
        self._ahead = ahead

    async def _carry_out(self, intent: Intent) -> None:
        try:
            if self._crew.hear(intent.verb, intent.job_id):
                return
            if intent.verb == "task-id":
                await self._jobs.give_task_id(intent.job_id, intent.value)
            elif intent.verb == "send-again":
                await self._jobs.send_again(intent.job_id)
            elif intent.verb == "forget":
                await self._jobs.close_unresolved(intent.job_id)
            elif intent.verb == "link":
                await self._jobs.give_link(intent.job_id, intent.value)
            elif intent.verb == "give-up":
                await self._jobs.give_up(intent.job_id)
        except KlingError as error:
            self._desk.post(error.notice)
