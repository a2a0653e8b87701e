"""The step `preparing`: each local video of an edit is made fit and becomes a link; nothing is paid yet."""

import asyncio
from collections.abc import Iterator, Set
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from kling_desktop.domain.errors import BadInput, DiskFull, WorldFailed
from kling_desktop.domain.job import UNSENT, EditJob, Failure, JobState, Link
from kling_desktop.domain.notice import Notice
from kling_desktop.domain.recipe import Recipe
from kling_desktop.domain.request import EditRequest, VideoInput
from kling_desktop.media.fingerprint import is_unchanged
from kling_desktop.media.worker import Workers
from kling_desktop.services.clock import Clock
from kling_desktop.services.connection import Connection
from kling_desktop.services.ledger import Ledger
from kling_desktop.services.links import LEAST_LINK_LIFE, Links, Told
from kling_desktop.services.naming import name_by_hand
from kling_desktop.services.prepared import PreparedClips
from kling_desktop.services.progress import Progress, ProgressBoard
from kling_desktop.services.tasks import Tasks
from kling_desktop.services.wishes import Hold, Wishes

AGAIN_AFTER = 5.0
"""Seconds until a failed upload is tried again; nothing is paid by it."""
NO_NETWORK = frozenset({"storage_unreachable", "form_unreachable"})
"""What nobody can mend here: the row says so and goes on by itself."""
ASKED_ONCE = frozenset({"way_sign_in"})
"""What is not tried again before something has changed: wrong passwords in a row lock an account."""
LOOK_AGAIN_AFTER = 30.0
"""Seconds until a clip that is gone or changed is looked for again."""


Edit = tuple[str, float, EditRequest]
"""What the takes of one edit have in common: site, moment of Generate, request."""


@dataclass(frozen=True)
class Ready:
    """What an edit needs to be sent: a link for each video, and how the source was prepared."""

    links: tuple[Link, ...]
    recipe: Recipe | None = None


@dataclass(frozen=True)
class Group:
    """Takes of one edit that wait for the same links; `work` is ended when none is left."""

    work: asyncio.Task[Ready]
    waiting: set[str]


