"""The fingerprint of a file: what tells later whether it is still the one that was chosen."""

import hashlib
from collections.abc import Callable
from pathlib import Path

from kling_desktop.domain.errors import BadInput
from kling_desktop.domain.request import Fingerprint
from kling_desktop.media import files
from kling_desktop.media.worker import Stopped, never

STEP = 1 << 20


def fingerprint(path: Path, stop: Callable[[], bool] = never) -> Fingerprint:
    """Size, time and SHA-256 of the file; call it in a worker.

    Raises Stopped once `stop` says so, BadInput those of `files.readable_size`, and `file_changed` when
    the file is being written to meanwhile.
    """
    files.readable_size(path)
    digest = hashlib.sha256()
    try:
        before = path.stat()
        with path.open("rb") as file:
            # Not to the end: a file that is being written might have none.
            for _ in range(0, before.st_size, STEP):
                if stop():
                    raise Stopped
                digest.update(file.read(STEP))
        after = path.stat()
    except OSError as error:
        raise BadInput("file_unreadable", name=path.name) from error
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise BadInput("file_changed", name=path.name)
    return Fingerprint(after.st_size, after.st_mtime_ns, digest.hexdigest())


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


def _looks_like(path: Path, known: Fingerprint) -> bool:
    return files.readable_size(path) == known.size and path.stat().st_mtime_ns == known.mtime_ns
