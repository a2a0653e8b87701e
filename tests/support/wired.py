"""The whole engine against real bytes on loopback: its own client and downloads, hasty, in turned time."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from kling_desktop import i18n, paths
from kling_desktop.api.client import EditService
from kling_desktop.api.download import Downloader
from kling_desktop.api.exchange import Patience
from kling_desktop.domain.job import EditJob
from kling_desktop.domain.site import Site
from kling_desktop.services.jobs import is_resting
from kling_desktop.services.outside import Outside
from kling_desktop.settings.file import Settings
from kling_desktop.settings.secrets import MemorySecrets
from kling_desktop.studio import Studio, StudioOptions
from tests.support.double import Double, Scene, http_json
from tests.support.engine import edit
from tests.support.time import RunningClock
from tests.support.waiting import until

KEY = "sk-very-secret-key"
TASK = "8e1e315e-0001"
CALM = Patience(connect=10, write=10, read=10, whole=20)
HASTY = Patience(connect=0.3, write=0.3, read=0.3, whole=0.6)
"""In place of 15, 60 and 180 seconds."""
LARGEST = 5_000_000


def accept(status: str = "pending", task_id: str = TASK) -> Scene:
    """The service takes the edit."""
    return Scene(
        http_json(200, {"task_info": {"id": task_id, "status": status}}, {"traceparent": "00-a-b-01"})
    )


def tell(status: str, *links: str, **rest: object) -> Scene:
    """The service tells how the task stands."""
    info = {"id": TASK, "status": status, **rest}
    return Scene(http_json(200, {"task_info": info, "videos": list(links)}))


@dataclass
class Wired:
    """A started engine and the two hosts that it speaks to; `troubles` are what it showed on the way."""

    studio: Studio
    clock: RunningClock
    service: Double
    files: Double
    seen: list[EditJob] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)

    async def send(self) -> EditJob:
        """Press Generate and wait until nothing more happens without a person."""
        (job,) = await self.studio.jobs.start(edit())
        await self.rest(job.id)
        return self.job(job.id)

    async def rest(self, job_id: str) -> None:
        """Wait until nothing more happens to the job without a person."""
        await until(lambda: is_resting(self.job(job_id)), seconds=20)

    def job(self, job_id: str) -> EditJob:
        """The job as it is now."""
        return self.studio.ledger.jobs[job_id]

    def count(self, method: str) -> int:
        """How many requests of a method the service saw."""
        return sum(seen.method == method for seen in self.service.seen)


@asynccontextmanager
async def wired(
    root: Path, service: Sequence[Scene], files: Sequence[Scene], patience: Patience = CALM
) -> AsyncIterator[Wired]:
    """The engine against a service and a host of results that play these scenes."""
    async with RunningClock() as clock, Double(service) as answering, Double(files) as serving:
        studio = await _open(root, answering.address, clock, patience)
        rig = Wired(studio, clock, answering, serving)
        studio.jobs.subscribe(rig.seen.append)
        studio.progress.subscribe(lambda job_id: _note(rig, job_id))
        try:
            yield rig
        finally:
            await studio.close()


async def _open(root: Path, address: str, clock: RunningClock, patience: Patience) -> Studio:
    environment = {"MULEROUTER_API_KEY": KEY, "MULEROUTER_BASE_URL": address}
    options = StudioOptions(paths.DataFolder(root), root / "takes", False, environment)

    def client(site: Site, key: str) -> EditService:
        return EditService(site, key, post_patience=patience, ask_patience=patience)

    outside = Outside(
        clock,
        client,
        lambda turned: Downloader(turned.sleep, patience=patience, largest=LARGEST),
        random.Random(1),
    )
    settings = Settings.load(options.data.settings)
    return await Studio.open(options, settings, MemorySecrets(), outside=outside)


def _note(rig: Wired, job_id: str) -> None:
    trouble = rig.studio.progress.of(job_id).trouble
    if trouble and (not rig.troubles or rig.troubles[-1] != trouble.code):
        rig.troubles.append(trouble.code)


def code_shown(job: EditJob) -> str:
    """The code of what the user is told at rest, empty when all is well."""
    notice = job.held or (job.failure.notice if job.failure else None)
    return notice.code if notice else ""


def check_words(job: EditJob, troubles: Sequence[str] = ()) -> None:
    """Everything that the user is told has words, with every place in them filled."""
    notices = [notice for notice in (job.held, job.failure and job.failure.notice) if notice]
    for notice in notices:
        words = i18n.current().notice(notice.code, notice.values)
        assert words.what.strip(), notice
        assert "–" not in words.sentence, words.sentence
        assert "{" not in words.sentence, words.sentence
    for code in troubles:
        assert i18n.catalogue("en")[code]["what"], code


def holds_key(root: Path) -> list[Path]:
    """Files of a data folder in which the key stands."""
    return [path for path in root.rglob("*") if path.is_file() and KEY.encode() in _content(path)]


def _content(path: Path) -> bytes:
    # The engine still works: a file that it was just writing may have its last name by now.
    with suppress(FileNotFoundError):
        return path.read_bytes()
    return b""
