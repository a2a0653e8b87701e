"""The engine on a stage: nobody outside answers unless told to, and a kill can fall between any two saves."""

from __future__ import annotations

import asyncio
import functools
import hashlib
import random
from collections import deque
from collections.abc import Awaitable, Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, TypeVar

from kling_desktop import paths
from kling_desktop.api.download import Downloaded
from kling_desktop.api.key_check import KeyCheck, KeyVerdict
from kling_desktop.domain.answers import PollFailure, PostAnswer, TaskAnswer
from kling_desktop.domain.errors import KlingError
from kling_desktop.domain.job import EditJob
from kling_desktop.services.outside import Outside
from kling_desktop.settings.file import Settings
from kling_desktop.settings.secrets import MemorySecrets
from kling_desktop.store import rows
from kling_desktop.studio import Studio, StudioOptions
from tests.support.engine import ENVIRONMENT
from tests.support.time import TurnedClock

T = TypeVar("T")
WRITES = (rows.insert, rows.save, rows.change, rows.replace)
MOST_FINALLY = 10
"""How often a task of a dead process is cancelled: each `finally` in it may wait once more."""


class StageLoop(asyncio.SelectorEventLoop):
    """A loop that does the work of threads itself, always in the same order, and can die like a process."""

    _ready: deque[asyncio.Handle]

    def __init__(self) -> None:
        super().__init__()
        self.calls_left: int | None = None
        self.is_dead = False
        self.troubles: deque[KlingError] = deque()

    def run_in_executor(self, executor: Any, func: Callable[..., T], *args: Any) -> asyncio.Future[T]:  # type: ignore[override]
        """Do it a turn later, unless the process is dead, or dies now: then it never comes back."""
        if self.calls_left is not None and self.calls_left <= 0:
            self.is_dead = True
        future: asyncio.Future[T] = self.create_future()
        if self.is_dead:
            return future
        if self.calls_left is not None:
            self.calls_left -= 1
        if self.troubles and _is_save(func):
            future.set_exception(self.troubles.popleft())
            return future
        self.call_soon(self._do, future, functools.partial(func, *args))
        return future

    @property
    def has_work(self) -> bool:
        """Whether anything is to be done without an answer or the passing of time."""
        return bool(self._ready)

    def revive(self) -> None:
        """Another process begins."""
        self.calls_left, self.is_dead = None, False
        self.troubles.clear()

    def _do(self, future: asyncio.Future[T], work: Callable[[], T]) -> None:
        try:
            result = work()
        except Exception as error:  # noqa: BLE001 it belongs to whoever awaits the future
            future.cancelled() or future.set_exception(error)
        else:
            future.cancelled() or future.set_result(result)


class Inline(ThreadPoolExecutor):
    """Does work at once, in no thread."""

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        """The result of `fn`, there already."""
        future: Future[T] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001 it belongs to whoever awaits the future
            future.set_exception(error)
        return future


def _is_save(work: Callable[..., object]) -> bool:
    """Whether it is the journal's guarded call of one that writes a job."""
    call = work.args[0] if isinstance(work, functools.partial) else None
    return isinstance(call, functools.partial) and call.func in WRITES


@dataclass
class Held:
    """A request that waits for its answer: who asks for what."""

    job_id: str
    what: str
    part: Path | None = None
    answer: asyncio.Future[Any] = field(default_factory=lambda: asyncio.get_running_loop().create_future())


class World:
    """Service and host of results in one: requests wait in lists until the test answers them."""

    def __init__(self, video: bytes) -> None:
        self.video = video
        self.posts: list[Held] = []
        self.gets: list[Held] = []
        self.fetches: list[Held] = []
        self.on_post: Callable[[Held], None] = lambda _: None

    @property
    def asking(self) -> list[Held]:
        """Everybody who waits for an answer."""
        return [*self.posts, *self.gets, *self.fetches]

    def forget(self) -> None:
        """The process that asked is dead."""
        for waiting in (self.posts, self.gets, self.fetches):
            waiting.clear()

    async def check_key(self) -> KeyCheck:
        return KeyCheck(KeyVerdict.ACCEPTED)

    async def post(self, _body: bytes) -> PostAnswer:
        task = asyncio.current_task()
        assert task
        held = Held(task.get_name().removeprefix("post "), "post")
        self.on_post(held)
        answer: PostAnswer = await _in(self.posts, held)
        return answer

    async def get(self, task_id: str) -> TaskAnswer | PollFailure:
        answer: TaskAnswer | PollFailure = await _in(self.gets, Held("", task_id))
        return answer

    async def fetch(self, url: str, part: Path, *, on_progress: Callable[..., None]) -> Downloaded:
        content: bytes = await _in(self.fetches, Held("", url, part))
        await asyncio.to_thread(part.write_bytes, content)
        on_progress(len(content), len(content))
        return Downloaded(len(content), hashlib.sha256(content).hexdigest())

    async def close(self) -> None:
        """As the real ones: nothing is left open."""


