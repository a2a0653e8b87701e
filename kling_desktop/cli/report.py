"""What the terminal says: JSON on standard output, words on standard error, and the exit code."""

import json
import sys
from enum import IntEnum
from pathlib import Path
from typing import Any

from kling_desktop import i18n
from kling_desktop.domain.answers import ErrorWords
from kling_desktop.domain.job import EditJob, JobState
from kling_desktop.domain.notice import Notice


class Exit(IntEnum):
    """How the program ends."""

    DONE = 0
    BAD_INPUT = 2
    KEY_REFUSED = 3
    REFUSED = 4
    NETWORK = 5
    UNKNOWN = 6


ABOUT_THE_KEY = frozenset(
    {"key_refused", "key_missing", "other_account", "keyring_missing", "keyring_locked"}
)
ABOUT_THE_INPUT = frozenset(
    {
        "source_gone",
        "source_changed",
        "route_missing",
        "links_forbidden",
        "form_not_understood",
        "storage_keys_missing",
        "paste_link",
        "folder_gone",
        "disk_full",
        "disk_nearly_full",
        "practice_only",
    }
)
ABOUT_THE_NETWORK = frozenset({"unreachable", "upload_failed", "practice_failed", "keyring_slow"})


def exit_of(job: EditJob) -> Exit:
    """The exit code that tells how a job ended or why it rests."""
    if job.state is JobState.DONE:
        return Exit.DONE
    if job.state is JobState.UNKNOWN:
        return Exit.UNKNOWN
    notice = notice_of(job)
    if notice is None:
        return Exit.REFUSED
    found = exit_of_notice(notice)
    # What was never asked cannot have refused anything: the clip or a setting is at fault.
    was_asked = bool(job.task_id or (job.failure and job.failure.status))
    return found if found is not Exit.REFUSED or was_asked else Exit.BAD_INPUT


def exit_of_notice(notice: Notice) -> Exit:
    """The exit code for what a notice is about."""
    if notice.code in ABOUT_THE_KEY:
        return Exit.KEY_REFUSED
    if notice.code in ABOUT_THE_INPUT:
        return Exit.BAD_INPUT
    if notice.code in ABOUT_THE_NETWORK:
        return Exit.NETWORK
    return Exit.REFUSED


def notice_of(job: EditJob) -> Notice | None:
    """What a job has to tell: why it is held, else why it failed."""
    return job.held or (job.failure.notice if job.failure else None)


def job_object(job: EditJob) -> dict[str, Any]:
    """A job as the JSON of the command line shows it."""
    notice = notice_of(job)
    words = job.failure.words if job.failure else ErrorWords()
    return {
        "id": job.id,
        "state": job.state.value,
        "held": job.held.code if job.held else None,
        "task_id": job.task_id or None,
        "prompt": job.request.prompt,
        "results": [str(Path(path).absolute()) for path in job.files],
        "charged": job.charge.value,
        "error": error_object(notice, words) if notice else None,
    }


def error_object(notice: Notice, words: ErrorWords | None = None) -> dict[str, Any]:
    """What went wrong, for JSON: kind, the service's raw words, our sentence."""
    words = words or ErrorWords()
    return {
        "kind": notice.code,
        "code": words.code or None,
        "title": words.title or None,
        "detail": words.detail or None,
        "message": sentence(notice),
    }


def refused_object(prompt: str, notice: Notice) -> dict[str, Any]:
    """An edit that did not become a job."""
    return {
        "id": None,
        "state": None,
        "held": None,
        "task_id": None,
        "prompt": prompt,
        "results": [],
        "charged": "no",
        "error": error_object(notice),
    }


def sentence(notice: Notice) -> str:
    """A notice in words of the language in use."""
    return i18n.current().notice(notice.code, notice.values).at_the_terminal


def put(value: Any) -> None:
    """Write JSON to standard output."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def put_line(text: str) -> None:
    """Write a line to standard output."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def say(text: str) -> None:
    """Write words to standard error."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()
