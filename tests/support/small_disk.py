"""A disk that is soon full: a small file system in memory, where the system lets the test make one."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[None]:
    """A disk of this size, such as `200k`, at `folder`; the test is skipped where none can be made."""
    folder.mkdir(parents=True, exist_ok=True)
    program = shutil.which("mount") or pytest.skip("there is no mount here")
    command = [program, "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    if subprocess.run(command, capture_output=True, check=False).returncode != 0:
        pytest.skip("this user may mount nothing")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)
