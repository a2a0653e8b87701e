"""Many clips at once: which of them can take the same edit, what that comes to, and sending them all."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kling_desktop import paths
from kling_desktop.domain.cut import Treatment
from kling_desktop.domain.errors import BadInput, KlingError
from kling_desktop.domain.job import EditJob
from kling_desktop.domain.limits import check_request
from kling_desktop.domain.notice import Notice
from kling_desktop.domain.request import AS_USUAL, EditRequest, VideoInput
from kling_desktop.services.jobs import Jobs
from kling_desktop.services.kept_looks import KeptLooks
from kling_desktop.services.spend import Estimate, Spend
from kling_desktop.services.tasks import Tasks

AT_ONCE = 2
"""Clips looked at at the same time; one worker stays free for what the user does meanwhile."""
OnChecked = Callable[[int, int], None]
"""Called with the number of clips looked at so far and the number of all."""


@dataclass(frozen=True)
class AcceptedClip:
    """A clip that can be sent, and its edit; `seconds` is its length."""

    location: str
    request: EditRequest
    seconds: float


@dataclass(frozen=True)
class RefusedClip:
    """A file that cannot be sent, and why."""

    location: str
    notice: Notice


@dataclass(frozen=True)
class Batch:
    """One edit for many clips, in the order in which they were given; `price` is for one take of each."""

    accepted: tuple[AcceptedClip, ...]
    refused: tuple[RefusedClip, ...]
    price: Estimate

    @property
    def seconds(self) -> float:
        """The length of all accepted clips together."""
        return sum(clip.seconds for clip in self.accepted)


class Batches:
    """Checks dropped files for the window and starts their edits together."""

    def __init__(self, jobs: Jobs, spend: Spend, tasks: Tasks, looks: KeptLooks) -> None:
        """What one edit has to meet is `jobs`' matter, how a clip is read that of `looks`."""
        self._looks = looks
        self._jobs = jobs
        self._spend = spend
        self._tasks = tasks

    async def check(
        self,
        locations: Sequence[str],
        request: EditRequest,
        on_checked: OnChecked = lambda _done, _all: None,
        treatment: Treatment = AS_USUAL,
    ) -> Batch:
        """Look at each file, once each, prepared as `treatment` says; cancelling this ends it at once.

        Raises BadInput when the edit itself cannot be sent, whatever the clip.
        """
        files = tuple(dict.fromkeys(str(paths.absolute(location)) for location in locations))
        videos = [VideoInput(location, treatment=treatment) for location in files]
        return await self.check_videos(videos, request, on_checked)

    async def check_videos(
        self,
        videos: Sequence[VideoInput],
        request: EditRequest,
        on_checked: OnChecked = lambda _done, _all: None,
    ) -> Batch:
        """As `check`, for videos with what is marked in them; the same file may come more than once."""
        edits = [_edit_of(video, request) for video in videos]
        if edits and (broken := check_request(edits[0])):
            raise BadInput(broken[0].code, **broken[0].values)
        found = await self._look_at_all(edits, on_checked)
        accepted = tuple(each for each in found if isinstance(each, AcceptedClip))
        refused = tuple(each for each in found if isinstance(each, RefusedClip))
        price = self._spend.estimate(sum(clip.seconds for clip in accepted), request.mode)
        return Batch(accepted, refused, price)

    async def start(self, batch: Batch, takes: int = 1, folder: Path | None = None) -> tuple[EditJob, ...]:
        """Put the edits of all accepted clips on disk and begin them, `takes` of each; all or none."""
        edits = [(clip.request, clip.seconds) for clip in batch.accepted]
        return await self._jobs.start_all(edits, takes, folder)

    async def _look_at_all(
        self, edits: Sequence[EditRequest], on_checked: OnChecked
    ) -> list[AcceptedClip | RefusedClip]:
        found: dict[int, AcceptedClip | RefusedClip] = {}

        async def walk(waiting: Iterator[tuple[int, EditRequest]]) -> None:
            for number, edit in waiting:
                found[number] = await self._look(edit)
                on_checked(len(found), len(edits))

        waiting = iter(enumerate(edits))
        walkers = [self._tasks.spawn(f"batch {number}", walk(waiting)) for number in range(AT_ONCE)]
        try:
            await asyncio.gather(*walkers)
        finally:
            for walker in walkers:
                walker.cancel()
        return [found[number] for number in sorted(found)]

    async def _look(self, edit: EditRequest) -> AcceptedClip | RefusedClip:
        location = edit.videos[0].location
        try:
            video = await self._looks.alike(edit.videos[0])
            checked, seconds = await self._jobs.check(_edit_of(video, edit))
        except KlingError as error:
            return RefusedClip(location, error.notice)
        return AcceptedClip(location, checked, seconds)


def _edit_of(video: VideoInput, request: EditRequest) -> EditRequest:
    return replace(request, videos=(video, *request.videos[1:]))
