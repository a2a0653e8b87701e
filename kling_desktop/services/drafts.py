"""The edit that is being set up: kept shortly after each change, so that nothing typed is lost."""

from kling_desktop.domain.request import EditRequest
from kling_desktop.services.clock import Clock
from kling_desktop.services.tasks import Tasks
from kling_desktop.store.journal import Journal

KEPT_AFTER = 0.4
"""Seconds from a change until it is on disk; further changes meanwhile are kept with it."""


class Drafts:
    """Owns the one draft; writes the newest, never more often than needed."""

    def __init__(self, journal: Journal, clock: Clock, tasks: Tasks) -> None:
        """The draft lies in `journal`."""
        self._journal = journal
        self._clock = clock
        self._tasks = tasks
        self._waiting: EditRequest | None = None
        self._is_saving = False

    async def load(self) -> EditRequest | None:
        """The draft as it was left."""
        return await self._journal.draft()

    def keep(self, request: EditRequest) -> None:
        """Save `request` shortly."""
        self._waiting = request
        if not self._is_saving:
            self._is_saving = True
            self._tasks.spawn("keep draft", self._save())

    async def flush(self) -> None:
        """Save at once what waits."""
        if self._waiting is not None:
            draft, self._waiting = self._waiting, None
            await self._journal.save_draft(draft)

    async def _save(self) -> None:
        try:
            while self._waiting is not None:
                await self._clock.sleep(KEPT_AFTER)
                await self.flush()
        finally:
            self._is_saving = False
