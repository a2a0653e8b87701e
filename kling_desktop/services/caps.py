"""Caps on spending, checked right before each POST: a job that would go over waits for a word."""

from __future__ import annotations

import asyncio
from decimal import Decimal

from kling_desktop.domain.job import EditJob
from kling_desktop.domain.limits import KLING_V3_OMNI, LIMITS
from kling_desktop.domain.notice import Notice
from kling_desktop.services.projects import Projects
from kling_desktop.services.spend import Spend
from kling_desktop.services.wishes import Hold
from kling_desktop.settings.file import Settings

LONGEST = LIMITS[KLING_V3_OMNI].max_seconds
"""A clip whose length nobody knows is counted as the longest that the service takes."""


LOOK_AGAIN_AFTER = 3600.0
"""Seconds until the daily cap is looked at again at the latest: the clock may be set, and the day ends."""


class Caps:
    """Keeps room for each job about to be sent, so that two at once cannot both take the last of it."""

    def __init__(self, settings: Settings, spend: Spend) -> None:
        """Caps stand in `settings` and in the projects."""
        self._settings = settings
        self._spend = spend
        self._projects = Projects(settings)
        self._taken: dict[str, tuple[Decimal, str]] = {}
        self._left = asyncio.Event()
        # A cap that is raised is room too.
        settings.subscribe(lambda _: self._left.set())

    async def take(self, job: EditJob) -> None:
        """Keep room for `job`, until `leave`; waits where only what others are being sent for is in the way.

        Raises Hold when a cap leaves no room, unless the job may go over.
        """
        while not (job.is_practice or await self._has_taken(job)):
            # Whether they will be accepted is not known yet, and the sums may count them already.
            self._left.clear()
            await self._left.wait()

    async def _has_taken(self, job: EditJob) -> bool:
        price = self.price(job)
        daily, cap = self._settings.caps.daily, self._projects.named(job.project).cap
        today = (await self._spend.today()).most if daily else Decimal(0)
        spent = (await self._spend.project(job.project)).most if cap else Decimal(0)
        # From here on nothing is awaited: what another job took meanwhile is seen.
        if not job.is_over_cap:
            everywhere = sum((amount for amount, _ in self._taken.values()), Decimal(0))
            here = sum((amount for amount, name in self._taken.values() if name == job.project), Decimal(0))
            # The sums may hold already what is taken: at least so much is spent without it.
            tomorrow = min(self._spend.left_of_today, LOOK_AGAIN_AFTER)
            self._refuse_over("over_daily_cap", daily, today - everywhere, job, tomorrow)
            self._refuse_over("over_project_cap", cap, spent - here, job)
            if _is_over(daily, today + everywhere + price) or _is_over(cap, spent + here + price):
                return False
        self._taken[job.id] = (price, job.project)
        return True

    def leave(self, job_id: str) -> None:
        """The job was sent, and is in the journal, or will not be: its room is no longer kept."""
        if self._taken.pop(job_id, None):
            self._left.set()

    def price(self, job: EditJob) -> Decimal:
        """What a job is counted as."""
        if job.price:
            return Decimal(job.price)
        return self._spend.estimate(job.seconds or LONGEST, job.request.mode).amount

    def _refuse_over(
        self, code: str, cap: str, spent: Decimal, job: EditJob, again_after: float | None = None
    ) -> None:
        if _is_over(cap, spent + self.price(job)):
            values = {
                "price": f"{self.price(job):.2f}",
                "spent": f"{spent:.2f}",
                "cap": f"{Decimal(cap):.2f}",
                "currency": self._settings.prices.currency,
                "project": job.project,
            }
            raise Hold(Notice(code, values), again_after)


def _is_over(cap: str, amount: Decimal) -> bool:
    return bool(cap) and amount > Decimal(cap)
