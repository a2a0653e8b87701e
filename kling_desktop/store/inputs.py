"""Copies of the pictures of drafts and jobs, named by their SHA-256, so that they outlive their origin."""

import hashlib
import os
import re
from collections.abc import Callable
from pathlib import Path

from kling_desktop.domain.errors import WorldFailed
from kling_desktop.paths import atomic_write
from kling_desktop.store.disk import disk_errors

STEP = 1 << 20
State = tuple[int, int]
"""Bytes and time of a file, by which a change shows."""
NAME = re.compile(r"[0-9a-f]{64}")


class InputFolder:
    """Owns the folder `root`. Its methods block for the disk: call them from a worker."""

    def __init__(self, root: Path) -> None:
        """The folder is made when something is kept."""
        self.root = root
        self._verified: dict[str, State] = {}

    def keep(self, data: bytes) -> str:
        """Keep a copy of `data` and return its SHA-256 in hex. Raises DiskFull, WorldFailed."""
        sha256 = hashlib.sha256(data).hexdigest()
        path = self.path(sha256)
        with disk_errors(self.root, "input_not_kept"):
            self.root.mkdir(parents=True, exist_ok=True, mode=0o700)
            if path.exists() and hashlib.sha256(path.read_bytes()).hexdigest() == sha256:
                # Used again: `remove_unused` must not take it before the draft that names it is saved.
                os.utime(path)
            else:
                atomic_write(path, data)
            self._verified[sha256] = _state(path)
        return sha256

    def path(self, sha256: str) -> Path:
        """Where the copy with this SHA-256 lies if it was kept. Raises WorldFailed if it is no SHA-256."""
        if not NAME.fullmatch(sha256):
            raise WorldFailed("input_gone", sha256=sha256)
        return self.root / sha256

    def verify(self, sha256: str, stop: Callable[[], bool]) -> None:
        """Raise WorldFailed unless this copy is there and whole; ends early when `stop` says so.

        It is read through once in a run, and again only after it was touched.
        """
        path = self.path(sha256)
        with disk_errors(self.root, "input_unreadable"):
            state = _state(path) if path.exists() else None
            if state is not None and self._verified.get(sha256) == state:
                return
            found = _sum(path, stop) if state else ""
        if stop():
            return
        if state is None or found != sha256:
            raise WorldFailed("input_gone", sha256=sha256)
        self._verified[sha256] = state


def _state(path: Path) -> State:
    found = path.stat()
    return found.st_size, found.st_mtime_ns


def _sum(path: Path, stop: Callable[[], bool]) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while not stop() and (data := file.read(STEP)):
            digest.update(data)
    return digest.hexdigest()
