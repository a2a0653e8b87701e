"""Prompts that were used before: different ones, newest first, found by their words."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from kling_desktop.domain.cut import Range
from kling_desktop.domain.job import EditJob, JobState
from kling_desktop.domain.request import EditRequest, VideoInput
from kling_desktop.paths import DataFolder
from kling_desktop.services.history import LOOKED_AT, History
from kling_desktop.store.journal import Journal
from tests.support.jobs import make_job
from tests.support.journals import fill_journal


def used(number: int, prompt: str, state: JobState = JobState.DONE, clip: str = "a.mp4") -> EditJob:
    request = EditRequest(prompt, (VideoInput(f"/clips/{clip}"),))
    return make_job(f"job-{number}", request=request, created=float(number), state=state)


async def prompts(data: Path, *jobs: EditJob, text: str = "", limit: int = 50) -> tuple[str, ...]:
    folder = DataFolder(data)
    fill_journal(folder.journal, jobs)
    journal = await Journal.open(folder.journal, folder.backups)
    try:
        return await History(journal).recent_prompts(text, limit)
    finally:
        await journal.close()


async def test_each_prompt_once_the_last_used_first(data: Path) -> None:
    jobs = [
        used(1, "Snow"),
        used(2, "Rain", JobState.PREPARING),
        used(3, "Fog"),
        used(4, " Snow\n"),
        used(5, " "),
    ]
    assert await prompts(data, *jobs) == ("Snow", "Fog", "Rain")


async def test_words_have_to_be_in_the_prompt_not_in_a_file_name(data: Path) -> None:
    jobs = [used(1, "Add SNOW now"), used(2, "Rain", clip="snow.mp4"), used(3, "Snow later")]
    assert await prompts(data, *jobs, text="snow add") == ("Add SNOW now",)


async def test_no_more_than_wanted_however_many_there_are(data: Path) -> None:
    jobs = [used(number, f"Prompt {number}") for number in range(LOOKED_AT + 300)]
    found = await prompts(data, *jobs)
    assert len(found) == 50
    assert found[0] == f"Prompt {LOOKED_AT + 299}"


async def test_one_prompt_used_a_thousand_times_is_one(data: Path) -> None:
    jobs = [used(number, "Snow") for number in range(1, 700)]
    assert await prompts(data, used(0, "First"), *jobs) == ("Snow", "First")


async def test_what_came_before_is_the_parent_or_the_version_before_of_the_same_part(data: Path) -> None:
    part = EditRequest("Snow", (VideoInput("/clips/a.mp4", range=Range(0, 71)),))
    jobs = (
        used(1, "Snow"),
        replace(used(2, "Fog"), request=part),
        used(3, "Rain", clip="b.mp4"),
        used(4, "Heavy snow"),
        replace(used(5, "Hail"), created=4.0),
        replace(used(6, "Fire"), parent="job-3"),
        replace(used(7, ""), request=EditRequest("nothing")),
    )
    folder = DataFolder(data)
    fill_journal(folder.journal, jobs)
    journal = await Journal.open(folder.journal, folder.backups)
    try:
        found = [await History(journal).before(job) for job in jobs]
    finally:
        await journal.close()
    names = [each.id if each else "" for each in found]
    assert names == ["", "", "", "job-1", "job-1", "job-3", ""]
