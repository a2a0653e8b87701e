"""What the list shows of very many tasks: filters, groups, versions as a tree, deleted ones gone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from kling_desktop.domain.cut import Range
from kling_desktop.domain.job import EditJob, JobState
from kling_desktop.domain.request import EditRequest, VideoInput
from kling_desktop.store.records import Standing
from kling_desktop.viewmodels.listing import Filter, Listing, Versions, as_tree, filter_words
from kling_desktop.viewmodels.rows import TaskRow
from kling_desktop.viewmodels.tasks import TaskListModel, TaskRole
from tests.support.studio_double import CLIP, StudioDouble, job

S = JobState
NOW = 1_700_050_000.0


def ranged(number: int, first: int, **changes: Any) -> EditJob:
    video = VideoInput(CLIP, range=Range(first, first + 99))
    return job(S.DONE, number, request=EditRequest("snow", (video,)), **changes)


def rows(model: TaskListModel) -> list[TaskRow]:
    return [model.index(place).data(TaskRole.ROW) for place in range(model.rowCount())]


def test_each_filter_asks_for_something_of_its_own() -> None:
    queries = {Listing(filter=each, source=CLIP).query(NOW) for each in Filter}
    assert len(queries) == len(Filter)
    assert len({filter_words(each) for each in Filter}) == len(Filter)
    assert Listing(filter=Filter.NEEDS_YOU).query(NOW).standing is Standing.NEEDS_YOU
    assert Listing(filter=Filter.TODAY).query(NOW).since <= NOW
    assert Listing(filter=Filter.THIS_SOURCE).query(NOW).source
    assert Listing(filter=Filter.THIS_PROJECT, project="Winter").query(NOW).project == "Winter"
    assert Listing(filter=Filter.THIS_PROJECT).query(NOW).project


def test_versions_stand_below_the_one_they_were_made_from() -> None:
    jobs = [job(S.DONE, 1), job(S.DONE, 2, parent="job-1"), job(S.DONE, 3), job(S.DONE, 4, parent="job-2")]
    tree = [(each.id, depth) for each, depth in as_tree(jobs)]
    assert tree == [("job-3", 0), ("job-1", 0), ("job-2", 1), ("job-4", 2)]


def test_a_version_whose_origin_is_elsewhere_stands_alone() -> None:
    assert as_tree([job(S.DONE, 2, parent="gone")])[0][1] == 0


async def test_groups_fold_and_open_to_a_tree(qapp: object, studio: StudioDouble) -> None:
    model = TaskListModel(lambda: NOW)
    studio.history.jobs = [ranged(4, 200), ranged(3, 0, parent="job-1"), ranged(1, 0, starred=1)]
    await model.attach(studio.as_studio)
    model.set_grouped(True)
    await studio.settle()
    assert [(row.job.id, row.versions) for row in rows(model)] == [("job-4", 1), ("job-1", 2)]
    studio.history.jobs = [each for each in studio.history.jobs if each.id != "job-4"]
    model.show_versions(Versions(CLIP, "0-99"))
    await studio.settle()
    assert [(row.job.id, row.depth) for row in rows(model)] == [("job-1", 0), ("job-3", 1)]
    model.show_versions(None)
    model.set_grouped(False)
    await studio.settle()
    assert model.listing.is_plain


async def test_what_is_deleted_leaves_the_list(qapp: object, studio: StudioDouble) -> None:
    model = TaskListModel(lambda: NOW)
    counted: list[int] = []
    model.counted.connect(counted.append)
    studio.history.jobs = [job(S.DONE, 2), job(S.DONE, 1)]
    await model.attach(studio.as_studio)
    studio.jobs.save(replace(job(S.DONE, 2), is_hidden=True))
    studio.jobs.save(replace(job(S.DONE, 9), is_hidden=True))
    assert [row.job.id for row in rows(model)] == ["job-1"]
    assert counted[-1] == 1


async def test_a_narrowed_list_asks_again_when_a_task_moves_on(qapp: object, studio: StudioDouble) -> None:
    model = TaskListModel(lambda: NOW)
    studio.history.jobs = [job(S.RUNNING, 1)]
    await model.attach(studio.as_studio)
    model.set_filter(Filter.RUNNING)
    await studio.settle()
    studio.history.jobs = []
    studio.jobs.save(job(S.DONE, 1))
    await studio.settle()
    assert rows(model) == []


async def test_another_source_matters_only_where_it_is_asked_for(qapp: object, studio: StudioDouble) -> None:
    model = TaskListModel(lambda: NOW)
    await model.attach(studio.as_studio)
    before = len(studio.history.pages)
    model.set_source(CLIP)
    await studio.settle()
    assert len(studio.history.pages) == before
    model.set_filter(Filter.THIS_SOURCE)
    await studio.settle()
    model.set_source("/clips/other.mp4")
    await studio.settle()
    assert len(studio.history.pages) == before + 2
