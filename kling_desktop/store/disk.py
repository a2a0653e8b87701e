"""The disk's refusals in the product's words."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kling_desktop.domain.errors import DiskFull, WorldFailed

NO_ROOM = (errno.ENOSPC, errno.EDQUOT)


@contextmanager
def disk_errors(folder: Path, code: str) -> Iterator[None]:
    """Raise an OSError of the block as DiskFull where room is missing, else as WorldFailed with `code`."""
    try:
        yield
    except OSError as error:
        if error.errno in NO_ROOM:
            raise DiskFull("disk_full", folder=str(folder)) from error
        raise WorldFailed(code, folder=str(folder), reason=error.strerror or str(error)) from error
