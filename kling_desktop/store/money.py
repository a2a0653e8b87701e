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
    # One walk with an aggregate for each: grouping would sort every row first.
    sums = ", ".join(
        f"{each} FILTER (WHERE charge = ?)" for _ in Charge for each in ("total(amount)", "count(*)")
    )
    where = "sent >= ? AND site <> ? AND (? OR project = ?)"
    statement = " ".join(("SELECT", sums, "FROM jobs WHERE", where))
    charges = [charge.value for charge in Charge for _ in range(2)]
    values = (*charges, max(since, NEVER), SANDBOX, project is None, project or "")
    found = connection.execute(statement, values).fetchone()
    pairs = zip(Charge, found[::2], found[1::2], strict=True)
    return {charge: Total(Decimal(f"{amount:.2f}"), jobs) for charge, amount, jobs in pairs}
