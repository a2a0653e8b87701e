"""What an edit is expected to cost: the service publishes no price, so this is always an estimate."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from kling_desktop.domain.request import Mode

# Per second of output, seen at other providers of this model in 2026; the service publishes none.
SEEN_ELSEWHERE = {Mode.STD: "0.126", Mode.PRO: "0.168"}


@dataclass(frozen=True)
class Rate:
    """Price per second of output in each mode; `is_own` once the user has entered it."""

    std: str = SEEN_ELSEWHERE[Mode.STD]
    pro: str = SEEN_ELSEWHERE[Mode.PRO]
    currency: str = "USD"
    is_own: bool = False

    def per_second(self, mode: Mode) -> Decimal:
        """Price of one second of output."""
        return Decimal(self.std if mode is Mode.STD else self.pro)


def estimate(seconds: float, mode: Mode, rate: Rate, takes: int = 1) -> Decimal:
    """What `takes` results of `seconds` each may cost, in the rate's currency, to the cent."""
    exact = Decimal(str(round(seconds, 3))) * rate.per_second(mode) * takes
    return exact.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
