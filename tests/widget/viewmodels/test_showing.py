"""What the viewer shows, and that a result never replaces what somebody looks at."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kling_desktop.domain.job import JobState, Take
from kling_desktop.viewmodels.showing import ShowingModel
from tests.support.studio_double import CLIP, StudioDouble, job


@pytest.fixture
def model(qapp: object) -> ShowingModel:
    return ShowingModel()


def test_a_chosen_clip_is_shown(model: ShowingModel) -> None:
    model.source_chosen(CLIP)
    model.source_chosen(CLIP)
    assert (model.state.source, model.state.result, model.state.turn) == (CLIP, "", 1)


def test_a_result_that_arrives_waits_until_it_is_asked_for(model: ShowingModel) -> None:
    model.source_chosen(CLIP)
    done = job(JobState.DONE)
    model.arrived(done)
    assert (model.state.result, model.state.waiting) == ("", done)
    model.show_waiting()
    assert model.state.result == "/takes/bunny_v001.mp4"
    assert (model.state.waiting, model.state.job_id) == (None, "job-1")


def test_a_result_is_shown_at_once_where_nothing_else_is(model: ShowingModel) -> None:
    model.arrived(job(JobState.DONE))
    assert model.state.result == "/takes/bunny_v001.mp4"
    assert model.state.waiting is None


def test_showing_another_result_keeps_the_waiting_one(model: ShowingModel) -> None:
    model.source_chosen(CLIP)
    model.arrived(job(JobState.DONE, 2))
    model.show_job(job(JobState.DONE, 1))
    assert model.state.waiting is not None
    assert model.state.waiting.id == "job-2"


def test_showing_a_result_again_plays_again(model: ShowingModel) -> None:
    turns: list[int] = []
    model.changed.connect(lambda state: turns.append(state.turn))
    for _ in range(2):
        model.show_job(job(JobState.DONE))
    assert turns == [1, 2]


def test_one_of_several_takes(model: ShowingModel) -> None:
    takes = (Take("/t/a_v001.mp4", "ab"), Take("/t/a_v002.mp4", "ab"), Take("/t/a_v003.mp4"))
    model.show_job(job(JobState.DONE, takes=takes), take=1)
    assert model.state.result == "/t/a_v002.mp4"
    assert [take.path for take in model.state.takes] == ["/t/a_v001.mp4", "/t/a_v002.mp4"]
    assert (model.state.take, model.state.starred) == (1, -1)
    model.show_take(0)
    assert (model.state.result, model.state.keeps_moment) == ("/t/a_v001.mp4", True)
    turn = model.state.turn
    model.show_take(5)
    assert model.state.turn == turn


def test_a_job_without_a_result_changes_nothing(model: ShowingModel) -> None:
    model.show_job(job(JobState.RUNNING))
    model.arrived(job(JobState.RUNNING))
    model.show_waiting()
    assert model.state.turn == 0


async def test_what_was_deleted_leaves_the_viewer(model: ShowingModel, studio: StudioDouble) -> None:
    first, second = (
        job(JobState.DONE, 1),
        replace(job(JobState.DONE, 2), created=job(JobState.DONE, 1).created),
    )
    studio.history.jobs = [first, second]
    model.attach(studio.as_studio)
    model.source_chosen(CLIP)
    model.arrived(second)
    model.show_job(first)
    await studio.settle()
    assert [take.job.id for take in model.state.takes] == ["job-1", "job-2"]
    studio.history.jobs = [replace(first, is_hidden=True), second]
    studio.jobs.save(studio.history.jobs[0])
    await studio.settle()
    assert (model.state.result, [take.job.id for take in model.state.takes]) == (second.files[0], ["job-2"])
    studio.jobs.save(replace(second, is_hidden=True))
    assert (model.state.source, model.state.result, model.state.takes) == (CLIP, "", ())


def test_a_result_that_waits_is_not_offered_once_it_is_deleted(
    model: ShowingModel, studio: StudioDouble
) -> None:
    model.attach(studio.as_studio)
    model.source_chosen(CLIP)
    model.arrived(job(JobState.DONE, 1))
    studio.jobs.save(job(JobState.DONE, 1, is_hidden=True))
    assert model.state.waiting is None


def test_a_new_source_takes_the_place_of_a_result(model: ShowingModel) -> None:
    model.show_job(job(JobState.DONE))
    model.source_chosen("/clips/other.mp4")
    assert (model.state.source, model.state.result) == ("/clips/other.mp4", "")
    model.source_chosen("")
    assert model.state.source == ""


def test_the_starred_take_leaves_the_window_else_the_one_on_show(model: ShowingModel) -> None:
    assert model.state.winner is None
    takes = (Take("/t/a_v001.mp4", "ab"), Take("/t/a_v002.mp4", "ab"))
    model.show_job(job(JobState.DONE, takes=takes), take=1)
    assert model.state.winner is not None
    assert model.state.winner.path == "/t/a_v002.mp4"
    model.show_job(job(JobState.DONE, takes=takes, starred=1), take=1)
    assert model.state.winner.path == "/t/a_v001.mp4"
