"""The system's bin: files that the user deletes can be taken out of it again."""

from collections.abc import Iterable
from pathlib import Path

from send2trash import send2trash

from kling_desktop.domain.errors import WorldFailed


def put_in_bin(paths: Iterable[Path]) -> None:
    """Move files into the bin of their disk; those that are gone already are passed over.

    Raises WorldFailed for the first that the system does not take; it stays where it is.
    """
    for path in paths:
        try:
            if path.exists():
                send2trash(path)
        except OSError as error:
            reason = error.strerror or str(error)
            raise WorldFailed("bin_failed", name=path.name, reason=reason) from error
