"""The task list as an item model: pages of the history, read as one scrolls, kept up to date."""

from __future__ import annotations

import time
from bisect import bisect_left
from dataclasses import replace
from enum import IntEnum
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer, Signal

from kling_desktop.domain.errors import KlingError
from kling_desktop.domain.job import EditJob, JobState
from kling_desktop.store.history import HistoryQuery
from kling_desktop.viewmodels.rows import TaskRow

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from kling_desktop.studio import Studio

PAGE = 60
TICK_MS = 1000
NEWS = frozenset({JobState.DONE, JobState.FAILED, JobState.UNKNOWN})
Index = QModelIndex | QPersistentModelIndex


class TaskRole(IntEnum):
    """Roles of the model beside Qt's own."""

    ROW = Qt.ItemDataRole.UserRole + 1
    REMARK = Qt.ItemDataRole.UserRole + 2


class TaskListModel(QAbstractListModel):
    """Owns the rows on display.

    `told` carries a sentence to announce once; `finished` a job that has just got its result; `counted` how
    many tasks there are in all.
    """

    told = Signal(str)
    finished = Signal(object)
    counted = Signal(int)

    def __init__(self, now: Callable[[], float] = time.time, parent: QObject | None = None) -> None:
        """Empty until `attach`; `now` gives Unix time."""
        super().__init__(parent)
        self._now = now
        self._studio: Studio | None = None
        self._rows: list[TaskRow] = []
        self._search = ""
        self._total = 0
        self._is_reading = False
        self._generation = 0
        self._ticker = QTimer(self, interval=TICK_MS)
        self._ticker.timeout.connect(self._tick)

    async def attach(self, studio: Studio) -> None:
        """Show the tasks of an opened studio."""
        self._studio = studio
        studio.jobs.subscribe(self._job_saved)
        studio.progress.subscribe(self._progressed)
        await self._read_page(studio)

    @property
    def search(self) -> str:
        """The words that a task's prompt must hold to be shown."""
        return self._search

    def set_search(self, text: str) -> None:
        """Show only tasks whose prompt holds `text`; all when it is empty."""
        text = text.strip()
        if text != self._search:
            self._search = text
            self.read_anew()

    def read_anew(self) -> None:
        """Read the first page again."""
        self._generation += 1
        self._is_reading = False
        self.beginResetModel()
        self._rows.clear()
        self._total = 0
        self.endResetModel()
        self._read_on()

    @property
    def total(self) -> int:
        """How many tasks match, read or not."""
        return max(self._total, len(self._rows))

    def job(self, job_id: str) -> EditJob | None:
        """A job that is in the list."""
        place = self._place(job_id)
        return None if place is None else self._rows[place].job

    def place(self, job_id: str) -> QModelIndex:
        """Where a job stands; invalid when it does not."""
        place = self._place(job_id)
        return QModelIndex() if place is None else self.index(place)

    def neighbour(self, job_id: str, way: int) -> EditJob | None:
        """The nearest job with a result above (-1) or below (1) a job; the first one if that is not here."""
        place = self._place(job_id)
        rows = (
            self._rows if place is None else self._rows[place + 1 :] if way > 0 else self._rows[:place][::-1]
        )
        return next((row.job for row in rows if row.job.files), None)

    def mark_seen(self, job_id: str) -> None:
        """The result has been looked at: its row need not be lit any more."""
        place = self._place(job_id)
        if place is not None and self._rows[place].is_new:
            row = self._rows[place]
            self._replace(place, replace(row, is_new=False))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Rows read so far."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The title, the sentence for tooltips and screen readers, or the row itself."""
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        row = self._rows[index.row()]
        readers: Mapping[int, Callable[[], object]] = {
            Qt.ItemDataRole.DisplayRole: lambda: row.title,
            Qt.ItemDataRole.ToolTipRole: lambda: row.sentence(self._now()),
            Qt.ItemDataRole.AccessibleTextRole: lambda: row.sentence(self._now()),
            TaskRole.ROW: lambda: row,
            TaskRole.REMARK: lambda: row.remark(self._now()),
        }
        return readers[role]() if role in readers else None

    def canFetchMore(self, parent: Index) -> bool:
        """Whether the history goes on."""
        return not parent.isValid() and not self._is_reading and len(self._rows) < self._total

    def fetchMore(self, parent: Index) -> None:
        """Read the next page of the history."""
        if self.canFetchMore(parent):
            self._read_on()

    def _read_on(self) -> None:
        if self._studio is not None:
            self._is_reading = True
            self._studio.tasks.spawn("read the history", self._read_page(self._studio))

    async def _read_page(self, studio: Studio) -> None:
        generation = self._generation
        query = HistoryQuery(self._search)
        try:
            jobs = await studio.history.page(query, PAGE, len(self._rows))
            total = await studio.history.count(query)
        except KlingError as error:
            self._is_reading = False
            studio.desk.post(error.notice)
            return
        if generation != self._generation:
            return
        self._is_reading = False
        self._total = total
        self._append(jobs)
        self.counted.emit(self.total)

    def _append(self, jobs: Iterable[EditJob]) -> None:
        rows = [self._row(job) for job in jobs if self._place(job.id) is None]
        if rows:
            first = len(self._rows)
            self.beginInsertRows(QModelIndex(), first, first + len(rows) - 1)
            self._rows.extend(rows)
            self.endInsertRows()
        self._review_ticker()

    def _job_saved(self, job: EditJob) -> None:
        place = self._place(job.id)
        if place is None:
            self._insert(job)
        else:
            before = self._rows[place]
            is_news = job.state in NEWS and before.job.state is not job.state
            self._replace(place, self._row(job, is_new=before.is_new or is_news))
            self._tell(before.job, job)
        self._review_ticker()

    def _insert(self, job: EditJob) -> None:
        if self._search:
            # Whether it matches is the history's to say.
            self.read_anew()
            return
        row = self._row(job)
        place = bisect_left(self._rows, row.order, key=_order)
        self.beginInsertRows(QModelIndex(), place, place)
        self._rows.insert(place, row)
        self.endInsertRows()
        self._total += 1
        self.counted.emit(self.total)

    def _tell(self, before: EditJob, job: EditJob) -> None:
        is_news = job.state in NEWS and before.state is not job.state
        if is_news or (job.held is not None and before.held is None):
            self.told.emit(self._row(job).sentence(self._now()))
        if job.state is JobState.DONE and before.state is not JobState.DONE:
            self.finished.emit(job)

    def _progressed(self, job_id: str) -> None:
        place = self._place(job_id)
        if place is not None:
            row = self._rows[place]
            self._replace(place, self._row(row.job, is_new=row.is_new))

    def _row(self, job: EditJob, is_new: bool = False) -> TaskRow:
        assert self._studio is not None  # noqa: S101 - rows come from the studio
        left = self._studio.expectation.seconds_left(job)
        expected = None if left is None else self._now() + left
        return TaskRow(job, self._studio.progress.of(job.id), is_new, expected)

    def _place(self, job_id: str) -> int | None:
        return next((n for n, row in enumerate(self._rows) if row.job.id == job_id), None)

    def _replace(self, place: int, row: TaskRow) -> None:
        if self._rows[place] == row:
            return
        if row.order != self._rows[place].order:
            place = self._move(place, row)
        self._rows[place] = row
        self.dataChanged.emit(self.index(place), self.index(place))

    def _move(self, place: int, row: TaskRow) -> int:
        rest = self._rows[:place] + self._rows[place + 1 :]
        target = bisect_left(rest, row.order, key=_order)
        if target != place:
            # Qt counts the target before the row is taken out.
            self.beginMoveRows(
                QModelIndex(), place, place, QModelIndex(), target + 1 if target > place else target
            )
            self._rows = [*rest[:target], row, *rest[target:]]
            self.endMoveRows()
        return target

    def _tick(self) -> None:
        moving = [place for place, row in enumerate(self._rows) if row.job.is_open]
        for place in moving:
            self.dataChanged.emit(self.index(place), self.index(place), [TaskRole.REMARK])

    def _review_ticker(self) -> None:
        is_needed = any(row.job.is_open for row in self._rows)
        if is_needed != self._ticker.isActive():
            self._ticker.start() if is_needed else self._ticker.stop()


def _order(row: TaskRow) -> tuple[int, float]:
    return row.order
