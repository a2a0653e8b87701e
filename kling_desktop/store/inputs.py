"""Copies of the pictures of drafts and jobs, named by their SHA-256, so that they outlive their origin."""

import hashlib
import os
import re
from pathlib import Path

from kling_desktop.domain.errors import WorldFailed
from kling_desktop.paths import atomic_write
from kling_desktop.store.disk import disk_errors

NAME = re.compile(r"[0-9a-f]{64}")


class InputFolder:
    """Owns the folder `root`. Its methods block for the disk: call them from a worker."""

    def __init__(self, root: Path) -> None:
        """The folder is made when something is kept."""
        self._root = root

    def keep(self, data: bytes) -> str:
        """Keep a copy of `data` and return its SHA-256 in hex. Raises DiskFull, WorldFailed."""
        sha256 = hashlib.sha256(data).hexdigest()
        path = self.path(sha256)
        with disk_errors(self._root, "input_not_kept"):
            self._root.mkdir(parents=True, exist_ok=True, mode=0o700)
            if path.exists() and hashlib.sha256(path.read_bytes()).hexdigest() == sha256:
                # Used again: `remove_unused` must not take it before the draft that names it is saved.
                os.utime(path)
            else:
                atomic_write(path, data)
        return sha256

    def path(self, sha256: str) -> Path:
        """Where the copy with this SHA-256 lies if it was kept. Raises WorldFailed if it is no SHA-256."""
        if not NAME.fullmatch(sha256):
            raise WorldFailed("input_gone", sha256=sha256)
        return self._root / sha256

    def read(self, sha256: str) -> bytes:
        """The copy with this SHA-256. Raises WorldFailed when it is gone or no longer what it was."""
        path = self.path(sha256)
        with disk_errors(self._root, "input_unreadable"):
            data = path.read_bytes() if path.exists() else b""
        if hashlib.sha256(data).hexdigest() != sha256:
            raise WorldFailed("input_gone", sha256=sha256)
        return data
