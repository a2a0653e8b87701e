"""The step `fetching`: every result of a task onto the disk, verified, into names reserved before."""

import asyncio
import logging
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from kling_desktop import paths
from kling_desktop.api.download import Downloaded
from kling_desktop.api.part import note_of
from kling_desktop.domain.errors import BadInput, DiskFull, FolderGone, WorldFailed
from kling_desktop.domain.job import EditJob, JobState, Take
from kling_desktop.domain.notice import Notice
from kling_desktop.media.fingerprint import fingerprint
from kling_desktop.media.verify import verify_result
from kling_desktop.media.worker import StopFlag, Workers
from kling_desktop.services import sidecar
from kling_desktop.services.clock import Clock
from kling_desktop.services.ledger import Ledger
from kling_desktop.services.naming import claim, folder_error, free_names, stem_of
from kling_desktop.services.outside import Fetcher
from kling_desktop.services.pacing import Pacing
from kling_desktop.services.progress import Progress, ProgressBoard
from kling_desktop.services.wishes import Hold, StopWanted, Wishes

log = logging.getLogger(__name__)
MENDED_AFTER = 15.0
"""Seconds until a disk that was full or a folder that was gone is tried again."""
PART = ".part"
AT_ONCE = 3
"""Downloads under way at the same time."""
FRESH_LINKS_TRIED = 3
CUT = "download_cut"
"""The one failure that says nothing about the result itself: the way to it was cut too often."""


