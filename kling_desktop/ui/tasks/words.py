"""The words for what can be done about a task, and its details as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kling_desktop.i18n import tr
from kling_desktop.viewmodels import local, wording
from kling_desktop.viewmodels.rows import TaskAction, TaskRow

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from kling_desktop.domain.job import EditJob


ACTION_WORDS: dict[TaskAction, Callable[[], str]] = {
    TaskAction.SHOW: lambda: tr("Show"),
    TaskAction.REVEAL: lambda: tr("Reveal in folder"),
    TaskAction.SAVE: lambda: tr("Save result…"),
    TaskAction.COPY_PATH: lambda: tr("Copy path"),
    TaskAction.SEND_TO_TIMELINE: lambda: tr("Send to timeline…"),
    TaskAction.RETURN_TAKES: lambda: tr("Return starred takes…"),
    TaskAction.WITHDRAW: lambda: tr("Don't send"),
    TaskAction.STOP: lambda: tr("Stop following"),
    TaskAction.ASK_NOW: lambda: tr("Ask now"),
    TaskAction.SEND_NOW: lambda: tr("Send now"),
    TaskAction.OPEN_ACCOUNT: lambda: tr("Open my account"),
    TaskAction.PASTE_ID: lambda: tr("Paste its id…"),
    TaskAction.PASTE_LINK: lambda: tr("Paste its link…"),
    TaskAction.SEND_AGAIN: lambda: tr("Send again…"),
    TaskAction.CLOSE_UNRESOLVED: lambda: tr("Close as unresolved"),
    TaskAction.FOLLOW_AGAIN: lambda: tr("Follow again"),
    TaskAction.RUN_AGAIN: lambda: tr("Run again…"),
    TaskAction.SEND_NEXT: lambda: tr("Send next"),
    TaskAction.WITHOUT_FRAMES: lambda: tr("Send without frames…"),
    TaskAction.WITH_LESS: lambda: tr("Send without them…"),
    TaskAction.SEND_OVER_CAP: lambda: tr("Send anyway…"),
    TaskAction.RAISE_CAP: lambda: tr("Raise the cap…"),
    TaskAction.USE_AGAIN: lambda: tr("Use these settings again"),
    TaskAction.IN_PRO: lambda: tr("Run again in Professional…"),
    TaskAction.STAR: lambda: tr("Star"),
    TaskAction.UNSTAR: lambda: tr("Take the star off"),
    TaskAction.DELETE: lambda: tr("Delete…"),
    TaskAction.DETAILS: lambda: tr("Details…"),
    TaskAction.EDIT_WORDING: lambda: tr("Edit wording"),
    TaskAction.COPY_SUPPORT: lambda: tr("Copy for support"),
    TaskAction.SEND_CHANGED: lambda: tr("Send it as it is now"),
    TaskAction.OPEN_SETTINGS: lambda: tr("Open Settings"),
    TaskAction.OPEN_LINKS: lambda: tr("Settings → Links"),
    TaskAction.OPEN_NETWORK: lambda: tr("Settings → Network"),
    TaskAction.TRY_AGAIN: lambda: tr("Try again"),
}
ACTION_ICONS = {
    TaskAction.SHOW: "play",
    TaskAction.REVEAL: "folder",
    TaskAction.SAVE: "save",
    TaskAction.COPY_PATH: "copy",
    TaskAction.SEND_TO_TIMELINE: "film",
    TaskAction.RETURN_TAKES: "star",
    TaskAction.WITHDRAW: "close",
    TaskAction.STOP: "stop",
    TaskAction.ASK_NOW: "refresh",
    TaskAction.SEND_NOW: "refresh",
    TaskAction.OPEN_ACCOUNT: "link",
    TaskAction.PASTE_ID: "at",
    TaskAction.PASTE_LINK: "link",
    TaskAction.CLOSE_UNRESOLVED: "check",
    TaskAction.FOLLOW_AGAIN: "refresh",
    TaskAction.SEND_NEXT: "step-forward",
    TaskAction.SEND_OVER_CAP: "refresh",
    TaskAction.RUN_AGAIN: "loop",
    TaskAction.SEND_AGAIN: "loop",
    TaskAction.WITHOUT_FRAMES: "loop",
    TaskAction.WITH_LESS: "loop",
    TaskAction.RAISE_CAP: "edit",
    TaskAction.USE_AGAIN: "refresh",
    TaskAction.IN_PRO: "loop",
    TaskAction.STAR: "star",
    TaskAction.UNSTAR: "star-filled",
    TaskAction.DELETE: "trash",
    TaskAction.DETAILS: "info",
    TaskAction.EDIT_WORDING: "edit",
    TaskAction.COPY_SUPPORT: "copy",
    TaskAction.SEND_CHANGED: "refresh",
    TaskAction.OPEN_SETTINGS: "settings",
    TaskAction.OPEN_LINKS: "link",
    TaskAction.OPEN_NETWORK: "settings",
    TaskAction.TRY_AGAIN: "refresh",
}


_GROUPS = (
    frozenset({TaskAction.STAR, TaskAction.UNSTAR, TaskAction.REVEAL, TaskAction.COPY_PATH}),
    frozenset({TaskAction.USE_AGAIN, TaskAction.RUN_AGAIN, TaskAction.IN_PRO}),
    frozenset({TaskAction.DETAILS, TaskAction.COPY_SUPPORT}),
    frozenset({TaskAction.DELETE}),
)


def in_groups(actions: Iterable[TaskAction]) -> list[list[TaskAction]]:
    """What a menu shows between its lines: the first of them and what is like it, …, deleting last."""
    groups: list[list[TaskAction]] = [[] for _ in range(len(_GROUPS) + 1)]
    for action in actions:
        place = next((number for number, group in enumerate(_GROUPS, 1) if action in group), 0)
        groups[place if any(groups) else 0].append(action)
    return [group for group in groups if group]


def action_words(action: TaskAction) -> str:
    """The label of an action; … where more is asked first."""
    return ACTION_WORDS[action]()


def action_icon(action: TaskAction) -> str:
    """The icon of an action, or an empty name."""
    return ACTION_ICONS.get(action, "")


def details(row: TaskRow) -> str:
    """Everything that support may ask for, one line each; never a key or a signed link."""
    line = tr("{name}: {value}")
    return "\n".join(line.format(name=name, value=value) for name, value in _details(row.job) if value)


def _details(job: EditJob) -> Iterator[tuple[str, str]]:
    yield tr("State"), wording.state(job)
    yield tr("Account"), tr("Practice mode") if job.is_practice else job.site
    yield tr("Task id"), job.task_id
    yield tr("Trace"), job.traceparent
    if job.failure:
        words = job.failure.words
        yield tr("Status"), str(job.failure.status or "")
        yield tr("Code"), words.code
        yield tr("Title"), words.title
        yield tr("Detail"), words.detail
    yield tr("Created"), _moment(job.created)
    yield tr("Sent"), _moment(job.submitted)
    yield tr("Accepted"), _moment(job.accepted)
    yield tr("Ended"), _moment(job.ended)
    yield tr("Files"), "\n".join(job.files)
    yield tr("Prompt"), job.request.prompt
    yield tr("Job"), job.id


def _moment(seconds: float) -> str:
    return local.moment(seconds) if seconds else ""
