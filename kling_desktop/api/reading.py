"""The service's answers read into values: a new task's id, a task's state and results."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from kling_desktop.api.faults import clean, parse_json, words_in
from kling_desktop.domain.answers import ErrorWords, Progress, TaskAnswer

LONGEST_ID = 500
LONGEST_STATUS = 100
LONGEST_LINK = 8192
MEANINGS = {
    "pending": Progress.WAITING,
    "queued": Progress.WAITING,
    "processing": Progress.RUNNING,
    "running": Progress.RUNNING,
    "completed": Progress.COMPLETED,
    "succeeded": Progress.COMPLETED,
    "failed": Progress.FAILED,
}


def read_task_id(body: bytes) -> str:
    """The id of the task that an answer to a POST tells of; empty when it holds none that can be used."""
    info = _task_info(parse_json(body))
    return usable_id(info.get("id"))


def usable_id(value: object) -> str:
    """`value` as a task id: one printable word that can stand in an address; empty when it is none."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        return ""
    word = value.strip()
    is_usable = word.isprintable() and " " not in word and len(word) <= LONGEST_ID and bool(word.strip("."))
    return word if is_usable else ""


def read_task(body: bytes, asked: str) -> TaskAnswer | None:
    """What an answer to a GET says of the task `asked`; None when it is no such answer."""
    value = parse_json(body)
    info = _task_info(value)
    status = info.get("status")
    if not isinstance(value, dict) or not isinstance(status, str) or not status.strip():
        return None
    told = usable_id(info.get("id"))
    if told and told.casefold() != asked.casefold():
        return None
    raw = clean(status, LONGEST_STATUS)
    progress = MEANINGS.get(raw.casefold(), Progress.UNRECOGNISED)
    words = _failure(value, info) if progress is Progress.FAILED else ErrorWords()
    return TaskAnswer(raw, progress, usable_links(value.get("videos")), words)


def usable_links(value: object) -> tuple[str, ...]:
    """The http(s) addresses of sane length in `value`, each once."""
    if not isinstance(value, list):
        return ()
    links = (item.strip() for item in value if isinstance(item, str))
    return tuple(dict.fromkeys(link for link in links if _is_usable_link(link)))


def _is_usable_link(link: str) -> bool:
    if len(link) > LONGEST_LINK or not link.isprintable() or " " in link:
        return False
    try:
        parts = urlsplit(link)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _task_info(value: object) -> Mapping[str, object]:
    info = value.get("task_info") if isinstance(value, dict) else None
    return info if isinstance(info, dict) else {}


def _failure(value: Mapping[str, object], info: Mapping[str, object]) -> ErrorWords:
    of_task = words_in({key: part for key, part in info.items() if key not in ("id", "status")})
    return (
        of_task if of_task != ErrorWords() else words_in({"error": value.get("error") or value.get("detail")})
    )
