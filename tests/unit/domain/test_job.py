"""A job's states: the table of the design page, and what holds on every way through it."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kling_desktop.domain.job import (
    AT_THE_SERVICE,
    ENDED,
    FOLLOWED,
    MOVES,
    OPEN,
    UNSENT,
    Charge,
    EditJob,
    IllegalMove,
    JobState,
    Take,
)
from kling_desktop.domain.notice import Notice
from kling_desktop.domain.site import MULEROUTER, SANDBOX
from tests.support.jobs import jobs, make_job, make_queued

S = JobState
# As the design page has it, read by eye; "leaves to".
DESIGN = {
    S.PREPARING: {S.READY, S.FAILED, S.STOPPED},
    S.READY: {S.SUBMITTING, S.PREPARING, S.FAILED, S.STOPPED},
    S.SUBMITTING: {S.QUEUED, S.READY, S.FAILED, S.UNKNOWN},
    S.UNKNOWN: {S.QUEUED, S.STOPPED},
    S.QUEUED: {S.RUNNING, S.FETCHING, S.FAILED, S.STOPPED},
    S.RUNNING: {S.QUEUED, S.FETCHING, S.FAILED, S.STOPPED},
    S.FETCHING: {S.DONE, S.QUEUED, S.STOPPED},
    S.DONE: set(),
    S.FAILED: set(),
    S.STOPPED: {S.QUEUED},
}
HELD = Notice("send_now")


def reachable(state: JobState) -> set[JobState]:
    """Every state that a job in `state` can still come to."""
    found: set[JobState] = set()
    ahead = set(MOVES[state])
    while ahead:
        found |= ahead
        ahead = {after for before in ahead for after in MOVES[before]} - found
    return found


def test_the_table_is_that_of_the_design() -> None:
    assert {state: set(to) for state, to in MOVES.items()} == DESIGN


def test_what_was_or_may_have_been_accepted_is_never_posted_again() -> None:
    for state in (S.UNKNOWN, S.QUEUED, S.RUNNING, S.FETCHING, S.DONE, S.FAILED, S.STOPPED):
        assert not {S.SUBMITTING, S.READY, S.PREPARING} & reachable(state)


def test_every_state_can_be_reached_and_every_open_one_can_end() -> None:
    assert reachable(S.PREPARING) == set(S)
    assert all(reachable(state) & ENDED for state in OPEN)


def test_groups_of_states() -> None:
    assert set(S) == OPEN | ENDED
    assert not OPEN & ENDED
    assert FOLLOWED < OPEN
    assert AT_THE_SERVICE < FOLLOWED
    assert UNSENT < OPEN
    assert not UNSENT & FOLLOWED


@pytest.mark.parametrize("state", S)
@pytest.mark.parametrize("target", S)
def test_moves(state: JobState, target: JobState) -> None:
    job = make_job(state=state, task_id="task-1", rev=4, held=HELD)
    if target not in DESIGN[state]:
        with pytest.raises(IllegalMove):
            job.moved(target)
        return
    moved = job.moved(target)
    assert (moved.state, moved.rev, moved.held) == (target, 5, None)
    assert dataclasses.replace(moved, state=state, rev=4, held=HELD) == job


def test_a_move_may_change_other_things_and_hold_the_job() -> None:
    job = make_job(state=S.SUBMITTING).moved(S.READY, held=HELD, tries=3)
    assert (job.held, job.tries) == (HELD, 3)


@pytest.mark.parametrize("state", [S.SUBMITTING, S.UNKNOWN, S.STOPPED])
def test_nothing_is_queued_without_a_task_id(state: JobState) -> None:
    with pytest.raises(IllegalMove):
        make_job(state=state).moved(S.QUEUED)
    with pytest.raises(IllegalMove):
        make_job(state=state, task_id="old").moved(S.QUEUED, task_id="")
    assert make_job(state=state).moved(S.QUEUED, task_id="new").task_id == "new"


@given(job=jobs())
def test_a_change_keeps_state_and_hold(job: EditJob) -> None:
    changed = job.changed(status="running")
    assert changed == dataclasses.replace(job, status="running", rev=job.rev + 1)


class Ledger:
    """What really happened to an edit, kept beside the job."""

    def __init__(self) -> None:
        self.posts = 0
        self.is_answer_open = False
        self.is_accepted = False

    def note(self, before: JobState, after: JobState) -> None:
        """Follow one move."""
        if after is S.SUBMITTING:
            self.posts += 1
            self.is_answer_open = True
        elif before in (S.SUBMITTING, S.UNKNOWN) and after is S.QUEUED:
            self.is_accepted, self.is_answer_open = True, False
        elif before is S.SUBMITTING and after in (S.READY, S.FAILED):
            self.is_answer_open = False

    def charge(self, job: EditJob) -> Charge:
        """Whether it was paid for, by what happened."""
        if self.is_accepted:
            return Charge.UNKNOWN if job.state is S.FAILED else Charge.YES
        return Charge.UNKNOWN if self.is_answer_open else Charge.NO


def step(job: EditJob, target: JobState) -> EditJob:
    """The move to `target` as the services make it."""
    changes: dict[str, object] = {}
    if target is S.SUBMITTING:
        changes = {"submitted": 1_000.0 + job.rev}
    elif target is S.READY:
        changes = {"submitted": 0.0}
    elif target is S.QUEUED and not job.task_id:
        changes = {"task_id": f"task-{job.rev}"}
    return job.moved(target, **changes)


@given(wishes=st.lists(st.sampled_from(S), max_size=40), is_practice=st.booleans())
def test_every_way_through_the_table(wishes: list[JobState], is_practice: bool) -> None:
    job, truth = make_job(site=SANDBOX if is_practice else MULEROUTER), Ledger()
    for wish in wishes:
        before = job
        # A stopped job that was never accepted has nothing to be followed.
        is_possible = wish in DESIGN[job.state] and not (job.state is S.STOPPED and not job.task_id)
        if not is_possible:
            with pytest.raises(IllegalMove):
                job.moved(wish)
            continue
        job = step(job, wish)
        truth.note(before.state, job.state)
        assert job.rev == before.rev + 1
        assert job.task_id == before.task_id or not before.task_id
        assert bool(job.task_id) is truth.is_accepted
        assert job.charge is (Charge.NO if is_practice else truth.charge(job))
        assert job.is_open is (job.state not in ENDED)
        assert not (truth.is_accepted and job.state in UNSENT | {S.SUBMITTING, S.UNKNOWN})


@pytest.mark.parametrize(
    ("way", "charge"),
    [
        ([], Charge.NO),
        ([S.FAILED], Charge.NO),
        ([S.READY, S.STOPPED], Charge.NO),
        ([S.READY, S.SUBMITTING], Charge.UNKNOWN),
        ([S.READY, S.SUBMITTING, S.FAILED], Charge.NO),
        ([S.READY, S.SUBMITTING, S.READY, S.STOPPED], Charge.NO),
        ([S.READY, S.SUBMITTING, S.UNKNOWN], Charge.UNKNOWN),
        ([S.READY, S.SUBMITTING, S.UNKNOWN, S.STOPPED], Charge.UNKNOWN),
        ([S.READY, S.SUBMITTING, S.UNKNOWN, S.QUEUED], Charge.YES),
        ([S.READY, S.SUBMITTING, S.QUEUED, S.STOPPED], Charge.YES),
        ([S.READY, S.SUBMITTING, S.QUEUED, S.FAILED], Charge.UNKNOWN),
        ([S.READY, S.SUBMITTING, S.QUEUED, S.FETCHING, S.DONE], Charge.YES),
    ],
    ids=lambda value: ">".join(value) if isinstance(value, list) else None,
)
def test_was_it_charged(way: list[JobState], charge: Charge) -> None:
    job, practice = make_job(), make_job(site=SANDBOX)
    for target in way:
        job, practice = step(job, target), step(practice, target)
    assert job.charge is charge
    assert practice.charge is Charge.NO
    assert (job.is_practice, practice.is_practice) == (False, True)


def test_only_whole_takes_are_files() -> None:
    takes = (Take("/results/a_v001.mp4", "ab", 10), Take("/results/a_v002.mp4"))
    assert make_queued(takes=takes).files == ("/results/a_v001.mp4",)
    assert [take.is_whole for take in takes] == [True, False]
