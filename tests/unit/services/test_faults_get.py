"""The fault matrix of the GET on the whole engine: no answer ends a job but the service's own word."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from kling_desktop.api.exchange import MAX_BODY, Patience
from kling_desktop.domain.job import Charge, EditJob, JobState
from tests.support.double import Double, End, Scene, Wait, file_answer, http, http_json
from tests.support.waiting import until
from tests.support.wired import (
    CALM,
    HASTY,
    KEY,
    TASK,
    Wired,
    accept,
    check_words,
    code_shown,
    holds_key,
    tell,
    wired,
)

DONE = json.dumps({"task_info": {"id": TASK, "status": "completed"}, "videos": ["http://x/y.mp4"]}).encode()
FAILED_WORDS = json.dumps({"task_info": {"id": TASK, "status": "failed"}}).encode()
TIMES = 4
"""How often the service misbehaves before it tells properly."""
S = JobState


@dataclass(frozen=True)
class Row:
    """What the service does with the GET, and the trouble that is shown meanwhile."""

    scene: Scene
    trouble: str = "ask_failed"
    patience: Patience = CALM


def whole(status: int, body: bytes = b'{"detail": "no"}', **headers: str) -> Row:
    return Row(Scene(http(status, body, {name.replace("_", "-"): value for name, value in headers.items()})))


def odd(value: object) -> Row:
    return Row(Scene(http_json(200, value)))


SURVIVED = {
    **{str(status): whole(status) for status in (400, 402, 403, 405, 408, 409, 410, 423, 451)},
    **{str(status): whole(status) for status in (404, 500, 502, 503, 504, 600)},
    "429": Row(Scene(http_json(429, {"detail": "slow down"})), "service_busy"),
    "429 with Retry-After": Row(Scene(http(429, b"", {"Retry-After": "120"})), "service_busy"),
    "503 with a date": whole(503, Retry_After="Wed, 21 Oct 2099 07:28:00 GMT"),
    "a 500 that says failed": whole(500, FAILED_WORDS),
    "a 404 that says failed": whole(404, FAILED_WORDS),
    "a redirect to nowhere": whole(302, Location="/login"),
    "a page": whole(200, b"<html><title>Welcome to the hotel</title></html>"),
    "nothing": whole(200, b""),
    "past the bound": whole(200, DONE + b" " * MAX_BODY),
    "cut JSON": whole(200, DONE[:-5]),
    "a list": odd([1, 2]),
    "no task": odd({"videos": ["http://x/y.mp4"]}),
    "a number for a status": odd({"task_info": {"id": TASK, "status": 5}}),
    "another task that failed": odd({"task_info": {"id": "other", "status": "failed"}}),
    "cut in the body": Row(Scene(http(200, DONE, {"Content-Length": "900"}), End.CLOSE)),
    "reset in the body": Row(Scene(http(200, DONE, {"Content-Length": "900"}), End.RESET)),
    "shorter than told": Row(Scene(http(200, DONE, {"Content-Length": str(len(DONE) - 2)}), End.CLOSE)),
    "stops in the body": Row(Scene(http(200, DONE, {"Content-Length": "900"}), End.HANG), patience=HASTY),
    "silence": Row(Scene(end=End.HANG), "unreachable", HASTY),
    "slow-loris": Row(Scene(http(200, DONE), drip=0.1), "unreachable", HASTY),
    "reset mid-header": Row(Scene(http(200, DONE)[:30], End.RESET), "unreachable"),
    "no HTTP": Row(Scene(b"hello\r\n\r\n", End.CLOSE), "unreachable"),
    "closed at once": Row(Scene(end=End.CLOSE, wait=Wait.CONNECTION), "unreachable"),
    "a word never seen": Row(tell("paused"), "status_unknown"),
}


def told_at_last(rig: Wired) -> Scene:
    return tell(" COMPLETED ", f"{rig.files.address}/r.mp4")


@pytest.mark.parametrize("name", SURVIVED)
async def test_no_answer_ends_a_job(name: str, data: Path, video: bytes) -> None:
    row = SURVIVED[name]
    scenes = [accept(), *[row.scene] * TIMES]
    async with wired(data, scenes, [Scene(file_answer(video))], row.patience) as rig:
        rig.service.scenes.append(told_at_last(rig))
        job = await rig.send()
        assert (job.state, job.charge, job.held) == (S.DONE, Charge.YES, None)
        assert rig.count("POST") == 1
        assert row.trouble in rig.troubles
        check_words(job, rig.troubles)
        assert not any(job.state is S.FAILED for job in rig.seen)
        assert all(seen.key == KEY for seen in rig.service.seen if seen.method)
        assert not any(seen.key for seen in rig.files.seen)
    assert not holds_key(data)


async def held_as(rig: Wired, code: str) -> EditJob:
    """Send, and wait until the job waits for a person."""
    job = await rig.send()
    assert (job.state, code_shown(job), job.charge) == (S.QUEUED, code, Charge.YES)
    check_words(job, rig.troubles)
    return job


async def test_a_refused_key_holds_the_job_until_it_is_mended(data: Path, video: bytes) -> None:
    refusal = Scene(http_json(401, {"detail": f"bad key {KEY}"}))
    async with wired(data, [accept(), refusal], [Scene(file_answer(video))]) as rig:
        job = await held_as(rig, "key_refused")
        asked = rig.count("GET")
        await rig.clock.sleep(3600)
        assert rig.count("GET") == asked
        rig.service.scenes[:] = [told_at_last(rig)]
        await rig.studio.account.save_key(KEY)
        await until(lambda: rig.job(job.id).state is S.DONE)
        assert rig.count("POST") == 1


async def test_a_task_that_is_not_known_for_long_is_held_and_asked_on(data: Path, video: bytes) -> None:
    nobody = Scene(http_json(404, {"detail": "no such task"}))
    async with wired(data, [accept(), nobody], [Scene(file_answer(video))]) as rig:
        job = await held_as(rig, "task_not_found")
        rig.service.scenes[:] = [told_at_last(rig)]
        await until(lambda: rig.job(job.id).state is S.DONE)
        assert rig.job(job.id).held is None


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (
            {"code": 3001, "title": "T", "detail": "Failure to pass the risk control system"},
            "content_refused",
        ),
        ({"code": "3003", "detail": "could not"}, "model_failed"),
        ({"error_code": 4008, "title": "internal"}, "service_failed"),
        (None, "service_failed"),
    ],
)
async def test_only_the_services_word_fails_a_job(error: object, code: str, data: Path, video: bytes) -> None:
    async with wired(data, [accept(), tell("Failed", error=error)], [Scene(b"")]) as rig:
        job = await rig.send()
        assert (job.state, code_shown(job), job.charge) == (S.FAILED, code, Charge.UNKNOWN)
        check_words(job)
        assert rig.count("POST") == 1


@pytest.mark.parametrize("status", [301, 302, 307, 308])
async def test_the_key_follows_no_redirect(status: int, data: Path, video: bytes) -> None:
    async with Double([Scene(http(200, DONE))]) as other:
        moved = Scene(http(status, b"", {"Location": f"{other.address}/elsewhere"}))
        async with wired(data, [accept(), moved, moved], [Scene(file_answer(video))]) as rig:
            rig.service.scenes.append(told_at_last(rig))
            assert (await rig.send()).state is S.DONE
            assert "ask_failed" in rig.troubles
        assert other.connections == 0


@pytest.mark.parametrize("seconds", [-86_400.0, -90.0, 90.0, 86_400.0])
@pytest.mark.parametrize("state", [S.READY, S.SUBMITTING, S.QUEUED, S.RUNNING, S.FETCHING])
async def test_a_clock_that_jumps_costs_nothing(
    state: JobState, seconds: float, data: Path, video: bytes
) -> None:
    scenes = [accept(), tell("processing"), Scene(http(503)), tell("processing")]
    async with wired(data, scenes, [Scene(file_answer(video))]) as rig:
        rig.service.scenes.append(told_at_last(rig))
        before = rig.clock.monotonic()

        def jump(job: EditJob) -> None:
            if job.state is state:
                rig.clock.jump = seconds

        rig.studio.jobs.subscribe(jump)
        job = await rig.send()
        assert (job.state, rig.count("POST")) == (S.DONE, 1)
        assert rig.clock.monotonic() - before < 600
