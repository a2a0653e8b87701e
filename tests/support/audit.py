"""What must hold of a data folder after any crash, checked against what its service remembers."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from kling_desktop import paths
from kling_desktop.domain.job import EditJob, JobState
from kling_desktop.services.sidecar import sidecar_of
from kling_desktop.store.task_ids import TaskIdLog
from tests.support.recording import RecordingService, Task


class NotAsPromisedError(AssertionError):
    """Something was lost, paid twice, or left behind."""


class Audit:
    """Compares one data folder, in which each edit has a prompt of its own, with its service."""

    def __init__(self, data: paths.DataFolder, service: RecordingService, key: str) -> None:
        self._data = data
        self._service = service
        self._key = key
        self._sha256 = hashlib.sha256(service.video).hexdigest()

    def check(self, jobs: Sequence[EditJob]) -> list[Task]:
        """The accepted tasks whose answer got lost, each with an unknown job. Raises NotAsPromisedError."""
        prompts = Counter(job.request.prompt for job in jobs)
        _demand(max(prompts.values(), default=0) <= 1, f"an edit became several jobs: {prompts}")
        billed = Counter(task.prompt for task in self._service.accepted)
        _demand(max(billed.values(), default=0) <= 1, f"an edit was billed twice: {billed}")
        for job in jobs:
            self._check_job(job)
        self._check_folder(jobs)
        self._check_key()
        return self._lost({job.request.prompt: job for job in jobs})

    def _check_job(self, job: EditJob) -> None:
        told = f"{job.request.prompt!r} is {job.state}"
        _demand(job.state in (JobState.DONE, JobState.UNKNOWN), f"{told}, held {job.held}: {job.failure}")
        if job.state is JobState.UNKNOWN:
            _demand(not job.task_id and not job.takes and job.held is not None, told)
            return
        _demand(len(job.files) == 1 and len(job.takes) == 1, f"{told} with {job.takes}")
        take = Path(job.files[0])
        _demand(
            take.is_file() and _sha256(take) == self._sha256 == job.takes[0].sha256, f"{take} is not whole"
        )
        side = json.loads(sidecar_of(take).read_text(encoding="utf-8"))
        _demand(side["task_id"] == job.task_id, f"{take} has the sidecar of {side['task_id']}")

    def _check_folder(self, jobs: Sequence[EditJob]) -> None:
        promised = {Path(path) for job in jobs for path in job.files}
        promised |= {sidecar_of(path) for path in promised}
        there = {path for job in jobs for path in Path(job.folder).glob("**/*")}
        _demand(there == promised, f"left behind or missing: {sorted(there ^ promised)}")

    def _check_key(self) -> None:
        _demand(not self._service.keys_at_files, "the key went to the host of the results")
        for path in self._data.root.glob("**/*"):
            if path.is_file():
                _demand(self._key.encode() not in path.read_bytes(), f"the key stands in {path}")

    def _lost(self, jobs: dict[str, EditJob]) -> list[Task]:
        held = [job.task_id for job in jobs.values() if job.task_id]
        tasks = {task.id: task for task in self._service.accepted}
        logged = {line.task_id for line in TaskIdLog(self._data.task_ids).read()}
        _demand(
            len(held) == len(set(held)) and set(held) <= set(tasks), f"jobs hold {held} of {sorted(tasks)}"
        )
        _demand(logged == set(held), f"the id log has {sorted(logged)}, the journal {sorted(held)}")
        lost = [task for name, task in tasks.items() if name not in held]
        for task in lost:
            job = jobs.get(task.prompt)
            _demand(job is not None and job.state is JobState.UNKNOWN, f"{task} is lost")
            assert job
            _demand(0 < job.submitted <= task.at, f"{task} is not where {job.submitted} points to")
        for job in jobs.values():
            if job.task_id:
                _demand(tasks[job.task_id].prompt == job.request.prompt, f"{job.id} holds another's task")
        return lost


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _demand(holds: bool, words: str) -> None:
    if not holds:
        raise NotAsPromisedError(words)
