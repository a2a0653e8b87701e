"""The step `preparing`: each local video of an edit becomes a link, and nothing is paid yet."""

from pathlib import Path

from kling_desktop.domain.errors import WorldFailed
from kling_desktop.domain.job import EditJob, JobState, Link
from kling_desktop.domain.notice import Notice
from kling_desktop.domain.request import VideoInput
from kling_desktop.domain.site import SANDBOX
from kling_desktop.hosting.practice import KEPT_FOR, PracticeHosting
from kling_desktop.media.fingerprint import is_unchanged
from kling_desktop.media.worker import Workers
from kling_desktop.services.clock import Clock
from kling_desktop.services.ledger import Ledger
from kling_desktop.services.practice import Practice
from kling_desktop.services.progress import Progress, ProgressBoard
from kling_desktop.services.wishes import Hold, Wishes

AGAIN_AFTER = 5.0
"""Seconds until a failed upload is tried again; nothing is paid by it."""
LOOK_AGAIN_AFTER = 30.0
"""Seconds until a clip that is gone or changed is looked for again."""


class Preparation:
    """Checks the files of a job again and uploads them."""

    def __init__(
        self, ledger: Ledger, workers: Workers, practice: Practice, board: ProgressBoard, clock: Clock
    ) -> None:
        """Files are checked in `workers`; practice jobs upload to the sandbox."""
        self._ledger = ledger
        self._workers = workers
        self._practice = practice
        self._board = board
        self._clock = clock

    async def step(self, job: EditJob, wishes: Wishes) -> None:
        """Move the job to `ready`. Raises Hold while a clip is gone, changed or cannot be uploaded."""
        self._board.show(job.id, Progress("preparing"))
        try:
            links = await wishes.guard(self._links(job))
        except WorldFailed as error:
            raise Hold(error.notice, AGAIN_AFTER) from error
        await self._ledger.save(job.moved(JobState.READY, links=links))

    async def _links(self, job: EditJob) -> tuple[Link, ...]:
        return tuple([await self._link(job, video) for video in job.request.videos])

    async def _link(self, job: EditJob, video: VideoInput) -> Link:
        if not video.is_local:
            return Link(video.location)
        path = Path(video.location)
        await self._check(path, video)
        if job.site != SANDBOX:
            raise Hold(Notice("needs_link", {"name": path.name}))
        address = await self._practice.address()
        hosting = PracticeHosting(address.upload_url, address.key)

        def show(fraction: float) -> None:
            self._board.show(job.id, Progress("uploading", fraction))

        url = await hosting.upload(path, show)
        return Link(url, self._clock.now() + KEPT_FOR)

    async def _check(self, path: Path, video: VideoInput) -> None:
        if video.fingerprint is None:
            return
        known = video.fingerprint
        if not await self._workers.run(lambda _: path.is_file()):
            raise Hold(Notice("source_gone", {"name": path.name}), LOOK_AGAIN_AFTER)
        if not await self._workers.run(lambda _: is_unchanged(path, known)):
            raise Hold(Notice("source_changed", {"name": path.name}), LOOK_AGAIN_AFTER)
