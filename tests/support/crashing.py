"""The crash test: the real program is killed when its service says so, started again, and audited.

`python -m tests.support.crashing N` does N kills and prints figures; so does `packaging/dev.py crash-test N`.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image

from kling_desktop import paths
from kling_desktop.domain.job import EditJob, JobState
from kling_desktop.store.journal import HistoryQuery, Journal
from tests.support.audit import Audit, NotAsPromisedError
from tests.support.clips import Clip, make_clip
from tests.support.recording import Moment, RecordingService, Trap

ROOT = Path(__file__).resolve().parents[2]
KEY = "sk-crash-test-key"
LATEST = 0.05
"""Seconds between a moment and its kill, at most."""
START = (0.2, 0.8)
"""Seconds after its start at which a program is killed where no moment of the service is meant."""
ENDS_WITHIN = 60.0
KINDS = (None, *Moment)
"""None: while the program starts, before anything is sent."""
MAY_HOLD = {Moment.HEADERS, Moment.HALF_BODY, Moment.FIRST_BYTE, Moment.MIDDLE_BYTE}
"""Moments at which every second exchange is stopped, so that the kill surely meets it there."""
SIDES = {False: 400, True: 2000}
"""Sides of the pictures sent: of the large one, some 6 MB as sent, the system cannot take all ahead."""
WORKERS = 3


@dataclass(frozen=True)
class Round:
    """One edit and its kill, `delay` after the `count`th `moment`; another after `again` at the restart."""

    number: int
    moment: Moment | None
    count: int
    holds: bool
    delay: float
    again: float | None

    @property
    def prompt(self) -> str:
        """What tells this round's edit from every other."""
        return f"Round {self.number}: add snow to @Video1"


@dataclass
class Figures:
    """What the crash test came to."""

    kills: Counter[Moment | None] = field(default_factory=Counter)
    kills_at_restart: int = 0
    states: Counter[JobState] = field(default_factory=Counter)
    accepted: int = 0
    lost_answers: int = 0
    resumed: int = 0
    seconds: float = 0.0

    def add(self, other: Figures) -> None:
        """Take in what another worker counted."""
        self.kills += other.kills
        self.kills_at_restart += other.kills_at_restart
        self.states += other.states
        self.accepted += other.accepted
        self.lost_answers += other.lost_answers
        self.resumed += other.resumed

    def lines(self) -> list[str]:
        """The figures for people."""
        done, unknown = self.states[JobState.DONE], self.states[JobState.UNKNOWN]
        return [
            f"{self.kills.total()} kills, {self.kills_at_restart} more at the restart, {self.seconds:.0f} s",
            *(f"  {self.kills[kind]:4} {kind.value if kind else 'while starting'}" for kind in KINDS),
            f"{self.accepted} tasks accepted: {done} jobs done, {self.lost_answers} unknown",
            f"{unknown - self.lost_answers} unknown without a task",
            f"{self.resumed} downloads resumed in the middle",
            "every accepted task has one job, no job has two; every result is there once and whole",
        ]


def plan(kills: int, seed: int) -> list[Round]:
    """As many rounds as kills: the kinds in turn, everything else by chance."""
    chance = random.Random(seed)
    kinds = [KINDS[number % len(KINDS)] for number in range(kills)]
    chance.shuffle(kinds)
    return [
        Round(
            number,
            kind,
            chance.randint(1, 3) if kind is Moment.POLL else 1,
            kind is Moment.ACCEPTED or (kind in MAY_HOLD and chance.random() < 0.5),
            chance.uniform(0, LATEST) if kind else chance.uniform(*START),
            chance.uniform(*START) if chance.random() < 0.25 else None,
        )
        for number, kind in enumerate(kinds)
    ]


