"""Finding jobs among very many: by words, state and account, in the order of the task list."""

import sqlite3
from dataclasses import dataclass, field

from kling_desktop.domain.job import OPEN, EditJob, JobState
from kling_desktop.store.records import Standing, fold
from kling_desktop.store.rows import by_seq

RUN = 3
"""The text index knows runs of three signs."""
MOST_RUNS = 200
"""A word of one or two signs is looked up as the runs that begin with it, if they are no more than that."""
MOST_SIGNS = 300
"""What is typed beyond this is not searched: it must not outgrow SQLite's limits."""
INDEX = "jobs_text CROSS JOIN jobs ON jobs.seq = jobs_text.rowid"
"""The join that keeps the text index outside: it yields rows in their order."""
INDEX_OF_ENDED = "jobs_text CROSS JOIN jobs INDEXED BY jobs_in_order ON jobs.seq = jobs_text.rowid"
NEAR = 60
"""Rows that jobs made in one go lie apart at most, with those of another process between them."""
BEYOND_ALL = "\U0010ffff"


@dataclass(frozen=True)
class HistoryQuery:
    """Which jobs: all words of `text` occur in prompt, names or notes; empty fields leave nothing out.

    `since` is the moment (Unix seconds) that they were made at or after; `source` the location of their clip,
    `marked` the frames of it as `records.marked_of` writes them. Deleted ones only `with_hidden`.
    """

    text: str = ""
    states: frozenset[JobState] = field(default_factory=frozenset)
    site: str = ""
    standing: Standing | None = None
    is_starred: bool = False
    since: float = 0.0
    source: str = ""
    marked: str | None = None
    project: str = ""
    with_hidden: bool = False


@dataclass(frozen=True)
class Group:
    """The versions made of one part of one clip: the one that stands for them, and how many there are."""

    job: EditJob
    versions: int


@dataclass
class _Selection:
    """A statement under construction: its source, its conditions, and their values in the same order."""

    source: str = "jobs"
    conditions: list[str] = field(default_factory=lambda: ["true"])
    values: list[str | int | float] = field(default_factory=list)

    @property
    def is_only_text(self) -> bool:
        """Whether the text index decides alone."""
        return self.source == INDEX and len(self.conditions) == 2

    def where(self, condition: str, *values: str | int | float) -> None:
        self.conditions.append(condition)
        self.values.extend(values)

    def statement(self, wanted: str, tail: str = "") -> str:
        parts = ("SELECT", wanted, "FROM", self.source, "WHERE", " AND ".join(self.conditions), tail)
        return " ".join(parts)

    def rows(
        self, connection: sqlite3.Connection, wanted: str, tail: str = "", *values: int
    ) -> list[tuple[int, ...]]:
        return connection.execute(self.statement(wanted, tail), (*self.values, *values)).fetchall()

    def count(self, connection: sqlite3.Connection, wanted: str) -> int:
        """How many different ones of what is wanted there are."""
        counted = "".join(("SELECT count(*) FROM (", self.statement(f"DISTINCT {wanted}"), ")"))
        return int(connection.execute(counted, self.values).fetchone()[0])


def page(connection: sqlite3.Connection, query: HistoryQuery, limit: int, offset: int) -> tuple[EditJob, ...]:
    """At most `limit` jobs from place `offset`: needing a person, under way, then the rest; newest first."""
    numbers = [row[0] for row in _open_rows(connection, query)]
    found = numbers[offset : offset + limit]
    if len(found) < limit and not _is_open_only(query):
        ended = _indexed(connection, query)
        ended.where("standing = ?", Standing.ENDED)
        # Walked in its own order, newest first, a full page ends the walk.
        newest = "seq"
        if ended.source == INDEX:
            ended.source, newest = INDEX_OF_ENDED, "jobs_text.rowid"
        tail = f"ORDER BY {newest} DESC LIMIT ? OFFSET ?"
        rows = ended.rows(connection, "seq", tail, limit - len(found), max(0, offset - len(numbers)))
        found += [row[0] for row in rows]
    return by_seq(connection, found)


def sent_together(connection: sqlite3.Connection, job: EditJob) -> tuple[EditJob, ...]:
    """The jobs of the same edit that were made at the same moment, in their order."""
    row = connection.execute("SELECT seq FROM jobs WHERE id = ?", (job.id,)).fetchone()
    if row is None:
        return ()
    near = connection.execute(
        "SELECT seq FROM jobs WHERE seq BETWEEN ? AND ? ORDER BY seq", (row[0] - NEAR, row[0] + NEAR)
    ).fetchall()
    jobs = by_seq(connection, [seq for (seq,) in near])
    return tuple(each for each in jobs if (each.created, each.request) == (job.created, job.request))


