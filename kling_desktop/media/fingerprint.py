"""The fingerprint of a file: what tells later whether it is still the one that was chosen."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import BinaryIO

from kling_desktop.domain.errors import BadInput
from kling_desktop.domain.request import Fingerprint
from kling_desktop.media import files
from kling_desktop.media.worker import Stopped, never

STEP = 1 << 20
Content = tuple[Path, int, int]
"""A file as its size and time tell it from what it was before."""


class _Run:
    """The sum of one file under way, which all that need it carry on by turns: nothing is read twice."""

    def __init__(self) -> None:
        self.users = 0
        self._turn = Lock()
        self._digest = hashlib.sha256()
        self._read = 0

    def to_its_end(self, file: BinaryIO, size: int, stop: Callable[[], bool]) -> str:
        """The sum of the first `size` bytes, in hex; a stop of one leaves it to the others."""
        while not stop():
            with self._turn:
                # Not to the end: a file that is being written might have none.
                if self._read >= size:
                    return self._digest.hexdigest()
                file.seek(self._read)
                piece = file.read(STEP)
                self._digest.update(piece)
                self._read += len(piece) or size
        raise Stopped


class _Runs:
    """The sums under way."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._runs: dict[Content, _Run] = {}

    @contextmanager
    def joined(self, content: Content) -> Iterator[_Run]:
        """The sum of a content, begun if nobody has; forgotten when the last leaves."""
        with self._lock:
            run = self._runs.setdefault(content, _Run())
            run.users += 1
        try:
            yield run
        finally:
            with self._lock:
                run.users -= 1
                if not run.users:
                    self._runs.pop(content, None)


_RUNS = _Runs()


def fingerprint(path: Path, stop: Callable[[], bool] = never) -> Fingerprint:
    """Size, time and SHA-256 of the file; call it in a worker.

    Raises Stopped once `stop` says so, BadInput those of `files.readable_size`, and `file_changed` when
    the file is being written to meanwhile.
    """
    files.readable_size(path)
    try:
        before = path.stat()
        with _RUNS.joined((path, before.st_size, before.st_mtime_ns)) as run, path.open("rb") as file:
            sha256 = run.to_its_end(file, before.st_size, stop)
        after = path.stat()
    except OSError as error:
        raise BadInput("file_unreadable", name=path.name) from error
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise BadInput("file_changed", name=path.name)
    return Fingerprint(after.st_size, after.st_mtime_ns, sha256)


def renewed(path: Path, known: Fingerprint | None, stop: Callable[[], bool] = never) -> Fingerprint:
    """`known` while size and time of the file are as in it, else a new one. Raises as `fingerprint` does."""
    if known is not None and _looks_like(path, known):
        return known
    return fingerprint(path, stop)


def is_unchanged(
    path: Path, known: Fingerprint, deep: bool = False, stop: Callable[[], bool] = never
) -> bool:
    """Whether the file still has the content of `known`.

    It is read through only if its time differs or `deep` is set. Raises as `fingerprint` does.
    """
    if files.readable_size(path) != known.size:
        return False
    if not deep and _looks_like(path, known):
        return True
    return fingerprint(path, stop).sha256 == known.sha256


def is_certainly(path: Path, known: Fingerprint, stop: Callable[[], bool] = never) -> bool:
    """Whether the file can be read and has the content of `known`; not while it is being written."""
    try:
        return is_unchanged(path, known, stop=stop)
    except BadInput:
        return False


def _looks_like(path: Path, known: Fingerprint) -> bool:
    return files.readable_size(path) == known.size and path.stat().st_mtime_ns == known.mtime_ns
