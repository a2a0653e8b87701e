"""Caps on spending: held right before the POST, with words; two at once cannot share the last of it."""

from __future__ import annotations

import shutil
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from kling_desktop.domain.errors import BadInput
from kling_desktop.domain.job import EditJob, JobState
from kling_desktop.domain.notice import Notice
from kling_desktop.domain.project import Project
from kling_desktop.domain.request import EditRequest, VideoInput
from kling_desktop.services.caps import LONGEST
from kling_desktop.services.crew import SENT_WITHOUT_ASKING
from tests.support.engine import LINK, Rig, accepted, rig_at
from tests.support.waiting import until

PRICE = Decimal("1.69")


def cap(rig: Rig, daily: str) -> None:
    rig.studio.settings.replace(replace(rig.studio.settings.caps, daily=daily))


async def ended(rig: Rig, job_id: str) -> None:
    await until(lambda: rig.job(job_id).state is JobState.DONE)


async def held(rig: Rig, job_id: str) -> str:
    return (await first_held(rig, job_id)).code


async def first_held(rig: Rig, job_id: str) -> Notice:
    """Why a job was held first: tomorrow, when a daily cap lets it go, comes quickly in turned time."""
    await until(lambda: any(job.held for job in rig.seen if job.id == job_id))
    return next(job.held for job in rig.seen if job.id == job_id and job.held)


async def test_a_job_over_the_cap_is_held_unsent_and_goes_on_when_it_is_raised(
    data: Path, video: bytes
) -> None:
    async with rig_at(data, video) as rig:
        cap(rig, "1.50")
        job = await rig.send()
        assert await held(rig, job.id) == "over_daily_cap"
        assert rig.service.bodies == []
        assert (await first_held(rig, job.id)).values["price"] == str(PRICE)
        cap(rig, "2")
        await ended(rig, job.id)
        assert len(rig.service.bodies) == 1


async def test_what_was_spent_today_counts(data: Path, video: bytes) -> None:
    async with rig_at(data, video) as rig:
        rig.service.posts = [accepted("task-1"), accepted("task-2")]
        first = await rig.send()
        await ended(rig, first.id)
        cap(rig, str(PRICE))
        second = await rig.send()
        assert await held(rig, second.id) == "over_daily_cap"
        assert (await first_held(rig, second.id)).values["spent"] == str(PRICE)


async def test_a_job_over_the_daily_cap_goes_on_by_itself_tomorrow(data: Path, video: bytes) -> None:
    async with rig_at(data, video) as rig:
        rig.clock.jump = rig.studio.spend.left_of_today - 200
        cap(rig, str(PRICE))
        rig.service.posts = [accepted("task-1"), accepted("task-2")]
        first = await rig.send()
        await ended(rig, first.id)
        second = await rig.send()
        assert await held(rig, second.id) == "over_daily_cap"
        today = rig.clock.now()
        await ended(rig, second.id)
        assert rig.job(second.id).submitted - today < 300
        assert len(rig.service.bodies) == 2


async def test_two_at_once_do_not_share_the_last_of_it(data: Path, video: bytes) -> None:
    async with rig_at(data, video) as rig:
        rig.studio.projects.save(Project("Spot 30", cap=str(PRICE + 1)))
        jobs = await rig.studio.jobs.start(EditRequest("Snow", (VideoInput(LINK),)), takes=2)
        await until(lambda: any(rig.job(job.id).held for job in jobs))
        await until(lambda: any(rig.job(job.id).state is JobState.DONE for job in jobs))
        assert len(rig.service.bodies) == 1


async def test_it_can_be_sent_anyway(data: Path, video: bytes) -> None:
    async with rig_at(data, video) as rig:
        cap(rig, "0")
        job = await rig.send()
        await held(rig, job.id)
        rig.studio.jobs.send_over_cap(job.id)
        await ended(rig, job.id)


