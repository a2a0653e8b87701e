"""Where an edit can stand, and the moves between; apart from the job, which is far more to load."""

from enum import StrEnum


class JobState(StrEnum):
    """Where an edit stands; the design page says what each means."""

    PREPARING = "preparing"
    READY = "ready"
    SUBMITTING = "submitting"
    UNKNOWN = "unknown"
    QUEUED = "queued"
    RUNNING = "running"
    FETCHING = "fetching"
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"


S = JobState
MOVES: dict[JobState, frozenset[JobState]] = {
    S.PREPARING: frozenset({S.READY, S.FAILED, S.STOPPED}),
    S.READY: frozenset({S.SUBMITTING, S.PREPARING, S.FAILED, S.STOPPED}),
    S.SUBMITTING: frozenset({S.QUEUED, S.READY, S.FAILED, S.UNKNOWN}),
    S.UNKNOWN: frozenset({S.QUEUED, S.STOPPED}),
    S.QUEUED: frozenset({S.RUNNING, S.FETCHING, S.FAILED, S.STOPPED}),
    S.RUNNING: frozenset({S.QUEUED, S.FETCHING, S.FAILED, S.STOPPED}),
    S.FETCHING: frozenset({S.DONE, S.QUEUED, S.STOPPED}),
    S.DONE: frozenset(),
    S.FAILED: frozenset(),
    S.STOPPED: frozenset({S.QUEUED}),
}
UNSENT = frozenset({S.PREPARING, S.READY})
AT_THE_SERVICE = frozenset({S.QUEUED, S.RUNNING})
FOLLOWED = AT_THE_SERVICE | {S.FETCHING}
ENDED = frozenset({S.DONE, S.FAILED, S.STOPPED})
OPEN = frozenset(S) - ENDED
