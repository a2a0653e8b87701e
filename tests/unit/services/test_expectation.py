"""Time left: from the user's own past jobs of the same account and mode, or not said at all."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from kling_desktop.domain.job import EditJob, JobState
from kling_desktop.domain.request import Mode
from tests.support.engine import SITE, edit, rig_at


def past(number: int, took: float, mode: Mode = Mode.PRO) -> EditJob:
    request = replace(edit(), mode=mode)
    job = EditJob(f"p{number}", SITE, request, 1000.0, "/x", JobState.DONE, task_id=f"t{number}")
    return replace(job, accepted=2000.0, ended=2000.0 + took)


async def test_nothing_is_said_without_past_jobs(data: Path, video: bytes) -> None:
    async with rig_at(data, video) as rig:
        job = replace(past(1, 60), state=JobState.RUNNING)
        assert rig.studio.expectation.seconds_left(job) is None


async def test_the_median_of_past_jobs_counts_down(data: Path, video: bytes) -> None:
    async with rig_at(data, video) as rig:
        for number, took in enumerate([100.0, 120.0, 900.0]):
            await rig.studio.journal.insert(past(number, took))
        await rig.studio.journal.insert(past(9, 10.0, Mode.STD))
        await rig.studio.close()
        await rig.start()
        running = replace(past(5, 0), state=JobState.RUNNING, accepted=rig.clock.now() - 30)
        assert abs((rig.studio.expectation.seconds_left(running) or 0) - 90) < 1
        late = replace(running, accepted=rig.clock.now() - 500)
        assert rig.studio.expectation.seconds_left(late) == 0
        done = replace(running, state=JobState.DONE)
        assert rig.studio.expectation.seconds_left(done) is None
