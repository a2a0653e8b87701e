"""Where the stand-in keeps things, and how long."""

from __future__ import annotations

import os
import re
import shutil
import time
from collections.abc import Container
from pathlib import Path

KEPT_SECONDS = 7 * 24 * 3600.0
UPLOAD_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}")


class Folders:
    """The four folders under the data folder, made when missing."""

    def __init__(self, root: Path) -> None:
        self.tasks = root / "tasks"
        self.work = root / "work"
        self.results = root / "results"
        self.uploads = root / "uploads"
        for folder in (self.tasks, self.work, self.results, self.uploads):
            folder.mkdir(parents=True, exist_ok=True)

    def work_of(self, task_id: str) -> Path:
        """Return the folder for what one task needs until it is done; made when missing."""
        folder = self.work / task_id
        folder.mkdir(exist_ok=True)
        return folder

    def result_of(self, task_id: str) -> Path:
        """Return where the result of a task lies once it is done."""
        return self.results / f"{task_id}.mp4"

    def upload(self, name: str) -> Path | None:
        """Return where an upload of that name lies or will lie; None when it is no proper name."""
        return self.uploads / name if UPLOAD_NAME.fullmatch(name) else None

    def clean(self, needed: Container[str]) -> None:
        """Drop what is older than `KEPT_SECONDS`, work of tasks that ended and halves of files.

        `needed` are the ids of unfinished tasks and the names of uploads that these will read.
        """
        oldest = time.time() - KEPT_SECONDS
        for folder in (self.tasks, self.results, self.uploads):
            for path in folder.iterdir():
                is_needed = path.name in needed or path.stem in needed
                if path.name.startswith(".") or (path.stat().st_mtime < oldest and not is_needed):
                    path.unlink(missing_ok=True)
        for path in self.work.iterdir():
            if path.name not in needed:
                shutil.rmtree(path, ignore_errors=True)


def write_whole(path: Path, text: str) -> None:
    """Write a text file beside its place, force it to disk and put it in place in one move."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    with beside.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
