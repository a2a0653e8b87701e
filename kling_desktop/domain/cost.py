"""What an edit is expected to cost: the service publishes no price, so this is always an estimate."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from kling_desktop.domain.request import Mode

# Per second of output, seen at other providers of this model in 2026; the service publishes none.
SEEN_ELSEWHERE = {Mode.STD: "0.126", Mode.PRO: "0.168"}

OVER = frozenset({"over_daily_cap", "over_project_cap"})
"""The reasons to be held that are about a cap on spending."""


@dataclass(frozen=True)
class Rate:
    """Price per second of output in each mode; `is_own` once the user has entered it."""

    std: str = SEEN_ELSEWHERE[Mode.STD]
    pro: str = SEEN_ELSEWHERE[Mode.PRO]
    currency: str = "USD"
    is_own: bool = False
    rounds_up: bool = False
    """Whether whole seconds are billed, begun ones too."""

    def per_second(self, mode: Mode) -> Decimal:
        """Price of one second of output."""
        return Decimal(self.std if mode is Mode.STD else self.pro)


def estimate(seconds: float, mode: Mode, rate: Rate, takes: int = 1) -> Decimal:
    """What `takes` results of `seconds` each may cost, in the rate's currency, to the cent."""
    billed = math.ceil(round(seconds, 3)) if rate.rounds_up else round(seconds, 3)
    exact = Decimal(str(billed)) * rate.per_second(mode) * takes
    return exact.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


@dataclass(frozen=True)
class Bill:
    """What one edit of `seconds` was really billed."""

    seconds: float
    amount: Decimal


def learnt(bills: Sequence[Bill]) -> tuple[Decimal, bool]:
    """The price of a second by what was billed, and whether whole seconds are billed.

    Bills of whole seconds cannot tell one from the other: then nothing is said to be rounded.
    """
    exact = [bill.amount / Decimal(str(round(bill.seconds, 3))) for bill in bills]
    whole = [bill.amount / math.ceil(round(bill.seconds, 3)) for bill in bills]
    rounds_up = max(whole) - min(whole) < max(exact) - min(exact)
    rates = sorted(whole if rounds_up else exact)
    return rates[len(rates) // 2].quantize(Decimal("0.000001")).normalize(), rounds_up
