"""What was spent, added up by the journal itself: sums over very many jobs without reading them."""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from kling_desktop.domain.job import Charge
from kling_desktop.domain.site import SANDBOX
from kling_desktop.store.rows import NEVER


@dataclass(frozen=True)
class Total:
    """Prices added up, to the cent, and of how many jobs."""

    amount: Decimal = Decimal(0)
    jobs: int = 0


def totals(connection: sqlite3.Connection, since: float, project: str | None) -> Mapping[Charge, Total]:
    """What was sent at `since` (Unix seconds) or later, by whether it was charged; practice apart.

    With a `project` only what was made in it; the empty one is that of jobs without.
    """
    found = connection.execute(
        """
        SELECT charge, sum(amount), count(*) FROM jobs
        WHERE sent >= ? AND site <> ? AND (? OR project = ?) GROUP BY charge
        """,
        (max(since, NEVER), SANDBOX, project is None, project or ""),
    )
    sums = {Charge(charge): Total(Decimal(f"{amount:.2f}"), jobs) for charge, amount, jobs in found}
    return {charge: sums.get(charge, Total()) for charge in Charge}
