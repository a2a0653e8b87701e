"""What is worth telling somebody who does something else: a task is done, has failed, or needs a person."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from kling_desktop.domain.errors import KlingError
from kling_desktop.domain.job import JobState
from kling_desktop.viewmodels.rows import TaskRow

if TYPE_CHECKING:
    from kling_desktop.domain.job import EditJob
    from kling_desktop.media.colour import Picture
    from kling_desktop.studio import Studio

ENDS = (JobState.DONE, JobState.FAILED, JobState.UNKNOWN)
AT_SECONDS = 0.5
WIDTH = 128


@dataclass(frozen=True)
class News:
    """What has become of a task, with a small picture of its result or source where there is one."""

    job: EditJob
    title: str
    text: str
    picture: Picture | None = None


class NewsModel(QObject):
    """Follows every task; `told` carries a News once for each turn that one takes."""

    told = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        """Silent until `attach`."""
        super().__init__(parent)
        self._studio: Studio | None = None
        self._standing: dict[str, str] = {}

    def attach(self, studio: Studio) -> None:
        """Follow the jobs of an opened studio; how they stand now is no news."""
        self._studio = studio
        self._standing = {job.id: _standing(job) for job in studio.jobs.open.values()}
        studio.jobs.subscribe(self._job_saved)

    def _job_saved(self, job: EditJob) -> None:
        # What has been at rest before, such as a task that gets its star, has no entry here.
        is_known = job.id in self._standing or job.is_open
        before, now = self._standing.get(job.id, ""), _standing(job)
        if job.is_open:
            self._standing[job.id] = now
        else:
            self._standing.pop(job.id, None)
        if is_known and now and now != before and self._studio is not None:
            self._studio.tasks.spawn("news", self._tell(self._studio, job))

    async def _tell(self, studio: Studio, job: EditJob) -> None:
        row = TaskRow.resting(job)
        picture = await _picture(studio, job)
        self.told.emit(News(job, f"{row.state} · {row.title}", row.explanation(time.time()), picture))


async def _picture(studio: Studio, job: EditJob) -> Picture | None:
    source = job.request.source
    path = job.takes[0].path if job.takes else source.location if source and source.is_local else ""
    if not path:
        return None
    try:
        return await studio.clips.still(Path(path), AT_SECONDS, WIDTH)
    except KlingError:
        # The news is whole without its picture.
        return None


def _standing(job: EditJob) -> str:
    """Why somebody should look; empty while nothing has to be told."""
    if job.is_open and job.held is not None:
        return job.held.code
    return job.state.value if job.state in ENDS else ""
