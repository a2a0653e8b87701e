"""The step `preparing`: each local video of an edit becomes a link, and nothing is paid yet."""

import asyncio
from collections.abc import Set
from dataclasses import dataclass
from pathlib import Path

from kling_desktop.domain.errors import WorldFailed
from kling_desktop.domain.job import EditJob, JobState, Link
from kling_desktop.domain.notice import Notice
from kling_desktop.domain.request import EditRequest, VideoInput
from kling_desktop.media.fingerprint import is_unchanged
from kling_desktop.media.worker import Workers
from kling_desktop.services.clock import Clock
from kling_desktop.services.ledger import Ledger
from kling_desktop.services.links import LEAST_LINK_LIFE, Links
from kling_desktop.services.progress import Progress, ProgressBoard
from kling_desktop.services.tasks import Tasks
from kling_desktop.services.wishes import Hold, Wishes

AGAIN_AFTER = 5.0
"""Seconds until a failed upload is tried again; nothing is paid by it."""
LOOK_AGAIN_AFTER = 30.0
"""Seconds until a clip that is gone or changed is looked for again."""


Edit = tuple[str, float, EditRequest]
"""What the takes of one edit have in common: site, moment of Generate, request."""


@dataclass(frozen=True)
class Group:
    """Takes of one edit that wait for the same links; `work` is ended when none is left."""

    work: asyncio.Task[tuple[Link, ...]]
    waiting: set[str]


class Preparation:
    """Checks the files of a job again and uploads them, once for all takes of an edit."""

    def __init__(
        self,
        ledger: Ledger,
        workers: Workers,
        links: Links,
        board: ProgressBoard,
        clock: Clock,
        tasks: Tasks,
    ) -> None:
        """Files are checked in `workers`; `links` makes links of them."""
        self._ledger = ledger
        self._workers = workers
        self._to_links = links
        self._board = board
        self._clock = clock
        self._tasks = tasks
        self._groups: dict[Edit, Group] = {}

    async def step(self, job: EditJob, wishes: Wishes) -> None:
        """Move the job to `ready`. Raises Hold while a clip is gone, changed or cannot be uploaded."""
        self._board.show(job.id, Progress("preparing"))
        try:
            links = await wishes.guard(self._shared(job))
        except WorldFailed as error:
            raise Hold(error.notice, AGAIN_AFTER) from error
        await self._ledger.save(job.moved(JobState.READY, links=links))

    async def _shared(self, job: EditJob) -> tuple[Link, ...]:
        """The links of the job's edit: those of another take, or made once for all that wait for them."""
        if not any(video.is_local for video in job.request.videos):
            return tuple(Link(video.location) for video in job.request.videos)
        edit = _edit_of(job)
        if known := self._links_of_takes(edit):
            return known
        group = self._groups.get(edit)
        if group is None:
            waiting: set[str] = set()
            work = self._tasks.spawn(f"prepare {job.id}", self._links(job, waiting))
            group = self._groups[edit] = Group(work, waiting)
        group.waiting.add(job.id)
        try:
            return await asyncio.shield(group.work)
        finally:
            group.waiting.discard(job.id)
            if not group.waiting:
                group.work.cancel()
                self._groups.pop(edit, None)

    def _links_of_takes(self, edit: Edit) -> tuple[Link, ...]:
        until = self._clock.now() + LEAST_LINK_LIFE
        for job in self._ledger.jobs.values():
            is_alive = bool(job.links) and all(link.lives_until(until) for link in job.links)
            if is_alive and _edit_of(job) == edit:
                return job.links
        return ()

    async def _links(self, job: EditJob, waiting: Set[str]) -> tuple[Link, ...]:
        return tuple([await self._link(job, video, waiting) for video in job.request.videos])

    async def _link(self, job: EditJob, video: VideoInput, waiting: Set[str]) -> Link:
        if not video.is_local:
            return Link(video.location)
        path = Path(video.location)
        await self._check(path, video)

        def show(fraction: float) -> None:
            for job_id in waiting:
                self._board.show(job_id, Progress("uploading", fraction))

        return await self._to_links.link(job, video, path, show)

    async def _check(self, path: Path, video: VideoInput) -> None:
        if video.fingerprint is None:
            return
        known = video.fingerprint
        if not await self._workers.run(lambda _: path.is_file()):
            raise Hold(Notice("source_gone", {"name": path.name}), LOOK_AGAIN_AFTER)
        if not await self._workers.run(lambda _: is_unchanged(path, known)):
            raise Hold(Notice("source_changed", {"name": path.name}), LOOK_AGAIN_AFTER)


def _edit_of(job: EditJob) -> Edit:
    return job.site, job.created, job.request
