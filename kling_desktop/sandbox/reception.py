"""Takes a request for an edit in: reads it, checks it, keeps its pictures, makes the task."""

from __future__ import annotations

import hashlib
import json
import time
import uuid
from dataclasses import dataclass, replace
from pathlib import Path

from .faults import EditFailed, Refused
from .folders import Folders
from .pictures import check_inline, is_address
from .scenario import Script
from .sources import INLINE, kept_form
from .tasks import Task, TaskShelf
from .wire import COMPACT, DOCUMENTED, Order, read_order


@dataclass(frozen=True)
class Asked:
    """A request body: its order, and a hash that is the same for the same JSON however it is written."""

    order: Order
    sha256: str


def read_request(raw: bytes, script: Script) -> Asked:
    """Decode and check a body in the forms that are accepted now. Raises Refused."""
    try:
        body = json.loads(raw)
    except ValueError as fault:
        raise Refused(400, {"detail": "the body is not JSON"}) from fault
    only = script.take("form")
    order = read_order(body, frozenset({only.word} if only else {COMPACT, DOCUMENTED}))
    canonical = json.dumps(body, sort_keys=True, separators=(",", ":"))
    return Asked(order, hashlib.sha256(canonical.encode()).hexdigest())


class Reception:
    """Makes tasks; `accept` may be called from a worker thread."""

    def __init__(self, folders: Folders, shelf: TaskShelf, script: Script) -> None:
        self._folders = folders
        self._shelf = shelf
        self._script = script

    def accept(self, order: Order) -> Task:
        """Put a new task for the order on disk. Raises Refused when a picture in it is not acceptable."""
        refuse = self._script.take("refuse")
        if refuse is not None and refuse.word == "frames" and order.first_frame is not None:
            raise Refused(400, {"detail": "first_frame: not supported with refer_type 'base'"})
        now = time.time()
        task_id = str(uuid.uuid4())
        kept = _kept(order, self._folders, self._folders.work_of(task_id))
        task = Task(id=task_id, created_at=now, updated_at=now, order=kept)
        fate = refuse.word if refuse is not None and refuse.word != "frames" else None
        return self._shelf.save(self._directed(replace(task, fate=fate)))

    def _directed(self, task: Task) -> Task:
        slow, finish = self._script.take("slow"), self._script.take("finish")
        videos, edit = self._script.take("videos"), self._script.take("edit")
        return replace(
            task,
            slow=float(slow.word) if slow else 0.0,
            finish=finish.word if finish else "completed",
            videos=int(videos.word) if videos else 1,
            is_copied=edit is not None and edit.word == "copy",
        )


def _kept(order: Order, folders: Folders, work: Path) -> Order:
    def keep(reference: str, name: str, place: str) -> str:
        if is_address(reference):
            return kept_form(reference.strip(), folders)
        try:
            (work / name).write_bytes(check_inline(reference))
        except EditFailed as fault:
            raise Refused(400, {"detail": f"{place}: {fault.detail}"}) from fault
        return INLINE + name

    references = [
        keep(reference, f"reference_{number}", f"images[{number}]")
        for number, reference in enumerate(order.references)
    ]
    first, last = (
        keep(frame, name, name) if frame is not None else None
        for name, frame in (("first_frame", order.first_frame), ("last_frame", order.last_frame))
    )
    return replace(
        order,
        video=kept_form(order.video, folders),
        guides=tuple(kept_form(guide, folders) for guide in order.guides),
        first_frame=first,
        last_frame=last,
        references=tuple(references),
    )
