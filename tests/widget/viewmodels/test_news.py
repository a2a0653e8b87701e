"""What is told to somebody who does something else."""

from __future__ import annotations

from dataclasses import replace

from kling_desktop.domain.job import JobState, Take
from kling_desktop.domain.notice import Notice
from kling_desktop.viewmodels.news import News, NewsModel
from tests.support.studio_double import CLIP, StudioDouble, job

S = JobState


async def test_each_turn_is_told_once(studio: StudioDouble) -> None:
    told: list[News] = []
    studio.jobs.save(job(S.RUNNING, 1))
    model = NewsModel()
    model.told.connect(told.append)
    model.attach(studio.as_studio)
    studio.jobs.save(job(S.FETCHING, 1))
    studio.jobs.save(job(S.QUEUED, 2))
    await studio.settle()
    assert told == []
    done = job(S.DONE, 1, takes=(Take(CLIP),))
    for each in (job(S.QUEUED, 2, held=Notice("key_refused")), done, replace(done, starred=1)):
        studio.jobs.save(each)
    studio.jobs.save(job(S.QUEUED, 2, held=Notice("key_refused"), rev=3))
    studio.jobs.save(job(S.FAILED, 3))
    await studio.settle()
    assert [news.title.split(" · ")[0] for news in told] == ["Needs you", "Done"]
    assert "key" in told[0].text
    assert told[1].picture is not None


async def test_a_picture_that_is_gone_keeps_no_news_back(studio: StudioDouble) -> None:
    told: list[News] = []
    model = NewsModel()
    model.told.connect(told.append)
    model.attach(studio.as_studio)
    studio.jobs.save(job(S.RUNNING, 1))
    studio.jobs.save(job(S.DONE, 1, takes=(Take("/gone.mp4"),)))
    await studio.settle()
    assert [news.picture for news in told] == [None]
