"""The tasks of the stand-in: one JSON file each, so that they live through a restart."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from .folders import write_whole
from .wire import Order

FORMAT = 1
WAITING = "waiting"
WORKING = "working"
DONE = "done"
FAILED = "failed"
PENDING_WORD, QUEUED_WORD, WORKING_WORD, FAILED_WORD = "pending", "queued", "processing", "failed"
USUAL_SECONDS = 2.0
"""What a task counts as taking when no scenario says it, so that a poll sees it pending, then queued."""


@dataclass(frozen=True)
class Task:
    """One accepted edit and how far it is; times are seconds since 1970.

    `stage` is WAITING, WORKING, DONE or FAILED. The rest is what scenarios asked for when it was made:
    `slow` seconds before it may be shown as ended, `finish` the word for a good end, `videos` how many
    links, `is_copied` when the source is returned as it is, `fate` "content" or "fault" for a failure.
    """

    id: str
    created_at: float
    updated_at: float
    order: Order
    stage: str = WAITING
    error: dict[str, object] | None = None
    slow: float = 0.0
    finish: str = "completed"
    videos: int = 1
    is_copied: bool = False
    fate: str | None = None

    @property
    def has_ended(self) -> bool:
        """Whether nothing is left to do for it."""
        return self.stage in {DONE, FAILED}

    def at(self, stage: str, error: dict[str, object] | None = None) -> Task:
        """Return the task in another stage, from now."""
        return replace(self, stage=stage, error=error, updated_at=time.time())

    def is_shown_ended(self, now: float) -> bool:
        """Tell whether a poll at `now` may see the end."""
        return self.has_ended and now >= self.created_at + self.slow

    def word(self, now: float) -> str:
        """Return the status that a poll at `now` sees: pending, queued, processing, then how it ended."""
        if self.is_shown_ended(now):
            return self.finish if self.stage == DONE else FAILED_WORD
        age = (now - self.created_at) / (self.slow or USUAL_SECONDS)
        if age < 0.1:
            return PENDING_WORD
        return QUEUED_WORD if self.stage == WAITING or age < 0.3 else WORKING_WORD


def as_time(moment: float) -> str:
    """Write seconds since 1970 as the service does."""
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class TaskShelf:
    """All tasks, in memory and on disk; a task is on disk before `save` returns."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._tasks = {task.id: task for task in _stored(folder)}

    def find(self, task_id: str) -> Task | None:
        """Return a task by its id."""
        return self._tasks.get(task_id)

    def unfinished(self) -> list[Task]:
        """Return the tasks that still need work, oldest first."""
        waiting = [task for task in self._tasks.values() if not task.has_ended]
        return sorted(waiting, key=lambda task: task.created_at)

    def save(self, task: Task) -> Task:
        """Put a task, new or changed, on disk and in memory, and return it."""
        text = json.dumps({"format": FORMAT, **asdict(task)}, ensure_ascii=False)
        write_whole(self._folder / f"{task.id}.json", text)
        self._tasks[task.id] = task
        return task


def _stored(folder: Path) -> Iterator[Task]:
    for path in folder.glob("[!.]*.json"):
        try:
            values = json.loads(path.read_text(encoding="utf-8"))
            if values.pop("format") != FORMAT:
                continue
            order = values.pop("order")
            lists = {name: tuple(order[name]) for name in ("references", "guides")}
            yield Task(order=Order(**{**order, **lists}), **values)
        except (ValueError, KeyError, TypeError, AttributeError):
            continue