class Preparation:
    """Checks the files of a job again, prepares and uploads them, once for all takes of an edit."""

    def __init__(
        self,
        ledger: Ledger,
        workers: Workers,
        prepared: PreparedClips,
        links: Links,
        board: ProgressBoard,
        connection: Connection,
        clock: Clock,
        tasks: Tasks,
    ) -> None:
        """Files are checked in `workers`; `links` makes links of them."""
        self._ledger = ledger
        self._workers = workers
        self._prepared = prepared
        self._to_links = links
        self._board = board
        self._connection = connection
        self._clock = clock
        self._tasks = tasks
        self._groups: dict[Edit, Group] = {}

    async def step(self, job: EditJob, wishes: Wishes) -> None:
        """Move the job to `ready`, or to `failed` when a clip cannot be made fit.

        Raises Hold while a clip is gone, changed or cannot be uploaded, or the disk is full.
        """
        self._board.show(job.id, Progress("preparing"))
        with self._in_group(job):
            try:
                ready = await wishes.guard(self._shared(job))
            except DiskFull as error:
                raise Hold(error.notice, LOOK_AGAIN_AFTER) from error
            except WorldFailed as error:
                code = error.notice.code
                if code not in NO_NETWORK:
                    raise Hold(error.notice, None if code in ASKED_ONCE else AGAIN_AFTER) from error
                await self._wait_for_the_network(job, wishes, str(error.notice.values["host"]))
                return
            except BadInput as error:
                failure, ended = Failure(error.notice), self._clock.now()
                await self._ledger.save(job.moved(JobState.FAILED, failure=failure, ended=ended))
                return
            made = partial(EditJob.moved, state=JobState.READY, links=ready.links, recipe=ready.recipe)
            # A note may have been written meanwhile: that must not undo an upload.
            await self._ledger.change(job.id, made)
        self._tasks.spawn("tidy prepared clips", self.tidy())

    async def tidy(self) -> None:
        """Remove prepared clips that no unsent job needs and nobody used for a day."""
        jobs = [job for job in self._ledger.jobs.values() if job.state in UNSENT]
        needed = {job.recipe.prepared for job in jobs if job.recipe}
        # A recipe tells of the source alone.
        clips = {
            clip for job in jobs for clip in job.request.clips[1 if job.recipe else 0 :] if clip.is_local
        }
        needed |= await self._prepared.names(clips)
        # One that waits for its link has no recipe yet; its notice names the file.
        needed |= {Path(str(job.held.values.get("path", ""))).name for job in jobs if job.held}
        await self._prepared.clean(needed, self._clock.now())

    async def _shared(self, job: EditJob) -> Ready:
        """What the job's edit needs: that of another take, or made once for all that wait for it."""
        if not any(video.is_local for video in job.request.clips):
            return Ready(tuple(Link(video.location) for video in job.request.clips))
        edit = _edit_of(job)
        if known := self._made_for_takes(edit):
            return known
        group = self._groups.get(edit)
        if group is None:
            waiting: set[str] = set()
            work = self._tasks.spawn(f"prepare {job.id}", self._made_ready(job, waiting))
            group = self._groups[edit] = Group(work, waiting)
        group.waiting.add(job.id)
        return await asyncio.shield(group.work)

    @contextmanager
    def _in_group(self, job: EditJob) -> Iterator[None]:
        """Let the group of takes stand until the links are saved: one that begins meanwhile has them."""
        try:
            yield
        finally:
            group = self._groups.get(_edit_of(job))
            if group is not None:
                group.waiting.discard(job.id)
                if not group.waiting:
                    group.work.cancel()
                    del self._groups[_edit_of(job)]

    def _made_for_takes(self, edit: Edit) -> Ready | None:
        until = self._clock.now() + LEAST_LINK_LIFE
        for job in self._ledger.jobs.values():
            is_alive = bool(job.links) and all(link.lives_until(until) for link in job.links)
            if is_alive and _edit_of(job) == edit:
                return Ready(job.links, job.recipe)
        return None

    async def _made_ready(self, job: EditJob, waiting: Set[str]) -> Ready:
        made = [await self._ready(job, video, waiting) for video in job.request.clips]
        return Ready(tuple(link for link, _ in made), made[0][1])

    async def _ready(self, job: EditJob, video: VideoInput, waiting: Set[str]) -> tuple[Link, Recipe | None]:
        """The link to a video, made fit for the service if it lies here, and how it was made so."""
        if not video.is_local:
            return Link(video.location), None
        await self._check(Path(video.location), video)
        made = await self._prepared.made(video, partial(self._show, waiting, "preparing"))
        told = Told(partial(self._show, waiting, "uploading"), partial(self._show_wait, waiting))
        by_hand = name_by_hand(made.recipe) if made.recipe.prepared else ""
        return await self._to_links.link(job, video, made.path, told, by_hand), made.recipe

    async def _wait_for_the_network(self, job: EditJob, wishes: Wishes, host: str) -> None:
        """Rest a while; the step is taken again after."""
        if job.held is not None:
            await self._ledger.save(job.changed(held=None))
        self._show_wait({job.id}, host)
        await wishes.pause(AGAIN_AFTER)

    def _show_wait(self, waiting: Set[str], host: str) -> None:
        if host:
            self._connection.failed()
        else:
            self._connection.answered()
        trouble = Notice("waits_for_network", {"host": host}) if host else None
        for job_id in waiting:
            self._board.show(job_id, replace(self._board.of(job_id), phase="uploading", trouble=trouble))

    def _show(self, waiting: Set[str], phase: str, fraction: float) -> None:
        for job_id in waiting:
            self._board.show(job_id, Progress(phase, fraction))

    async def _check(self, path: Path, video: VideoInput) -> None:
        if video.fingerprint is None:
            return
        known = video.fingerprint
        if not await self._workers.run(lambda _: path.is_file()):
            raise Hold(Notice("source_gone", {"name": path.name}), LOOK_AGAIN_AFTER)
        try:
            is_same = await self._workers.run(lambda _: is_unchanged(path, known))
        except BadInput as error:
            # It is being written just now, perhaps.
            raise Hold(error.notice, LOOK_AGAIN_AFTER) from error
        if not is_same:
            raise Hold(Notice("source_changed", {"name": path.name}), LOOK_AGAIN_AFTER)


def _edit_of(job: EditJob) -> Edit:
    return job.site, job.created, job.request
