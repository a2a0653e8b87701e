"""The list of accepted task ids: one line each, only ever appended, on disk before anything else happens."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import msgspec

from kling_desktop.domain.job import EditJob, JobState
from kling_desktop.domain.request import EditRequest
from kling_desktop.paths import sync_folder
from kling_desktop.store.disk import disk_errors

NO_REQUEST = EditRequest("")


@dataclass(frozen=True)
class TaskIdLine:
    """What a job can be made from again: its task, and the edit as far as it can still be read."""

    job_id: str
    site: str
    task_id: str
    accepted: float
    folder: str
    traceparent: str = ""
    submitted: float = 0.0
    seconds: float = 0.0
    price: str = ""
    request: EditRequest = NO_REQUEST

    @classmethod
    def of(cls, job: EditJob) -> "TaskIdLine":
        """The line of a job that was accepted."""
        return cls(
            job_id=job.id,
            site=job.site,
            task_id=job.task_id,
            accepted=job.accepted,
            folder=job.folder,
            traceparent=job.traceparent,
            submitted=job.submitted,
            seconds=job.seconds,
            price=job.price,
            request=job.request,
        )

    def as_job(self, state: JobState) -> EditJob:
        """The job anew, in `state`."""
        return EditJob(
            id=self.job_id,
            site=self.site,
            request=self.request,
            created=self.submitted or self.accepted,
            folder=self.folder,
            state=state,
            task_id=self.task_id,
            traceparent=self.traceparent,
            submitted=self.submitted,
            accepted=self.accepted,
            seconds=self.seconds,
            price=self.price,
        )


@dataclass(frozen=True)
class _Bare:
    """A line without its edit: read when another version of the program wrote the edit differently."""

    job_id: str
    site: str
    task_id: str
    accepted: float = 0.0
    folder: str = ""
    traceparent: str = ""


class TaskIdLog:
    """The file at `path`. Its methods block for the disk: call them from a worker."""

    def __init__(self, path: Path) -> None:
        """Nothing is read or written yet."""
        self.path = path

    def append(self, line: TaskIdLine) -> None:
        """Write a line; it is on disk when this returns. Raises DiskFull, WorldFailed."""
        with disk_errors(self.path.parent, "task_ids_failed"):
            self._append(msgspec.json.encode(line) + b"\n")

    def read(self, last_bytes: int | None = None) -> tuple[TaskIdLine, ...]:
        """Every line that can be read, or those in the last so many bytes; oldest first.

        A torn line is passed over. Raises WorldFailed.
        """
        with disk_errors(self.path.parent, "task_ids_failed"):
            data = self._content(last_bytes) if self.path.exists() else b""
        return tuple(line for line in map(_line, data.splitlines()) if line)

    def _content(self, last_bytes: int | None) -> bytes:
        with self.path.open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, size - last_bytes) if last_bytes is not None else 0)
            return file.read()

    def _append(self, data: bytes) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        is_new = not self.path.exists()
        with self.path.open("ab+") as file:
            # A crash may have left half a line: it must not swallow this one.
            if file.tell() and _last_byte(file) != b"\n":
                data = b"\n" + data
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if is_new:
            sync_folder(self.path.parent)


def _last_byte(file: BinaryIO) -> bytes:
    file.seek(-1, os.SEEK_END)
    return file.read(1)


def _line(data: bytes) -> TaskIdLine | None:
    try:
        return msgspec.json.decode(data, type=TaskIdLine)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return _bare_line(data)


def _bare_line(data: bytes) -> TaskIdLine | None:
    try:
        bare = msgspec.json.decode(data, type=_Bare)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    return TaskIdLine(bare.job_id, bare.site, bare.task_id, bare.accepted, bare.folder, bare.traceparent)
