"""Which pages of a long list are read next, and which are let go: the one looked at last goes first."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

from kling_desktop.viewmodels.reading import PAGE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from kling_desktop.viewmodels.known_rows import KnownRows

MOST_PAGES = 24
"""Pages that are kept although nobody looks at them."""
MOST_WANTED = 6
"""Pages that wait to be read; who scrolls fast does not need those that he passed by."""


class PagePlan:
    """Owns what is wanted of the rows and in which order; `kept` are places that must not be let go."""

    def __init__(self, rows: KnownRows) -> None:
        """`rows` tells what has been read."""
        self._rows = rows
        self._wanted: list[int] = []
        self._recent: OrderedDict[int, None] = OrderedDict()
        self._kept: set[int] = set()

    def want(self, place: int) -> None:
        """Somebody looks at this place."""
        page = place // PAGE
        if page in self._wanted:
            self._wanted.remove(page)
        self._wanted.append(page)
        del self._wanted[:-MOST_WANTED]

    def keep(self, places: Collection[int]) -> None:
        """These places are to be read, and not to be let go."""
        self._kept = set(places)

    def give_up(self) -> None:
        """Nothing is wanted any more."""
        self._wanted.clear()
        self._kept.clear()

    def forget(self) -> None:
        """Another list is shown: nothing has been looked at."""
        self.give_up()
        self._recent.clear()

    def in_sight(self) -> set[int]:
        """The first page, and those that were read last."""
        return {0, *list(self._recent)[-2:]}

    def next(self) -> int | None:
        """The page that is needed most: the one looked at last, then those that are to be kept."""
        while self._wanted:
            page = self._wanted[-1]
            if any(self._rows.at(place) is None for place in self.places(page)):
                return page
            self._wanted.pop()
        unread = (place for place in self._kept if place < self._rows.total and self._rows.at(place) is None)
        first = min(unread, default=None)
        return None if first is None else first // PAGE

    def places(self, page: int) -> range:
        """The places of a page."""
        return range(page * PAGE, min((page + 1) * PAGE, self._rows.total))

    def was_read(self, page: int) -> None:
        """A page has been read: those that were looked at longest ago are let go."""
        self._recent[page] = None
        self._recent.move_to_end(page)
        for old in list(self._to_let_go()):
            self._rows.forget(self.places(old))
            del self._recent[old]

    def _to_let_go(self) -> Iterator[int]:
        kept = {place // PAGE for place in self._kept}
        for page in list(self._recent)[:-MOST_PAGES]:
            known = (self._rows.at(place) for place in self.places(page))
            # Open ones move: all of them have to be known, to know where.
            if page and page not in kept and not any(row.job.is_open for row in known if row):
                yield page
