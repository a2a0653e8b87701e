"""What the service says, read into values: the answer to a POST, to a GET, and its words for an error."""

from dataclasses import dataclass
from enum import Enum, StrEnum, auto

from kling_desktop.domain.outcome import Outcome, Transport


class RequestForm(StrEnum):
    """The two shapes of an edit's body that sites of this service take."""

    DOCUMENTED = "documented"
    COMPACT = "compact"


@dataclass(frozen=True)
class ErrorWords:
    """The service's own words, raw: code, title, detail; and the fields that it names as wrong."""

    code: str = ""
    title: str = ""
    detail: str = ""
    fields: tuple[str, ...] = ()


@dataclass(frozen=True)
class PostAnswer:
    """What one POST did: `task_id` exactly when it was accepted; `retry_after` in seconds."""

    outcome: Outcome
    transport: Transport
    status: int = 0
    task_id: str = ""
    traceparent: str = ""
    retry_after: float | None = None
    words: ErrorWords = ErrorWords()


class Progress(Enum):
    """What the service's status word means."""

    WAITING = auto()
    RUNNING = auto()
    COMPLETED = auto()
    FAILED = auto()
    UNRECOGNISED = auto()


@dataclass(frozen=True)
class TaskAnswer:
    """A task as a GET showed it: the raw status word, what it means, and the links of its results."""

    status: str
    progress: Progress
    videos: tuple[str, ...] = ()
    words: ErrorWords = ErrorWords()


class PollTrouble(StrEnum):
    """Why a GET told nothing; none of these ends a job."""

    KEY_REFUSED = "key_refused"
    NOT_FOUND = "not_found"
    LIMITED = "limited"
    UNREACHABLE = "unreachable"
    UNREADABLE = "unreadable"
    SERVICE = "service"


@dataclass(frozen=True)
class PollFailure:
    """A GET that told nothing about the task; `retry_after` in seconds."""

    trouble: PollTrouble
    status: int = 0
    retry_after: float | None = None
    words: ErrorWords = ErrorWords()
