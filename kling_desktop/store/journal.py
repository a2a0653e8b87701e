"""The journal: one SQLite file with every job that ever was, awaited from the loop."""

import asyncio
import contextlib
import functools
import sqlite3
import time
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from kling_desktop.domain.answers import RequestForm
from kling_desktop.domain.cut import SourceLook
from kling_desktop.domain.draft import Draft
from kling_desktop.domain.errors import JournalDamaged, JournalError
from kling_desktop.domain.footage import Footage
from kling_desktop.domain.job import Charge, EditJob
from kling_desktop.domain.request import Element
from kling_desktop.domain.uploads import Upload
from kling_desktop.store import backups, drafts, elements, history, intents, looks, money, rows, uploads
from kling_desktop.store.connection import connect, product_errors
from kling_desktop.store.elements import StoredElement
from kling_desktop.store.history import Group, HistoryQuery
from kling_desktop.store.intents import Intent
from kling_desktop.store.migrations import STEPS, Step, latest, migrate, refuse_newer, version_of
from kling_desktop.store.money import Total

__all__ = ["Group", "HistoryQuery", "Intent", "Journal", "is_suspect", "suspicion"]

P = ParamSpec("P")
T = TypeVar("T")


def suspicion(path: Path) -> Path:
    """The mark beside a journal that showed damage while in use: the next start checks all of it."""
    return path.with_name(f"{path.name}-suspect")


def is_suspect(path: Path) -> bool:
    """Whether the journal at `path` has to be checked as a whole before it is used."""
    return suspicion(path).exists()


