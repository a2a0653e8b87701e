"""What edits cost, as far as it can be known: estimates, since the service publishes no price."""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from kling_desktop.domain.cost import estimate
from kling_desktop.domain.job import Charge
from kling_desktop.domain.request import Mode
from kling_desktop.services.clock import Clock
from kling_desktop.settings.file import Settings
from kling_desktop.store.journal import Journal


@dataclass(frozen=True)
class Estimate:
    """An expected price; `is_own` when it rests on the rate that the user entered."""

    amount: Decimal
    currency: str
    is_own: bool


@dataclass(frozen=True)
class SpendSum:
    """Sums of estimates: accepted (billable), and may have been accepted."""

    accepted: Decimal
    maybe: Decimal
    currency: str
    refused: Decimal = Decimal(0)
    """What was sent and not accepted would have cost: no charge."""
    accepted_jobs: int = 0
    maybe_jobs: int = 0
    refused_jobs: int = 0

    @property
    def most(self) -> Decimal:
        """What may have been spent at most."""
        return self.accepted + self.maybe


class Spend:
    """Adds up what the journal knows."""

    def __init__(self, journal: Journal, settings: Settings, clock: Clock) -> None:
        """Prices come from `settings`."""
        self._journal = journal
        self._settings = settings
        self._clock = clock

    def estimate(self, seconds: float, mode: Mode, takes: int = 1) -> Estimate:
        """What `takes` edits of a clip of `seconds` may cost."""
        rate = self._settings.prices
        return Estimate(estimate(seconds, mode, rate, takes), rate.currency, rate.is_own)

    async def today(self) -> SpendSum:
        """The sums since midnight, local time."""
        return await self._sums(self._midnight().timestamp())

    async def month(self) -> SpendSum:
        """The sums since the first of the month, local time."""
        return await self._sums(self._midnight().replace(day=1).timestamp())

    async def project(self, name: str) -> SpendSum:
        """The sums of a project since it began; those of jobs without one for the empty name."""
        return await self._sums(0.0, name)

    @property
    def left_of_today(self) -> float:
        """Seconds until the sums of today begin anew, local time."""
        tomorrow = self._midnight() + datetime.timedelta(days=1)
        return max(tomorrow.timestamp() - self._clock.now(), 0.0) + 1.0

    def _midnight(self) -> datetime.datetime:
        now = datetime.datetime.fromtimestamp(self._clock.now())
        return now.replace(hour=0, minute=0, second=0, microsecond=0)

    async def _sums(self, since: float, project: str | None = None) -> SpendSum:
        totals = await self._journal.totals(since, project)
        accepted, maybe, refused = (totals[each] for each in (Charge.YES, Charge.UNKNOWN, Charge.NO))
        return SpendSum(
            accepted.amount,
            maybe.amount,
            self._settings.prices.currency,
            refused.amount,
            accepted.jobs,
            maybe.jobs,
            refused.jobs,
        )
