"""The closed table of what a POST can have done: each row by itself, and every status there is."""

from __future__ import annotations

import pytest

from kling_desktop.domain.outcome import CREATED, TABLE, Outcome, PostEvent, Row, Transport, judge

ANSWERED, BROKEN, NOT_SENT = Transport.ANSWERED, Transport.BROKEN, Transport.NOT_SENT
NO_TASK, UNKNOWN, ACCEPTED = Outcome.NO_TASK, Outcome.UNKNOWN, Outcome.ACCEPTED

# For each row of the table: events that it and no row above it is for.
EVENTS: dict[str, tuple[Outcome, list[PostEvent]]] = {
    "failed before the request stood": (NO_TASK, [PostEvent(NOT_SENT)]),
    "cut, write error or no answer": (UNKNOWN, [PostEvent(BROKEN)]),
    "200/201/202 with a task id": (
        ACCEPTED,
        [PostEvent(ANSWERED, status, has_task_id=True) for status in (200, 201, 202)],
    ),
    "3xx, not followed": (
        NO_TASK,
        [PostEvent(ANSWERED, status) for status in (300, 301, 302, 303, 304, 307, 308)],
    ),
    "408 or 409": (UNKNOWN, [PostEvent(ANSWERED, 408), PostEvent(ANSWERED, 409, has_retry_after=True)]),
    "every other 4xx": (
        NO_TASK,
        [PostEvent(ANSWERED, status) for status in range(400, 500) if status not in (408, 409)],
    ),
    "503 with Retry-After": (NO_TASK, [PostEvent(ANSWERED, 503, has_retry_after=True)]),
    "everything else": (
        UNKNOWN,
        [
            *(
                PostEvent(ANSWERED, status)
                for status in (100, 200, 201, 202, 204, 206, 500, 502, 503, 504, 599)
            ),
            PostEvent(ANSWERED, 204, has_task_id=True),
            PostEvent(ANSWERED, 500, has_task_id=True, has_retry_after=True),
            PostEvent(ANSWERED, 502, has_retry_after=True),
        ],
    ),
}


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.name)
def test_row(row: Row) -> None:
    outcome, events = EVENTS[row.name]
    assert row.outcome is outcome
    for event in events:
        assert next(first for first in TABLE if first.matches(event)) is row
        assert judge(event) is outcome


def test_every_row_is_exercised_and_none_is_unknown_here() -> None:
    assert [row.name for row in TABLE] == list(EVENTS)
    assert all(events for _, events in EVENTS.values())


def test_the_table_is_closed() -> None:
    for transport in Transport:
        for status in range(600):
            for has_id in (False, True):
                for has_wait in (False, True):
                    assert judge(PostEvent(transport, status, has_id, has_wait)) in Outcome


def test_only_an_answer_with_an_id_is_an_acceptance() -> None:
    for status in range(600):
        for transport in Transport:
            accepted = judge(PostEvent(transport, status, has_task_id=True)) is ACCEPTED
            assert accepted == (transport is ANSWERED and status in CREATED)
        assert judge(PostEvent(ANSWERED, status, has_task_id=False)) is not ACCEPTED
