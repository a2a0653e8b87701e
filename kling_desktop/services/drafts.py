"""The edit that is being set up: kept shortly after each change, so that nothing set up is lost."""

import logging
from dataclasses import dataclass
from pathlib import Path

from kling_desktop.domain.draft import Draft
from kling_desktop.domain.errors import BadInput, JournalError, WorldFailed
from kling_desktop.domain.notice import Notice
from kling_desktop.domain.request import EditRequest, VideoInput
from kling_desktop.media.fingerprint import is_unchanged
from kling_desktop.media.worker import StopFlag, Workers
from kling_desktop.services.clock import Clock
from kling_desktop.services.tasks import Tasks
from kling_desktop.store.inputs import InputFolder
from kling_desktop.store.journal import Journal

log = logging.getLogger(__name__)
KEPT_AFTER = 0.4
"""Seconds from a change until it is on disk; further changes meanwhile are kept with it."""
AGAIN_AFTER = 5.0


@dataclass(frozen=True)
class RestoredDraft:
    """The draft as it was left, and what has happened to its media meanwhile."""

    draft: Draft
    notices: tuple[Notice, ...] = ()


class Drafts:
    """Owns the one draft; writes the newest, never more often than needed."""

    def __init__(
        self, journal: Journal, clock: Clock, tasks: Tasks, workers: Workers, inputs: InputFolder
    ) -> None:
        """The draft lies in `journal`, its pictures in `inputs`, its clips where the user has them."""
        self._journal = journal
        self._clock = clock
        self._tasks = tasks
        self._workers = workers
        self._inputs = inputs
        self._waiting: Draft | None = None
        self._is_saving = False

    async def restore(self) -> RestoredDraft | None:
        """The draft as it was left, with a notice for each of its media that is gone or has changed.

        May take a while for a clip that was touched: its content is compared.
        """
        kept = await self._journal.draft()
        if kept is None:
            return None
        return RestoredDraft(kept, await self._workers.run(lambda stop: self._changes(kept.request, stop)))

    def keep(self, draft: Draft) -> None:
        """Save the draft, shortly."""
        self._waiting = draft
        if not self._is_saving:
            self._is_saving = True
            self._tasks.spawn("keep draft", self._save())

    async def flush(self) -> None:
        """Save at once what waits. Raises JournalError, DiskFull; it waits on then."""
        while (draft := self._waiting) is not None:
            await self._journal.save_draft(draft)
            if self._waiting is draft:
                self._waiting = None

    async def _save(self) -> None:
        try:
            while self._waiting is not None:
                await self._clock.sleep(KEPT_AFTER)
                try:
                    await self.flush()
                except (JournalError, WorldFailed) as error:
                    log.warning("the draft is not saved yet: %s", error.notice.code)
                    await self._clock.sleep(AGAIN_AFTER)
        finally:
            self._is_saving = False

    def _changes(self, request: EditRequest, stop: StopFlag) -> tuple[Notice, ...]:
        found = [_change_of(video, stop) for video in request.clips if video.is_local]
        pictures = dict.fromkeys(picture for picture in request.pictures if not picture.url)
        found += [
            Notice("draft_picture_gone", {"name": picture.name})
            for picture in pictures
            if not self._is_kept(picture.sha256)
        ]
        return tuple(notice for notice in found if notice)

    def _is_kept(self, sha256: str) -> bool:
        try:
            return self._inputs.path(sha256).is_file()
        except WorldFailed:
            return False


def _change_of(video: VideoInput, stop: StopFlag) -> Notice | None:
    path = Path(video.location)
    try:
        if video.fingerprint is None or is_unchanged(path, video.fingerprint, stop=stop):
            return None if path.is_file() else Notice("draft_source_gone", {"name": path.name})
    except BadInput as error:
        gone = error.notice.code == "file_missing"
        return Notice("draft_source_gone", {"name": path.name}) if gone else error.notice
    return Notice("draft_source_changed", {"name": path.name})
