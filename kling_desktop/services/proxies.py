"""The folder of proxies: smaller copies of clips that this computer cannot play in time, made once each."""

import asyncio
import os
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from kling_desktop.domain.request import Fingerprint
from kling_desktop.media.fingerprint import renewed
from kling_desktop.media.proxy import make_proxy
from kling_desktop.media.worker import StopFlag, Workers
from kling_desktop.store.disk import disk_errors

MOST_BYTES = 5_000_000_000
"""Of all proxies together; the one that was looked at longest ago goes first."""
LEFT_BEHIND = 86_400.0
"""Seconds after which an unfinished proxy is that of a program which has ended."""
SEEN_STEP = 0.01
OnProgress = Callable[[float], None]


class Proxies:
    """Owns the folder `root` and the thread that fills it, one clip at a time; all can be made again."""

    def __init__(self, root: Path, most_bytes: int = MOST_BYTES) -> None:
        """The folder is made when the first proxy is."""
        self._root = root
        self._most_bytes = most_bytes
        # Of its own: a proxy takes long, and nobody who looks at a clip or sends one should wait for it.
        self._workers = Workers(threads=1)

    async def made(self, path: Path, known: Fingerprint | None, on_progress: OnProgress) -> Path:
        """The proxy of the clip at `path`, whose fingerprint may be `known`; found by its content, or made.

        `on_progress` hears the part that is done (0–1). Raises BadInput, WorldFailed. Cancelling it ends
        the work and leaves no file.
        """
        loop = asyncio.get_running_loop()
        told = 0.0

        def tell(fraction: float) -> None:
            nonlocal told
            if fraction - told >= SEEN_STEP:
                told = fraction
                loop.call_soon_threadsafe(on_progress, fraction)

        def work(stop: StopFlag) -> Path:
            target = self._root / f"{renewed(path, known, stop).sha256}.mp4"
            with disk_errors(self._root, "prepared_not_kept"):
                self._root.mkdir(parents=True, exist_ok=True, mode=0o700)
                if target.is_file():
                    os.utime(target)
                else:
                    make_proxy(path, target, tell, stop)
            self._make_room(target)
            return target

        return await self._workers.run(work)

    def close(self) -> None:
        """End what is being made; returns when the thread has ended."""
        self._workers.close()

    def _make_room(self, newest: Path) -> None:
        with suppress(OSError):
            for part in self._root.glob(".*.part"):
                if time.time() - part.stat().st_mtime > LEFT_BEHIND:
                    part.unlink()
            found = sorted(self._root.glob("*.mp4"), key=lambda each: each.stat().st_mtime)
            left = sum(each.stat().st_size for each in found)
            for each in found:
                if left <= self._most_bytes or each == newest:
                    return
                size = each.stat().st_size
                # Windows keeps what is being played.
                with suppress(PermissionError):
                    each.unlink()
                    left -= size
