"""The record of uploads and their users: who needs which, and what may be removed."""

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from kling_desktop.domain.errors import BadInput, UploadFailed
from kling_desktop.domain.job import EditJob, JobState
from kling_desktop.domain.uploads import Route, Upload
from kling_desktop.hosting.requests import Clients
from kling_desktop.services.clock import Clock
from kling_desktop.services.ledger import Ledger
from kling_desktop.services.link_routes import LinkRoutes
from kling_desktop.services.tasks import Tasks
from kling_desktop.store.journal import Journal

log = logging.getLogger(__name__)
KEPT_LONGEST = 30 * 86_400.0
"""Seconds after which an upload is forgotten that cannot be removed, or whose link says no end."""
OVER = frozenset({JobState.DONE, JobState.FAILED})
MAYBE_USED = frozenset({JobState.UNKNOWN, JobState.STOPPED})
"""The service may still fetch the clip: it stays for as long as its link lives."""


class UploadBook:
    """Owns the rows of uploads; follows the jobs that use them."""

    def __init__(
        self,
        journal: Journal,
        ledger: Ledger,
        routes: LinkRoutes,
        clients: Clients,
        clock: Clock,
        tasks: Tasks,
    ) -> None:
        """Nothing is removed before `begin`."""
        self._journal = journal
        self._ledger = ledger
        self._routes = routes
        self._clients = clients
        self._clock = clock
        self._tasks = tasks
        self._writing = asyncio.Lock()
        self._under_way: set[int] = set()
        self._leaving: set[int] = set()

    def begin(self) -> None:
        """Follow the jobs from now on."""
        self._ledger.subscribe(self._saved)

    async def of(self, sha256: str, route: Route, place: str) -> tuple[Upload, ...]:
        """The uploads of a content at a place, newest first."""
        wanted = (sha256, route, place)
        found = [
            each for each in await self._journal.uploads() if (each.sha256, each.route, each.place) == wanted
        ]
        return tuple(reversed(found))

    async def unfinished(self, sha256: str, place: str) -> Upload | None:
        """An upload of the content that was begun at a place and not finished."""
        begun = [each for each in await self.of(sha256, Route.STORAGE, place) if not each.url]
        # What is being removed would be gone under the feet of who goes on with it.
        return next((each for each in begun if each.id not in self._leaving), None)

    async def add(self, upload: Upload, *users: str) -> Upload:
        """Keep a new upload."""
        return await self._journal.add_upload(replace(upload, users=frozenset(users)))

    async def finish(self, upload: Upload, user: str) -> Upload:
        """Keep link and expiry of an upload that is there now, for its first user."""
        async with self._writing:
            kept = replace(upload, users=frozenset({user}), multipart="")
            await self._journal.change_upload(kept)
        return kept

    async def use_again(self, upload: Upload, user: str) -> Upload | None:
        """Keep link and expiry, and that `user` needs it too; None when it is being removed already."""
        async with self._writing:
            known = await self._journal.uploads()
            current = next((each for each in known if each.id == upload.id and each.url), None)
            if current is None or current.id in self._leaving:
                return None
            kept = replace(upload, users=current.users | {user})
            await self._journal.change_upload(kept)
        return kept

    async def note_parts(self, upload: Upload, multipart: str) -> Upload:
        """Keep the storage's id of an upload in parts; empty for none."""
        async with self._writing:
            kept = replace(upload, multipart=multipart)
            await self._journal.change_upload(kept)
        return kept

    async def disown(self, upload: Upload) -> None:
        """Give nobody the link of an upload that holds another content; the next sweep removes it."""
        async with self._writing:
            await self._journal.change_upload(replace(upload, url="", users=frozenset()))

    async def forget(self, upload: Upload) -> None:
        """Drop an upload that is not there."""
        await self._journal.remove_upload(upload.id)

    @contextmanager
    def uploading(self, upload: Upload) -> Iterator[None]:
        """While the block runs, the unfinished upload is nobody's leftover."""
        self._under_way.add(upload.id)
        try:
            yield
        finally:
            self._under_way.discard(upload.id)

    async def sweep(self) -> None:
        """Remove what no job needs any more, and what was begun and never finished."""
        for upload in await self._journal.uploads():
            if upload.id not in self._under_way:
                await self._review(upload)

    def _saved(self, job: EditJob) -> None:
        if job.state is JobState.READY and job.links:
            self._tasks.spawn(f"use upload {job.id}", self._use(job))
        elif job.state in OVER and job.links:
            self._tasks.spawn(f"release upload {job.id}", self._release(job))

    async def _use(self, job: EditJob) -> None:
        """Takes of one edit share links that only one of them asked for."""
        links = {link.url for link in job.links}
        for upload in await self._journal.uploads():
            if upload.url in links and job.id not in upload.users:
                await self.use_again(upload, job.id)

    async def _release(self, job: EditJob) -> None:
        for upload in await self._journal.uploads():
            if job.id in upload.users:
                await self._review(upload)

    async def _review(self, upload: Upload) -> None:
        async with self._writing:
            current = next((each for each in await self._journal.uploads() if each.id == upload.id), None)
            if current is None or current.id in self._under_way | self._leaving:
                return
            users = frozenset([user for user in current.users if await self._needs(user, current)])
            if users != current.users:
                current = replace(current, users=users)
                await self._journal.change_upload(current)
            # Asked last: an upload may have gone on with it while its users were counted.
            if users or self._may_serve_again(current) or current.id in self._under_way:
                return
            self._leaving.add(current.id)
        try:
            if current.url:
                # From here on it is a leftover, whatever happens: nobody is given its link again.
                await self._journal.change_upload(replace(current, url=""))
            await self._remove(current)
        finally:
            self._leaving.discard(current.id)

    async def _needs(self, job_id: str, upload: Upload) -> bool:
        job = self._ledger.jobs.get(job_id) or await self._journal.get(job_id)
        if job is None or job.state in OVER:
            return False
        return job.state not in MAYBE_USED or upload.lives_until(self._clock.now())

    def _may_serve_again(self, upload: Upload) -> bool:
        """Whether it costs nothing to leave it: it is not ours to remove, and its link may live."""
        if upload.route is Route.STORAGE:
            return False
        is_young = upload.created > self._clock.now() - KEPT_LONGEST
        return is_young and upload.lives_until(self._clock.now())

    async def _remove(self, upload: Upload) -> None:
        if upload.route is Route.STORAGE:
            try:
                if self._routes.route is not Route.STORAGE or self._routes.place != upload.place:
                    await self._forget_old(upload)
                    return
                storage = await self._routes.storage()
                if upload.multipart:
                    await storage.parts(self._clients, self._clock).abandon(upload.name, upload.multipart)
                await storage.remove(upload.name)
            except (BadInput, UploadFailed) as error:
                log.warning("upload not removed: %s", error.notice.code)
                await self._forget_old(upload)
                return
        await self._journal.remove_upload(upload.id)

    async def _forget_old(self, upload: Upload) -> None:
        if upload.created < self._clock.now() - KEPT_LONGEST:
            await self._journal.remove_upload(upload.id)
