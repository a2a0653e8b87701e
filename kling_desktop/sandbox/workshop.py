"""Does the edits: at most two at a time, in worker threads, each task to its end or to the next start."""

from __future__ import annotations

import asyncio
import shutil
import threading
from pathlib import Path

import av

from .faults import EditFailed, content_refused, service_failed
from .folders import Folders
from .materials import Fetcher, gather, open_fetcher
from .render import Edit, Interrupted, render
from .tasks import DONE, FAILED, WORKING, Task, TaskShelf

AT_ONCE = 2
BREAKAGE = (av.FFmpegError, OSError, ValueError, ArithmeticError, LookupError, MemoryError, RuntimeError)
"""What an edit of a strange file may raise; it fails that task and no other."""


class Workshop:
    """Owns the queue of tasks and the coroutines that work it off."""

    def __init__(self, folders: Folders, shelf: TaskShelf) -> None:
        self._folders = folders
        self._shelf = shelf
        self._queue: asyncio.Queue[str] = asyncio.Queue()
        self._stopped = threading.Event()

    def enqueue(self, task: Task) -> None:
        """Take a task that is on the shelf; call it on the loop."""
        self._queue.put_nowait(task.id)

    def stop(self) -> None:
        """Make running edits end at their next frame; their tasks go on at the next start."""
        self._stopped.set()

    async def run(self) -> None:
        """Work until cancelled; begins with what an earlier run left unfinished."""
        for task in self._shelf.unfinished():
            self.enqueue(task)
        async with open_fetcher() as fetcher, asyncio.TaskGroup() as group:
            for _ in range(AT_ONCE):
                group.create_task(self._work(fetcher))

    async def _work(self, fetcher: Fetcher) -> None:
        while True:
            task = self._shelf.find(await self._queue.get())
            if task is not None and not task.has_ended:
                await self._finish(self._shelf.save(task.at(WORKING)), fetcher)

    async def _finish(self, task: Task, fetcher: Fetcher) -> None:
        try:
            await self._edit(task, fetcher)
        except Interrupted:
            return
        except EditFailed as fault:
            self._shelf.save(task.at(FAILED, fault.as_json()))
        except BREAKAGE as fault:
            error = service_failed(f"{type(fault).__name__}: {fault}").as_json()
            self._shelf.save(task.at(FAILED, error))
        else:
            self._shelf.save(task.at(DONE))
        await asyncio.to_thread(shutil.rmtree, self._folders.work_of(task.id), ignore_errors=True)

    async def _edit(self, task: Task, fetcher: Fetcher) -> None:
        if task.fate is not None:
            raise content_refused() if task.fate == "content" else service_failed("upstream fault")
        edit = await gather(task, self._folders, fetcher)
        await asyncio.to_thread(self._produce, edit, task)

    def _produce(self, edit: Edit, task: Task) -> None:
        result = self._folders.result_of(task.id)
        half = result.with_name(f".{result.name}")
        try:
            _make(edit, task.is_copied, half, self._stopped)
            half.replace(result)
        finally:
            half.unlink(missing_ok=True)


def _make(edit: Edit, is_copied: bool, path: Path, stopped: threading.Event) -> None:
    if is_copied:
        shutil.copyfile(edit.video, path)
    else:
        render(edit, path, stopped.is_set)