class Results:
    """Downloads what the service offers; owns the links until they are used, never the user's files."""

    def __init__(
        self,
        ledger: Ledger,
        downloader: Fetcher,
        workers: Workers,
        pacing: Pacing,
        clock: Clock,
        board: ProgressBoard,
    ) -> None:
        """Files are verified in `workers`."""
        self._ledger = ledger
        self._downloader = downloader
        self._workers = workers
        self._pacing = pacing
        self._clock = clock
        self._board = board
        self._places = asyncio.Semaphore(AT_ONCE)
        self._naming = asyncio.Lock()
        self._links: dict[str, tuple[str, ...]] = {}

    def offer(self, job_id: str, links: tuple[str, ...]) -> None:
        """Fresh links of a job's results, to be used at once."""
        self._links[job_id] = links

    async def step(self, job: EditJob, wishes: Wishes) -> None:
        """Fetch all takes of a job and finish it, or have its links asked for again. Raises Hold."""
        links = self._links.pop(job.id, ())
        try:
            job = await self._take_what_is_whole(job)
            if not links and not _is_complete(job):
                await self._ledger.save(job.moved(JobState.QUEUED))
                return
            job = await self._reserve(job, len(links))
            await wishes.guard(self._fetch_all(job.id, links))
        except (DiskFull, FolderGone) as error:
            self.offer(job.id, links)
            raise Hold(error.notice, self._pacing.scaled(job.site, MENDED_AFTER)) from error
        except (WorldFailed, BadInput) as error:
            await self._ask_again(self._ledger.jobs[job.id], error)
            return
        except StopWanted:
            await asyncio.to_thread(_give_back, self._ledger.jobs[job.id])
            raise
        await self._finish(self._ledger.jobs[job.id])

    async def _reserve(self, job: EditJob, count: int) -> EditJob:
        """Names are saved before they are claimed: a crash leaves no file that no job knows of."""
        async with self._naming:
            known = len(job.takes)
            job = await self._with_names(job, range(known, count))
            for number in range(len(job.takes)):
                is_ours = number < known
                while not await asyncio.to_thread(_is_claimed, job.takes[number], is_ours):
                    job, is_ours = await self._with_names(job, range(number, number + 1)), False
        return job

    async def _with_names(self, job: EditJob, numbers: range) -> EditJob:
        if not numbers:
            return job
        names = await asyncio.to_thread(free_names, Path(job.folder), stem_of(job.request), len(numbers))
        takes = tuple(Take(str(name)) for name in names)
        takes = job.takes[: numbers.start] + takes + job.takes[numbers.stop :]
        return await self._ledger.save(job.changed(takes=takes))

    async def _take_what_is_whole(self, job: EditJob) -> EditJob:
        """After a restart: a file that is in its place, but not saved as whole, is verified and kept."""
        takes = tuple([take if take.is_whole else await self._looked_at(take) for take in job.takes])
        return job if takes == job.takes else await self._ledger.save(job.changed(takes=takes))

    async def _looked_at(self, take: Take) -> Take:
        try:
            return await self._workers.run(lambda stop: _verified(take, stop))
        except BadInput:
            return take

    async def _fetch_all(self, job_id: str, links: tuple[str, ...]) -> None:
        async with self._places:
            for number, link in enumerate(links):
                take = self._ledger.jobs[job_id].takes[number]
                if not take.is_whole:
                    await self._fetch(job_id, number, link)

    async def _fetch(self, job_id: str, number: int, link: str) -> None:
        take = self._ledger.jobs[job_id].takes[number]
        target = Path(take.path)
        part = target.with_name(target.name + PART)

        def show(done: int, total: int | None) -> None:
            self._board.show(job_id, Progress("downloading", done / total if total else None))

        got = await self._downloader.fetch(link, part, on_progress=show)
        await self._put_in_place(part, target, got)
        job = self._ledger.jobs[job_id]
        whole = replace(take, sha256=got.sha256, size=got.size)
        takes = (*job.takes[:number], whole, *job.takes[number + 1 :])
        await self._ledger.save(job.changed(takes=takes))

    async def _put_in_place(self, part: Path, target: Path, got: Downloaded) -> None:
        try:
            await self._workers.run(lambda _: verify_result(part))
        except BadInput:
            await asyncio.to_thread(part.unlink, missing_ok=True)
            log.warning("a result of %d bytes is no video", got.size)
            raise
        try:
            await asyncio.to_thread(paths.replace_durably, part, target)
        except OSError as error:
            raise folder_error(error, target.parent) from error

    async def _ask_again(self, job: EditJob, error: WorldFailed | BadInput) -> None:
        log.info("results of %s: %s", job.id, error.notice.code)
        tries = job.tries + (error.notice.code != CUT)
        held = Notice("no_usable_result") if tries >= FRESH_LINKS_TRIED else None
        await self._ledger.save(job.moved(JobState.QUEUED, tries=tries, held=held))

    async def _finish(self, job: EditJob) -> None:
        whole = tuple(take for take in job.takes if take.is_whole)
        done = job.moved(JobState.DONE, takes=whole, ended=self._clock.now(), tries=0)
        for take in done.takes:
            try:
                await asyncio.to_thread(sidecar.write, done, take)
            except OSError as error:
                log.warning("sidecar of %s: %s", job.id, error.strerror)
        await asyncio.to_thread(_give_back, job)
        await self._ledger.save(done)


def _is_complete(job: EditJob) -> bool:
    return bool(job.takes) and all(take.is_whole for take in job.takes)


def _is_claimed(take: Take, is_ours: bool) -> bool:
    """Claim the name of a take; an empty file there may be one's own from before a crash."""
    path = Path(take.path)
    if take.is_whole or claim(path):
        return True
    with suppress(OSError):
        return is_ours and path.stat().st_size == 0
    return False


def _give_back(job: EditJob) -> None:
    """Remove what a job keeps in the folder of results for takes that are not coming."""
    for take in job.takes:
        path = Path(take.path)
        part = path.with_name(path.name + PART)
        with suppress(OSError):
            if not take.is_whole and path.stat().st_size == 0:
                for each in (part, note_of(part), path):
                    each.unlink(missing_ok=True)


def _verified(take: Take, stop: StopFlag) -> Take:
    path = Path(take.path)
    if not path.is_file() or path.stat().st_size == 0:
        return take
    verify_result(path)
    seen = fingerprint(path, stop)
    return replace(take, sha256=seen.sha256, size=seen.size)
