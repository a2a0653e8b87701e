"""The step after `done`: each result is checked on arrival and made fit for the timeline it goes to."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from kling_desktop.domain.arrival import Arrival, judged
from kling_desktop.domain.errors import BadInput, KlingError
from kling_desktop.domain.job import EditJob, JobState, Take
from kling_desktop.domain.names import check_pattern, rendered
from kling_desktop.domain.recipe import Recipe
from kling_desktop.domain.timeline import (
    Fixes,
    Sound,
    TimelineChoice,
    TimelineFile,
)
from kling_desktop.media.arrival import measure
from kling_desktop.media.fingerprint import is_unchanged
from kling_desktop.media.relink import relinked
from kling_desktop.media.timeline import Made, TimelineOrder, format_of, write_timeline
from kling_desktop.media.worker import StopFlag, Workers
from kling_desktop.services import sidecar
from kling_desktop.services.ledger import Ledger
from kling_desktop.services.looks import graded_by
from kling_desktop.services.progress import Progress, ProgressBoard
from kling_desktop.services.projects import Projects
from kling_desktop.services.results import PART
from kling_desktop.services.tasks import Tasks
from kling_desktop.services.timeline_names import copied, disk_error, name_values, put_in_place, version_of
from kling_desktop.settings.file import Settings
from kling_desktop.store.inputs import InputFolder
from kling_desktop.store.journal import HistoryQuery, Journal

log = logging.getLogger(__name__)
LOOKED_BACK = 100
"""Jobs of the journal that are looked at on start."""


class TimelineFiles:
    """Makes timeline files and arrival cards; owns the tasks that do it by themselves.

    Nothing here changes a take's own file or the state of its job.
    """

    def __init__(
        self,
        journal: Journal,
        ledger: Ledger,
        workers: Workers,
        settings: Settings,
        board: ProgressBoard,
        tasks: Tasks,
        inputs: InputFolder,
    ) -> None:
        """What is made by default stands in `settings`; look-up tables are kept in `inputs`."""
        self._inputs = inputs
        self._journal, self._ledger, self._workers, self._settings = journal, ledger, workers, settings
        self._board, self._tasks = board, tasks
        self._under_way: dict[str, asyncio.Task[None]] = {}
        # One at a time: an encoder takes every core.
        self._place = asyncio.Semaphore(1)

    def begin(self) -> None:
        """From now on, take care of each job that gets done."""
        self._ledger.subscribe(self._heard)

    def usual_choice(self, fixes: Fixes | None = None) -> TimelineChoice:
        """What the settings ask for."""
        said = self._settings.timeline
        return TimelineChoice(
            said.format, said.sound, said.size, said.motion, said.keeps_reel, fixes or Fixes()
        )

    async def catch_up(self) -> None:
        """Take care of what got done lately without a timeline file: the program was closed meanwhile."""
        for job in await self._journal.page(HistoryQuery(), LOOKED_BACK):
            self._heard(job)

    async def settled(self, job_id: str) -> None:
        """Wait until nothing is being made for a job by itself."""
        if task := self._under_way.get(job_id):
            await asyncio.wait({task})

    def stop(self, job_id: str) -> None:
        """End the work on a job's files; nothing of it is left behind."""
        if task := self._under_way.get(job_id):
            task.cancel()

    def is_under_way(self, job_id: str) -> bool:
        """Whether a job's files are being made."""
        return job_id in self._under_way

    async def make_again(self, job_id: str, number: int, choice: TimelineChoice | None = None) -> EditJob:
        """Make the take's timeline file anew, as `choice` or as usual, and keep it as the one handed out.

        A file made before stays where it is. A failure is kept with the take, not raised.
        Raises BadInput when the job has no such take or is made without a local source.
        """
        job, _, _ = await self._found(job_id, number)
        return await self._made(job, number, choice or self.usual_choice())

    async def check_again(self, job_id: str, number: int) -> EditJob:
        """Measure the take anew. Raises BadInput."""
        job, recipe, take = await self._found(job_id, number)
        arrival = await self._measured(job, recipe, take)
        return await self._keep(job_id, number, lambda found: replace(found, arrival=arrival))

    async def export(
        self, job_id: str, number: int, choice: TimelineChoice, folder: Path, pattern: str = ""
    ) -> TimelineFile:
        """Write one more timeline file into `folder`, named by `pattern` or as usual; the job is not changed.

        Raises BadInput, FolderGone, DiskFull.
        """
        job, recipe, take = await self._found(job_id, number)
        if broken := check_pattern(pattern) if pattern else None:
            raise BadInput(broken.code, **broken.values)
        return await self._written(job, recipe, take, choice, folder, pattern)

    async def copy_raw(self, job_id: str, number: int, folder: Path) -> Path:
        """Copy the take as it came into `folder`, under its own name or the next free one like it.

        Raises BadInput, FolderGone, DiskFull.
        """
        job = await self._ledger.find(job_id)
        if not 0 <= number < len(job.takes) or not job.takes[number].is_whole:
            raise BadInput("timeline_no_take")
        raw = Path(job.takes[number].path)
        try:
            return await self._workers.run(lambda stop: copied(raw, folder, stop))
        except OSError as error:
            raise disk_error(error, folder) from error

    def name_for(self, job: EditJob, take: Take, choice: TimelineChoice, pattern: str = "") -> str:
        """The file name that an export gets, unless it is taken: the live example of the dialog."""
        if job.recipe is None:
            return Path(take.path).name
        stem = rendered(pattern or self._usual_pattern(job), name_values(job, job.recipe, take, choice))
        return stem + choice.format.suffix

    def _usual_pattern(self, job: EditJob) -> str:
        return Projects(self._settings).named(job.project).pattern or self._settings.timeline.name

    async def relink(self, job_id: str, folder: Path) -> EditJob:
        """Look for the job's source below `folder` by its content, and note where it is.

        Raises BadInput `source_not_found`.
        """
        job = await self._ledger.find(job_id)
        source, recipe = job.request.source, job.recipe
        if recipe is None or source is None or source.fingerprint is None:
            raise BadInput("timeline_no_source")
        known = source.fingerprint
        found = await self._workers.run(lambda stop: relinked(known, (folder,), stop))
        if found is None:
            name = Path(recipe.location).name
            raise BadInput("source_not_found", name=name, folder=str(folder))
        moved = replace(recipe, location=str(found))
        return await self._ledger.change(job_id, lambda now: now.changed(recipe=moved))

    def _heard(self, job: EditJob) -> None:
        is_due = job.state is JobState.DONE and job.recipe is not None and self._settings.timeline.is_made
        is_open = any(take.timeline is None for take in job.takes)
        if is_due and is_open and job.id not in self._under_way:
            task = self._tasks.spawn(f"timeline {job.id}", self._take_care(job))
            self._under_way[job.id] = task
            task.add_done_callback(lambda _: self._under_way.pop(job.id, None))

    async def _take_care(self, job: EditJob) -> None:
        for number, take in enumerate(job.takes):
            if take.timeline is None:
                job = await self._made(job, number, self.usual_choice())
                await self._checked(job.id, number)

    async def _checked(self, job_id: str, number: int) -> None:
        try:
            await self.check_again(job_id, number)
        except KlingError as error:
            log.warning("arrival of %s: %s", job_id, error.notice.code)

    async def _found(self, job_id: str, number: int) -> tuple[EditJob, Recipe, Take]:
        job = await self._ledger.find(job_id)
        whole = job.state is JobState.DONE and 0 <= number < len(job.takes)
        if not whole:
            raise BadInput("timeline_no_take")
        if job.recipe is None:
            raise BadInput("timeline_no_source")
        return job, job.recipe, job.takes[number]

    async def _made(self, job: EditJob, number: int, choice: TimelineChoice) -> EditJob:
        _, recipe, take = await self._found(job.id, number)
        try:
            made = await self._written(job, recipe, take, choice, Path(take.path).parent, "")
        except KlingError as error:
            log.warning("timeline file of %s: %s", job.id, error.notice.code)
            made = TimelineFile(format=choice.format, failure=error.notice, fixes=choice.fixes)
        return await self._keep(job.id, number, lambda found: replace(found, timeline=made))

    async def _keep(self, job_id: str, number: int, change: Callable[[Take], Take]) -> EditJob:
        """Save what became known of a take, on the newest revision of its job, and in its sidecar."""

        def kept(job: EditJob) -> EditJob:
            takes = (*job.takes[:number], change(job.takes[number]), *job.takes[number + 1 :])
            return job.changed(takes=takes)

        job = await self._ledger.change(job_id, kept)
        await self._write_sidecar(job, job.takes[number])
        return job

    async def _write_sidecar(self, job: EditJob, take: Take) -> None:
        try:
            await asyncio.to_thread(sidecar.write, job, take)
        except OSError as error:
            log.warning("sidecar of %s: %s", job.id, error.strerror)

    async def _measured(self, job: EditJob, recipe: Recipe, take: Take) -> Arrival:
        source = await self._source(job, recipe)
        result = Path(take.path)
        measures = await self._workers.run(lambda stop: measure(result, recipe, source, stop))
        return judged(measures, recipe)

    async def _source(self, job: EditJob, recipe: Recipe) -> Path | None:
        """The job's source where it is now, if its content is still the one that was sent."""
        video = job.request.source
        known = video.fingerprint if video else None
        path = Path(recipe.location)

        def look(stop: StopFlag) -> Path | None:
            if known is None:
                return path if path.is_file() else None
            if path.is_file() and is_unchanged(path, known, stop=stop):
                return path
            folders = dict.fromkeys((path.parent, Path(job.folder)))
            return relinked(known, (folder for folder in folders if folder.is_dir()), stop)

        return await self._workers.run(look)

    async def _written(
        self, job: EditJob, recipe: Recipe, take: Take, choice: TimelineChoice, folder: Path, pattern: str
    ) -> TimelineFile:
        source = await self._source(job, recipe)
        is_needed = choice.sound is Sound.SOURCE or choice.fixes.fills_from_source
        if source is None and is_needed:
            raise BadInput("timeline_source_gone", name=Path(recipe.location).name)
        colour = take.arrival.measures.colour if take.arrival else None
        order = TimelineOrder(Path(take.path), source, recipe, choice, version_of(job, take), colour)
        async with self._place:
            try:
                return await self._write(job, take, order, folder, pattern)
            except OSError as error:
                raise disk_error(error, folder) from error
            finally:
                self._board.clear(job.id)

    async def _write(
        self, job: EditJob, take: Take, order: TimelineOrder, folder: Path, pattern: str
    ) -> TimelineFile:
        self._board.show(job.id, Progress("timeline"))
        chosen = await self._workers.run(lambda _: format_of(order))
        name = self.name_for(job, take, replace(order.choice, format=chosen), pattern)
        await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
        part = folder / f".{name}{PART}"
        loop = asyncio.get_running_loop()

        def show(fraction: float) -> None:
            loop.call_soon_threadsafe(self._board.show, job.id, Progress("timeline", round(fraction, 2)))

        look = order.recipe.look if order.choice.fixes.fills_from_source else None

        def work(stop: StopFlag) -> Made:
            with graded_by(look, self._inputs) as grade:
                return write_timeline(replace(order, grade=grade), part, stop, show)

        made = await self._workers.run(work)
        target = await asyncio.to_thread(put_in_place, part, folder / name)
        return TimelineFile(str(target), made.format, made.notes, fixes=order.choice.fixes)
