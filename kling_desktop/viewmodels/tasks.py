"""The task list as an item model: as long as the history, its rows read where one looks, kept up to date."""

from __future__ import annotations

import time
from dataclasses import replace
from enum import IntEnum
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer, Signal

from kling_desktop.domain.errors import KlingError
from kling_desktop.domain.job import EditJob, JobState
from kling_desktop.i18n import tr
from kling_desktop.viewmodels import reading
from kling_desktop.viewmodels.known_rows import KnownRows
from kling_desktop.viewmodels.listing import Filter, Listing, Versions
from kling_desktop.viewmodels.page_plan import PagePlan
from kling_desktop.viewmodels.reading import PAGE
from kling_desktop.viewmodels.rows import TaskRow

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from kling_desktop.studio import Studio

TICK_MS = 1000
NEWS = frozenset({JobState.DONE, JobState.FAILED, JobState.UNKNOWN})
Index = QModelIndex | QPersistentModelIndex


class TaskRole(IntEnum):
    """Roles of the model beside Qt's own."""

    ROW = Qt.ItemDataRole.UserRole + 1
    REMARK = Qt.ItemDataRole.UserRole + 2


READERS: dict[int, Callable[[TaskRow, float], object]] = {
    Qt.ItemDataRole.DisplayRole: lambda row, _now: row.title,
    Qt.ItemDataRole.ToolTipRole: TaskRow.sentence,
    Qt.ItemDataRole.AccessibleTextRole: TaskRow.sentence,
    TaskRole.ROW: lambda row, _now: row,
    TaskRole.REMARK: TaskRow.remark,
}
"""What the list tells of a row that has been read, by the role; the time is Unix time in seconds."""


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
        self._rows = KnownRows()
        self._listing = Listing()
        self._new: set[str] = set()
        self._plan = PagePlan(self._rows)
        self._is_reading = self._is_beginning = False
        self._is_stale = self._is_mended = False
        self._generation = 0
        self._revision = 0
        self._ticker = QTimer(self, interval=TICK_MS)
        self._ticker.timeout.connect(self._tick)

    async def attach(self, studio: Studio) -> None:
        """Show the tasks of an opened studio."""
        self._studio = studio
        studio.jobs.subscribe(self._job_saved)
        studio.progress.subscribe(self._progressed)
        await self._begin(studio)

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
        if is_other:
            self._plan.forget()
        if is_other or listing.filter in (Filter.THIS_SOURCE, Filter.THIS_PROJECT):
            self.read_anew()

    def read_anew(self) -> None:
        """Ask the history again; what is shown stays until the answer is there."""
        self._generation += 1
        self._is_reading = False
        self._plan.give_up()
        if self._studio is not None:
            self._is_beginning = True
            self._studio.tasks.spawn("read the history", self._begin(self._studio))

    @property
    def total(self) -> int:
        """How many tasks match, read or not."""
        return self._rows.total

    def job(self, job_id: str) -> EditJob | None:
        """A job whose row has been read."""
        place = self._rows.place(job_id)
        row = None if place is None else self._rows.at(place)
        return row.job if row else None

    def place(self, job_id: str) -> QModelIndex:
        """Where a job stands; invalid when its row has not been read."""
        place = self._rows.place(job_id)
        return QModelIndex() if place is None else self.index(place)

    def keep(self, places: Collection[int]) -> None:
        """Have the rows at these places read, and do not let them go."""
        self._plan.keep(places)
        self._read_on()

    def neighbour(self, job_id: str, way: int) -> EditJob | None:
        """The nearest job with a result above (-1) or below (1) a job; the first one if that is not here.

        None also while the rows on the way are being read.
        """
        place = self._rows.place(job_id)
        each, way = (-1, 1) if place is None else (place, way)
        while 0 <= (each := each + way) < self.total:
            row = self._rows.at(each)
            if row is None:
                self._want(each)
                return None
            if row.job.files:
                return row.job
        return None

    def mark_seen(self, job_id: str) -> None:
        """The result has been looked at: its row need not be lit any more."""
        self._new.discard(job_id)
        place = self._rows.place(job_id)
        row = None if place is None else self._rows.at(place)
        if place is not None and row is not None and row.is_new:
            self._show(place, replace(row, is_new=False))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Rows that match, read or not."""
        return 0 if parent.isValid() else self._rows.total

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The title, the sentence for tooltips and screen readers, or the row itself."""
        if not index.isValid() or index.row() >= self._rows.total:
            return None
        row = self._rows.at(index.row())
        if row is None:
            self._want(index.row())
            return _unread(role)
        return READERS[role](row, self._now()) if role in READERS else None

    def _want(self, place: int) -> None:
        self._plan.want(place)
        self._read_on()

    def _read_on(self) -> None:
        if self._studio is not None and not self._is_reading and self._plan.next() is not None:
            self._is_reading = True
            self._studio.tasks.spawn("read the history", self._read_wanted(self._studio))

    async def _begin(self, studio: Studio) -> None:
        """Count, and read the first page and those that are in sight."""
        generation, revision, listing = self._generation, self._revision, self._listing
        pages = {0} if listing.versions else self._plan.in_sight()
        try:
            total = await reading.count(studio.history, listing, self._now())
            read = [(page, await self._page(studio, page)) for page in sorted(pages) if page * PAGE <= total]
        except KlingError as error:
            if generation == self._generation:
                self._is_beginning = False
            studio.desk.post(error.notice)
            return
        if generation == self._generation:
            is_stale = self._is_stale or revision != self._revision
            self._is_beginning = self._is_stale = False
            self._show_anew(total, read)
            if is_stale:
                self.read_anew()

    async def _page(self, studio: Studio, page: int) -> list[TaskRow]:
        entries = await reading.page(studio.history, self._listing, self._now(), page)
        return [replace(self._row(job), versions=versions, depth=depth) for job, versions, depth in entries]

    async def _read_wanted(self, studio: Studio) -> None:
        generation = self._generation
        try:
            while generation == self._generation and (page := self._plan.next()) is not None:
                revision = self._revision
                rows = await self._page(studio, page)
                if (generation, revision) == (self._generation, self._revision):
                    self._take_page(page, rows)
        except KlingError as error:
            self._plan.give_up()
            studio.desk.post(error.notice)
        finally:
            if generation == self._generation:
                self._is_reading = False

    def _take_page(self, page: int, rows: list[TaskRow]) -> None:
        places = self._plan.places(page)
        if len(rows) != len(places) or not self._rows.put(places.start, rows):
            self._mend()
            return
        self._is_mended = False
        self._plan.was_read(page)
        self.dataChanged.emit(self.index(places[0]), self.index(places[-1]))
        self._read_open_ones()

    def _mend(self) -> None:
        """The history is another than when it was counted: another program has written."""
        self._plan.give_up()
        if not self._is_mended:
            self._is_mended = True
            self.read_anew()

    def _read_open_ones(self) -> None:
        # They stand first, and move: all of them have to be known, to know where.
        run = self._rows.run()
        last = self._rows.at(run - 1)
        if self._listing.is_plain and run < self.total and last is not None and last.job.is_open:
            self._want(run)

    def _show_anew(self, total: int, read: list[tuple[int, list[TaskRow]]]) -> None:
        self.beginResetModel()
        self._rows.begin_anew(total)
        for page, rows in read:
            self._rows.put(page * PAGE, rows)
        self._revision += 1
        self.endResetModel()
        self._review_ticker()
        self._read_open_ones()
        self.counted.emit(total)

    def _job_saved(self, job: EditJob) -> None:
        place = self._rows.place(job.id)
        before = None if place is None else self._rows.at(place)
        if place is None or before is None:
            self._arrived(job)
        elif job.is_hidden:
            self._remove(place)
        else:
            if job.state in NEWS and before.job.state is not job.state:
                self._new.add(job.id)
            self._tell(before.job, job)
            self._renew(place, before, self._row(job))
        self._review_ticker()

    def _renew(self, place: int, before: TaskRow, row: TaskRow) -> None:
        if self._listing.is_plain:
            self._move(place, before, row)
            return
        self._show(place, replace(row, depth=before.depth, versions=before.versions))
        if _standing(before) != _standing(row):
            # Whether it is still wanted, and where, is the history's to say.
            self._read_soon()

    def _remove(self, place: int) -> None:
        self.beginRemoveRows(QModelIndex(), place, place)
        self._rows.remove(place)
        self._changed_shape()
        self.endRemoveRows()
        self.counted.emit(self.total)

    def _arrived(self, job: EditJob) -> None:
        """A job whose row is not known: a new one, or one far down."""
        if job.is_hidden and self._rows.is_whole:
            return
        row = self._row(job)
        is_new = not job.is_hidden and (self._rows.is_whole or job.rev == 0)
        target = self._rows.target(row) if self._listing.is_plain and is_new else None
        if target is None:
            self._read_soon()
            return
        self.beginInsertRows(QModelIndex(), target, target)
        self._rows.insert(target, row)
        self._changed_shape()
        self.endInsertRows()
        self.counted.emit(self.total)

    def _changed_shape(self) -> None:
        """Rows stand elsewhere now: what is being read was asked for by old numbers."""
        self._revision += 1
        self._plan.keep(())

    def _read_soon(self) -> None:
        """Read anew, once for all that happens while it is being read."""
        if self._is_beginning:
            self._is_stale = True
        else:
            self.read_anew()

    def _tell(self, before: EditJob, job: EditJob) -> None:
        is_news = job.state in NEWS and before.state is not job.state
        if is_news or (job.held is not None and before.held is None):
            self.told.emit(self._row(job).sentence(self._now()))
        if job.state is JobState.DONE and before.state is not JobState.DONE:
            self.finished.emit(job)

    def _progressed(self, job_id: str) -> None:
        place = self._rows.place(job_id)
        row = None if place is None else self._rows.at(place)
        if place is not None and row is not None:
            renewed = self._row(row.job)
            self._show(place, replace(renewed, depth=row.depth, versions=row.versions))

    def _row(self, job: EditJob) -> TaskRow:
        assert self._studio is not None  # noqa: S101 - rows come from the studio
        left = self._studio.expectation.seconds_left(job)
        expected = None if left is None else self._now() + left
        return TaskRow(job, self._studio.progress.of(job.id), job.id in self._new, expected)

    def _show(self, place: int, row: TaskRow) -> None:
        if self._rows.at(place) != row:
            self._rows.replace(place, row)
            self.dataChanged.emit(self.index(place), self.index(place))

    def _move(self, place: int, before: TaskRow, row: TaskRow) -> None:
        target = place if row.order == before.order else self._rows.target(row, without=place)
        if target is None:
            self._show(place, row)
            self._read_soon()
            return
        if target != place:
            # Qt counts the target before the row is taken out.
            beyond = target + 1 if target > place else target
            self.beginMoveRows(QModelIndex(), place, place, QModelIndex(), beyond)
            self._rows.remove(place)
            self._rows.insert(target, before)
            self._changed_shape()
            self.endMoveRows()
        self._show(target, row)

    def _tick(self) -> None:
        for place in self._moving():
            self.dataChanged.emit(self.index(place), self.index(place), [TaskRole.REMARK])

    def _moving(self) -> Iterator[int]:
        # Open ones stand first, unless versions are shown as a tree: no need to walk a long history.
        if self._listing.is_plain:
            for place in range(self.total):
                row = self._rows.at(place)
                if row is None or not row.job.is_open:
                    return
                yield place
        else:
            yield from (place for place, row in self._rows.walk() if row.job.is_open)

    def _review_ticker(self) -> None:
        is_needed = any(True for _ in self._moving())
        if is_needed != self._ticker.isActive():
            self._ticker.start() if is_needed else self._ticker.stop()


def _standing(row: TaskRow) -> tuple[int, bool]:
    return row.order[0], row.job.starred > 0


def _unread(role: int) -> str | None:
    texts = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
    return tr("Being read…") if role in texts else None
