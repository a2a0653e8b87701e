"""What a process does without the folder's lock: shows what its owner does, takes over when that ends."""

import logging
from collections.abc import Awaitable, Callable

from kling_desktop.domain.errors import JournalError, WorldFailed
from kling_desktop.domain.job import EditJob
from kling_desktop.services.clock import Clock
from kling_desktop.services.ledger import Ledger
from kling_desktop.store.journal import Intent, Journal

log = logging.getLogger(__name__)
LOOK_EVERY = 1.0
OWNER_ANSWERS_WITHIN = 30.0
ASK_OWNER_EVERY = 0.2


class Onlooker:
    """Looks every second: a command line beside a window, or a window whose folder one took as it started."""

    def __init__(self, journal: Journal, ledger: Ledger, clock: Clock) -> None:
        """What is seen in `journal` is announced by `ledger`."""
        self._journal = journal
        self._ledger = ledger
        self._clock = clock
        self._version = -1

    async def run(self, take_over: Callable[[], Awaitable[bool]]) -> None:
        """Look until `take_over` says that this process is the owner now."""
        while True:
            try:
                if await take_over():
                    return
                await self.look()
            except (JournalError, WorldFailed) as error:
                log.warning("journal: %s", error.notice.code)
                self._version = -1
            await self._clock.sleep(LOOK_EVERY)

    async def look(self) -> None:
        """Take in what other processes have written since the last look."""
        version = await self._journal.data_version()
        if version == self._version:
            return
        self._version = version
        for known in tuple(self._ledger.jobs.values()):
            job = await self._journal.get(known.id) if known.is_open else None
            if job and job.rev > known.rev:
                self._ledger.adopt(job)
        for job in await self._journal.jobs_unowned(set(self._ledger.jobs)):
            self._ledger.adopt(job)

    async def ask_owner(self, job_id: str, verb: str, value: str = "") -> EditJob:
        """Leave a wish to the process that owns the folder and wait until the job has changed.

        Raises BadInput for an unknown job, WorldFailed when the owner does not carry it out.
        """
        before = await self._ledger.find(job_id)
        await self._journal.post_intent(Intent(job_id, verb, value))
        deadline = self._clock.monotonic() + OWNER_ANSWERS_WITHIN
        while self._clock.monotonic() < deadline:
            await self._clock.sleep(ASK_OWNER_EVERY)
            job = await self._journal.get(job_id)
            if job and job.rev != before.rev:
                return job
        raise WorldFailed("owner_silent")
