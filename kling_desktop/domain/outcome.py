"""What a paid POST can have done: the closed table, in one place.

From the service's page: only *certainly no task* may be sent again by the program; *unknown* may be billed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto


class Outcome(Enum):
    """What a POST did as far as can be known."""

    ACCEPTED = auto()
    NO_TASK = auto()
    UNKNOWN = auto()


class Transport(Enum):
    """How far the exchange got."""

    NOT_SENT = auto()
    """Name, connection, TLS or pool failed before the request stood."""
    BROKEN = auto()
    """A write error, a cut or no answer in time."""
    ANSWERED = auto()
    """A status line came back, whatever followed it."""


@dataclass(frozen=True)
class PostEvent:
    """What was seen of one POST; `status` is 0 unless it was answered."""

    transport: Transport
    status: int = 0
    has_task_id: bool = False
    has_retry_after: bool = False


@dataclass(frozen=True)
class Row:
    """One row of the table: the first whose `matches` holds gives the outcome."""

    name: str
    matches: Callable[[PostEvent], bool]
    outcome: Outcome


MAY_HAVE_MADE_A_TASK = (408, 409)
CREATED = (200, 201, 202)

TABLE = (
    Row("failed before the request stood", lambda e: e.transport is Transport.NOT_SENT, Outcome.NO_TASK),
    Row("cut, write error or no answer", lambda e: e.transport is Transport.BROKEN, Outcome.UNKNOWN),
    Row("200/201/202 with a task id", lambda e: e.status in CREATED and e.has_task_id, Outcome.ACCEPTED),
    Row("3xx, not followed", lambda e: 300 <= e.status < 400, Outcome.NO_TASK),
    Row("408 or 409", lambda e: e.status in MAY_HAVE_MADE_A_TASK, Outcome.UNKNOWN),
    Row("every other 4xx", lambda e: 400 <= e.status < 500, Outcome.NO_TASK),
    Row("503 with Retry-After", lambda e: e.status == 503 and e.has_retry_after, Outcome.NO_TASK),
    Row("everything else", lambda _: True, Outcome.UNKNOWN),
)


def judge(event: PostEvent) -> Outcome:
    """What the POST did, by the table."""
    return next(row.outcome for row in TABLE if row.matches(event))
