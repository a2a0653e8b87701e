from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kling_desktop.domain.cut import Range
from kling_desktop.domain.job import EditJob, JobState, Take
from kling_desktop.domain.notice import Notice
from kling_desktop.domain.request import EditRequest, VideoInput
from kling_desktop.domain.site import MULEROUTER, MULERUN
from kling_desktop.store.connection import connect
from kling_desktop.store.history import MOST_RUNS, HistoryQuery, count, count_groups, groups, page
from kling_desktop.store.migrations import migrate
from kling_desktop.store.records import Standing, fold, standing, words
from kling_desktop.store.rows import insert, save
from tests.support.jobs import make_job, make_queued

DONE = JobState.DONE
Fill = Callable[..., sqlite3.Connection]


@pytest.fixture
def fill(tmp_path: Path) -> Iterator[Fill]:
    connection = connect(tmp_path / "journal.db")
    migrate(connection)

    def filled(*jobs: EditJob) -> sqlite3.Connection:
        insert(connection, jobs)
        return connection

    yield filled
    connection.close()


def prompted(name: str, prompt: str, state: JobState = DONE, **changes: object) -> EditJob:
    return make_job(name, request=EditRequest(prompt), state=state, **changes)


def found(connection: sqlite3.Connection, query: HistoryQuery) -> list[str]:
    names = [job.id for job in page(connection, query, 100, 0)]
    assert count(connection, query) == len(names)
    return names


def test_order_is_needs_you_then_under_way_then_newest(fill: Fill) -> None:
    connection = fill(
        make_job("old", state=DONE),
        make_job("held", held=Notice("key_missing")),
        make_queued("running", "t1", state=JobState.RUNNING),
        make_job("failed", state=JobState.FAILED),
        make_job("unknown", state=JobState.UNKNOWN),
        make_job("preparing"),
        make_job("new", state=JobState.STOPPED),
    )
    everything = ["unknown", "held", "preparing", "running", "new", "failed", "old"]
    assert found(connection, HistoryQuery()) == everything


def test_pages_meet_without_gap_or_overlap(fill: Fill) -> None:
    states = [JobState.UNKNOWN, JobState.QUEUED, DONE, DONE, JobState.FAILED, JobState.READY, DONE]
    connection = fill(*(prompted(f"job-{n}", "snow", state) for n, state in enumerate(states)))
    for query in (HistoryQuery(), HistoryQuery("snow"), HistoryQuery("sn")):
        whole = page(connection, query, 100, 0)
        assert len(whole) == len(states)
        for size in (1, 2, 3, 5):
            pages = [page(connection, query, size, offset) for offset in range(0, len(states) + size, size)]
            assert tuple(job for each in pages for job in each) == whole


def test_a_job_moves_in_the_list_when_it_ends(fill: Fill) -> None:
    first, second = make_queued("first", "t1", state=JobState.FETCHING), make_job("second", state=DONE)
    connection = fill(first, second)
    assert found(connection, HistoryQuery()) == ["first", "second"]
    save(connection, first.moved(DONE))
    assert found(connection, HistoryQuery()) == ["second", "first"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("snow", ["a"]),
        ("SNOW", ["a"]),
        ("now fall", ["a"]),
        ("falling snow", ["a"]),
        ("snow rain", []),
        ("雪", ["c"]),
        ("添加", ["c"]),
        ("频添加", ["c"]),
        ("加雪", ["c"]),
        ("ｓｎｏｗ", ["a"]),
        ("100%", ["b"]),
        ("0%", ["b"]),
        ("%", ["b"]),
        ("_", ["b"]),
        ("a_b", ["b"]),
        ('"', ["b"]),
        ('"quoted"', ["b"]),
        ("quo*", []),
        ("AND", []),
        ("sn OR ra", []),
        ("x", []),
        ("zz", []),
        ("  ", ["c", "b", "a"]),
        ("\0", ["c", "b", "a"]),
    ],
)
def test_text_is_looked_for_as_it_stands(fill: Fill, text: str, expected: list[str]) -> None:
    connection = fill(
        prompted("a", "Make it snow: falling slowly"),
        prompted("b", '100% of "quoted" a_b'),
        prompted("c", "给视频添加雪"),
    )
    assert found(connection, HistoryQuery(text)) == expected


def test_names_of_takes_are_found_once_they_are_there(fill: Fill) -> None:
    job = make_queued(state=JobState.FETCHING)
    connection = fill(job)
    assert found(connection, HistoryQuery("C003_v007")) == []
    job = job.changed(takes=(Take("/results/A001_C003_v007.mp4"),))
    save(connection, job)
    assert found(connection, HistoryQuery("c003_v007")) == ["job-1"]
    save(connection, job.changed(takes=()))
    assert found(connection, HistoryQuery("c003_v007")) == []
    connection.execute("INSERT INTO jobs_text (jobs_text) VALUES ('integrity-check')")


