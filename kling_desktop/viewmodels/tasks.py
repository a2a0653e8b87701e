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
from kling_desktop.viewmodels.listing import Filter, Listing, Versions, as_tree
from kling_desktop.viewmodels.rows import TaskRow

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from kling_desktop.studio import Studio

PAGE = 60
MOST_VERSIONS = 500
"""Versions of one part of a clip that are shown as a tree."""
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
    many tasks there are in all, `listed` what is shown of them.
    """

    told = Signal(str)
    finished = Signal(object)
    counted = Signal(int)
    listed = Signal(object)

    def __init__(self, now: Callable[[], float] = time.time, parent: QObject | None = None) -> None:
        """Empty until `attach`; `now` gives Unix time."""
        super().__init__(parent)
        self._now = now
        self._studio: Studio | None = None
        self._rows: list[TaskRow] = []
        self._listing = Listing()
        self._known: set[str] = set()
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
    def listing(self) -> Listing:
        """What is shown of the tasks."""
        return self._listing

    def set_search(self, text: str) -> None:
        """Show only tasks whose prompt, names or notes hold `text`; all when it is empty."""
        self._list(replace(self._listing, text=text.strip()))

    def set_filter(self, filter: Filter) -> None:
        """Narrow the list."""
        self._list(replace(self._listing, filter=filter, versions=None))

    def set_source(self, location: str) -> None:
        """The clip that *This source* means."""
        self._list(replace(self._listing, source=location))

    def set_project(self, name: str) -> None:
        """The project that *This project* means."""
        self._list(replace(self._listing, project=name))

    def set_grouped(self, is_grouped: bool) -> None:
        """Fold versions of the same part of a clip to one row, or show each."""
        self._list(replace(self._listing, is_grouped=is_grouped, versions=None))

    def show_versions(self, versions: Versions | None) -> None:
        """Show the versions of one part of a clip as a tree, or go back to the list."""
        self._list(replace(self._listing, versions=versions))

    def _list(self, listing: Listing) -> None:
        before, self._listing = self._listing, listing
        if listing == before:
            return
        self.listed.emit(listing)
        is_other = replace(before, source="", project="") != replace(listing, source="", project="")
        if is_other or listing.filter in (Filter.THIS_SOURCE, Filter.THIS_PROJECT):
            self.read_anew()

    def read_anew(self) -> None:
        """Read the first page again; what is shown stays until it is there."""
        self._generation += 1
        self._is_reading = False
        self._read_on(is_first=True)

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

    def _read_on(self, is_first: bool = False) -> None:
        if self._studio is not None:
            self._is_reading = True
            self._studio.tasks.spawn("read the history", self._read_page(self._studio, is_first))

    async def _read_page(self, studio: Studio, is_first: bool = False) -> None:
        generation = self._generation
        try:
            rows, total = await self._wanted_rows(studio, 0 if is_first else len(self._rows))
        except KlingError as error:
            self._is_reading = False
            studio.desk.post(error.notice)
            return
        if generation != self._generation:
            return
        self._is_reading = False
        self._total = total
        if is_first:
            self._show_anew(rows)
        else:
            self._append(rows)
        self.counted.emit(self.total)

    async def _wanted_rows(self, studio: Studio, offset: int) -> tuple[list[TaskRow], int]:
        listing, history = self._listing, studio.history
        query = listing.query(self._now())
        if listing.versions:
            jobs = await history.page(query, MOST_VERSIONS, 0)
            tree = as_tree(jobs)
            return [replace(self._row(job), depth=depth) for job, depth in tree], len(tree)
        if listing.is_folded:
            groups = await history.groups(query, PAGE, offset)
            rows = [replace(self._row(group.job), versions=group.versions) for group in groups]
            return rows, await history.count_groups(query)
        jobs = await history.page(query, PAGE, offset)
        return [self._row(job) for job in jobs], await history.count(query)

    def _show_anew(self, rows: list[TaskRow]) -> None:
        self.beginResetModel()
        self._rows = rows
        self._known = {row.job.id for row in rows}
        self.endResetModel()
        self._review_ticker()

    def _append(self, rows: Iterable[TaskRow]) -> None:
        new = [row for row in rows if row.job.id not in self._known]
        if new:
            first = len(self._rows)
            self.beginInsertRows(QModelIndex(), first, first + len(new) - 1)
            self._rows.extend(new)
            self._known.update(row.job.id for row in new)
            self.endInsertRows()
        self._review_ticker()

    def _job_saved(self, job: EditJob) -> None:
        place = self._place(job.id)
        if place is None:
            self._insert(job)
        elif job.is_hidden:
            self._remove(place)
        else:
            before = self._rows[place]
            is_news = job.state in NEWS and before.job.state is not job.state
            row = self._row(job, is_new=before.is_new or is_news)
            self._tell(before.job, job)
            if self._listing.is_plain:
                self._replace(place, row)
            else:
                self._replace_in_place(place, replace(row, depth=before.depth, versions=before.versions))
                if _standing(before) != _standing(row):
                    # Whether it is still wanted, and where, is the history's to say.
                    self.read_anew()
        self._review_ticker()

    def _remove(self, place: int) -> None:
        self.beginRemoveRows(QModelIndex(), place, place)
        self._known.discard(self._rows.pop(place).job.id)
        self.endRemoveRows()
        self._total = max(0, self._total - 1)
        self.counted.emit(self.total)

    def _insert(self, job: EditJob) -> None:
        if job.is_hidden:
            return
        if not self._listing.is_plain:
            # Whether it matches is the history's to say.
            self.read_anew()
            return
        row = self._row(job)
        place = bisect_left(self._rows, row.order, key=_order)
        self.beginInsertRows(QModelIndex(), place, place)
        self._rows.insert(place, row)
        self._known.add(job.id)
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
            renewed = self._row(row.job, is_new=row.is_new)
            self._replace_in_place(place, replace(renewed, depth=row.depth, versions=row.versions))

    def _row(self, job: EditJob, is_new: bool = False) -> TaskRow:
        assert self._studio is not None  # noqa: S101 - rows come from the studio
        left = self._studio.expectation.seconds_left(job)
        expected = None if left is None else self._now() + left
        return TaskRow(job, self._studio.progress.of(job.id), is_new, expected)

    def _place(self, job_id: str) -> int | None:
        if job_id not in self._known:
            return None
        return next(n for n, row in enumerate(self._rows) if row.job.id == job_id)

    def _replace(self, place: int, row: TaskRow) -> None:
        if row.order != self._rows[place].order:
            place = self._move(place, row)
        self._replace_in_place(place, row)

    def _replace_in_place(self, place: int, row: TaskRow) -> None:
        if self._rows[place] != row:
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
        for place in self._moving():
            self.dataChanged.emit(self.index(place), self.index(place), [TaskRole.REMARK])

    def _moving(self) -> Iterator[int]:
        # Open ones stand first, unless versions are shown as a tree: no need to walk a long history.
        for place, row in enumerate(self._rows):
            if row.job.is_open:
                yield place
            elif self._listing.is_plain:
                return

    def _review_ticker(self) -> None:
        is_needed = any(True for _ in self._moving())
        if is_needed != self._ticker.isActive():
            self._ticker.start() if is_needed else self._ticker.stop()


def _standing(row: TaskRow) -> tuple[int, bool]:
    return row.order[0], row.job.starred > 0


def _order(row: TaskRow) -> tuple[int, float]:
    return row.order
