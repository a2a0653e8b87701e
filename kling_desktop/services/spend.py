"""What edits cost, as far as it can be known: estimates, since the service publishes no price."""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from kling_desktop.domain.cost import estimate
from kling_desktop.domain.job import Charge, EditJob
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
        now = datetime.datetime.fromtimestamp(self._clock.now())
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
        jobs = await self._journal.sent_since(midnight.timestamp())
        return SpendSum(
            accepted=_sum(jobs, Charge.YES),
            maybe=_sum(jobs, Charge.UNKNOWN),
            currency=self._settings.prices.currency,
        )


def _sum(jobs: tuple[EditJob, ...], charge: Charge) -> Decimal:
    return sum((Decimal(job.price or "0") for job in jobs if job.charge is charge), Decimal(0))