class Journal:
    """Owns one connection and the one thread that uses it; make it with `open`, end it with `close`.

    Every method may raise JournalError or DiskFull. A call that is cancelled may still take effect.
    """

    def __init__(self, path: Path, backups_folder: Path, clock: Callable[[], float]) -> None:
        """Use `open`: this does no input or output."""
        self.path = path
        self._backups = backups_folder
        self._clock = clock
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="journal")
        self._connection: sqlite3.Connection | None = None

    @classmethod
    async def open(
        cls,
        path: Path,
        backups: Path,
        *,
        is_owner: bool = True,
        clock: Callable[[], float] = time.time,
        steps: Sequence[Step] = STEPS,
    ) -> "Journal":
        """Open the journal at `path`; its owner makes a missing one and migrates an older one after a backup.

        Whoever does not hold the folder's lock passes `is_owner=False`. `clock` gives Unix seconds.
        Raises JournalTooNew, JournalDamaged, JournalError.
        """
        journal = cls(path, backups, clock)
        with contextlib.ExitStack() as on_failure:
            on_failure.callback(journal._abandon)
            await journal._in_thread(functools.partial(journal._open, is_owner, steps))
            on_failure.pop_all()
        return journal

    async def close(self) -> None:
        """Close the file; calls that were made before are carried out first."""
        await self._in_thread(self._close)
        self._thread.shutdown()

    async def insert(self, *jobs: EditJob) -> None:
        """Add new jobs, all or none. Raises TaskIdTaken."""
        await self._run(rows.insert, jobs)

    async def save(self, job: EditJob) -> None:
        """Put `job` in the place of the revision before it. Raises LostRace, TaskIdTaken."""
        await self._run(rows.save, job)

    async def change(self, job_id: str, changed: Callable[[EditJob], EditJob]) -> EditJob | None:
        """Save what `changed` makes of the job that is there, with no other save in between.

        None when there is no such job. `changed` runs in the journal's thread; what it raises is passed on.
        Raises TaskIdTaken.
        """
        return await self._run(rows.change, job_id, changed)

    async def replace(self, ended: EditJob, begun: EditJob) -> None:
        """Save the next revision of `ended` and add `begun`, both or neither. Raises LostRace."""
        await self._run(rows.replace, ended, begun)

    async def get(self, job_id: str) -> EditJob | None:
        """The job with this id."""
        return await self._run(rows.get, job_id)

    async def open_jobs(self) -> tuple[EditJob, ...]:
        """All jobs that have not ended, oldest first."""
        return await self._run(rows.open_jobs)

    async def jobs_unowned(self, known: Set[str]) -> tuple[EditJob, ...]:
        """Jobs that have not ended and whose ids are not among `known`: other processes left them."""
        return await self._run(rows.open_jobs, known)

    async def holder_of(self, site: str, task_id: str) -> str | None:
        """The id of the job that holds a task of a site."""
        return await self._run(rows.holder_of, site, task_id)

    async def missing_tasks(self, tasks: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
        """Those of `tasks` (site and task id) that no job holds."""
        return await self._run(rows.missing_tasks, tasks)

    async def sent_since(self, since: float) -> tuple[EditJob, ...]:
        """Jobs, practice apart, that were or may have been accepted at `since` (Unix seconds) or later."""
        return await self._run(rows.sent_since, since)

    async def totals(self, since: float, project: str | None = None) -> Mapping[Charge, Total]:
        """What was sent at `since` (Unix seconds) or later, by charge, practice apart; None: all projects."""
        return await self._run(money.totals, since, project)

    async def page(self, query: HistoryQuery, limit: int, offset: int = 0) -> tuple[EditJob, ...]:
        """At most `limit` jobs from place `offset`: needing a person, under way, then newest first."""
        return await self._run(history.page, query, limit, offset)

    async def sent_together(self, job: EditJob) -> tuple[EditJob, ...]:
        """The jobs that were made in one go with `job`, itself among them, in their order."""
        return await self._run(history.sent_together, job)

    async def count(self, query: HistoryQuery) -> int:
        """How many jobs fit `query`."""
        return await self._run(history.count, query)

    async def groups(self, query: HistoryQuery, limit: int, offset: int = 0) -> tuple[Group, ...]:
        """At most `limit` groups of versions from place `offset`, each by its starred or newest one."""
        return await self._run(history.groups, query, limit, offset)

    async def count_groups(self, query: HistoryQuery) -> int:
        """How many groups the jobs that fit `query` make."""
        return await self._run(history.count_groups, query)

    async def save_draft(self, draft: Draft) -> None:
        """Keep the edit that is being set up."""
        await self._run(drafts.save_draft, draft)

    async def draft(self) -> Draft | None:
        """The edit that was being set up."""
        return await self._run(drafts.draft)

    async def elements(self) -> tuple[StoredElement, ...]:
        """The library of elements, by name."""
        return await self._run(elements.elements)

    async def add_element(self, element: Element) -> StoredElement:
        """Keep a new element in the library. Raises BadInput when its name is taken."""
        return await self._run(elements.add_element, element)

    async def change_element(self, changed: StoredElement) -> None:
        """Put `changed` in the place of the element with its id. Raises BadInput: name taken, or gone."""
        await self._run(elements.change_element, changed)

    async def remove_element(self, element_id: int) -> None:
        """Drop an element from the library."""
        await self._run(elements.remove_element, element_id)

    async def uploads(self) -> tuple[Upload, ...]:
        """All uploads that have not been removed, oldest first."""
        return await self._run(uploads.uploads)

    async def add_upload(self, upload: Upload) -> Upload:
        """Keep a new upload; returns it with its id."""
        return await self._run(uploads.add_upload, upload)

    async def change_upload(self, upload: Upload) -> None:
        """Put link, expiry and users of `upload` in the place of those before."""
        await self._run(uploads.change_upload, upload)

    async def remove_upload(self, upload_id: int) -> None:
        """Forget an upload and its users."""
        await self._run(uploads.remove_upload, upload_id)

    async def keep_look(self, footage: Footage, look: SourceLook | None) -> None:
        """Keep how clips of this footage are read; None forgets it."""
        await self._run(looks.keep_look, footage, look)

    async def look_of(self, footage: Footage) -> SourceLook | None:
        """How clips of this footage were read last."""
        return await self._run(looks.look_of, footage)

    async def remember_form(self, site: str, form: RequestForm) -> None:
        """Keep which request form a site took."""
        await self._run(drafts.remember_form, site, form)

    async def form_of(self, site: str) -> RequestForm | None:
        """The request form that a site took last."""
        return await self._run(drafts.form_of, site)

    async def post_intent(self, intent: Intent) -> None:
        """Leave an intent for the process that owns the folder."""
        await self._run(intents.post_intent, intent)

    async def take_intents(self) -> tuple[Intent, ...]:
        """The intents that other processes left, each handed out once."""
        return await self._run(intents.take_intents)

    async def data_version(self) -> int:
        """A number that changes when another process has written; cheap to ask."""
        return await self._run(_data_version)

    async def back_up(self) -> Path:
        """Copy the journal into the backups folder; other calls go on meanwhile. Raises JournalDamaged."""
        copy = functools.partial(backups.back_up_file, self.path, self._backups, self._clock())
        return await asyncio.to_thread(self._guarded, copy)

    async def back_up_when_due(self) -> Path | None:
        """Make a backup if the last is a day old; to be called some time after the start."""
        return await self.back_up() if backups.is_due(self._backups, self._clock()) else None

    async def _run(
        self,
        work: Callable[Concatenate[sqlite3.Connection, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        if self._connection is None:
            raise JournalError("journal_closed")
        call = functools.partial(work, self._connection, *args, **kwargs)
        return await self._in_thread(functools.partial(self._guarded, call))

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    def _guarded(self, work: Callable[[], T]) -> T:
        try:
            with product_errors(self.path):
                return work()
        except JournalDamaged:
            with contextlib.suppress(OSError):
                suspicion(self.path).touch()
            raise

    def _open(self, is_owner: bool, steps: Sequence[Step]) -> None:
        if not is_owner and not self.path.exists():
            raise JournalError("journal_not_ready")
        with product_errors(self.path), contextlib.ExitStack() as on_failure:
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            connection = connect(self.path, "rwc" if is_owner else "rw")
            on_failure.callback(connection.close)
            refuse_newer(connection, steps)
            if is_owner:
                self._bring_forward(connection, steps)
            elif version_of(connection) != latest(steps):
                raise JournalError("journal_not_ready")
            rows.open_jobs(connection)
            on_failure.pop_all()
        self._connection = connection

    def _bring_forward(self, connection: sqlite3.Connection, steps: Sequence[Step]) -> None:
        connection.execute("PRAGMA journal_mode = WAL")
        if 0 < version_of(connection) < latest(steps):
            backups.back_up(connection, self._backups, self._clock())
        migrate(connection, steps)

    def _abandon(self) -> None:
        # Opening may still be under way in the thread when its caller was cancelled.
        self._thread.submit(self._close)
        self._thread.shutdown(wait=False)

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _data_version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA data_version").fetchone()[0])