class Worker:
    """Does rounds one after the other in one data folder, against one service; audits after each."""

    def __init__(self, folder: Path, video: bytes, pictures: Mapping[bool, Path]) -> None:
        folder.mkdir()
        self._data = paths.DataFolder(folder / "data")
        self._data.make()
        self._data.settings.write_text(json.dumps({"network": {"pace": 0.02}}), encoding="utf-8")
        self._pictures = pictures
        self._words = folder / "stderr.txt"
        self._service = RecordingService(video, small_window=True)
        self._audit = Audit(self._data, self._service, KEY)
        self._figures = Figures()

    async def work(self, rounds: Sequence[Round]) -> Figures:
        """Do the rounds. Raises NotAsPromisedError."""
        async with self._service:
            for each in rounds:
                try:
                    await self._round(each)
                except NotAsPromisedError as error:
                    words = self._words.read_text(encoding="utf-8")
                    raise NotAsPromisedError(f"{each}: {error}\n{words}\n{self._data.root}") from error
        self._figures.accepted = len(self._service.accepted)
        self._figures.resumed = self._service.resumed
        return self._figures

    async def _round(self, each: Round) -> None:
        if each.moment:
            await self._crash_at(each.moment, each)
        else:
            await self._crash_after(each.delay, self._edit(each))
        self._figures.kills[each.moment] += 1
        if each.again is not None:
            self._figures.kills_at_restart += await self._crash_after(each.again, ("jobs", "--follow"))
        await self._follow_to_the_end()
        jobs = await self._jobs()
        self._figures.lost_answers = len(self._audit.check(jobs))
        self._figures.states = Counter(job.state for job in jobs)

    def _edit(self, each: Round) -> tuple[str, ...]:
        video = f"{self._service.files}/A001C003.mp4"
        picture = self._pictures[each.moment in (Moment.HEADERS, Moment.HALF_BODY)]
        return ("edit", "--prompt", each.prompt, "--video", video, "--image", str(picture))

    async def _crash_at(self, moment: Moment, each: Round) -> None:
        trap = self._service.trap = Trap(moment, each.count, each.holds)
        program = await self._start(*self._edit(each))
        loop = asyncio.get_running_loop()
        ended, sprung = loop.create_task(program.wait()), loop.create_task(trap.sprung.wait())
        await asyncio.wait({ended, sprung}, timeout=ENDS_WITHIN, return_when=asyncio.FIRST_COMPLETED)
        sprung.cancel()
        if trap.sprung.is_set():
            await asyncio.sleep(each.delay)
        await _kill(program)
        await ended
        self._service.trap = None
        trap.release.set()
        if not trap.sprung.is_set():
            raise NotAsPromisedError(f"never came to {moment}")

    async def _crash_after(self, seconds: float, words: tuple[str, ...]) -> bool:
        program = await self._start(*words)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(program.wait(), seconds)
        return await _kill(program)

    async def _follow_to_the_end(self) -> None:
        program = await self._start("jobs", "--follow")
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(program.wait(), ENDS_WITHIN)
        if await _kill(program):
            raise NotAsPromisedError("does not come to an end")
        if program.returncode or "Traceback" in self._words.read_text(encoding="utf-8"):
            raise NotAsPromisedError(f"ended with {program.returncode}")

    async def _start(self, *words: str) -> asyncio.subprocess.Process:
        account = {"MULEROUTER_API_KEY": KEY, "MULEROUTER_BASE_URL": self._service.address}
        with self._words.open("wb") as stderr:
            return await asyncio.create_subprocess_exec(
                *(
                    sys.executable,
                    "-m",
                    "kling_desktop",
                    *words,
                    "--json",
                    "--data-dir",
                    str(self._data.root),
                ),
                cwd=ROOT,
                env={**os.environ, **account},
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.DEVNULL,
                stderr=stderr,
                start_new_session=True,
            )

    async def _jobs(self) -> tuple[EditJob, ...]:
        if not self._data.journal.exists():
            return ()
        journal = await Journal.open(self._data.journal, self._data.backups, is_owner=False)
        try:
            return await journal.page(HistoryQuery(), 10_000)
        finally:
            await journal.close()


async def _kill(program: asyncio.subprocess.Process) -> bool:
    """Whether there was still something to kill."""
    if program.returncode is not None:
        return False
    with contextlib.suppress(ProcessLookupError):
        os.killpg(program.pid, signal.SIGKILL)
    await program.wait()
    return True


def _noise(path: Path, side: int) -> Path:
    noise = random.Random(side).randbytes(side * side * 3)
    Image.frombytes("RGB", (side, side), noise).save(path, quality=95)
    return path


async def crash_often(kills: int, seed: int, folder: Path, workers: int = WORKERS) -> Figures:
    """Do `kills` rounds in `folder`, shared out among workers. Raises NotAsPromisedError."""
    began = time.monotonic()
    video = make_clip(folder / "served.mp4", Clip(seconds=1, width=320, height=240)).read_bytes()
    pictures = {is_large: _noise(folder / f"{side}.jpg", side) for is_large, side in SIDES.items()}
    rounds = plan(kills, seed)
    crews = [Worker(folder / f"worker-{number}", video, pictures) for number in range(workers)]
    figures = Figures()
    async with asyncio.TaskGroup() as group:
        shares = [group.create_task(crew.work(rounds[n::workers])) for n, crew in enumerate(crews)]
    for share in shares:
        figures.add(share.result())
    figures.seconds = time.monotonic() - began
    return figures


def main(arguments: Sequence[str] | None = None) -> int:
    """Kill as often as the command line says; print the figures."""
    parser = argparse.ArgumentParser(
        prog="crash-test", description="Kill the program, start it again, audit."
    )
    parser.add_argument("kills", type=int, nargs="?", default=100)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    said = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="kling-crash-") as folder:
        print(f"seed {said.seed}", flush=True)
        figures = asyncio.run(crash_often(said.kills, said.seed, Path(folder)))
    print("\n".join(figures.lines()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
