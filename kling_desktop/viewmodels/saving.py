"""*Save result…*: the file that is wanted of a take, its name as it will be, and writing it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from kling_desktop.domain.cut import LookKind
from kling_desktop.domain.errors import BadInput, KlingError
from kling_desktop.domain.names import USUAL_PATTERN, check_pattern
from kling_desktop.domain.notice import Notice
from kling_desktop.domain.timeline import Format, PictureSize, Sound, TimelineChoice
from kling_desktop.i18n import tr
from kling_desktop.viewmodels import wording
from kling_desktop.viewmodels.observed import Observed

if TYPE_CHECKING:
    import asyncio

    from kling_desktop.domain.job import EditJob
    from kling_desktop.studio import Studio
    from kling_desktop.viewmodels.editor import EditorModel

PRORES = (Format.PRORES_422, Format.PRORES_LT, Format.PRORES_HQ)
AS_USUAL = TimelineChoice()


@dataclass(frozen=True)
class Saving:
    """What the dialog shows of take `number` (from 0) of `job`; `is_raw` copies the result as it came."""

    job: EditJob | None = None
    number: int = 0
    choice: TimelineChoice = AS_USUAL
    is_raw: bool = False
    pattern: str = USUAL_PATTERN
    folder: str = ""
    example: str = ""
    problem: str = ""
    """Why the pattern cannot be a name."""
    may_leave_sound: bool = False
    """Whether the edit being set up still uploads the sound of the same clip."""
    is_saving: bool = False
    fraction: float | None = None
    refusal: str = ""
    is_over: bool = True

    @property
    def has_timeline(self) -> bool:
        """Whether there is a source to fit the result to; else it can only be copied."""
        return self.job is not None and self.job.recipe is not None

    @property
    def can_save(self) -> bool:
        """Whether Save works."""
        return not self.is_saving and bool(self.folder) and (self.is_raw or not self.problem)

    @property
    def remarks(self) -> tuple[str, ...]:
        """What is worth knowing of the choice before it is made."""
        return tuple(self._remarks())

    def _remarks(self) -> list[str]:
        recipe = self.job.recipe if self.job else None
        if recipe is None:
            return [wording.sentence(Notice("timeline_no_source"))]
        mended = wording.mended(self.choice.fixes)
        if self.is_raw:
            raw = tr("24 frames per second, without timecode and reel: not fit for every timeline.")
            return [raw, tr("The fixes are not in it.")] if mended else [raw]
        said = [mended] if mended else []
        if self.choice.format in PRORES:
            said.append(tr("FFmpeg encoder, not Apple-certified."))
        if not self.choice.format.carries_reel:
            said.append(wording.sentence(Notice("mp4_without_reel")))
        if recipe.look is not None and recipe.look.kind is not LookKind.REC709:
            said.append(wording.sentence(Notice("graded_look")))
        return said


class SavingModel(Observed[Saving]):
    """Owns the choice and the writing of one file at a time.

    `asked` once when a take is to be saved, `told` carries what came of it, `saved` the id of
    the task that has left a file elsewhere.
    """

    asked = Signal()
    told = Signal(str)
    saved = Signal(str)

    def __init__(self, editor: EditorModel, parent: QObject | None = None) -> None:
        """`editor` may go on uploading a sound that nobody uses. Without effect until `attach`."""
        super().__init__(Saving(), parent)
        self._editor = editor
        self._studio: Studio | None = None
        self._work: asyncio.Task[None] | None = None

    def attach(self, studio: Studio) -> None:
        """Write with an opened studio."""
        self._studio = studio
        studio.progress.subscribe(self._moved)

    def ask(self, job: EditJob, number: int) -> None:
        """Begin with the last choice for take `number` (from 0)."""
        if self._studio is None or self.state.is_saving:
            return
        last, usual = self._studio.projects.export(job.project), self._studio.settings.timeline
        fixes = job.takes[number].fixes
        state = Saving(
            job=job,
            number=number,
            choice=TimelineChoice(last.format, last.sound, last.size, usual.motion, usual.keeps_reel, fixes),
            is_raw=last.is_raw or job.recipe is None,
            pattern=last.pattern,
            folder=last.folder or job.folder,
            is_over=False,
        )
        self._show(state)
        self.asked.emit()

    def choose_format(self, format: Format | None) -> None:
        """Write in this format; None copies the result as it came."""
        choice = replace(self.state.choice, format=format) if format else self.state.choice
        self._show(replace(self.state, choice=choice, is_raw=format is None))

    def choose_sound(self, sound: Sound) -> None:
        """Have this sound."""
        self._show(replace(self.state, choice=replace(self.state.choice, sound=sound)))

    def choose_size(self, size: PictureSize) -> None:
        """Have the picture so large."""
        self._show(replace(self.state, choice=replace(self.state.choice, size=size)))

    def choose_name(self, pattern: str) -> None:
        """Name the file by this pattern."""
        self._show(replace(self.state, pattern=pattern))

    def choose_folder(self, folder: str) -> None:
        """Write into this folder."""
        self._show(replace(self.state, folder=folder))

    def leave_sound(self, is_left: bool) -> None:
        """Upload the sound of this clip no longer, or again, in the edit being set up."""
        video = self._editor.state.request.source
        if video is not None:
            self._editor.set_cut(video.range, replace(video.treatment, sends_sound=not is_left))

    def save(self) -> None:
        """Write the file; the choice is remembered."""
        state = self.state
        if self._studio is None or state.job is None or not state.can_save:
            return
        self._remember(self._studio, state)
        self._update(is_saving=True, fraction=None, refusal="")
        work = self._save(self._studio, state, state.job)
        self._work = self._studio.tasks.spawn("save a result", work)

    def stop(self) -> None:
        """End the writing, if any, and leave nothing of the file; the dialog's matter is over."""
        if self._work is not None:
            self._work.cancel()
            self._work = None
        self._update(is_saving=False, is_over=True)

    def _show(self, state: Saving) -> None:
        studio = self._studio
        if studio is None or state.job is None:
            return
        broken = check_pattern(state.pattern)
        take = state.job.takes[state.number]
        example = Path(take.path).name
        if not state.is_raw:
            example = "" if broken else studio.timeline.name_for(state.job, take, state.choice, state.pattern)
        problem = wording.sentence(broken) if broken else ""
        is_unused = self._uploads_sound(state) and not state.is_raw and state.choice.sound is not Sound.KLING
        self._become(replace(state, example=example, problem=problem, may_leave_sound=is_unused, refusal=""))

    def _uploads_sound(self, state: Saving) -> bool:
        mine, video = self._editor.state.request.source, state.job.request.source if state.job else None
        info = self._editor.state.source.info if self._editor.state.source else None
        is_same = mine is not None and video is not None and mine.location == video.location
        return is_same and info is not None and info.has_sound

    @property
    def leaves_sound(self) -> bool:
        """Whether the edit being set up leaves the sound of its clip here."""
        video = self._editor.state.request.source
        return video is not None and not video.treatment.sends_sound

    def _remember(self, studio: Studio, state: Saving) -> None:
        last = replace(studio.projects.export(state.job.project if state.job else ""), folder=state.folder)
        if state.has_timeline:
            last = replace(last, is_raw=state.is_raw)
        if not state.is_raw:
            choice = state.choice
            last = replace(
                last, format=choice.format, sound=choice.sound, size=choice.size, pattern=state.pattern
            )
        try:
            studio.projects.keep_export(last)
        except BadInput as error:
            self.told.emit(wording.sentence(error.notice))

    async def _save(self, studio: Studio, state: Saving, job: EditJob) -> None:
        folder = Path(state.folder)
        said: tuple[Notice, ...] = ()
        try:
            if state.is_raw:
                path = str(await studio.timeline.copy_raw(job.id, state.number, folder))
            else:
                made = await studio.timeline.export(job.id, state.number, state.choice, folder, state.pattern)
                path, said = made.path, made.notes
        except KlingError as error:
            self._update(is_saving=False, refusal=wording.sentence(error.notice))
            return
        self._update(is_saving=False, is_over=True)
        self.saved.emit(job.id)
        self.told.emit(" ".join((tr("Saved as {path}").format(path=path), *wording.sentences(said))))

    def _moved(self, job_id: str) -> None:
        job = self.state.job
        if self._studio is not None and self.state.is_saving and job is not None and job.id == job_id:
            self._update(fraction=self._studio.progress.of(job_id).fraction)