def groups(connection: sqlite3.Connection, query: HistoryQuery, limit: int, offset: int) -> tuple[Group, ...]:
    """Versions folded by the part of the clip that they are of, to the starred one or else the newest.

    Groups in which something needs a person come first, then those under way, then the newest.
    """
    selection = _indexed(connection, query)
    wanted = "coalesce(max(CASE WHEN starred > 0 THEN jobs.seq END), max(jobs.seq)), count(*)"
    tail = "GROUP BY source, marked ORDER BY min(standing), max(jobs.seq) DESC LIMIT ? OFFSET ?"
    rows = selection.rows(connection, wanted, tail, limit, offset)
    jobs = by_seq(connection, [row[0] for row in rows])
    return tuple(Group(job, row[1]) for job, row in zip(jobs, rows, strict=True))


def count_groups(connection: sqlite3.Connection, query: HistoryQuery) -> int:
    """How many parts of clips the jobs that fit are of."""
    selection = _indexed(connection, query)
    return selection.count(connection, "source, marked")


def count(connection: sqlite3.Connection, query: HistoryQuery) -> int:
    """How many jobs fit."""
    selection = _indexed(connection, query)
    if selection.is_only_text:
        # Nothing but the text decides: the index alone can count.
        selection.source = "jobs_text"
    return selection.rows(connection, "count(*)")[0][0]


def _open_rows(connection: sqlite3.Connection, query: HistoryQuery) -> list[tuple[int, ...]]:
    # Never many: comparing their words directly beats the text index, whose order is another.
    selection = _Selection()
    selection.where("standing < ?", Standing.ENDED)
    for term in _terms(query):
        _contain(selection, term)
    _narrow(selection, query)
    return selection.rows(connection, "seq", "ORDER BY standing, seq DESC")


def _indexed(connection: sqlite3.Connection, query: HistoryQuery) -> _Selection:
    selection = _Selection()
    phrases: list[str] = []
    for term in _terms(query):
        runs = [term] if len(term) >= RUN else _runs(connection, term)
        if len(runs) > MOST_RUNS:
            _contain(selection, term)
        elif runs:
            phrases.append(f"({' OR '.join(_quoted(run) for run in runs)})")
        else:
            selection.where("false")
    if phrases:
        selection.source = INDEX
        selection.where("jobs_text MATCH ?", " AND ".join(phrases))
    _narrow(selection, query)
    return selection


def _runs(connection: sqlite3.Connection, term: str) -> list[str]:
    """The runs of the index that begin with `term`, at most one more than are useful."""
    runs: list[str] = []
    after = term
    while len(runs) <= MOST_RUNS:
        found = connection.execute(
            "SELECT term FROM jobs_runs WHERE term >= ? AND term < ? LIMIT 1", (after, term + BEYOND_ALL)
        ).fetchone()
        if not found:
            break
        runs.append(found[0])
        after = found[0] + "\0"
    return runs


def _narrow(selection: _Selection, query: HistoryQuery) -> None:
    if query.states:
        states = sorted(state.value for state in query.states)
        selection.where(f"state IN ({', '.join('?' * len(states))})", *states)
    wanted: tuple[tuple[bool, str, str | int | float], ...] = (
        (_is_open_only(query), "standing < ?", int(Standing.ENDED)),
        (bool(query.site), "site = ?", query.site),
        (query.standing is not None, "standing = ?", query.standing or 0),
        (query.is_starred, "starred >= ?", 1),
        (query.since > 0, "created >= ?", query.since),
        (bool(query.source), "source = ?", query.source),
        (query.marked is not None, "marked = ?", query.marked or ""),
        (bool(query.project), "project = ?", query.project),
        # The words of what is hidden are blank: a search does not find it.
        (not query.with_hidden and not _terms(query), "hidden = ?", 0),
    )
    for is_wanted, condition, value in wanted:
        if is_wanted:
            selection.where(condition, value)


def _is_open_only(query: HistoryQuery) -> bool:
    """Whether no job that has ended can fit: the walk over all of those is spared."""
    return bool(query.states) and query.states <= OPEN


def _contain(selection: _Selection, term: str) -> None:
    escaped = term.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    selection.where("jobs.words LIKE ? ESCAPE '\\'", f"%{escaped}%")


def _terms(query: HistoryQuery) -> list[str]:
    return fold(query.text[:MOST_SIGNS]).split()


def _quoted(run: str) -> str:
    return '"' + run.replace('"', '""') + '"'
