"""Contact sheets: source and takes at the same moments, as pictures to be painted, and as a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from kling_desktop.domain.contact import HEIGHT, MOST_TAKES, SHARES
from kling_desktop.domain.errors import BadInput, KlingError
from kling_desktop.domain.job import EditJob, Take
from kling_desktop.domain.recipe import Recipe
from kling_desktop.domain.timecode import TimecodeCount
from kling_desktop.domain.timeline import Match
from kling_desktop.media.colour import Picture
from kling_desktop.media.frames import tiles
from kling_desktop.media.probe import probe
from kling_desktop.media.worker import StopFlag, Workers
from kling_desktop.services.ledger import Ledger
from kling_desktop.services.looks import graded_by
from kling_desktop.services.naming import folder_error, stem_of
from kling_desktop.services.stills import write_new
from kling_desktop.store.inputs import InputFolder
from kling_desktop.store.journal import HistoryQuery, Journal
from kling_desktop.store.records import marked_of, source_of

Pictures = tuple[Picture | None, ...]
NOTHING: Pictures = (None,) * len(SHARES)


@dataclass(frozen=True)
class TakeRow:
    """One take: its name, what was asked for, and its frames at the moments of its part."""

    name: str
    prompt: str
    is_starred: bool
    pictures: Pictures


@dataclass(frozen=True)
class Part:
    """One part of a clip: its moments as timecode (empty where unknown), the source at them, the takes."""

    name: str
    moments: tuple[str, ...]
    source: Pictures
    takes: tuple[TakeRow, ...]


class ContactSheets:
    """Gathers the frames in a worker and writes what is painted of them beside the results."""

    def __init__(self, ledger: Ledger, journal: Journal, workers: Workers, inputs: InputFolder) -> None:
        """Look-up tables of sources are kept in `inputs`."""
        self._ledger = ledger
        self._journal = journal
        self._workers = workers
        self._inputs = inputs

    async def of_jobs(self, job_ids: Sequence[str], paint: Callable[[Sequence[Part]], bytes]) -> Path:
        """The sheet of these jobs; `paint` makes a PNG of its parts, in a worker.

        Raises BadInput when they have no results or too many, FolderGone, DiskFull.
        """
        return await self._write([await self._ledger.find(job_id) for job_id in job_ids], paint)

    async def of_versions(self, source: str, marked: str, paint: Callable[[Sequence[Part]], bytes]) -> Path:
        """The sheet of all versions of one part of a clip, as the journal groups by them; raises as above."""
        query = HistoryQuery(source=source, marked=marked)
        return await self._write(await self._journal.page(query, MOST_TAKES + 1), paint)

    async def _write(self, jobs: Sequence[EditJob], paint: Callable[[Sequence[Part]], bytes]) -> Path:
        finished = sorted((job for job in jobs if job.files), key=lambda job: job.created)
        takes = sum(len(job.files) for job in finished)
        if not takes:
            raise BadInput("contact_empty")
        if takes > MOST_TAKES:
            raise BadInput("contact_too_long", takes=takes, most=MOST_TAKES)

        def work(stop: StopFlag) -> Path:
            groups: dict[tuple[str, str], list[EditJob]] = {}
            for job in finished:
                groups.setdefault((source_of(job.request), marked_of(job.request)), []).append(job)
            content = paint([self._part(each, stop) for each in groups.values()])
            folder = Path(finished[0].files[0]).parent
            try:
                return write_new(folder, f"{stem_of(finished[0].request)}_contact", content)
            except OSError as error:
                raise folder_error(error, folder) from error

        return await self._workers.run(work)

    def _part(self, jobs: Sequence[EditJob], stop: StopFlag) -> Part:
        recipe = next((job.recipe for job in jobs if job.recipe), None)
        frames = _moments(recipe) if recipe else ()
        count = TimecodeCount.of(recipe.rate, recipe.start_timecode) if recipe else None
        rows = tuple(
            TakeRow(
                Path(take.path).stem,
                " ".join(job.request.prompt.split()),
                job.starred == number,
                _of_take(take, job.recipe, frames, stop),
            )
            for job in jobs
            for number, take in enumerate(job.takes, 1)
            if take.is_whole
        )
        moments = tuple(count.text(frame) for frame in frames) if count else ("",) * len(SHARES)
        return Part(
            stem_of(jobs[0].request),
            moments,
            self._of_source(recipe, frames, stop) if recipe else NOTHING,
            rows,
        )

    def _of_source(self, recipe: Recipe, frames: Sequence[int], stop: StopFlag) -> Pictures:
        try:
            with graded_by(recipe.look, self._inputs) as grade:
                return tuple(tiles(Path(recipe.location), frames, recipe.rate, HEIGHT, stop, grade=grade))
        except KlingError:
            # A source that has gone leaves its place empty.
            return NOTHING


def _moments(recipe: Recipe) -> tuple[int, ...]:
    """Frames of the source within the true range, without its handles."""
    return tuple(recipe.first + int(share * (recipe.last - recipe.first + 1)) for share in SHARES)


def _of_take(take: Take, recipe: Recipe | None, frames: Sequence[int], stop: StopFlag) -> Pictures:
    try:
        if recipe is None:
            info = probe(Path(take.path))
            rate = Fraction(info.rate_num, info.rate_den)
            wanted = [int(share * info.frames) for share in SHARES]
        elif take.timeline and take.timeline.path and Path(take.timeline.path).is_file():
            # It has the source's frames, one for one, from the first handle on.
            wanted, rate = [frame - recipe.begin for frame in frames], recipe.rate
            return tuple(tiles(Path(take.timeline.path), wanted, rate, HEIGHT, stop))
        else:
            info = probe(Path(take.path))
            rate = Fraction(info.rate_num, info.rate_den)
            match = Match(recipe, info.frames, rate)
            wanted = [match.raw_frame(frame - recipe.begin) for frame in frames]
        return tuple(tiles(Path(take.path), wanted, rate, HEIGHT, stop))
    except KlingError:
        # A file that has gone leaves its place empty.
        return NOTHING
