"""Local clips as links: uploaded once for all jobs that need them, and renewed in time."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from kling_desktop.domain.errors import BadInput, UploadFailed, UploadRefused, WorldFailed
from kling_desktop.domain.job import EditJob, Link
from kling_desktop.domain.notice import Notice, Value
from kling_desktop.domain.request import VideoInput
from kling_desktop.domain.site import SANDBOX
from kling_desktop.domain.uploads import LINK_LIFE, WANTED, Route, Upload
from kling_desktop.hosting import form
from kling_desktop.hosting.faults import check_way
from kling_desktop.hosting.link_probe import look_at
from kling_desktop.hosting.parts import PART, OnWait, PartsLost, unheard
from kling_desktop.hosting.pieces import random_name, size_of
from kling_desktop.hosting.practice import KEPT_FOR, PracticeHosting
from kling_desktop.hosting.requests import Clients
from kling_desktop.media.fingerprint import fingerprint, is_certainly
from kling_desktop.media.worker import Workers
from kling_desktop.services.clock import Clock
from kling_desktop.services.link_routes import LinkRoutes
from kling_desktop.services.naming import also_named
from kling_desktop.services.practice import Practice
from kling_desktop.services.upload_book import UploadBook
from kling_desktop.services.wishes import Hold

if TYPE_CHECKING:
    from kling_desktop.hosting.s3 import S3Hosting

log = logging.getLogger(__name__)
LEAST_LINK_LIFE = 7200.0
"""Seconds that a link has to live on when an edit is sent; one with less is renewed first."""
OnProgress = Callable[[float], None]


@dataclass(frozen=True)
class Told:
    """Who hears of an upload: the part that is done (0–1), and whether it waits for the network."""

    on_progress: OnProgress
    on_wait: OnWait = unheard


class Links:
    """Makes the link to a clip by the route in use."""

    def __init__(
        self,
        routes: LinkRoutes,
        book: UploadBook,
        practice: Practice,
        workers: Workers,
        clients: Clients,
        clock: Clock,
    ) -> None:
        """`book` has the record of uploads; practice jobs upload to the sandbox."""
        self._routes = routes
        self._book = book
        self._practice = practice
        self._workers = workers
        self._clients = clients
        self._clock = clock
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def link(self, job: EditJob, video: VideoInput, path: Path, told: Told, by_hand: str = "") -> Link:
        """A link to the file at `path`, which was prepared for `video` of `job`; uploaded if need be.

        `by_hand` is its name for a person who uploads it; without one it keeps its own.
        Raises Hold when a person has to do something first, UploadFailed and WorldFailed when it may be
        tried again.
        """
        if job.site == SANDBOX:
            return await self._practice_link(path, told.on_progress)
        if problem := self._routes.problem:
            raise Hold(problem)
        sha256 = await self._content(video, path)
        async with self._turns[sha256]:
            try:
                upload = await self._alive(sha256, job.id)
                if upload is None:
                    upload = await self._made(sha256, path, job, told, by_hand)
                    await self._compare(upload, video, path)
            except UploadRefused as error:
                raise Hold(error.notice) from error
            except BadInput as error:
                raise Hold(error.notice) from error
        return Link(upload.url, upload.expires)

    async def _practice_link(self, path: Path, on_progress: OnProgress) -> Link:
        address = await self._practice.address()
        url = await PracticeHosting(address.upload_url, address.key).upload(path, on_progress)
        return Link(url, self._clock.now() + KEPT_FOR)

    async def _content(self, video: VideoInput, path: Path) -> str:
        if video.fingerprint and path == Path(video.location):
            return video.fingerprint.sha256
        return (await self._workers.run(lambda stop: fingerprint(path, stop))).sha256

    async def _compare(self, made: Upload, video: VideoInput, path: Path) -> None:
        """Raises WorldFailed when the file was written anew while it was sent: nobody may have that link."""
        known = video.fingerprint
        if known is None or path != Path(video.location):
            return
        if not await self._workers.run(lambda stop: is_certainly(path, known, stop)):
            await self._book.disown(made)
            raise WorldFailed("source_changed", name=path.name)

    async def _alive(self, sha256: str, job_id: str) -> Upload | None:
        """An upload of the content whose link lives long enough, renewed if it may be."""
        for upload in await self._book.of(sha256, self._routes.route, self._routes.place):
            if not upload.url:
                continue
            if upload.lives_until(self._clock.now() + LEAST_LINK_LIFE):
                usable: Upload | None = upload
            else:
                usable = await self._renewed(upload)
            # What we put there ourselves lies there; of other places we know only what they said.
            is_checked = usable is not None and usable is upload and upload.route is Route.STORAGE
            if usable and (is_checked or await self._is_there(usable.url)):
                if kept := await self._book.use_again(usable, job_id):
                    return kept
            else:
                await self._book.forget(upload)
        return None

    async def _renewed(self, upload: Upload) -> Upload | None:
        if upload.route is not Route.STORAGE:
            return None
        storage = await self._routes.storage()
        expires = self._clock.now() + LINK_LIFE
        return replace(upload, url=await storage.link(upload.name, LINK_LIFE), expires=expires)

    async def _is_there(self, url: str) -> bool:
        look = await look_at(self._clients, url)
        # Only the service has to reach it: what cannot be asked from here counts as there.
        return look.status == 0 or look.is_video

    async def _made(self, sha256: str, path: Path, job: EditJob, told: Told, by_hand: str) -> Upload:
        route = self._routes.route
        if route is Route.MANUAL:
            handed = await self._workers.run(lambda _: also_named(path, by_hand)) if by_hand else path
            raise Hold(await self._wanted(sha256, handed))
        if route is Route.FORM:
            return await self._by_form(sha256, path, job, told.on_progress)
        return await self._by_storage(sha256, path, job, told)

    async def _wanted(self, sha256: str, path: Path) -> Notice:
        size = await self._workers.run(lambda _: path.stat().st_size)
        values: dict[str, Value] = {"name": path.name, "path": str(path), "sha256": sha256, "bytes": size}
        return Notice(WANTED, values)

    async def _by_form(self, sha256: str, path: Path, job: EditJob, on_progress: OnProgress) -> Upload:
        name = random_name(path)
        url = await form.upload(self._clients, self._routes.form(), path, name, on_progress)
        fresh = Upload(sha256, Route.FORM, self._routes.place, name, self._clock.now(), url)
        return await self._book.add(fresh, job.id)

    async def _by_storage(self, sha256: str, path: Path, job: EditJob, told: Told) -> Upload:
        storage = await self._routes.storage()
        place = self._routes.place
        begun = await self._book.unfinished(sha256, place)
        if begun is None:
            # On disk before anything is sent: an upload that is cut short goes on, or is found and removed.
            fresh = Upload(sha256, Route.STORAGE, place, random_name(path), self._clock.now())
            begun = await self._book.add(fresh, job.id)
        with self._book.uploading(begun):
            try:
                begun = await self._sent(storage, begun, path, told)
            except UploadRefused:
                await self._drop(storage, begun)
                raise
            except UploadFailed as error:
                log.warning("upload: %s", error.notice.code)
                raise
            url = await storage.link(begun.name, LINK_LIFE)
            made = replace(begun, url=url, expires=self._clock.now() + LINK_LIFE)
            return await self._book.finish(made, job.id)

    async def _drop(self, storage: S3Hosting, refused: Upload) -> None:
        """Forget an upload that was refused; parts that cannot be removed now are left to the next sweep."""
        begun = await self._book.unfinished(refused.sha256, refused.place)
        if begun is not None and begun.multipart:
            try:
                await storage.parts(self._clients, self._clock).abandon(begun.name, begun.multipart)
            except UploadFailed as error:
                log.warning("parts not removed: %s", error.notice.code)
                return
        await self._book.forget(refused)

    async def _sent(self, storage: S3Hosting, begun: Upload, path: Path, told: Told) -> Upload:
        """Send the file, or the rest of it."""
        if await size_of(path) <= PART:
            try:
                await storage.upload(path, begun.name, told.on_progress)
            except UploadFailed as error:
                await check_way(error, self._clients, begun.place)
                raise
            return begun
        parts = storage.parts(self._clients, self._clock)
        if not begun.multipart:
            begun = await self._book.note_parts(begun, await parts.begin(begun.name, told.on_wait))
        try:
            await parts.send(path, begun.name, begun.multipart, told.on_progress, told.on_wait)
        except PartsLost:
            await self._book.note_parts(begun, "")
            raise
        return begun