async def _in(waiting: list[Held], held: Held) -> Any:
    waiting.append(held)
    try:
        return await held.answer
    finally:
        if held in waiting:
            waiting.remove(held)


class WatchedStudio(Studio):
    """Tells `listener` of each job from the first moment on, the restart included."""

    listener: ClassVar[Callable[[EditJob], None]]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._workers._pool = Inline()
        self.ledger.subscribe(lambda job: type(self).listener(job))


class Stage:
    """One data folder and, one after the other, the engines that own it."""

    def __init__(self, root: Path, video: bytes, listener: Callable[[EditJob], None]) -> None:
        self.data = paths.DataFolder(root)
        self.world = World(video)
        self.clock = TurnedClock()
        self.notices: list[str] = []
        self.studio: Studio = None  # type: ignore[assignment]
        self._listener = listener
        self._spawned: set[asyncio.Future[Any]] = set()

    @property
    def loop(self) -> StageLoop:
        loop = asyncio.get_running_loop()
        assert isinstance(loop, StageLoop)
        return loop

    @staticmethod
    def loop_of(runner: asyncio.Runner) -> StageLoop:
        """The loop that a test's runner has."""
        loop = runner.get_loop()
        assert isinstance(loop, StageLoop)
        return loop

    async def open(self) -> None:
        """Start the program."""
        self.loop.revive()
        WatchedStudio.listener = self._listener
        options = StudioOptions(self.data, self.data.root / "takes", False, ENVIRONMENT)
        outside = Outside(self.clock, lambda _site, _key: self.world, lambda _: self.world, random.Random(1))
        self.studio = await WatchedStudio.open(
            options, Settings.load(self.data.settings), MemorySecrets(), outside=outside
        )
        self.studio.desk.subscribe(lambda notice: self.notices.append(notice.code))
        await self.settle()

    async def do(self, work: Awaitable[Any]) -> Any:
        """What the user asks for: its result, or None when it was refused or cannot end yet."""
        task = self.begin(work)
        await self.settle()
        if not task.done():
            return None
        error = task.exception()
        if error and not isinstance(error, KlingError):
            raise error
        return None if error else task.result()

    def begin(self, work: Awaitable[T]) -> asyncio.Future[T]:
        """Start what the user asks for."""
        task = asyncio.ensure_future(work)
        self._spawned.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Future[Any]) -> None:
        self._spawned.discard(task)
        if not task.cancelled():
            task.exception()

    async def settle(self) -> None:
        """Return once nothing more happens without an answer or the passing of time."""
        await asyncio.sleep(0)
        while self.loop.has_work:  # noqa: ASYNC110 the loop itself is what is watched
            await asyncio.sleep(0)

    async def pass_time(self, seconds: float, until_asked: bool = False) -> None:
        """Let so much time pass, or as much as it takes until somebody waits for an answer."""
        end = self.clock.monotonic() + seconds
        while self.clock.monotonic() < end and not self.loop.is_dead and self.clock.turn():
            await self.settle()
            if until_asked and self.world.asking:
                break

    async def close(self) -> asyncio.Task[None]:
        """Ask the program to end; it waits for paid steps."""
        closing = asyncio.ensure_future(self.studio.close())
        await self.settle()
        return closing

    async def bury(self) -> None:
        """After a kill: nothing of the process goes on, and the system frees what it held."""
        self.loop.is_dead = True
        await self.settle()
        for _ in range(MOST_FINALLY):
            left = asyncio.all_tasks() - {asyncio.current_task()}
            for task in left:
                task.cancel()
            await asyncio.wait(left, timeout=0.01) if left else None
        self._spawned.clear()
        self.world.forget()
        journal = self.studio.journal
        journal._close()
        journal._thread.shutdown()
        self.studio._workers.close()
        self.studio._lock.release()
