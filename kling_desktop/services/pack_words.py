"""The words in a packed project: its README, a text for each prompt, the table that finds a file's task."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import ClassVar

from kling_desktop.domain.job import EditJob, Note
from kling_desktop.i18n import current, tr
from kling_desktop.services.naming import stem_of
from kling_desktop.services.tables import iso_moment


@dataclass(frozen=True)
class Index:
    """One task of the packed project and the files of it, by their places in the folder."""

    COLUMNS: ClassVar[tuple[str, ...]] = (
        *("created", "name", "state", "starred", "files", "source", "first_frame", "last_frame"),
        *("mode", "prompt", "negative_prompt", "images", "notes", "id"),
    )

    name: str
    row: tuple[str, ...]
    places: tuple[str, ...]


def index_of(job: EditJob, places: Sequence[str]) -> Index:
    """The entry of a job, the files of which lie at `places`."""
    request, source = job.request, job.request.source
    marked = source.range if source else None
    name = PurePath(job.takes[0].path).stem if job.takes else stem_of(request)
    row = (
        iso_moment(job.created),
        name,
        job.state.value,
        str(job.starred or ""),
        "\n".join(places),
        source.location.partition("?")[0] if source else "",
        str(marked.first) if marked else "",
        str(marked.last) if marked else "",
        request.mode.value,
        request.prompt,
        request.negative_prompt,
        "\n".join(picture.name for picture in request.pictures),
        "\n".join(note_words(note) for note in job.notes),
        job.id,
    )
    return Index(name, row, tuple(places))


def prompt_text(job: EditJob, index: Index) -> str:
    """What was asked for and noted, to be read by people."""
    parts = [index.name, "", tr("Prompt"), job.request.prompt]
    if job.request.negative_prompt:
        parts += ["", tr("Negative prompt"), job.request.negative_prompt]
    if job.notes:
        parts += ["", tr("Notes"), *(note_words(note) for note in job.notes)]
    if index.places:
        parts += ["", tr("Files"), *index.places]
    return "\n".join(parts) + "\n"


def readme(project: str, tasks: int, missing: Sequence[str]) -> str:
    """What the folder holds and how to find one's way in it."""
    held = {
        "Results": tr("results as they came, timeline files, and how each was made (.json)"),
        "Stills": tr("frames that were grabbed"),
        "Prompts": tr("a text for each task: prompt, notes, files"),
        "Images": tr("pictures that were sent along"),
        "Sources": tr("the clips that were edited, if they were packed"),
        "history.csv": tr("every task with its files; opens in any spreadsheet"),
        "ledger.csv": tr("what each task cost or may have cost, deleted ones too"),
    }
    lines = [
        project,
        "=" * len(project),
        "",
        tr("Packed on {day}.").format(day=datetime.date.today().isoformat()),
        current().count("{n} task", "{n} tasks", tasks),
        "",
        *(f"{name:<11}  {words}" for name, words in held.items()),
    ]
    if missing:
        lines += [
            "",
            tr("Missing: these files were not there any more when the project was packed."),
            *missing,
        ]
    return "\n".join(lines) + "\n"


def note_words(note: Note) -> str:
    """A note, with the take and frame that it is on."""
    if not note.take and note.frame is None:
        return note.text
    if note.frame is None:
        return tr("Take {take}: {text}").format(take=note.take, text=note.text)
    return tr("Take {take}, frame {frame}: {text}").format(take=note.take, frame=note.frame, text=note.text)
