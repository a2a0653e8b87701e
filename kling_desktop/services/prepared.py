"""The folder of prepared clips: each made once, found again after a restart, removed when no job needs it."""

import asyncio
import hashlib
import os
import shutil
from collections.abc import Callable, Collection, Set
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from kling_desktop.domain.cut import LookKind
from kling_desktop.domain.errors import BadInput, DiskFull, WorldFailed
from kling_desktop.domain.media import MediaInfo
from kling_desktop.domain.notice import Notice
from kling_desktop.domain.plan import Plan, plan
from kling_desktop.domain.recipe import Method, Recipe
from kling_desktop.domain.recording import recipe_of
from kling_desktop.domain.request import VideoInput
from kling_desktop.media.fingerprint import fingerprint, is_certainly
from kling_desktop.media.grading import Grade
from kling_desktop.media.prepare import Order, prepare
from kling_desktop.media.probe import probe
from kling_desktop.media.worker import StopFlag, Workers
from kling_desktop.paths import atomic_write
from kling_desktop.store.disk import disk_errors
from kling_desktop.store.inputs import InputFolder

NO_WORDS = Notice("")
MAKING = "2026-11"
"""Changes when the same plan makes another file: what was made before is then made anew."""
KEPT_UNUSED = 86_400.0
"""Seconds that a clip is kept which no open job needs: long enough to run an edit again."""
SPARE_BYTES = 50_000_000
AT_ONCE = 2
"""Preparations at the same time; each uses all cores, and one worker stays free for looking at clips."""
SEEN_STEP = 0.005
"""The least progress that is worth showing."""
OnProgress = Callable[[float], None]


@dataclass(frozen=True)
class Made:
    """A clip that can be sent, and how it was made."""

    path: Path
    recipe: Recipe


class PreparedClips:
    """Owns the folder `root`; what lies in it can always be made again from sources and plans."""

    def __init__(self, root: Path, workers: Workers, inputs: InputFolder) -> None:
        """Look-up tables are kept in `inputs`."""
        self._root = root
        self._workers = workers
        self._inputs = inputs
        self._room = asyncio.Semaphore(AT_ONCE)
        self._making: dict[str, asyncio.Lock] = {}
        self._names: dict[VideoInput, str] = {}

    async def made(self, video: VideoInput, on_progress: OnProgress) -> Made:
        """The clip that is sent for the identified local `video`, made now or found.

        `on_progress` hears the part that is done (0–1). Raises BadInput when nothing of it can be sent,
        DiskFull, WorldFailed. Cancelling this ends the work and leaves no file.
        """
        path = Path(video.location)
        info = await self._workers.run(lambda _: probe(path))
        planned = plan(info, video.range, video.treatment)
        if planned.refusal:
            raise BadInput(planned.refusal.code, **planned.refusal.values)
        if planned.method is Method.AS_IS:
            sha256 = video.fingerprint.sha256 if video.fingerprint else ""
            return Made(path, recipe_of(video, info, planned, sha256))
        name = self._names[video] = name_of(video, planned)
        lock = self._making.setdefault(name, asyncio.Lock())
        try:
            async with lock, self._room:
                return await self._make(video, info, planned, name, on_progress)
        finally:
            if not lock.locked():
                self._making.pop(name, None)

    async def names(self, videos: Collection[VideoInput]) -> Set[str]:
        """The names of the clips that are made for local `videos`; none for one that cannot be read now."""
        for video in set(videos) - set(self._names):
            try:
                planned = await self._workers.run(partial(_planned, video))
            except BadInput:
                continue
            self._names[video] = name_of(video, planned)
        return {self._names[video] for video in videos if video in self._names}

    async def clean(self, needed: Set[str], now: float) -> None:
        """Remove what is not `needed` and was not used for a day; leftovers of a crash too.

        A file with two names is kept under both while one of them is needed.
        """
        await self._workers.run(lambda _: self._clean(needed | set(self._making), now))

    async def _make(
        self, video: VideoInput, info: MediaInfo, planned: Plan, name: str, on_progress: OnProgress
    ) -> Made:
        target = self._root / name
        loop = asyncio.get_running_loop()
        shown = 0.0

        def show(fraction: float) -> None:
            nonlocal shown
            if fraction - shown >= SEEN_STEP or fraction >= 1:
                shown = fraction
                loop.call_soon_threadsafe(on_progress, fraction)

        def work(stop: StopFlag) -> str:
            if not self._is_there(target):
                self._check_room(planned)
                prepare(Order(Path(video.location), planned, self._grade(planned)), target, show, stop)
                _compare(video, target)
            return fingerprint(target, stop).sha256

        sha256 = await self._workers.run(work)
        return Made(target, recipe_of(video, info, planned, sha256, name))

    def _is_there(self, target: Path) -> bool:
        with disk_errors(self._root, "prepared_not_kept"):
            self._root.mkdir(parents=True, exist_ok=True, mode=0o700)
            if not target.is_file():
                return False
            # Used again: `clean` goes by this time.
            os.utime(target)
        try:
            probe(target)
        except BadInput:
            return False
        return True

    def _check_room(self, planned: Plan) -> None:
        free = shutil.disk_usage(self._root).free
        if free < planned.bytes + SPARE_BYTES:
            raise DiskFull("disk_full", folder=str(self._root))

    def _grade(self, planned: Plan) -> Grade:
        look = planned.look
        if look.kind is not LookKind.LOG:
            return Grade(look.kind)
        self._inputs.verify(look.lut_sha256, lambda: False)
        # The filter goes by the suffix.
        table = self._root / f"{look.lut_sha256}.cube"
        with disk_errors(self._root, "prepared_not_kept"):
            if not table.is_file():
                atomic_write(table, self._inputs.path(look.lut_sha256).read_bytes())
            os.utime(table)
        return Grade(look.kind, table)

    def _clean(self, needed: Set[str], now: float) -> None:
        with suppress(FileNotFoundError):
            # Not scandir's: on Windows that knows no inode, by which a file's second name is known.
            found = {path: path.stat() for path in self._root.iterdir()}
            kept = {stat.st_ino for path, stat in found.items() if path.name in needed}
            for path, stat in found.items():
                if stat.st_ino not in kept and now - stat.st_mtime > KEPT_UNUSED:
                    with suppress(OSError):
                        path.unlink()


def _planned(video: VideoInput, _stop: StopFlag) -> Plan:
    return plan(probe(Path(video.location)), video.range, video.treatment)


def name_of(video: VideoInput, planned: Plan) -> str:
    """The name of the prepared file: the same for the same content and plan, different for any other."""
    sha256 = video.fingerprint.sha256 if video.fingerprint else video.location
    essence = replace(planned, summary=NO_WORDS, remarks=(), bytes=0)
    key = f"{MAKING} {sha256} {essence!r}"
    return f"{hashlib.sha256(key.encode()).hexdigest()[:32]}.mp4"


def _compare(video: VideoInput, made: Path) -> None:
    """Raises WorldFailed when the source was written anew meanwhile: what was made is of who knows what."""
    source, known = Path(video.location), video.fingerprint
    if known is not None and not is_certainly(source, known):
        made.unlink()
        raise WorldFailed("source_changed", name=source.name)