async def test_what_was_said_outlives_a_kill_and_nobody_is_asked_or_billed_twice(
    data: Path, video: bytes, tmp_path: Path
) -> None:
    killed = tmp_path / "killed"
    async with rig_at(data, video) as rig:
        cap(rig, "0")
        job = await rig.send()
        await held(rig, job.id)
        rig.studio.jobs.pause()
        rig.studio.jobs.send_over_cap(job.id)
        await until(lambda: rig.job(job.id).is_over_cap)
        # What a kill would leave at this moment.
        shutil.copytree(data, killed)
        assert rig.service.bodies == []
    async with rig_at(killed, video, rig.clock.now()) as rig:
        cap(rig, "0")
        await ended(rig, job.id)
        assert len(rig.service.bodies) == 1
        again = await rig.studio.jobs.run_again(job.id)
        assert await held(rig, again.id) == "over_daily_cap"


async def test_who_said_send_now_is_not_asked_again_within_the_hour(
    data: Path, video: bytes, tmp_path: Path
) -> None:
    killed = tmp_path / "killed"
    async with rig_at(data, video) as rig:
        rig.studio.jobs.pause()
        job = await rig.send()
        old = replace(rig.job(job.id), created=rig.job(job.id).created - 2 * SENT_WITHOUT_ASKING)
        await until(lambda: rig.job(job.id).state is JobState.READY)
        old = rig.job(job.id).changed(created=old.created)
        await rig.studio.journal.save(old)
        shutil.copytree(data, killed)
    async with rig_at(killed, video, rig.clock.now()) as rig:
        assert await held(rig, job.id) == "send_now"
        rig.studio.jobs.pause()
        rig.studio.jobs.ask_now(job.id)
        await until(lambda: rig.job(job.id).agreed)
        shutil.copytree(killed, tmp_path / "again")
        assert rig.service.bodies == []
    async with rig_at(tmp_path / "again", video, rig.clock.now()) as rig:
        await ended(rig, job.id)


async def test_a_project_has_its_own_cap_folder_and_name(data: Path, video: bytes, tmp_path: Path) -> None:
    async with rig_at(data, video) as rig:
        rig.studio.projects.save(Project("Spot 30", folder=str(tmp_path / "spot"), cap="1"))
        job = await rig.send()
        assert (job.project, job.folder) == ("Spot 30", str(tmp_path / "spot"))
        assert await held(rig, job.id) == "over_project_cap"
        rig.studio.projects.choose("")
        other = await rig.send()
        await ended(rig, other.id)


async def test_a_private_project_lets_no_clip_become_a_link(data: Path, video: bytes, tmp_path: Path) -> None:
    async with rig_at(data, video) as rig:
        rig.studio.projects.save(Project("Secret", is_private=True))
        with pytest.raises(BadInput) as refused:
            await rig.studio.jobs.check(EditRequest("Snow", (VideoInput(str(tmp_path / "clip.mp4")),)))
        assert refused.value.notice.code == "project_is_private"


async def test_projects_have_names_of_their_own(data: Path, video: bytes) -> None:
    async with rig_at(data, video) as rig:
        projects = rig.studio.projects
        projects.save(Project("Beta"))
        projects.save(Project("alpha"))
        assert [each.name for each in projects.listed] == ["alpha", "Beta"]
        for name in ("", "ALPHA", "x" * 61):
            with pytest.raises(BadInput):
                projects.save(Project(name))
        projects.save(Project("Beta", cap="5"), before="Beta")
        assert projects.named("Beta").cap == "5"
        projects.remove("Beta")
        assert projects.current.name == ""


def test_a_length_that_nobody_knows_is_the_longest() -> None:
    assert round(LONGEST * 0.168, 2) == float(PRICE)


async def test_a_word_given_while_another_is_saved_counts_too(
    data: Path, video: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with rig_at(data, video) as rig:
        cap(rig, "0")
        rig.studio.jobs.pause()
        job = await rig.send()
        await until(lambda: rig.job(job.id).state is JobState.READY)
        save, wishes = rig.studio.ledger.save, rig.studio.crew._members[job.id].owner.wishes

        async def agreed_meanwhile(saved: EditJob) -> EditJob:
            if saved.agreed and not saved.is_over_cap:
                rig.studio.jobs.send_over_cap(job.id)
            return await save(saved)

        monkeypatch.setattr(rig.studio.ledger, "save", agreed_meanwhile)
        wishes.awaits_word = True
        rig.studio.jobs.resume()
        assert await held(rig, job.id) in ("send_now", "over_daily_cap")
        wishes.awaits_word = True
        rig.studio.jobs.ask_now(job.id)
        await ended(rig, job.id)
        assert rig.job(job.id).is_over_cap
