"""Packs a project as a folder that can be read without this program: files, prompts, notes and tables."""

from __future__ import annotations

import asyncio
import os
import re
import secrets
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
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
Places = tuple[EditJob, Sequence[str]]
"""A task, and the places of its files in the folder."""
TOKEN_BYTES = 4


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

    def lose(self, path: Path) -> None:
        """Say that a file cannot be had after all."""
        del self.files[path]
        self.missing[str(path)] = None


class Packing:
    """Reads the journal and copies in a worker; what is packed appears under its name once it is whole."""

    def __init__(self, journal: Journal, inputs: InputFolder, workers: Workers) -> None:
        """Pictures of edits are kept in `inputs`."""
        self._journal = journal
        self._inputs = inputs
        self._workers = workers
        self._under_way: set[Path] = set()

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
            content, places = self._content(jobs, results, has_sources)
            pack = _Pack(project, jobs, content, places, folder)
            try:
                with self._part_of(pack) as part:
                    return pack.write(part, stop, moved)
            except OSError as error:
                raise folder_error(error, folder) from error

        return await self._workers.run(work)

    @contextmanager
    def _part_of(self, pack: _Pack) -> Iterator[Path]:
        """Where the folder is written: one that was told to stop may still be clearing up its own."""
        part = pack.folder / f".{pack.name}.{secrets.token_hex(TOKEN_BYTES)}.part"
        leftover = re.compile(rf"\.{re.escape(pack.name)}\.[0-9a-f]{{{2 * TOKEN_BYTES}}}\.part")
        self._under_way.add(part)
        try:
            for path in tuple(pack.folder.iterdir()):
                if leftover.fullmatch(path.name) and path not in self._under_way:
                    shutil.rmtree(path, ignore_errors=True)
            yield part
        finally:
            shutil.rmtree(part, ignore_errors=True)
            self._under_way.discard(part)

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
        sizes = _sizes(content)
        sources = [path for path in sizes if content.files[path].startswith(f"{SOURCES}/")]
        source_bytes = sum(sizes[path] for path in sources)
        everything = sum(sizes.values())
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
    ) -> tuple[_Content, Sequence[Places]]:
        content = _Content()
        places = [self._of_job(job, content, has_sources) for job in jobs if not job.is_hidden]
        stems = tuple({f"{stem_of(job.request)}_" for job in jobs})
        for still in sorted(_files(results / STILLS)):
            if still.name.startswith(stems):
                content.add(still, "Stills")
        return content, places

    def _of_job(self, job: EditJob, content: _Content, has_sources: bool) -> Places:
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
        return job, [place for place in places if place]


@dataclass
class _Pack:
    """One folder that is being written."""

    project: str
    jobs: Sequence[EditJob]
    content: _Content
    places: Sequence[Places]
    folder: Path

    @property
    def name(self) -> str:
        """What the folder is called, if nothing else is."""
        return safe_stem(self.project)

    def write(self, part: Path, stop: StopFlag, moved: OnProgress) -> Packed:
        """Write it as `part`, then give it its name."""
        sizes = _sizes(self.content)
        self._check_room(sum(sizes.values()))
        part.mkdir()
        self._copy(part, sizes, stop, moved)
        self._describe(part)
        return Packed(self._named(part), len(self.content.files), tuple(self.content.missing))

    def _check_room(self, wanted: int) -> None:
        free = shutil.disk_usage(self.folder).free
        if free < wanted + SPARE:
            needed = wanted + SPARE
            raise DiskFull(
                "pack_no_room", folder=str(self.folder), needed=needed // 1_000_000, free=free // 1_000_000
            )

    def _copy(self, part: Path, sizes: dict[Path, int], stop: StopFlag, moved: OnProgress) -> None:
        total, done = max(sum(sizes.values()), 1), 0
        for path, size in sizes.items():
            target = part / self.content.files[path]
            target.parent.mkdir(exist_ok=True)
            for copied in self._copied(path, target, stop):
                moved(min((done + copied) / total, 1.0))
            done += size

    def _copied(self, path: Path, target: Path, stop: StopFlag) -> Iterator[int]:
        """Copy a file, with the bytes so far after each piece; one that cannot be read is missing then."""
        copied = 0
        with target.open("xb") as copy:
            for piece in self._pieces(path):
                if stop():
                    raise Stopped
                copy.write(piece)
                copied += len(piece)
                yield copied
        if path not in self.content.files:
            target.unlink()
            return
        with suppress(OSError):
            # Its times tell when it was made; not every disk takes them.
            shutil.copystat(path, target)

    def _pieces(self, path: Path) -> Iterator[bytes]:
        """A file in pieces, no more of one that has gone meanwhile: that is no fault of the target."""
        try:
            with path.open("rb") as source:
                while piece := source.read(PIECE):
                    yield piece
        except OSError:
            self.content.lose(path)

    def _describe(self, part: Path) -> None:
        (part / PROMPTS).mkdir()
        kept = set(self.content.files.values())
        jobs = [job for job, _ in self.places]
        indexes = [index_of(job, [place for place in places if place in kept]) for job, places in self.places]
        for number, (job, index) in enumerate(zip(jobs, indexes, strict=True), 1):
            name = f"{number:04d}_{index.name}.txt"
            (part / PROMPTS / name).write_text(prompt_text(job, index), encoding="utf-8")
        (part / "history.csv").write_bytes(as_csv(Index.COLUMNS, (index.row for index in indexes)))
        (part / "ledger.csv").write_bytes(as_csv(COLUMNS, rows(self.jobs)))
        words = readme(self.project, len(jobs), tuple(self.content.missing))
        (part / "README.txt").write_text(words, encoding="utf-8")

    def _named(self, part: Path) -> Path:
        for number in count(1):
            target = self.folder / (self.name if number == 1 else f"{self.name}_{number}")
            if not os.path.lexists(target):
                break
        part.rename(target)
        return target


def _sizes(content: _Content) -> dict[Path, int]:
    """The bytes of each file that is still there."""
    sizes: dict[Path, int] = {}
    for path in tuple(content.files):
        try:
            sizes[path] = path.stat().st_size
        except OSError:
            content.lose(path)
    return sizes


def _files(folder: Path) -> Iterator[Path]:
    with suppress(OSError):
        yield from (path for path in folder.iterdir() if path.is_file())
