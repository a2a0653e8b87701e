"""Which tasks a list shows: a filter, words, groups of versions, and the versions of one part of a clip."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

from kling_desktop.domain.job import JobState
from kling_desktop.i18n import tr
from kling_desktop.store.history import HistoryQuery
from kling_desktop.store.records import Standing

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kling_desktop.domain.job import EditJob


class Filter(Enum):
    """What a list of tasks can be narrowed to."""

    ALL = auto()
    NEEDS_YOU = auto()
    RUNNING = auto()
    DONE = auto()
    FAILED = auto()
    UNKNOWN = auto()
    STARRED = auto()
    TODAY = auto()
    THIS_SOURCE = auto()
    THIS_PROJECT = auto()


def filter_words(filter: Filter) -> str:
    """The name of a filter."""
    return {
        Filter.ALL: tr("All tasks"),
        Filter.NEEDS_YOU: tr("Needs you"),
        Filter.RUNNING: tr("Running"),
        Filter.DONE: tr("Done"),
        Filter.FAILED: tr("Failed"),
        Filter.UNKNOWN: tr("Answer lost"),
        Filter.STARRED: tr("Starred"),
        Filter.TODAY: tr("Today"),
        Filter.THIS_SOURCE: tr("This source"),
        Filter.THIS_PROJECT: tr("This project"),
    }[filter]


@dataclass(frozen=True)
class Versions:
    """One part of a clip: the clip's location and the frames, as the journal groups by them."""

    source: str
    marked: str


STATES = {
    Filter.DONE: frozenset({JobState.DONE}),
    Filter.FAILED: frozenset({JobState.FAILED}),
    Filter.UNKNOWN: frozenset({JobState.UNKNOWN}),
}
STANDINGS = {Filter.NEEDS_YOU: Standing.NEEDS_YOU, Filter.RUNNING: Standing.UNDER_WAY}
NONE_SUCH = "\0"


@dataclass(frozen=True)
class Listing:
    """What is wanted of the history; `versions` shows those of one part of a clip, as a tree."""

    text: str = ""
    filter: Filter = Filter.ALL
    source: str = ""
    project: str = ""
    is_grouped: bool = False
    versions: Versions | None = None

    @property
    def is_plain(self) -> bool:
        """Whether every task is shown as it comes."""
        is_narrowed = self.text or self.filter is not Filter.ALL or self.versions
        return not is_narrowed and not self.is_grouped

    @property
    def is_folded(self) -> bool:
        """Whether versions are folded to one row."""
        return self.is_grouped and self.versions is None

    def query(self, now: float) -> HistoryQuery:
        """It as the journal is asked; `now` is Unix time in seconds."""
        by_source = self.filter is Filter.THIS_SOURCE
        source = (self.source or NONE_SUCH) if by_source else ""
        return HistoryQuery(
            self.text,
            states=STATES.get(self.filter, frozenset()),
            standing=STANDINGS.get(self.filter),
            is_starred=self.filter is Filter.STARRED,
            since=_midnight(now) if self.filter is Filter.TODAY else 0.0,
            source=self.versions.source if self.versions else source,
            project=(self.project or NONE_SUCH) if self.filter is Filter.THIS_PROJECT else "",
            marked=self.versions.marked if self.versions else None,
        )


def as_tree(jobs: Iterable[EditJob]) -> list[tuple[EditJob, int]]:
    """Jobs with their depth, each below the one that it was made from; the newest branch first."""
    known = {job.id: job for job in jobs}
    below: dict[str, list[EditJob]] = {}
    for job in sorted(known.values(), key=lambda each: -each.created):
        below.setdefault(job.parent if job.parent in known else "", []).append(job)
    tree: list[tuple[EditJob, int]] = []
    waiting = [(job, 0) for job in reversed(below.pop("", []))]
    while waiting:
        job, depth = waiting.pop()
        tree.append((job, depth))
        waiting += [(each, depth + 1) for each in reversed(below.pop(job.id, []))]
    return tree


def _midnight(now: float) -> float:
    moment = datetime.datetime.fromtimestamp(now)
    return moment.replace(hour=0, minute=0, second=0, microsecond=0).timestamp()
