from __future__ import annotations

import errno
import json
from pathlib import Path

import pytest

from kling_desktop.domain.errors import DiskFull, WorldFailed
from kling_desktop.domain.job import EditJob, JobState
from kling_desktop.domain.request import EditRequest
from kling_desktop.store.disk import disk_errors
from kling_desktop.store.task_ids import TaskIdLine, TaskIdLog
from tests.support.jobs import make_queued


@pytest.fixture
def task_ids(tmp_path: Path) -> TaskIdLog:
    return TaskIdLog(tmp_path / "data" / "task-ids.log")


def line(name: str) -> TaskIdLine:
    return TaskIdLine.of(make_queued(name, f"task-{name}"))


def test_lines_come_back_in_order(task_ids: TaskIdLog) -> None:
    assert task_ids.read() == ()
    for name in ("a", "b", "c"):
        task_ids.append(line(name))
    assert task_ids.read() == (line("a"), line("b"), line("c"))
    assert len(task_ids.path.read_bytes().splitlines()) == 3


def test_a_line_makes_the_job_again() -> None:
    request = EditRequest("two\nlines \u2028 and 雪", negative_prompt="blur")
    job = make_queued(request=request, traceparent="00-a-b-01", seconds=5.0, price="0.84")
    again = TaskIdLine.of(job).as_job(JobState.QUEUED)
    assert again == EditJob(
        id=job.id,
        site=job.site,
        request=request,
        created=job.submitted,
        folder=job.folder,
        state=JobState.QUEUED,
        task_id=job.task_id,
        traceparent=job.traceparent,
        submitted=job.submitted,
        accepted=job.accepted,
        seconds=5.0,
        price="0.84",
    )


def test_signs_that_end_a_line_elsewhere_do_not_tear_one(task_ids: TaskIdLog) -> None:
    odd = TaskIdLine.of(make_queued(request=EditRequest("a\x0b\x0c\x1c\x85\u2028\u2029\r\nb")))
    task_ids.append(odd)
    assert task_ids.read() == (odd,)


@pytest.mark.parametrize("kept", [1, 20, -2, -1])
def test_a_torn_last_line_costs_itself_only(task_ids: TaskIdLog, kept: int) -> None:
    task_ids.append(line("a"))
    whole = task_ids.path.read_bytes()
    task_ids.append(line("torn"))
    torn = task_ids.path.read_bytes()[len(whole) :][:kept]
    task_ids.path.write_bytes(whole + torn)
    task_ids.append(line("c"))
    read = [each.job_id for each in task_ids.read()]
    assert read == (["a", "torn", "c"] if kept == -1 else ["a", "c"])


def test_garbage_between_lines_is_passed_over(task_ids: TaskIdLog) -> None:
    task_ids.append(line("a"))
    with task_ids.path.open("ab") as file:
        file.write(b'\x00\xff\x00\n\n[]\n{}\n{"job_id": "\xa2"}\n')
    task_ids.append(line("b"))
    assert task_ids.read() == (line("a"), line("b"))


def test_the_end_of_the_list_can_be_read_alone(task_ids: TaskIdLog) -> None:
    for name in ("a", "b", "c"):
        task_ids.append(line(name))
    size = len(task_ids.path.read_bytes())
    assert task_ids.read(size // 2) == (line("c"),)
    assert task_ids.read(size) == task_ids.read(10 * size) == (line("a"), line("b"), line("c"))


def test_a_line_of_another_version_still_gives_its_id(task_ids: TaskIdLog) -> None:
    task_ids.append(line("a"))
    content = json.loads(task_ids.path.read_bytes())
    content["request"] = {"prompt": 7, "mode": "cinema"}
    content["colour"] = "new"
    task_ids.path.write_text(json.dumps(content) + "\n")
    (read,) = task_ids.read()
    assert (read.job_id, read.site, read.task_id, read.accepted) == (
        "a",
        line("a").site,
        "task-a",
        line("a").accepted,
    )


def test_what_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(WorldFailed) as caught:
        TaskIdLog(tmp_path / "file" / "task-ids.log").append(line("a"))
    assert caught.value.notice.code == "task_ids_failed"


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_is_told_as_one(tmp_path: Path, number: int) -> None:
    with pytest.raises(DiskFull) as caught, disk_errors(tmp_path, "task_ids_failed"):
        raise OSError(number, "No room")
    assert caught.value.notice.values == {"folder": str(tmp_path)}
