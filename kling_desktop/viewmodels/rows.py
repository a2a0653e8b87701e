"""One row of the task list: a job and its progress, in words, with what can be done about it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from pathlib import PurePath
from typing import TYPE_CHECKING

from kling_desktop.domain.cost import OVER
from kling_desktop.domain.follow_up import FollowUp, follow_ups
from kling_desktop.domain.job import AT_THE_SERVICE, FOLLOWED, UNSENT, Charge, EditJob, JobState
from kling_desktop.domain.request import Mode
from kling_desktop.domain.uploads import WANTED
from kling_desktop.i18n import current, in_one_line, tr
from kling_desktop.services.naming import stem_of
from kling_desktop.services.progress import NOTHING
from kling_desktop.viewmodels import local, wording

if TYPE_CHECKING:
    from kling_desktop.i18n import Wording
    from kling_desktop.services.progress import Progress


class Tone(Enum):
    """What a state means at a glance; each has its own icon, so that colour is never alone."""

    WAITING = auto()
    BUSY = auto()
    GOOD = auto()
    BAD = auto()
    ATTENTION = auto()
    QUIET = auto()


class TaskAction(Enum):
    """What a person can do about a task."""

    SHOW = auto()
    REVEAL = auto()
    SAVE = auto()
    COPY_PATH = auto()
    SEND_TO_TIMELINE = auto()
    RETURN_TAKES = auto()
    WITHDRAW = auto()
    STOP = auto()
    ASK_NOW = auto()
    SEND_NOW = auto()
    OPEN_ACCOUNT = auto()
    PASTE_ID = auto()
    PASTE_LINK = auto()
    SEND_AGAIN = auto()
    CLOSE_UNRESOLVED = auto()
    FOLLOW_AGAIN = auto()
    RUN_AGAIN = auto()
    SEND_NEXT = auto()
    WITHOUT_FRAMES = auto()
    WITH_LESS = auto()
    SEND_OVER_CAP = auto()
    USE_AGAIN = auto()
    IN_PRO = auto()
    STAR = auto()
    UNSTAR = auto()
    DELETE = auto()
    DETAILS = auto()
    EDIT_WORDING = auto()
    COPY_SUPPORT = auto()
    SEND_CHANGED = auto()
    RAISE_CAP = auto()
    OPEN_SETTINGS = auto()
    OPEN_LINKS = auto()
    OPEN_NETWORK = auto()
    TRY_AGAIN = auto()


OFFERED = {
    FollowUp.WITHOUT_FRAMES: TaskAction.WITHOUT_FRAMES,
    FollowUp.WITH_LESS: TaskAction.WITH_LESS,
}


AFTERWARDS = (TaskAction.USE_AGAIN, TaskAction.RUN_AGAIN, TaskAction.DELETE)


@dataclass(frozen=True)
class TaskRow:
    """A job as the list shows it."""

    job: EditJob
    progress: Progress
    is_new: bool = False
    expected: float | None = None
    """When its result is to be expected, in Unix seconds, by past tasks; None where nobody knows."""
    versions: int = 1
    """How many versions of the same part of the clip it stands for."""
    depth: int = 0
    """How many tasks it goes back to, one made from the other, among those that are shown."""

    @classmethod
    def resting(cls, job: EditJob) -> TaskRow:
        """The row of a job that nothing is being done for."""
        return cls(job, NOTHING)

    @property
    def title(self) -> str:
        """The name of its first take; before there is one, the name of the clip."""
        if self.job.takes:
            return PurePath(self.job.takes[0].path).stem
        return stem_of(self.job.request)

    @property
    def prompt(self) -> str:
        """The prompt in one line."""
        return " ".join(self.job.request.prompt.split())

    @property
    def state(self) -> str:
        """The word for where it stands."""
        return wording.state(self.job)

    @property
    def need(self) -> str:
        """As `state`, with what is needed where only a person has it: for where no button says so."""
        is_wanted = self.job.held is not None and self.job.held.code == WANTED
        return tr("Needs you: paste link") if is_wanted else self.state

    @property
    def tone(self) -> Tone:
        """What its state means at a glance."""
        return _tone(self.job)

    @property
    def fraction(self) -> float | None:
        """The part that is done (0–1) of the step under way; None where nobody knows."""
        return self.progress.fraction if self.job.is_open else None

    def remark(self, now: float) -> str:
        """What it waits for, how long it may take, or what it cost; `now` is Unix time in seconds."""
        if self.job.held:
            return wording.notice_words(self.job.held).what
        if self.job.is_open:
            return self._remark_under_way(now)
        if self.job.failure and self.job.state is JobState.FAILED:
            return wording.notice_words(self.job.failure.notice).what
        return _charge_words(self.job) if self.job.state is not JobState.DONE else _cost(self.job)

    def sentence(self, now: float) -> str:
        """Everything about its state in one sentence, for a tooltip and for screen readers."""
        parts = (self.title, self.need, self.explanation(now), self.prompt)
        return " · ".join(part for part in parts if part)

    def explanation(self, now: float) -> str:
        """Why it stands as it does: what happened, whether it was charged, what to do."""
        return self.told.sentence if self.told else self.remark(now)

    @property
    def told(self) -> Wording | None:
        """The notice that says why it failed or waits; None where there is none."""
        if self.job.state is JobState.UNKNOWN:
            return current().notice("answer_lost")
        failure = self.job.failure if self.job.state is JobState.FAILED else None
        notice = self.job.held or (failure.notice if failure else None)
        return current().notice(notice.code, notice.values) if notice else None

    def remedies(self) -> tuple[TaskAction, ...]:
        """What helps: the same edit with less in it, then what the catalogue names behind the notice."""
        named = self.told.buttons if self.told else ()
        offers = (OFFERED[offer] for offer in follow_ups(self.job))
        return (*offers, *(TaskAction[name.upper()] for name in named))

    @property
    def order(self) -> tuple[int, float]:
        """Its place: those that need a person, those under way, the rest; newest first in each."""
        needs_you = self.job.is_open and self.tone is Tone.ATTENTION
        return (0 if needs_you else 1 if self.job.is_open else 2, -self.job.created)

    def actions(self) -> tuple[TaskAction, ...]:
        """What can be done, the main thing first."""
        offered = dict.fromkeys((*self.remedies(), *_actions(self.job), TaskAction.DETAILS))
        if TaskAction.EDIT_WORDING in offered:
            # It is the same, with the keyboard in the prompt.
            offered.pop(TaskAction.USE_AGAIN, None)
        return tuple(offered)

    def further(self) -> tuple[TaskAction, ...]:
        """What can be done besides, offered by its menu alone."""
        if self.job.state is not JobState.DONE or self.job.recipe is None:
            return ()
        return (TaskAction.SEND_TO_TIMELINE, *((TaskAction.RETURN_TAKES,) if self.job.starred else ()))

    def _remark_under_way(self, now: float) -> str:
        if self.progress.trouble:
            trouble = self.progress.trouble
            said = current().notice(trouble.code, trouble.values).what
            return in_one_line(said, _again(self.progress.next_try - now))
        if self.job.state is JobState.UNKNOWN:
            return _charge_words(self.job)
        if raw := wording.unknown_status(self.job):
            return tr("The service says “{status}”").format(status=raw)
        if self.job.not_before > now:
            return _again(self.job.not_before - now)
        if self.expected is not None and self.expected > now:
            return wording.time_left(self.expected - now)
        started = self.job.accepted or self.job.created
        return tr("{value} so far").format(value=wording.elapsed(max(0.0, now - started)))


def _again(seconds: float) -> str:
    return tr("Asks again in {value}").format(value=wording.seconds(seconds)) if seconds > 0 else ""


def _tone(job: EditJob) -> Tone:
    if job.held or job.state is JobState.UNKNOWN:
        return Tone.ATTENTION
    if job.state is JobState.READY:
        return Tone.WAITING
    tones = {JobState.DONE: Tone.GOOD, JobState.FAILED: Tone.BAD, JobState.STOPPED: Tone.QUIET}
    return tones.get(job.state, Tone.BUSY)


def _charge_words(job: EditJob) -> str:
    if job.is_practice:
        return tr("Practice, free")
    return {
        Charge.YES: tr("Accepted, billable"),
        Charge.NO: tr("Not charged"),
        Charge.UNKNOWN: tr("May be billed"),
    }[job.charge]


def _cost(job: EditJob) -> str:
    if job.is_practice:
        return tr("Practice, free")
    if job.billed:
        return tr("{price} billed").format(price=local.amount(job.billed))
    return tr("≈ {price}").format(price=local.amount(job.price)) if job.price else _charge_words(job)


def _actions(job: EditJob) -> tuple[TaskAction, ...]:
    if job.state is JobState.UNKNOWN:
        asking = () if job.is_practice else (TaskAction.OPEN_ACCOUNT,)
        return (*asking, TaskAction.PASTE_ID, TaskAction.SEND_AGAIN, TaskAction.CLOSE_UNRESOLVED)
    if job.state is JobState.DONE:
        star = TaskAction.UNSTAR if job.starred else TaskAction.STAR
        pro = (TaskAction.IN_PRO,) if job.request.mode is Mode.STD else ()
        again = (TaskAction.USE_AGAIN, TaskAction.RUN_AGAIN, *pro)
        return (
            TaskAction.SHOW,
            TaskAction.SAVE,
            star,
            TaskAction.REVEAL,
            TaskAction.COPY_PATH,
            *again,
            TaskAction.DELETE,
        )
    if job.state is JobState.STOPPED:
        return (*((TaskAction.FOLLOW_AGAIN,) if job.task_id else ()), *AFTERWARDS)
    if job.state is JobState.FAILED:
        return (TaskAction.DETAILS, *AFTERWARDS)
    return _actions_under_way(job)


def _actions_under_way(job: EditJob) -> tuple[TaskAction, ...]:
    if job.held and job.held.code in OVER:
        return (TaskAction.SEND_OVER_CAP, TaskAction.WITHDRAW)
    if job.held and job.held.code == WANTED:
        return (TaskAction.PASTE_LINK, TaskAction.WITHDRAW)
    if job.state in UNSENT:
        if job.state is JobState.PREPARING:
            return (TaskAction.TRY_AGAIN, TaskAction.WITHDRAW) if job.held else (TaskAction.WITHDRAW,)
        is_waiting = job.held is not None or job.not_before > 0
        main = TaskAction.SEND_NOW if is_waiting else TaskAction.SEND_NEXT
        return main, TaskAction.WITHDRAW
    if job.state in AT_THE_SERVICE | FOLLOWED:
        return (TaskAction.ASK_NOW, TaskAction.STOP) if job.held else (TaskAction.STOP, TaskAction.ASK_NOW)
    return ()
