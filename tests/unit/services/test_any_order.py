"""No order of events loses a task, posts twice, or moves a job as the table does not allow."""

from __future__ import annotations

import asyncio
import random
import shutil
import tempfile
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar, TypeVar

from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from kling_desktop.domain.answers import PollTrouble, PostAnswer
from kling_desktop.domain.errors import JournalError
from kling_desktop.domain.job import ENDED, EditJob, JobState
from kling_desktop.store.task_ids import TaskIdLog
from tests.support.engine import accepted, completed, edit, lost, trouble, waiting
from tests.support.orders import (
    ACCEPTED,
    ACCEPTED_AND_LOST,
    ACCEPTED_AS_ANOTHER,
    ASKED,
    DELIVERED,
    FETCHED,
    FULL,
    NO_TASK,
    POSTED,
    TOLD,
    UNCLEAR,
    Record,
)
from tests.support.stage import Held, Stage, StageLoop

EXAMPLES, STEPS = 60, 40
MEMORY = Path("/dev/shm")
"""A disk in memory, where the system has one: some 2,500 saves are fsynced."""
MOST_JOBS = 8
PATIENCE = 40
"""Rounds of good answers within which every job has to come to rest."""
S = JobState
T = TypeVar("T")

CAPS = ["", "", "", "0", "2", "4"]
"""A take costs 1.69 here: none, one or two of them, or any number."""
JUMPS = [0, 0, 0, -86_400, -30, 30, 4000]
LATEST_KILL = 10
KILLED_AT_ACCEPTANCE = 6
"""One in so many accepted edits meets a kill before, between or after the saves of its id."""
EVENTS = [
    *["answer"] * 14,
    *["time"] * 2,
    *["generate"] * 2,
    *["wish"] * 3,
    *["note"] * 2,
    "cap",
    "pause",
    *["settle"] * 2,
    "kill",
    "refuse saves",
    "restart",
]
NUMBERS = st.sampled_from(range(997))
PAUSES = st.sampled_from([0, 0, 1, 6, 20])


