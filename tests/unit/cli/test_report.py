"""The exit code says whose matter it is: the input, the key, the service, the network."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kling_desktop.cli.report import Exit, exit_of, job_object
from kling_desktop.domain.job import EditJob, Failure, JobState
from kling_desktop.domain.notice import Notice
from kling_desktop.domain.request import EditRequest

JOB = EditJob("1", "mulerouter", EditRequest("snow"), 0.0, "")


def failed(code: str, status: int = 0, task_id: str = "") -> EditJob:
    return replace(JOB, state=JobState.FAILED, failure=Failure(Notice(code), status=status), task_id=task_id)


@pytest.mark.parametrize(
    ("job", "code"),
    [
        (replace(JOB, state=JobState.DONE), Exit.DONE),
        (replace(JOB, state=JobState.UNKNOWN), Exit.UNKNOWN),
        (failed("video_broken"), Exit.BAD_INPUT),
        (failed("plan_too_long"), Exit.BAD_INPUT),
        (failed("key_refused", 401), Exit.KEY_REFUSED),
        (failed("no_balance", 402), Exit.REFUSED),
        (failed("content_refused", 200, "t"), Exit.REFUSED),
        (failed("model_failed", 200, "t"), Exit.REFUSED),
        (replace(JOB, state=JobState.STOPPED), Exit.REFUSED),
        (replace(JOB, held=Notice("source_gone")), Exit.BAD_INPUT),
        (replace(JOB, held=Notice("upload_failed")), Exit.NETWORK),
        (replace(JOB, state=JobState.QUEUED, held=Notice("task_not_found"), task_id="t"), Exit.REFUSED),
    ],
)
def test_each_end_has_its_code(job: EditJob, code: Exit) -> None:
    assert exit_of(job) is code


def test_what_to_do_is_said_for_a_terminal() -> None:
    said = job_object(failed("plan_too_short"))["error"]["message"]
    assert "--fill" in said
