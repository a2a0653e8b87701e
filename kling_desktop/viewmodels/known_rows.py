"""The rows of a very long list as far as they have been read: each at its place, with gaps between."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence, Set

    from kling_desktop.viewmodels.rows import TaskRow


class KnownRows:
    """Owns rows by place and by the id of their job; `total` counts those that were not read, too."""

    def __init__(self) -> None:
        """Empty."""
        self.total = 0
        self._rows: dict[int, TaskRow] = {}
        self._places: dict[str, int] = {}

    def __len__(self) -> int:
        """How many rows are known."""
        return len(self._rows)

    @property
    def is_whole(self) -> bool:
        """Whether every row is known."""
        return len(self._rows) == self.total

    def at(self, place: int) -> TaskRow | None:
        """The row at a place; None while it is not known."""
        return self._rows.get(place)

    def place(self, job_id: str) -> int | None:
        """Where the row of a job stands; None when it is not known."""
        return self._places.get(job_id)

    def walk(self) -> Iterator[tuple[int, TaskRow]]:
        """The known rows with their places, from the top."""
        return iter(sorted(self._rows.items()))

    def run(self) -> int:
        """How many rows from the top are known without a gap."""
        place = 0
        while place in self._rows:
            place += 1
        return place

    def target(self, row: TaskRow, without: int | None = None) -> int | None:
        """Where a row belongs by its order, `without` the one at that place; None when that is not known."""
        run = self.run()
        places = [place for place in range(run) if place != without]
        target = bisect_left(places, row.order, key=lambda place: self._rows[place].order)
        is_sure = target < len(places) or run == self.total
        return target if is_sure else None

    def begin_anew(self, total: int) -> None:
        """Forget all; there are `total` rows from now on."""
        self.total = total
        self._rows.clear()
        self._places.clear()

    def put(self, first: int, rows: Sequence[TaskRow]) -> bool:
        """Keep what was read from place `first` on; whether it fits what is known beside it."""
        for place, row in enumerate(rows, first):
            elsewhere = self._places.get(row.job.id, place)
            if elsewhere != place or place >= self.total:
                return False
            self.replace(place, row)
        return True

    def replace(self, place: int, row: TaskRow) -> None:
        """Put a row in the place of what was there."""
        before = self._rows.get(place)
        if before is not None:
            self._places.pop(before.job.id, None)
        self._rows[place] = row
        self._places[row.job.id] = place

    def insert(self, place: int, row: TaskRow) -> None:
        """Let the rows from `place` on make room for one more."""
        self._shift(lambda each: each + (each >= place))
        self.total += 1
        self.replace(place, row)

    def remove(self, place: int) -> None:
        """Take a row out; those below move up."""
        row = self._rows.pop(place)
        del self._places[row.job.id]
        self._shift(lambda each: each - (each > place))
        self.total -= 1

    def forget(self, places: Iterable[int], kept: Set[int] = frozenset()) -> None:
        """Let rows go, those at `kept` apart."""
        for place in places:
            if place not in kept and place in self._rows:
                del self._places[self._rows.pop(place).job.id]

    def _shift(self, moved: Callable[[int], int]) -> None:
        self._rows = {moved(place): row for place, row in self._rows.items()}
        self._places = {row.job.id: place for place, row in self._rows.items()}
