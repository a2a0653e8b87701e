"""After a refusal that was not charged: the same edit again with less in it, as a new job."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from kling_desktop.domain.answers import ErrorWords, RequestForm
from kling_desktop.domain.errors import BadInput
from kling_desktop.domain.follow_up import FollowUp, follow_ups, left_behind
from kling_desktop.domain.job import EditJob, Failure, JobState
from kling_desktop.domain.notice import Notice
from kling_desktop.domain.request import EditRequest, ImageInput, ReferType, VideoInput
from kling_desktop.services.jobs import is_resting
from kling_desktop.settings.sections import Account
from tests.support.engine import LINK, Rig, accepted, edit, failed, refused, rig_at
from tests.support.jobs import make_job
from tests.support.waiting import until

OPENING = ImageInput("first.png", url="https://pictures.example/first.png")
OTHER = VideoInput("https://clips.example/look.mp4", ReferType.FEATURE)
FRAMED = replace(edit(), first_frame=OPENING, last_frame=OPENING)


async def rested(rig: Rig, job: EditJob) -> EditJob:
    await until(lambda: is_resting(rig.job(job.id)))
    return rig.job(job.id)


def refused_job(
    request: EditRequest, status: int = 400, *fields: str, code: str = "request_refused"
) -> EditJob:
    failure = Failure(Notice(code), ErrorWords(fields=fields), status)
    return make_job(request=request, state=JobState.FAILED, failure=failure, submitted=5.0)


@pytest.mark.parametrize(
    ("job", "offers"),
    [
        (refused_job(FRAMED), (FollowUp.WITHOUT_FRAMES,)),
        (refused_job(FRAMED, 400, "prompt", "last_frame"), (FollowUp.WITHOUT_FRAMES,)),
        (refused_job(FRAMED, 451, "first_frame"), (FollowUp.WITHOUT_FRAMES,)),
        (refused_job(FRAMED, 400, "prompt"), ()),
        (refused_job(FRAMED, 402), ()),
        (refused_job(edit()), ()),
        (refused_job(FRAMED, code="form_would_lose"), (FollowUp.WITHOUT_FRAMES,)),
        (refused_job(FRAMED, 0, code="form_would_lose"), (FollowUp.WITHOUT_FRAMES,)),
        (
            refused_job(replace(FRAMED, videos=(VideoInput(LINK), OTHER)), code="form_would_lose"),
            (FollowUp.WITHOUT_FRAMES, FollowUp.WITH_LESS),
        ),
        (
            refused_job(replace(edit(), videos=(VideoInput(LINK), OTHER)), 422, code="form_would_lose"),
            (FollowUp.WITH_LESS,),
        ),
        (replace(refused_job(FRAMED), task_id="task-1"), ()),
        (replace(refused_job(FRAMED), state=JobState.STOPPED), ()),
        (replace(refused_job(FRAMED), failure=None), ()),
    ],
)
def test_what_is_offered(job: EditJob, offers: tuple[FollowUp, ...]) -> None:
    assert follow_ups(job) == offers


async def test_an_edit_is_sent_again_without_its_frames(data: Path, video: bytes) -> None:
    async with rig_at(data, video) as rig:
        rig.service.posts = [refused(400, "first_frame"), accepted()]
        old = await rested(rig, await rig.send(FRAMED))
        assert FollowUp.WITHOUT_FRAMES in follow_ups(old)
        new = await rig.studio.jobs.send_without_frames(old.id)
        assert (await rested(rig, new)).state is JobState.DONE
        assert (new.parent, new.request) == (old.id, edit())
        assert rig.job(old.id) == old
        body = json.loads(rig.service.bodies[-1])
        assert "first_frame" not in body
        assert "last_frame" not in body


async def test_an_edit_is_sent_again_with_what_the_other_form_can_carry(data: Path, video: bytes) -> None:
    async with rig_at(data, video) as rig:
        rig.service.posts = [refused(422, "video_list"), accepted()]
        request = replace(edit(), videos=(VideoInput(LINK), OTHER))
        old = await rested(rig, await rig.send(request))
        assert old.failure
        assert old.failure.notice.code == "form_would_lose"
        new = await rig.studio.jobs.send_with_less(old.id)
        done = await rested(rig, new)
        assert (done.state, done.form, done.parent) == (JobState.DONE, RequestForm.COMPACT, old.id)
        assert json.loads(rig.service.bodies[-1])["video"] == LINK
        assert len(rig.service.bodies) == 2


async def test_a_pinned_form_that_cannot_carry_it_refuses_before_sending(data: Path, video: bytes) -> None:
    async with rig_at(data, video) as rig:
        rig.studio.settings.replace(Account(request_form="compact"))
        old = await rested(rig, await rig.send(FRAMED))
        assert old.state is JobState.FAILED
        assert rig.service.bodies == []
        new = await rested(rig, await rig.studio.jobs.send_without_frames(old.id))
        assert new.state is JobState.DONE
        assert "video" in json.loads(rig.service.bodies[0])


async def test_a_prompt_that_names_what_is_left_out_is_not_sent(data: Path, video: bytes) -> None:
    async with rig_at(data, video) as rig:
        rig.service.posts = [refused(422, "video_list")]
        request = replace(
            edit("@Video1 as in @Video2, @Video2 and @Image1"), videos=(VideoInput(LINK), OTHER)
        )
        assert [each.token for each in left_behind(request)] == ["@Video2"]
        old = await rested(rig, await rig.send(request))
        with pytest.raises(BadInput, match="prompt_names_lost"):
            await rig.studio.jobs.send_with_less(old.id)
        assert len(rig.service.bodies) == 1


async def test_nothing_is_sent_again_that_may_have_been_charged(data: Path, video: bytes) -> None:
    async with rig_at(data, video) as rig:
        rig.service.gets = [failed()]
        old = await rested(rig, await rig.send(FRAMED))
        assert (old.state, old.task_id) == (JobState.FAILED, "task-1")
        for command in (rig.studio.jobs.send_without_frames, rig.studio.jobs.send_with_less):
            with pytest.raises(BadInput, match="not_offered"):
                await command(old.id)
        assert len(rig.service.bodies) == 1
