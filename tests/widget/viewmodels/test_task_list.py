"""The list of tasks as a model: pages, updates, order, search, news."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from kling_desktop.domain.errors import JournalError
from kling_desktop.domain.job import EditJob, JobState
from kling_desktop.domain.notice import Notice
from kling_desktop.services.progress import Progress
from kling_desktop.viewmodels.reading import PAGE
from kling_desktop.viewmodels.rows import TaskRow
from kling_desktop.viewmodels.tasks import TaskListModel, TaskRole
from tests.support.studio_double import StudioDouble, job

S = JobState


@pytest.fixture
def model(qapp: object) -> TaskListModel:
    made = TaskListModel(lambda: 1_700_000_100.0)
    QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Fatal, made)
    return made


def ids(model: TaskListModel) -> list[str]:
    return [model.index(row).data(TaskRole.ROW).job.id for row in range(model.rowCount())]


def shown(model: TaskListModel, job_id: str) -> TaskRow:
    row = model.place(job_id).data(TaskRole.ROW)
    assert isinstance(row, TaskRow)
    return row


async def test_it_is_empty_until_the_engine_is_there(model: TaskListModel) -> None:
    assert model.rowCount() == 0
    assert not model.index(0).isValid()


def long_history(count: int, opened: int = 0) -> list[EditJob]:
    """Jobs in the order of the list: `opened` ones that run, then those that are done."""
    states = [S.RUNNING] * opened + [S.DONE] * (count - opened)
    return [job(state, count - place) for place, state in enumerate(states)]


async def test_the_list_is_as_long_as_the_history_and_read_where_one_looks(studio: StudioDouble) -> None:
    # Without the tester of the fixture, which looks everywhere by itself.
    model = TaskListModel()
    studio.history.jobs = long_history(20 * PAGE + 5)
    await model.attach(studio.as_studio)
    assert (model.rowCount(), model.total) == (20 * PAGE + 5, 20 * PAGE + 5)
    assert model.index(PAGE).data(TaskRole.ROW) is None
    assert model.index(PAGE).data() == "Being read…"
    assert model.index(PAGE).data(TaskRole.REMARK) is None
    changed: list[tuple[int, int]] = []
    model.dataChanged.connect(lambda first, last, _roles: changed.append((first.row(), last.row())))
    last = model.index(20 * PAGE + 4)
    assert last.data(TaskRole.ROW) is None
    await studio.settle()
    assert last.data(TaskRole.ROW).job.id == "job-1"
    assert changed == [(PAGE, 2 * PAGE - 1), (20 * PAGE, 20 * PAGE + 4)][::-1]
    assert studio.history.pages == [("", PAGE, 0), ("", PAGE, 20 * PAGE), ("", PAGE, PAGE)]


async def test_who_passes_by_quickly_has_only_the_last_pages_read(studio: StudioDouble) -> None:
    model = TaskListModel()
    studio.history.jobs = long_history(100 * PAGE)
    await model.attach(studio.as_studio)
    for page in range(1, 100):
        model.index(page * PAGE).data(TaskRole.ROW)
    await studio.settle()
    read = [offset // PAGE for _, _, offset in studio.history.pages]
    # The one that was asked for first was under way already.
    assert read[1:] in ([99, 98, 97, 96, 95, 94], [1, 99, 98, 97, 96, 95, 94])


async def test_rows_that_nobody_looks_at_are_let_go_but_those_chosen_stay(studio: StudioDouble) -> None:
    model = TaskListModel()
    studio.history.jobs = long_history(60 * PAGE)
    await model.attach(studio.as_studio)
    model.keep([PAGE, 2 * PAGE])
    await studio.settle()
    for page in range(3, 60):
        model.index(page * PAGE).data(TaskRole.ROW)
        await studio.settle()
    known = [model.job(f"job-{60 * PAGE - page * PAGE}") is not None for page in range(60)]
    assert known[:3] == [True, True, True]
    assert known[3:6] == [False, False, False]
    assert known[-3:] == [True, True, True]


async def test_all_that_are_open_are_known(studio: StudioDouble) -> None:
    model = TaskListModel()
    studio.history.jobs = long_history(5 * PAGE, opened=2 * PAGE + 3)
    await model.attach(studio.as_studio)
    await studio.settle()
    assert model.job(f"job-{3 * PAGE - 3}") is not None
    studio.jobs.save(job(S.DONE, 4 * PAGE))
    assert model.place(f"job-{4 * PAGE}").row() == 2 * PAGE + 2


async def test_a_page_read_while_rows_moved_is_read_again(studio: StudioDouble) -> None:
    model = TaskListModel()
    studio.history.jobs = long_history(4 * PAGE)
    await model.attach(studio.as_studio)
    model.index(3 * PAGE).data(TaskRole.ROW)
    made = job(S.PREPARING, 9_999)
    studio.history.jobs.insert(0, made)
    studio.jobs.save(made)
    await studio.settle()
    model.index(3 * PAGE).data(TaskRole.ROW)
    await studio.settle()
    assert model.rowCount() == 4 * PAGE + 1
    assert [model.index(place).data(TaskRole.ROW).job.id for place in (0, 1, 3 * PAGE)] == [
        "job-9999", f"job-{4 * PAGE}", f"job-{PAGE + 1}",
    ]  # fmt: skip


async def test_what_another_program_wrote_is_found_out_and_read_anew(studio: StudioDouble) -> None:
    model = TaskListModel()
    studio.history.jobs = long_history(4 * PAGE)
    await model.attach(studio.as_studio)
    del studio.history.jobs[5:15]
    model.index(4 * PAGE - 1).data(TaskRole.ROW)
    await studio.settle()
    assert model.rowCount() == 4 * PAGE - 10


async def test_the_neighbour_beyond_what_was_read_is_found_the_second_time(studio: StudioDouble) -> None:
    model = TaskListModel()
    studio.history.jobs = long_history(2 * PAGE)
    await model.attach(studio.as_studio)
    first_page_ends = f"job-{PAGE + 1}"
    assert model.neighbour(first_page_ends, 1) is None
    await studio.settle()
    following = model.neighbour(first_page_ends, 1)
    assert following is not None
    assert following.id == f"job-{PAGE}"
    assert model.neighbour(f"job-{2 * PAGE}", -1) is None


async def test_a_history_that_cannot_be_read_is_told_and_asked_again(
    model: TaskListModel, studio: StudioDouble
) -> None:
    told: list[str] = []
    studio.desk.subscribe(lambda notice: told.append(notice.code))
    studio.history.fault = JournalError("journal_busy")
    await model.attach(studio.as_studio)
    assert told == ["journal_busy"]
    studio.history.fault = None
    studio.history.jobs = [job(S.DONE, 1)]
    model.read_anew()
    await studio.settle()
    assert ids(model) == ["job-1"]


async def test_a_new_job_stands_on_top_of_those_under_way(model: TaskListModel, studio: StudioDouble) -> None:
    studio.history.jobs = [job(S.UNKNOWN, 2), job(S.RUNNING, 3), job(S.DONE, 1)]
    await model.attach(studio.as_studio)
    counts: list[int] = []
    model.counted.connect(counts.append)
    studio.jobs.save(job(S.PREPARING, 4))
    assert ids(model) == ["job-2", "job-4", "job-3", "job-1"]
    assert counts == [4]


async def test_a_job_that_ends_moves_down_and_lights_up(model: TaskListModel, studio: StudioDouble) -> None:
    studio.history.jobs = [job(S.RUNNING, 4), job(S.RUNNING, 3), job(S.DONE, 2), job(S.DONE, 1)]
    await model.attach(studio.as_studio)
    studio.jobs.save(job(S.DONE, 3))
    assert ids(model) == ["job-4", "job-3", "job-2", "job-1"]
    studio.jobs.save(job(S.DONE, 4))
    assert ids(model) == ["job-4", "job-3", "job-2", "job-1"]
    assert shown(model, "job-3").is_new
    assert not shown(model, "job-2").is_new
    model.mark_seen("job-3")
    assert not shown(model, "job-3").is_new
    assert shown(model, "job-4").is_new


async def test_a_job_that_needs_somebody_moves_up(model: TaskListModel, studio: StudioDouble) -> None:
    studio.history.jobs = [job(S.RUNNING, 3), job(S.RUNNING, 2), job(S.RUNNING, 1)]
    await model.attach(studio.as_studio)
    studio.jobs.save(job(S.RUNNING, 1, held=Notice("key_refused")))
    assert ids(model) == ["job-1", "job-3", "job-2"]
    studio.jobs.save(job(S.RUNNING, 1))
    assert ids(model) == ["job-3", "job-2", "job-1"]


async def test_done_failed_and_needs_you_are_told_once(model: TaskListModel, studio: StudioDouble) -> None:
    studio.history.jobs = [job(S.DONE, 1)]
    await model.attach(studio.as_studio)
    told: list[str] = []
    model.told.connect(told.append)
    running = studio.jobs.save(job(S.RUNNING, 2))
    held = studio.jobs.save(replace(running, held=Notice("key_refused", {"account": "MuleRouter"})))
    studio.jobs.save(replace(held, rev=held.rev + 1))
    studio.jobs.save(job(S.DONE, 2))
    studio.jobs.save(job(S.DONE, 2, rev=9))
    assert [sentence.split(" · ")[1] for sentence in told] == ["Needs you", "Done"]


async def test_a_result_is_passed_on_once(model: TaskListModel, studio: StudioDouble) -> None:
    await model.attach(studio.as_studio)
    finished: list[EditJob] = []
    model.finished.connect(finished.append)
    for state in (S.PREPARING, S.RUNNING, S.DONE, S.DONE):
        studio.jobs.save(job(state, 2))
    assert [each.state for each in finished] == [S.DONE]


async def test_progress_repaints_its_row_only(model: TaskListModel, studio: StudioDouble) -> None:
    studio.history.jobs = [job(S.PREPARING, 2), job(S.RUNNING, 1)]
    await model.attach(studio.as_studio)
    changed: list[int] = []
    model.dataChanged.connect(lambda first, _last, _roles: changed.append(first.row()))
    studio.progress.show("job-1", Progress("asking", 0.5))
    studio.progress.show("job-unknown", Progress("asking", 0.5))
    assert changed == [1]
    assert shown(model, "job-1").fraction == 0.5


async def test_the_expected_end_comes_from_past_tasks(model: TaskListModel, studio: StudioDouble) -> None:
    studio.history.jobs = [job(S.RUNNING, 1)]
    studio.expectation.left = {"job-1": 60.0}
    await model.attach(studio.as_studio)
    assert model.index(0).data(TaskRole.REMARK) == "1:00 min left"


async def test_search_asks_the_history_and_drops_answers_that_come_too_late(
    model: TaskListModel, studio: StudioDouble
) -> None:
    studio.history.jobs = [job(S.DONE, 2, "Make it rain"), job(S.DONE, 1, "Add snow")]
    await model.attach(studio.as_studio)
    model.set_search(" snow ")
    model.set_search("rain")
    await studio.settle()
    assert model.listing.text == "rain"
    assert ids(model) == ["job-2"]
    model.set_search("")
    await studio.settle()
    assert ids(model) == ["job-2", "job-1"]


async def test_a_new_job_during_a_search_is_left_to_the_history(
    model: TaskListModel, studio: StudioDouble
) -> None:
    studio.history.jobs = [job(S.DONE, 1, "Add snow")]
    await model.attach(studio.as_studio)
    model.set_search("rain")
    await studio.settle()
    made = job(S.PREPARING, 2, "Make it rain")
    studio.history.jobs.insert(0, made)
    studio.jobs.save(made)
    await studio.settle()
    assert ids(model) == ["job-2"]


async def test_what_views_and_screen_readers_get(model: TaskListModel, studio: StudioDouble) -> None:
    studio.history.jobs = [job(S.DONE, 1)]
    await model.attach(studio.as_studio)
    index = model.index(0)
    assert index.data() == "bunny_v001"
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == index.data(Qt.ItemDataRole.ToolTipRole)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole).startswith("bunny_v001 · Done")
    assert index.data(TaskRole.REMARK) == "≈ 0.89"
    assert index.data(Qt.ItemDataRole.DecorationRole) is None
    assert model.job("job-1") == studio.history.jobs[0]
    assert model.job("job-9") is None
    assert not model.place("job-9").isValid()


async def test_time_is_told_again_each_second_only_while_something_runs(
    model: TaskListModel, studio: StudioDouble
) -> None:
    studio.history.jobs = [job(S.DONE, 1)]
    await model.attach(studio.as_studio)
    assert not model._ticker.isActive()
    studio.jobs.save(job(S.RUNNING, 2))
    assert model._ticker.isActive()
    changed: list[tuple[int, list[int]]] = []
    model.dataChanged.connect(lambda first, _last, roles: changed.append((first.row(), list(roles))))
    model._ticker.timeout.emit()
    assert changed == [(0, [int(TaskRole.REMARK)])]
    studio.jobs.save(job(S.DONE, 2))
    assert not model._ticker.isActive()
