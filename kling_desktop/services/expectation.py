"""How long an edit may still take, by the user's own past jobs; nothing is promised without any."""

import statistics
from collections import deque

from kling_desktop.domain.job import FOLLOWED, EditJob, JobState
from kling_desktop.domain.request import Mode
from kling_desktop.services.clock import Clock
from kling_desktop.services.ledger import Ledger
from kling_desktop.store.journal import HistoryQuery, Journal

LOOKED_AT = 60
"""Past jobs that are read at the start."""
REMEMBERED = 20
"""Of these, the newest of each account and mode that count."""
Kind = tuple[str, Mode]


class Expectation:
    """Remembers how long the newest jobs of each account and mode took from acceptance to result."""

    def __init__(self, journal: Journal, ledger: Ledger, clock: Clock) -> None:
        """Learns from each job that `ledger` announces as done."""
        self._journal = journal
        self._clock = clock
        self._taken: dict[Kind, deque[float]] = {}
        self._known: set[str] = set()
        ledger.subscribe(self._learn)

    async def load(self) -> None:
        """Learn from the journal. Raises JournalError."""
        done = HistoryQuery(states=frozenset({JobState.DONE}))
        for job in reversed(await self._journal.page(done, LOOKED_AT)):
            self._learn(job)

    def seconds_left(self, job: EditJob) -> float | None:
        """Seconds until the result, 0 when it takes longer than usual; None when nothing is known."""
        taken = self._taken.get(_kind(job))
        if not taken or job.state not in FOLLOWED:
            return None
        return max(0.0, statistics.median(taken) - (self._clock.now() - job.accepted))

    def _learn(self, job: EditJob) -> None:
        if job.state is not JobState.DONE or job.id in self._known or not job.ended > job.accepted > 0:
            return
        self._known.add(job.id)
        taken = self._taken.setdefault(_kind(job), deque(maxlen=REMEMBERED))
        taken.append(job.ended - job.accepted)


def _kind(job: EditJob) -> Kind:
    return job.site, job.request.mode
