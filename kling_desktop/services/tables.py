"""All tasks, deleted ones too, as a table that spreadsheets open: when, what, which files, at what charge."""

import asyncio
import csv
import datetime
import io
from collections.abc import Iterable, Iterator
from pathlib import Path

from kling_desktop.domain.job import EditJob
from kling_desktop.paths import atomic_write
from kling_desktop.services.naming import folder_error
from kling_desktop.store.journal import HistoryQuery, Journal

PAGE = 1_000
COLUMNS = (
    *("created", "sent", "state", "charge", "estimated", "billed", "account", "project", "mode", "seconds"),
    *("source", "prompt", "files", "starred", "notes", "deleted", "task_id", "id"),
)
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


class Tables:
    """Writes what the journal knows."""

    def __init__(self, journal: Journal) -> None:
        """Reads `journal`."""
        self._journal = journal

    async def write(self, path: Path) -> None:
        """Write every task, newest first, as CSV in UTF-8. Raises FolderGone, DiskFull."""
        lines: list[tuple[str, ...]] = []
        while jobs := await self._journal.page(HistoryQuery(with_hidden=True), PAGE, len(lines)):
            lines += rows(jobs)
        try:
            await asyncio.to_thread(lambda: atomic_write(path, as_csv(COLUMNS, lines)))
        except OSError as error:
            raise folder_error(error, path.parent) from error


def as_csv(columns: Iterable[str], lines: Iterable[Iterable[str]]) -> bytes:
    """A table as spreadsheets open it: no cell of it is carried out."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows(tuple(_harmless(value) for value in line) for line in lines)
    # With its mark, so that Excel does not take it for the system's old encoding.
    return text.getvalue().encode("utf-8-sig")


def rows(jobs: Iterable[EditJob]) -> Iterator[tuple[str, ...]]:
    """One row for each job, in the order of COLUMNS."""
    for job in jobs:
        source = job.request.source
        yield (
            iso_moment(job.created),
            iso_moment(max(job.submitted, job.accepted)),
            job.state.value,
            job.charge.value,
            job.price,
            job.billed,
            job.site,
            job.project,
            job.request.mode.value,
            f"{job.seconds:.3f}" if job.seconds else "",
            source.location.partition("?")[0] if source else "",
            job.request.prompt,
            "\n".join(job.files),
            str(job.starred or ""),
            "\n".join(note.text for note in job.notes),
            "yes" if job.is_hidden else "",
            job.task_id,
            job.id,
        )


def _harmless(text: str) -> str:
    # A spreadsheet would carry out a prompt that begins like a formula.
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text


def iso_moment(seconds: float) -> str:
    """Date and time of a moment in Unix seconds, whatever the language; empty for none."""
    return datetime.datetime.fromtimestamp(seconds).isoformat(sep=" ", timespec="seconds") if seconds else ""