def test_states_and_account_narrow_with_and_without_text(fill: Fill) -> None:
    connection = fill(
        prompted("a", "snow", DONE),
        prompted("b", "snow", JobState.FAILED),
        prompted("c", "rain", JobState.FAILED, site=MULERUN),
        prompted("d", "snow", JobState.READY),
    )
    failed_or_ready = frozenset({JobState.FAILED, JobState.READY})
    assert found(connection, HistoryQuery(states=failed_or_ready)) == ["d", "c", "b"]
    assert found(connection, HistoryQuery("snow", states=failed_or_ready)) == ["d", "b"]
    assert found(connection, HistoryQuery("sn", states=frozenset({DONE}))) == ["a"]
    assert found(connection, HistoryQuery(site=MULERUN)) == ["c"]
    assert found(connection, HistoryQuery("rain", site=MULEROUTER)) == []


def test_a_short_word_that_begins_very_many_runs(fill: Fill) -> None:
    variety = [chr(0x4E00 + number) for number in range(MOST_RUNS + 50)]
    connection = fill(*(prompted(sign, f"雪{sign}天") for sign in variety), prompted("none", "rain"))
    assert count(connection, HistoryQuery("雪")) == len(variety)
    assert found(connection, HistoryQuery(f"雪 {variety[7]}")) == [variety[7]]


def test_a_whole_novel_in_the_search_field_is_survived(fill: Fill) -> None:
    connection = fill(prompted("a", "snow"))
    assert found(connection, HistoryQuery("sn " * 5_000)) == ["a"]
    assert found(connection, HistoryQuery("snow " * 5_000)) == ["a"]
    assert found(connection, HistoryQuery("x%" * 50_000)) == []


PIECES = st.text(st.sampled_from("abAé ß雪天\"%_*'.\\"), max_size=8)


@settings(max_examples=60)
@given(st.lists(st.tuples(PIECES, st.sampled_from(JobState)), max_size=8), st.lists(PIECES, max_size=6))
def test_search_finds_what_reading_every_row_would(
    rows: list[tuple[str, JobState]], searches: list[str]
) -> None:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    migrate(connection)
    everything = [prompted(f"job-{n}", prompt, state) for n, (prompt, state) in enumerate(rows)]
    insert(connection, everything)
    for text in searches:
        fitting = [job for job in everything if all(term in words(job) for term in fold(text).split())]
        fitting.sort(key=lambda job: (standing(job), -everything.index(job)))
        assert found(connection, HistoryQuery(text)) == [job.id for job in fitting]
    connection.close()


def ranged(name: str, first: int, state: JobState = DONE, **changes: object) -> EditJob:
    video = VideoInput("/clips/A.mov", range=Range(first, first + 99))
    return make_job(name, request=EditRequest("snow", (video,)), state=state, **changes)


def test_filters_narrow_and_count(fill: Fill) -> None:
    connection = fill(
        ranged("one", 0, starred=1, created=500.0),
        ranged("two", 0, created=2_000.0),
        make_job("three", state=DONE, project="Spot"),
        make_job("hidden", state=DONE, is_hidden=True),
        make_job("held", held=Notice("key_missing")),
    )
    assert found(connection, HistoryQuery(is_starred=True)) == ["one"]
    assert found(connection, HistoryQuery(since=1_500.0)) == ["two"]
    assert found(connection, HistoryQuery(source="/clips/A.mov")) == ["two", "one"]
    assert found(connection, HistoryQuery(source="/clips/A.mov", marked="5-6")) == []
    assert found(connection, HistoryQuery(standing=Standing.NEEDS_YOU)) == ["held"]
    assert found(connection, HistoryQuery(project="Spot")) == ["three"]
    assert "hidden" not in found(connection, HistoryQuery())
    assert "hidden" not in found(connection, HistoryQuery("snow"))
    assert "hidden" in found(connection, HistoryQuery(with_hidden=True))


def test_groups_fold_to_the_starred_version_or_the_newest(fill: Fill) -> None:
    connection = fill(
        ranged("old", 0),
        ranged("winner", 0, starred=1),
        ranged("newest", 0),
        ranged("elsewhere", 200),
        ranged("later", 200),
        ranged("running", 400, JobState.RUNNING, task_id="t"),
    )
    folded = groups(connection, HistoryQuery(), 10, 0)
    assert [(each.job.id, each.versions) for each in folded] == [("running", 1), ("later", 2), ("winner", 3)]
    assert count_groups(connection, HistoryQuery()) == 3
    assert [each.job.id for each in groups(connection, HistoryQuery("snow"), 1, 1)] == ["later"]