class AnyOrder(RuleBasedStateMachine):
    """Answers, wishes, time, kills and restarts in any order; the model is what service and user know."""

    video: ClassVar[bytes]
    counts: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.root = Path(tempfile.mkdtemp(prefix="kling-order-", dir=MEMORY if MEMORY.is_dir() else None))
        self.runner = asyncio.Runner(loop_factory=StageLoop)
        self.record = Record()
        self.tasks: list[str] = []
        self.delivered: set[str] = set()
        self.notes: dict[str, str] = {}
        self.is_begun = False
        self.happened = 0
        self.stage = Stage(self.root, self.video, self.record.see)

    # ---- the program

    @initialize(takes=st.integers(1, 2))
    def begin(self, takes: int) -> None:
        async def work() -> None:
            self.stage.world.on_post = lambda held: self.record.see_post(held, self.stage.studio)
            await self.stage.open()
            self.is_begun = True
            await self.stage.do(self.stage.studio.jobs.start(edit(), takes))

        self.runner.run(work())

    def run(self, name: str, event: Callable[[], object], seconds: int = 0) -> None:
        """Let one thing happen, all that follows from it, and some time pass."""

        async def work() -> None:
            event()
            await self.stage.settle()
            await self.stage.pass_time(seconds)

        self.run_whole(name, work())

    def run_whole(self, name: str, work: Awaitable[Any]) -> None:
        """Let something happen; a program that dies of it is started again."""
        self.counts[name] += 1
        self.record.settled.clear()

        async def whole() -> None:
            await work
            await self.stage.settle()
            if self.stage.loop.is_dead:
                await self._start_after_kill()

        self.runner.run(whole())

    async def _start_after_kill(self) -> None:
        self.counts["killed"] += 1
        await self.stage.bury()
        # The next start may take the ids of lost answers from the id log.
        self.record.settled = {line.job_id for line in TaskIdLog(self.stage.data.task_ids).read()}
        await self.stage.open()

    async def _restart(self, seconds: int) -> None:
        """End and start; what is being sent is accepted meanwhile, and nothing else is sent."""
        sent, posts = self.record.sent, tuple(self.stage.world.posts)
        closing = await self.stage.close()
        await self.stage.pass_time(seconds)
        if posts and not self.stage.loop.is_dead:
            assert not closing.done()
            assert self.stage.world.posts == [*posts]
        for held in posts:
            self._post_is(held, ACCEPTED, accepted(self._new_task(is_delivered=True)))
        for _ in range(PATIENCE):
            await self.stage.settle()
            if closing.done() or self.stage.loop.is_dead:
                break
            await self.stage.pass_time(1)
        assert self.record.sent == sent
        if not self.stage.loop.is_dead:
            closing.result()
            await self.stage.open()

    def _new_task(self, is_delivered: bool) -> str:
        task_id = f"task-{len(self.tasks) + 1}"
        self.tasks.append(task_id)
        if is_delivered:
            self.delivered.add(task_id)
        return task_id

    # ---- what can happen

    @rule(event=st.sampled_from(EVENTS), pick=NUMBERS, which=NUMBERS, seconds=PAUSES)
    def happen(self, event: str, pick: int, which: int, seconds: int) -> None:
        """One event; the numbers choose whom it befalls and how it turns out."""
        happenings: dict[str, Callable[[int, int, int], None]] = {
            "answer": self._answer,
            "time": self._wait,
            "kill": self._kill_soon,
            "refuse saves": self._refuse_saves,
            "restart": self._restart_now,
            "generate": self._generate,
            "wish": self._wish,
            "note": self._write_note,
            "cap": self._set_cap,
            "pause": self._pause,
            "settle": self._settle_unknown,
        }
        self.happened += 1
        # The strategy likes to repeat numbers: the same number is to mean something else at the next event.
        chance = random.Random(which * 10_000 + self.happened)
        happenings[event](pick, chance.randrange(10_000), seconds)

    def _answer(self, pick: int, which: int, seconds: int) -> None:
        """Whoever waits for an answer gets one."""
        world = self.stage.world
        if not world.asking and not any(job.is_open for job in self.record.jobs.values()):
            self._generate(pick, which, seconds)
        if not world.asking:
            self.run_whole("time passes", self.stage.pass_time(30, until_asked=True))
        if not world.asking:
            return
        held = _of(world.asking, pick)
        if held in world.posts:
            self._answer_post(held, pick, which, seconds)
        elif held in world.gets:
            self._answer_get(held, _of(ASKED, which), 30.0 if pick % 2 else None, seconds)
        else:
            name = _of(DELIVERED, which)
            content = self.video if name == "whole" else b"<html>sorry</html>"
            self.run(f"download: {name}", lambda: _set(held, FETCHED.get(name, content)), seconds)

    def _answer_post(self, held: Held, pick: int, which: int, seconds: int) -> None:
        name = _of(POSTED, which)
        answer = (NO_TASK.get(name) or UNCLEAR.get(name) or lost)()
        kills = self.counts["killed"]
        if name == ACCEPTED_AND_LOST:
            self._new_task(is_delivered=False)
        elif name == ACCEPTED:
            if pick % KILLED_AT_ACCEPTANCE == 0:
                Stage.loop_of(self.runner).calls_left = which % 4
            answer = accepted(self._new_task(is_delivered=True))
        elif name == ACCEPTED_AS_ANOTHER and self.delivered:
            answer = accepted(_of(sorted(self.delivered), pick))
        self.run(f"POST: {name}", lambda: self._post_is(held, name, answer), seconds)
        if name == ACCEPTED and kills == self.counts["killed"]:
            assert answer.task_id in self._logged()

    def _logged(self) -> set[str]:
        return {line.task_id for line in TaskIdLog(self.stage.data.task_ids).read()}

    def _post_is(self, held: Held, name: str, answer: PostAnswer) -> None:
        self.record.posts[held.job_id][-1] = name
        _set(held, answer)

    def _answer_get(self, held: Held, name: str, after: float | None, seconds: int) -> None:
        if name == "failed":
            self.record.failed_by_word.add(held.what)
        answer = TOLD.get(name) or trouble(PollTrouble(name), 500, after)
        self.run(f"GET: {name}", lambda: _set(held, answer), seconds)

    def _wait(self, pick: int, which: int, seconds: int) -> None:
        jump = _of(JUMPS, pick)
        self.stage.clock.jump += jump
        self.run("clock jumps" if jump else "time passes", _nothing, seconds + 1)

    def _kill_soon(self, pick: int, which: int, seconds: int) -> None:
        """The process will die instead of one of its next works on the disk."""
        Stage.loop_of(self.runner).calls_left = pick % LATEST_KILL
        self.run("kill soon", _nothing, seconds)

    def _refuse_saves(self, pick: int, which: int, seconds: int) -> None:
        error = FULL if pick % 2 else JournalError("journal_busy")
        Stage.loop_of(self.runner).troubles.extend([error] * (1 + which % 3))
        self.run("saves refused", _nothing, seconds)

    def _restart_now(self, _pick: int, _which: int, seconds: int) -> None:
        self.run_whole("restart", self._restart(seconds))

    def _generate(self, pick: int, _which: int, _seconds: int) -> None:
        if len(self.record.jobs) < MOST_JOBS:
            self.run_whole("generate", self.stage.do(self.stage.studio.jobs.start(edit(), 1 + pick % 2)))

    def _wish(self, pick: int, which: int, seconds: int) -> None:
        jobs, crew, account = self.stage.studio.jobs, self.stage.studio.crew, self.stage.studio.account
        job = _of(list(self.record.jobs) or [""], pick)
        stopped = [name for name in self._in(S.STOPPED) if self.record.jobs[name].task_id]
        wishes: dict[str, Callable[[], object]] = {
            "stop": lambda: jobs.stop(job),
            "ask now": lambda: jobs.ask_now(job),
            "look": crew.wake_all,
            "give up": lambda: self.stage.begin(jobs.give_up(job)),
            "over the cap": lambda: jobs.send_over_cap(job),
            "mend the key": lambda: account.accept(account.live.name),
        }
        if stopped:
            wishes["follow again"] = lambda: self.stage.begin(jobs.follow_again(_of(stopped, pick)))
        wish = _of(list(wishes), which)
        self.run(wish, wishes[wish], seconds)

    def _write_note(self, pick: int, _which: int, _seconds: int) -> None:
        job, text = _of(list(self.record.jobs) or [""], pick), f"note {self.happened}"

        async def work() -> None:
            if await self.stage.do(self.stage.studio.archive.write_note(job, text)):
                self.notes[job] = text

        self.run_whole("note", work())

    def _set_cap(self, pick: int, _which: int, seconds: int) -> None:
        settings = self.stage.studio.settings
        caps = replace(settings.caps, daily=_of(CAPS, pick))
        self.run("cap", lambda: settings.replace(caps), seconds)

    def _pause(self, pick: int, _which: int, seconds: int) -> None:
        jobs = self.stage.studio.jobs
        self.run("pause", jobs.resume if pick % 3 else jobs.pause, seconds)

    def _settle_unknown(self, pick: int, which: int, _seconds: int) -> None:
        """The user decides what is to become of a job whose answer got lost."""
        unknown, jobs = self._in(S.UNKNOWN), self.stage.studio.jobs
        if not unknown:
            return
        job, task_id = _of(unknown, pick), _of([*self.tasks, "task-of-nobody"], which)
        works: dict[str, Callable[[], Awaitable[EditJob]]] = {
            "paste": lambda: jobs.give_task_id(job, task_id),
            "again": lambda: jobs.send_again(job),
            "close": lambda: jobs.close_unresolved(job),
        }
        choice = _of(list(works), which + pick)

        async def work() -> None:
            self.record.settled.add(job)
            await self.stage.do(works[choice]())
            for held in tuple(self.stage.world.gets):
                if choice == "paste" and held.what == task_id:
                    is_known = task_id in self.tasks
                    _set(held, waiting() if is_known else trouble(PollTrouble.NOT_FOUND, 404))

        self.run_whole(f"unknown: {choice}", work())

    def _in(self, state: JobState) -> list[str]:
        return [name for name, job in self.record.jobs.items() if job.state is state]

    # ---- what must hold

    @invariant()
    def nothing_forbidden_was_seen(self) -> None:
        studio = self.stage.studio
        self.record.check_owners(studio)
        self.record.check_tasks(self._logged(), studio.tasks.is_paying)
        assert not self.record.faults, self.record.faults
        assert "program_fault" not in self.stage.notices

    @invariant()
    def what_the_service_made_is_known_or_said_to_be_lost(self) -> None:
        held = {job.task_id for job in self.record.jobs.values() if job.task_id}
        assert held <= set(self.tasks)
        # A kill between answer and disk loses the id, and then the job says so.
        missing = self.delivered - self._logged() - held
        assert len(missing) <= len(self._in(S.UNKNOWN) + self._in(S.SUBMITTING) + self._in(S.STOPPED))

    def teardown(self) -> None:
        try:
            if self.is_begun:
                self.runner.run(self._all_comes_to_rest())
        finally:
            self.runner.close()
            shutil.rmtree(self.root)
        assert not self.record.faults, self.record.faults
        self.counts["saves"] += self.record.saves
        self.counts["jobs"] += len(self.record.jobs)

    async def _all_comes_to_rest(self) -> None:
        """With a service that answers well every job ends or waits for a person, without a restart too."""
        self.stage.loop.troubles.clear()
        if len(self.record.jobs) % 2:
            await self._restart(0)
        if self.stage.loop.is_dead:
            await self._start_after_kill()
        self.stage.loop.calls_left = None
        for _ in range(PATIENCE):
            await self._answer_well()
        for job, text in self.notes.items():
            assert [note.text for note in self.record.jobs[job].notes] == [text]
        left = [job for job in self.stage.studio.ledger.jobs.values() if job.state not in (*ENDED, S.UNKNOWN)]
        await self.stage.studio.close()
        assert not left, left

    async def _answer_well(self) -> None:
        studio = self.stage.studio
        studio.account.accept(studio.account.live.name)
        studio.settings.replace(replace(studio.settings.caps, daily=""))
        studio.jobs.resume()
        for job in self.record.jobs:
            self.stage.studio.jobs.ask_now(job)
        await self.stage.settle()
        world = self.stage.world
        for held in tuple(world.posts):
            self._post_is(held, ACCEPTED, accepted(self._new_task(is_delivered=True)))
        for held in tuple(world.gets):
            held.answer.set_result(completed())
        for held in tuple(world.fetches):
            held.answer.set_result(self.video)
        await self.stage.settle()
        await self.stage.pass_time(2)


def _of(choices: Sequence[T], number: int) -> T:
    return choices[number % len(choices)]


def _nothing() -> None:
    """Let things take their course."""


def _set(held: Held, answer: Any) -> None:
    if held.answer.done():
        return
    if isinstance(answer, Exception):
        held.answer.set_exception(answer)
    else:
        held.answer.set_result(answer)


def test_no_order_of_events_loses_a_task_or_posts_twice(video: bytes) -> None:
    AnyOrder.video = video
    AnyOrder.counts = Counter()
    phases = (Phase.generate, Phase.shrink)
    profile = settings(max_examples=EXAMPLES, stateful_step_count=STEPS, phases=phases)
    run_state_machine_as_test(AnyOrder, settings=profile)
    # Some 2,000 events; a test that met too little would show nothing.
    assert AnyOrder.counts["killed"] > 20, AnyOrder.counts
    assert AnyOrder.counts["saves"] > 1000, AnyOrder.counts
