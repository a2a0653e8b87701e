"""A file that is written beside its place: whole and on the disk at the end, or not there at all."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from io import FileIO
from pathlib import Path


class Beside:
    """What libav writes to; owns the open file, remembers the disk's first refusal, which libav forgets."""

    def __init__(self, file: FileIO) -> None:
        """`file` is open for writing."""
        self._file = file
        self.name = str(file.name)
        self.refusal: OSError | None = None

    def write(self, data: bytes) -> int:
        """Write all of `data`. Raises OSError."""
        left = memoryview(data)
        try:
            while left:
                left = left[self._file.write(left) :]
            return len(data)
        except OSError as error:
            self.refusal = self.refusal or error
            raise

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go to a place in the file."""
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        """The place in the file."""
        return self._file.tell()

    def read(self, size: int = -1) -> bytes:
        """Read what was written; an index moved to the front needs that."""
        return self._file.read(size)

    def seekable(self) -> bool:
        """A file always is."""
        return True

    def writable(self) -> bool:
        """It is open for writing."""
        return True


@contextmanager
def beside(part: Path) -> Iterator[Beside]:
    """A new file at `part`, flushed to the disk at the end of the block; removed when anything goes wrong.

    Raises OSError for what the disk refused, whatever the block made of it.
    """
    is_whole = False
    try:
        # Unbuffered: what the disk refuses is known at once, and no later close can fail with it.
        with part.open("w+b", buffering=0) as file:
            written = Beside(file)
            try:
                yield written
            finally:
                if written.refusal:
                    raise written.refusal
            os.fsync(file.fileno())
        is_whole = True
    finally:
        if not is_whole:
            part.unlink(missing_ok=True)
