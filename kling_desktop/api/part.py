"""The unfinished file of a download: written and hashed in threads, and able to go on after a restart."""

import asyncio
import errno
import hashlib
import io
import json
import os
import shutil
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TypeVar

from kling_desktop.domain.errors import DiskFull, FolderGone

BLOCK = 1024 * 1024
BLOCKS_WAITING = 16
"""Blocks that may wait for disk and hash before the network has to: what comes while the disk catches up."""
SYNCED_EVERY = 64 * 1024 * 1024
"""Bytes after which the disk is made to catch up, so that the last wait is short."""
SPARE_BYTES = 16 * 1024 * 1024
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
T = TypeVar("T")


@dataclass(frozen=True)
class Version:
    """Which version of which file a part belongs to; `validator` is empty when it can't be told later."""

    path: str
    validator: str = ""
    total: int | None = None


def note_of(part: Path) -> Path:
    """The note beside a part that says what it is a part of."""
    return part.with_name(f"{part.name}.json")


class PartFile:
    """Owns the open part and its hash; disk and hash have a thread each, in step behind the network.

    Every method raises DiskFull or FolderGone when the disk does not play along.
    """

    def __init__(self, path: Path) -> None:
        """Nothing is touched before `open`."""
        self.path = path
        self.version = Version("")
        self.offset = 0
        self._file: io.FileIO | None = None
        self._unsynced = 0
        self._failed: OSError | None = None
        self._hash = hashlib.sha256()
        self._disk = ThreadPoolExecutor(1, thread_name_prefix="part-disk")
        self._sums = ThreadPoolExecutor(1, thread_name_prefix="part-hash")
        self._waiting: deque[tuple[asyncio.Future[None], asyncio.Future[None]]] = deque()

    @property
    def is_whole(self) -> bool:
        """Whether every byte of the version is there."""
        return self.version.total is not None and self.offset == self.version.total

    async def open(self, path_of_link: str) -> None:
        """Open the part; what an earlier run left of the same file is kept and hashed."""
        await self._on_disk(lambda: self._open(path_of_link))

    async def restart(self, version: Version) -> None:
        """Begin `version` from its first byte."""
        await self.settle()
        await self._on_disk(lambda: self._restart(version))

    async def add(self, block: bytes) -> None:
        """Append `block`, once the queue has room."""
        if not block:
            return
        loop = asyncio.get_running_loop()
        while len(self._waiting) >= BLOCKS_WAITING:
            await self._oldest()
        self.offset += len(block)
        written = loop.run_in_executor(self._disk, self._write, block)
        summed = loop.run_in_executor(self._sums, self._hash.update, block)
        self._waiting.append((written, summed))

    async def tail(self, most: int) -> bytes:
        """The last bytes that are written, at most `most`."""
        await self.settle()
        return await self._on_disk(lambda: self._tail(min(most, self.offset)))

    async def settle(self) -> None:
        """Wait until all that was added is written and hashed."""
        while self._waiting:
            await self._oldest()

    async def finish(self) -> str:
        """Make the whole file safe on the disk, close it, and return its SHA-256 in hex."""
        await self.settle()
        await self._on_disk(self._sync_and_close)
        return self._hash.hexdigest()

    async def check_room(self) -> None:
        """Raises DiskFull when what is still to come does not fit."""
        missing = max((self.version.total or 0) - self.offset, 0)
        usage = await self._on_disk(lambda: shutil.disk_usage(self.path.parent))
        if usage.free < missing + SPARE_BYTES:
            raise DiskFull("disk_full", folder=str(self.path.parent))

    async def close(self) -> None:
        """Let go of the file; what was written stays for the next run. Raises nothing."""
        closed = asyncio.get_running_loop().run_in_executor(self._disk, self._close)
        self._disk.shutdown(wait=False)
        self._sums.shutdown(wait=False)
        await asyncio.shield(closed)
        for futures in self._waiting:
            await asyncio.gather(*futures, return_exceptions=True)

    async def _oldest(self) -> None:
        written, summed = self._waiting.popleft()
        try:
            await asyncio.gather(written, summed)
        except OSError as error:
            raise self._trouble(error) from error

    async def _on_disk(self, work: Callable[[], T]) -> T:
        try:
            return await asyncio.get_running_loop().run_in_executor(self._disk, work)
        except OSError as error:
            raise self._trouble(error) from error

    def _trouble(self, error: OSError) -> DiskFull | FolderGone:
        folder = str(self.path.parent)
        if error.errno in NO_ROOM:
            return DiskFull("disk_full", folder=folder)
        return FolderGone("folder_gone", folder=folder, reason=error.strerror or str(error))

    def _open(self, path_of_link: str) -> None:
        version = _read_note(self.path)
        self._file = io.FileIO(self.path, "r+" if self.path.exists() else "w+")
        if version is None or not version.validator or version.path != path_of_link:
            self._restart(Version(path_of_link))
            return
        self.version = version
        while block := self._file.read(BLOCK):
            self._hash.update(block)
            self.offset += len(block)
        if version.total is not None and self.offset > version.total:
            self._restart(Version(path_of_link))

    def _restart(self, version: Version) -> None:
        if self._file is None:
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
        self._file.seek(0)
        self._file.truncate()
        self._hash, self.offset, self.version = hashlib.sha256(), 0, version
        note = note_of(self.path)
        if version.validator:
            beside = note.with_name(f"{note.name}.new")
            beside.write_text(json.dumps(asdict(version)), encoding="utf-8")
            beside.replace(note)
        else:
            note.unlink(missing_ok=True)

    def _tail(self, size: int) -> bytes:
        if self._file is None:
            return b""
        self._file.seek(self.offset - size)
        read = self._file.read(size)
        self._file.seek(self.offset)
        return read

    def _write(self, block: bytes) -> None:
        # After a failure nothing may be appended: there would be a hole in the file.
        if self._failed or not self._file:
            raise self._failed or OSError(errno.EBADF, os.strerror(errno.EBADF))
        left = memoryview(block)
        self._unsynced += len(block)
        try:
            while left:
                left = left[self._file.write(left) :]
            if self._unsynced >= SYNCED_EVERY:
                self._sync(self._file)
        except OSError as error:
            self._failed = error
            raise

    def _sync(self, file: io.FileIO) -> None:
        os.fsync(file.fileno())
        self._unsynced = 0

    def _sync_and_close(self) -> None:
        if self._file:
            self._sync(self._file)
        self._close()
        note_of(self.path).unlink(missing_ok=True)

    def _close(self) -> None:
        file, self._file = self._file, None
        if file:
            file.close()


def _read_note(part: Path) -> Version | None:
    try:
        known = json.loads(note_of(part).read_text(encoding="utf-8"))
        path, validator, total = known["path"], known["validator"], known["total"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    is_sane = isinstance(path, str) and isinstance(validator, str) and isinstance(total, int | None)
    return Version(path, validator, total) if is_sane else None
