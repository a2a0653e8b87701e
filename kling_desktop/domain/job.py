"""One edit on its way: a frozen value with a revision."""

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from kling_desktop.domain.answers import ErrorWords, RequestForm
from kling_desktop.domain.arrival import Arrival
from kling_desktop.domain.notice import Notice
from kling_desktop.domain.recipe import Recipe
from kling_desktop.domain.request import EditRequest
from kling_desktop.domain.site import SANDBOX
from kling_desktop.domain.states import AT_THE_SERVICE as AT_THE_SERVICE
from kling_desktop.domain.states import ENDED as ENDED
from kling_desktop.domain.states import FOLLOWED as FOLLOWED
from kling_desktop.domain.states import MOVES as MOVES
from kling_desktop.domain.states import OPEN as OPEN
from kling_desktop.domain.states import UNSENT as UNSENT
from kling_desktop.domain.states import JobState as JobState
from kling_desktop.domain.timeline import AS_IT_IS, Fixes, TimelineFile


class IllegalMove(Exception):
    """A change of state that the table does not allow: a fault of the program, never of the user."""


class Charge(StrEnum):
    """Whether an edit was paid for, as far as can be known; the service has no call that tells."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Failure:
    """Why a job failed: a notice for people, the service's raw words for support."""

    notice: Notice
    words: ErrorWords = field(default_factory=ErrorWords)
    status: int = 0


@dataclass(frozen=True)
class Link:
    """A video of the request as an address that the service can fetch; `expires` in Unix seconds."""

    url: str
    expires: float | None = None

    def lives_until(self, moment: float) -> bool:
        """Whether it can still be fetched at `moment`, as far as is known."""
        return self.expires is None or self.expires >= moment


@dataclass(frozen=True)
class Take:
    """One result: its file, reserved before the download and whole once `sha256` is set.

    `timeline` and `arrival` come after that; None until then, and for a job without a recipe.
    """

    path: str
    sha256: str = ""
    size: int = 0
    timeline: TimelineFile | None = None
    arrival: Arrival | None = None

    @property
    def is_whole(self) -> bool:
        """Whether the file has been downloaded and verified."""
        return bool(self.sha256)

    @property
    def handed_out(self) -> str:
        """The file that goes to the timeline: the one made for it, else the raw result."""
        return self.timeline.path if self.timeline and self.timeline.path else self.path

    @property
    def fixes(self) -> Fixes:
        """What the user has mended of it, in its timeline file."""
        return self.timeline.fixes if self.timeline else AS_IT_IS


@dataclass(frozen=True)
class Note:
    """What somebody wrote about a take (from 1; 0: the whole task), or about one frame of it (from 0)."""

    text: str
    take: int = 0
    frame: int | None = None


@dataclass(frozen=True)
class EditJob:
    """One send of an edit; times are Unix seconds, 0 when it has not come to that."""

    id: str
    site: str
    request: EditRequest
    created: float
    folder: str
    state: JobState = JobState.PREPARING
    rev: int = 0
    held: Notice | None = None
    links: tuple[Link, ...] = ()
    form: RequestForm | None = None
    task_id: str = ""
    traceparent: str = ""
    status: str = ""
    submitted: float = 0.0
    accepted: float = 0.0
    ended: float = 0.0
    not_before: float = 0.0
    tries: int = 0
    takes: tuple[Take, ...] = ()
    failure: Failure | None = None
    parent: str = ""
    seconds: float = 0.0
    price: str = ""
    recipe: Recipe | None = None
    starred: int = 0
    """Which of its takes the user chose as the winner, counted from 1; 0 for none."""
    notes: tuple[Note, ...] = ()
    is_hidden: bool = False
    """Whether the user deleted it: out of every list, but not out of the journal and the ledger."""
    is_out: bool = False
    """Whether a result was saved elsewhere or dragged out: other programs may use it."""
    billed: str = ""
    """What the user was really billed, in the currency of the prices; empty while that is not known."""
    project: str = ""
    """The project that it was made in; empty for none."""
    agreed: float = 0.0
    """When somebody said that it is to be sent although it was held for that word."""
    is_over_cap: bool = False
    """Whether that was said of a cap on spending: it may go over any."""

    def moved(self, state: JobState, **changes: Any) -> "EditJob":
        """The job's next revision in `state`, no longer held unless `changes` say so.

        Raises IllegalMove for a move that the table does not have.
        """
        if state not in MOVES[self.state]:
            raise IllegalMove(f"{self.state} → {state}")
        if state is JobState.QUEUED and not changes.get("task_id", self.task_id):
            raise IllegalMove(f"{self.state} → {state} without a task id")
        return replace(self, **{"held": None, **changes, "state": state, "rev": self.rev + 1})

    def changed(self, **changes: Any) -> "EditJob":
        """The job's next revision in the same state."""
        return replace(self, **changes, rev=self.rev + 1)

    @property
    def is_practice(self) -> bool:
        """Whether it was made in practice mode: free, not Kling."""
        return self.site == SANDBOX

    @property
    def is_open(self) -> bool:
        """Whether something can still happen to it by itself or by a person's answer."""
        return self.state in OPEN

    @property
    def charge(self) -> Charge:
        """Whether it was paid for: accepted is billable, a lost answer may be, the rest is not."""
        if self.is_practice or self.state in UNSENT:
            return Charge.NO
        if self.state in (JobState.SUBMITTING, JobState.UNKNOWN):
            return Charge.UNKNOWN
        if self.task_id:
            return Charge.UNKNOWN if self.state is JobState.FAILED else Charge.YES
        if self.state is JobState.FAILED:
            return Charge.NO
        # A job that was stopped was either never sent or closed as unresolved.
        was_sent = self.submitted > 0
        return Charge.UNKNOWN if was_sent else Charge.NO

    @property
    def winner(self) -> int:
        """The place in `takes` of the starred one, else of the first whole one; -1 while there is none."""
        whole = [number for number, take in enumerate(self.takes) if take.is_whole]
        if 0 < self.starred <= len(whole):
            return whole[self.starred - 1]
        return whole[0] if whole else -1

    @property
    def files(self) -> tuple[str, ...]:
        """Paths of the takes that are whole."""
        return tuple(take.path for take in self.takes if take.is_whole)
