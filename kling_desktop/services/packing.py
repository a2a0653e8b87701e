"""Packs a project as a folder that can be read without this program: files, prompts, notes and tables."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path, PurePath

from kling_desktop.domain.errors import BadInput, DiskFull
from kling_desktop.domain.job import EditJob
from kling_desktop.domain.names import safe_stem
from kling_desktop.domain.packing import Packed, PackPlan
from kling_desktop.media.worker import StopFlag, Stopped, Workers
from kling_desktop.services.naming import folder_error, stem_of
from kling_desktop.services.pack_words import Index, index_of, prompt_text, readme
from kling_desktop.services.sidecar import sidecar_of
from kling_desktop.services.tables import COLUMNS, as_csv, rows
from kling_desktop.store.inputs import InputFolder
from kling_desktop.store.journal import HistoryQuery, Journal

PAGE = 500
PIECE = 4 << 20
SPARE = 100_000_000
"""Bytes that stay free on the disk."""
STILLS = "stills"
RESULTS, IMAGES, SOURCES, PROMPTS = "Results", "Images", "Sources", "Prompts"
ENDINGS = {"image/png": ".png", "image/jpeg": ".jpg", "image/webp": ".webp"}
OnProgress = Callable[[float], None]


@dataclass
class _Content:
    """What goes into the folder: each file by its place in it; names are never used twice."""

    files: dict[Path, str] = field(default_factory=dict)
    missing: dict[str, None] = field(default_factory=dict)
    _taken: set[str] = field(default_factory=set)

    def add(self, path: Path, folder: str, name: str = "") -> str:
        """Take a file along; its place in the packed folder, empty when it is not there."""
        if path in self.files:
            return self.files[path]
        if not path.is_file():
            self.missing[str(path)] = None
            return ""
        wanted = PurePath(name or path.name)
        for number in count(1):
            mark = f"_{number}" if number > 1 else ""
            place = f"{folder}/{wanted.stem}{mark}{wanted.suffix}"
            if place.casefold() not in self._taken:
                break
        self._taken.add(place.casefold())
        self.files[path] = place
        return place


class Packing:
    """Reads the journal and copies in a worker; what is packed appears under its name once it is whole."""

    def __init__(self, journal: Journal, inputs: InputFolder, workers: Workers) -> None:
        """Pictures of edits are kept in `inputs`."""
        self._journal = journal
        self._inputs = inputs
        self._workers = workers

    async def plan(self, project: str, results: Path) -> PackPlan:
        """How much there is to pack; stills lie below `results`. Raises BadInput where there is nothing."""
        jobs = await self._jobs(project)
        return await self._workers.run(lambda _: self._plan(jobs, results))

    async def pack(
        self, project: str, results: Path, folder: Path, has_sources: bool, on_progress: OnProgress
    ) -> Packed:
        """Pack a project into a new folder within `folder`; `on_progress` gets what part is done (0–1).

        Raises BadInput, DiskFull before or while it is written, FolderGone; then nothing is left behind.
        """
        jobs = await self._jobs(project)
        loop = asyncio.get_running_loop()

        def moved(part: float) -> None:
            loop.call_soon_threadsafe(on_progress, part)

        def work(stop: StopFlag) -> Packed:
            content, indexes = self._content(jobs, results, has_sources)
            pack = _Pack(project, jobs, content, indexes, folder)
            try:
                return pack.write(stop, moved)
            except OSError as error:
                raise folder_error(error, folder) from error

        return await self._workers.run(work)

    async def _jobs(self, project: str) -> Sequence[EditJob]:
        jobs: list[EditJob] = []
        query = HistoryQuery(project=project, with_hidden=True)
        while page := await self._journal.page(query, PAGE, len(jobs)):
            jobs += page
        if not any(not job.is_hidden for job in jobs):
            raise BadInput("pack_empty", project=project)
        return jobs

    def _plan(self, jobs: Sequence[EditJob], results: Path) -> PackPlan:
        content, _ = self._content(jobs, results, has_sources=True)
        sources = [path for path, place in content.files.items() if place.startswith(f"{SOURCES}/")]
        source_bytes = sum(path.stat().st_size for path in sources)
        everything = sum(path.stat().st_size for path in content.files)
        return PackPlan(
            sum(not job.is_hidden for job in jobs),
            len(content.files) - len(sources),
            everything - source_bytes,
            len(sources),
            source_bytes,
            tuple(content.missing),
        )

    def _content(
        self, jobs: Sequence[EditJob], results: Path, has_sources: bool
    ) -> tuple[_Content, Sequence[Index]]:
        content = _Content()
        indexes = [self._of_job(job, content, has_sources) for job in jobs if not job.is_hidden]
        stems = tuple({f"{stem_of(job.request)}_" for job in jobs})
        for still in sorted(_files(results / STILLS)):
            if still.name.startswith(stems):
                content.add(still, "Stills")
        return content, indexes

    def _of_job(self, job: EditJob, content: _Content, has_sources: bool) -> Index:
        places: list[str] = []
        for take in job.takes:
            if take.is_whole:
                places.append(content.add(Path(take.path), RESULTS))
                sidecar = sidecar_of(Path(take.path))
                if sidecar.is_file():
                    content.add(sidecar, RESULTS)
                if take.timeline and take.timeline.path:
                    places.append(content.add(Path(take.timeline.path), RESULTS))
        for image in job.request.pictures:
            if image.sha256:
                stem = safe_stem(Path(image.name).stem)
                name = f"{stem}{ENDINGS.get(image.media_type, Path(image.name).suffix)}"
                places.append(content.add(self._inputs.path(image.sha256), IMAGES, name))
        if has_sources:
            places += [
                content.add(Path(each.location), SOURCES) for each in job.request.clips if each.is_local
            ]
        return index_of(job, [place for place in places if place])


@dataclass
class _Pack:
    """One folder that is being written."""

    project: str
    jobs: Sequence[EditJob]
    content: _Content
    indexes: Sequence[Index]
    folder: Path

    def write(self, stop: StopFlag, moved: OnProgress) -> Packed:
        """Write it beside its place, then give it its name."""
        sizes = {path: path.stat().st_size for path in self.content.files}
        self._check_room(sum(sizes.values()))
        name = safe_stem(self.project)
        part = self.folder / f".{name}.part"
        shutil.rmtree(part, ignore_errors=True)
        try:
            part.mkdir(parents=True)
            self._copy(part, sizes, stop, moved)
            self._describe(part)
            return Packed(self._name(part, name), len(sizes), tuple(self.content.missing))
        finally:
            shutil.rmtree(part, ignore_errors=True)

    def _check_room(self, wanted: int) -> None:
        free = shutil.disk_usage(self.folder).free
        if free < wanted + SPARE:
            needed = wanted + SPARE
            raise DiskFull(
                "pack_no_room", folder=str(self.folder), needed=needed // 1_000_000, free=free // 1_000_000
            )

    def _copy(self, part: Path, sizes: dict[Path, int], stop: StopFlag, moved: OnProgress) -> None:
        total, done = max(sum(sizes.values()), 1), 0
        for path, place in self.content.files.items():
            target = part / place
            target.parent.mkdir(exist_ok=True)
            with path.open("rb") as source, target.open("xb") as copy:
                while piece := source.read(PIECE):
                    if stop():
                        raise Stopped
                    copy.write(piece)
                    done += len(piece)
                    moved(min(done / total, 1.0))
            with suppress(OSError):
                # Its times tell when it was made; not every disk takes them.
                shutil.copystat(path, target)

    def _describe(self, part: Path) -> None:
        (part / PROMPTS).mkdir()
        jobs = [job for job in self.jobs if not job.is_hidden]
        for number, (job, index) in enumerate(zip(jobs, self.indexes, strict=True), 1):
            name = f"{number:04d}_{index.name}.txt"
            (part / PROMPTS / name).write_text(prompt_text(job, index), encoding="utf-8")
        (part / "history.csv").write_bytes(as_csv(Index.COLUMNS, (index.row for index in self.indexes)))
        (part / "ledger.csv").write_bytes(as_csv(COLUMNS, rows(self.jobs)))
        words = readme(self.project, len(jobs), tuple(self.content.missing))
        (part / "README.txt").write_text(words, encoding="utf-8")

    def _name(self, part: Path, name: str) -> Path:
        for number in count(1):
            target = self.folder / (name if number == 1 else f"{name}_{number}")
            if not os.path.lexists(target):
                break
        part.rename(target)
        return target


def _files(folder: Path) -> Iterator[Path]:
    with suppress(OSError):
        yield from (path for path in folder.iterdir() if path.is_file())
