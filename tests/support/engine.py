"""The whole engine on a real journal, with a scripted service in place of the network and turned time."""

from __future__ import annotations

import asyncio
import hashlib
import random
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from kling_desktop import paths
from kling_desktop.api.download import Downloaded
from kling_desktop.api.faults import LinkExpired
from kling_desktop.api.key_check import KeyCheck, KeyVerdict
from kling_desktop.api.leg import OnProgress
from kling_desktop.domain.answers import (
    ErrorWords,
    PollFailure,
    PollTrouble,
    PostAnswer,
    Progress,
    TaskAnswer,
)
from kling_desktop.domain.errors import KlingError
from kling_desktop.domain.job import EditJob
from kling_desktop.domain.outcome import Outcome, Transport
from kling_desktop.domain.request import EditRequest, VideoInput
from kling_desktop.domain.site import Site
from kling_desktop.services.outside import Outside
from kling_desktop.settings.file import Settings
from kling_desktop.settings.secrets import MemorySecrets
from kling_desktop.studio import Studio, StudioOptions
from tests.support.clips import Clip, make_clip
from tests.support.time import BEGUN, RunningClock

SITE = "http://127.0.0.1:9"
ENVIRONMENT = {"MULEROUTER_API_KEY": "sk-test", "MULEROUTER_BASE_URL": SITE}
LINK = "https://clips.example/A001C003.mp4"
RESULT = "https://cdn.example/result_000.mp4"

PostStep = PostAnswer | Callable[[], PostAnswer]
GetStep = TaskAnswer | PollFailure


def accepted(task_id: str = "task-1") -> PostAnswer:
    return PostAnswer(Outcome.ACCEPTED, Transport.ANSWERED, 200, task_id, "00-trace-01")


def refused(status: int, *fields: str, retry_after: float | None = None, detail: str = "no") -> PostAnswer:
    words = ErrorWords("", "", detail, tuple(fields))
    return PostAnswer(
        Outcome.NO_TASK, Transport.ANSWERED, status, "", "", retry_after=retry_after, words=words
    )


def lost() -> PostAnswer:
    return PostAnswer(Outcome.UNKNOWN, Transport.BROKEN)


def nobody() -> PostAnswer:
    return PostAnswer(Outcome.NO_TASK, Transport.NOT_SENT)


def waiting(word: str = "pending") -> TaskAnswer:
    return TaskAnswer(word, Progress.WAITING)


def running() -> TaskAnswer:
    return TaskAnswer("processing", Progress.RUNNING)


def completed(*links: str) -> TaskAnswer:
    return TaskAnswer("completed", Progress.COMPLETED, links or (RESULT,))


def failed(code: str = "3001", detail: str = "Failure to pass the risk control system") -> TaskAnswer:
    return TaskAnswer("failed", Progress.FAILED, (), ErrorWords(code, "", detail))


def trouble(kind: PollTrouble, status: int = 0, retry_after: float | None = None) -> PollFailure:
    return PollFailure(kind, status, retry_after)


class ScriptedService:
    """Answers from two lists; the last answer of each is given again and again."""

    def __init__(self) -> None:
        self.posts: list[PostStep] = [accepted()]
        self.gets: list[GetStep] = [completed()]
        self.bodies: list[bytes] = []
        self.asked: list[str] = []
        self.gate: asyncio.Event | None = None
        self.posting = asyncio.Event()

    async def check_key(self) -> KeyCheck:
        return KeyCheck(KeyVerdict.ACCEPTED)

    async def post(self, body: bytes) -> PostAnswer:
        self.bodies.append(body)
        self.posting.set()
        if self.gate:
            await self.gate.wait()
        step = self.posts.pop(0) if len(self.posts) > 1 else self.posts[0]
        return step() if callable(step) else step

    async def get(self, task_id: str) -> GetStep:
        self.asked.append(task_id)
        await asyncio.sleep(0)
        return self.gets.pop(0) if len(self.gets) > 1 else self.gets[0]

    async def close(self) -> None:
        """As the real one: nothing is left open."""


class ScriptedDownloads:
    """Hands out one real, small video; `errors` come first."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.errors: list[KlingError] = []
        self.fetched: list[str] = []
        self.gate: asyncio.Event | None = None

    async def fetch(self, url: str, part: Path, *, on_progress: OnProgress) -> Downloaded:
        self.fetched.append(url)
        await asyncio.sleep(0)
        if self.gate:
            await self.gate.wait()
        if self.errors:
            raise self.errors.pop(0)
        await asyncio.to_thread(part.write_bytes, self.content)
        on_progress(len(self.content), len(self.content))
        return Downloaded(len(self.content), hashlib.sha256(self.content).hexdigest())

    async def close(self) -> None:
        """As the real one: nothing is left open."""


def expired() -> LinkExpired:
    return LinkExpired("link_expired", status=403)


class Rig:
    """A studio whose service, downloads and clock are the test's; everything else is real."""

    def __init__(self, root: Path, clip: bytes, clock: RunningClock) -> None:
        self.root = root
        self.clock = clock
        self.service = ScriptedService()
        self.downloads = ScriptedDownloads(clip)
        self.secrets = MemorySecrets()
        self.studio: Studio = None  # type: ignore[assignment]
        self.seen: list[EditJob] = []

    async def start(self) -> Studio:
        options = StudioOptions(paths.DataFolder(self.root), self.root / "takes", False, ENVIRONMENT)
        settings = Settings.load(options.data.settings)
        self.studio = await Studio.open(
            options,
            settings,
            self.secrets,
            outside=Outside(self.clock, self._client, lambda _: self.downloads, random.Random(1)),
        )
        self.studio.jobs.subscribe(self.seen.append)
        return self.studio

    def _client(self, _site: Site, _key: str) -> ScriptedService:
        return self.service

    @property
    def states(self) -> list[str]:
        """The states that the newest job went through, each once in a row."""
        job_id = self.seen[-1].id
        states = [job.state.value for job in self.seen if job.id == job_id]
        return [state for number, state in enumerate(states) if number == 0 or states[number - 1] != state]

    async def send(self, request: EditRequest | None = None) -> EditJob:
        (job,) = await self.studio.jobs.start(request or edit())
        return job

    def job(self, job_id: str) -> EditJob:
        return self.studio.ledger.jobs[job_id]


def edit(prompt: str = "Add snow to @Video1") -> EditRequest:
    return EditRequest(prompt, (VideoInput(LINK),))


def small_video(folder: Path) -> bytes:
    return make_clip(folder / "small.mp4", Clip(seconds=0.25, width=64, height=64, sound=None)).read_bytes()


@asynccontextmanager
async def rig_at(root: Path, clip: bytes, now: float = BEGUN) -> AsyncIterator[Rig]:
    """A started rig; its studio is closed at the end, whichever it then is.

    Where a folder has been used by another, `now` goes on from there: its jobs are not of the future.
    """
    async with RunningClock(now) as clock:
        rig = Rig(root, clip, clock)
        await rig.start()
        try:
            yield rig
        finally:
            # A test that failed beside a paid step would wait for its end for ever.
            if rig.service.gate:
                rig.service.gate.set()
            await rig.studio.close()
