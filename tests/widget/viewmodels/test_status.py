"""The header's readings."""

from __future__ import annotations

from decimal import Decimal

from kling_desktop.domain.job import JobState
from kling_desktop.domain.notice import Notice
from kling_desktop.viewmodels.status import Status, StatusModel
from tests.support.studio_double import StudioDouble, job

S = JobState


async def test_it_counts_what_runs_and_what_waits_for_somebody(studio: StudioDouble) -> None:
    model = StatusModel()
    model.attach(studio.as_studio)
    for each in (job(S.RUNNING, 1), job(S.PREPARING, 2), job(S.UNKNOWN, 3), job(S.DONE, 4)):
        studio.jobs.save(each)
    studio.jobs.save(job(S.QUEUED, 5, held=Notice("key_refused")))
    await studio.settle()
    assert (model.state.running, model.state.needs_you) == (2, 2)
    assert model.state.running_words == "2 running · 2 need you"


def test_one_is_one_and_none_is_nothing() -> None:
    assert Status(running=1, needs_you=1).running_words == "1 running · 1 needs you"
    assert Status().running_words == ""


async def test_todays_estimate_is_added_up_anew_after_each_job(studio: StudioDouble) -> None:
    model = StatusModel()
    studio.account.is_practice = False
    model.attach(studio.as_studio)
    await studio.settle()
    assert model.state.spend_words == "≈ 0.00 USD today"
    studio.spend.accepted, studio.spend.maybe = Decimal("3.31"), Decimal("0.89")
    studio.jobs.save(job(S.RUNNING))
    await studio.settle()
    assert model.state.spend_words == "≈ 4.20 USD today"
    assert "Accepted (billable, estimated): 3.31 USD" in model.state.spend_details
    assert "May have been accepted: 0.89 USD" in model.state.spend_details


async def test_practice_mode_without_spend_names_no_amount(studio: StudioDouble) -> None:
    model = StatusModel()
    model.attach(studio.as_studio)
    await studio.settle()
    assert model.state.is_practice
    assert model.state.spend_words == "Money"
    studio.account.use_practice(False)
    assert not model.state.is_practice
    assert model.state.spend_words == "≈ 0.00 USD today"
