"""The fault matrix of the paid POST on the whole engine: what the user sees, and what was billed."""

from __future__ import annotations

import asyncio
import json
import socket
from dataclasses import dataclass
from pathlib import Path

import pytest

from kling_desktop.api.exchange import MAX_BODY, Patience
from kling_desktop.domain.job import Charge, JobState
from tests.support.double import Double, End, Scene, Wait, file_answer, http, http_json
from tests.support.engine import edit
from tests.support.waiting import until
from tests.support.wired import (
    CALM,
    HASTY,
    KEY,
    TASK,
    accept,
    check_words,
    code_shown,
    holds_key,
    tell,
    wired,
)

TAKEN = json.dumps({"task_info": {"id": TASK, "status": "pending"}}).encode()
TAKEN_ANSWER = http(200, TAKEN)
S = JobState


@dataclass(frozen=True)
class Row:
    """What the service does with the POST; how the job rests, what is shown; whether a task was made."""

    scene: Scene
    state: JobState
    code: str = ""
    charge: Charge = Charge.UNKNOWN
    billed: bool = True
    patience: Patience = CALM
    posts: int = 1


def lost(scene: Scene, billed: bool = True, patience: Patience = CALM) -> Row:
    return Row(scene, S.UNKNOWN, "answer_lost", Charge.UNKNOWN, billed, patience)


def refused(status: int, code: str) -> Row:
    detail = [{"loc": ["body", "prompt"], "msg": f"too rude, {KEY}"}]
    scene = Scene(http_json(status, {"detail": detail}))
    return Row(scene, S.FAILED, code, Charge.NO, billed=False)


def again(scene: Scene) -> Row:
    return Row(scene, S.DONE, "", Charge.YES, billed=False, posts=2)


ROWS = {
    "accepted": Row(Scene(TAKEN_ANSWER), S.DONE, "", Charge.YES),
    "accepted with 201": Row(Scene(http(201, TAKEN)), S.DONE, "", Charge.YES),
    "accepted with 202": Row(Scene(http(202, TAKEN)), S.DONE, "", Charge.YES),
    "accepted in upper case": Row(accept("PENDING"), S.DONE, "", Charge.YES),
    "accepted, one byte at a time": Row(Scene(TAKEN_ANSWER, drip=0.0005), S.DONE, "", Charge.YES),
    "200 without an id": lost(Scene(http_json(200, {"task_info": {"status": "pending"}}))),
    "200 with an empty id": lost(Scene(http_json(200, {"task_info": {"id": " "}}))),
    "200 with a page": lost(Scene(http(200, b"<html><title>Hotel</title></html>"))),
    "200 with nothing": lost(Scene(http(200))),
    "200 with cut JSON": lost(Scene(http(200, TAKEN[:-4]))),
    "200 past the bound": lost(Scene(http(200, TAKEN + b" " * MAX_BODY))),
    "200 cut in the body": lost(Scene(http(200, TAKEN, {"Content-Length": "900"}), End.CLOSE)),
    "200 reset in the body": lost(Scene(http(200, TAKEN, {"Content-Length": "900"}), End.RESET)),
    "200 shorter than told": lost(Scene(http(200, TAKEN, {"Content-Length": str(len(TAKEN) - 3)}))),
    "200 that stops": lost(Scene(http(200, TAKEN, {"Content-Length": "900"}), End.HANG), patience=HASTY),
    "204": lost(Scene(http(204))),
    "no answer": lost(Scene(end=End.HANG), patience=HASTY),
    "slow-loris": lost(Scene(TAKEN_ANSWER, drip=0.1), patience=HASTY),
    "reset mid-header": lost(Scene(TAKEN_ANSWER[:30], End.RESET)),
    "closed mid-header": lost(Scene(TAKEN_ANSWER[:30], End.CLOSE)),
    "no HTTP": lost(Scene(b"hello\r\n\r\n", End.CLOSE)),
    "cut after the whole body": lost(Scene(end=End.CLOSE)),
    "cut after the head": lost(Scene(end=End.RESET, wait=Wait.HEAD), billed=False),
    "cut after some of the body": lost(Scene(end=End.RESET, body_bytes=20), billed=False),
    "closed at once": lost(Scene(end=End.CLOSE, wait=Wait.CONNECTION), billed=False),
    "408": lost(Scene(http_json(408, {"detail": "timeout"}))),
    "409": lost(Scene(http_json(409, {"detail": "exists"}))),
    "500": lost(Scene(http_json(500, {"error": "boom"}))),
    "502 as a page": lost(Scene(http(502, b"<html><title>502 Bad Gateway</title></html>"))),
    "503 without Retry-After": lost(Scene(http_json(503, {"detail": "busy"}))),
    "504": lost(Scene(http(504))),
    "600": lost(Scene(http(600))),
    "400": refused(400, "request_refused"),
    "402": refused(402, "no_balance"),
    "403": refused(403, "not_allowed"),
    "404": refused(404, "no_such_address"),
    "405": refused(405, "no_such_address"),
    "413": refused(413, "too_large"),
    "418": refused(418, "refused"),
    "423": refused(423, "account_locked"),
    "451": refused(451, "legal_refusal"),
    "302 without a place": refused(302, "redirected"),
    "401": Row(
        Scene(http_json(401, {"detail": f"bad key {KEY}"})), S.READY, "key_refused", Charge.NO, billed=False
    ),
    "429": again(Scene(http_json(429, {"detail": "slow down"}))),
    "429 with Retry-After": again(Scene(http_json(429, {"detail": "slow"}, {"Retry-After": "7"}))),
    "503 with Retry-After": again(Scene(http_json(503, {"detail": "busy"}, {"Retry-After": "7"}))),
    "422 of the prompt": refused(422, "request_refused"),
    "422 of the other form": again(Scene(http_json(422, {"detail": "unknown field video_list"}))),
}


@pytest.mark.parametrize("name", ROWS)
async def test_post(name: str, data: Path, video: bytes) -> None:
    row = ROWS[name]
    files = [Scene(file_answer(video))]
    async with wired(data, [row.scene, accept()], files, row.patience) as rig:
        rest = rig.service.scenes[1:] if row.posts > 1 else []
        rig.service.scenes[1:] = [*rest, tell("completed", f"{rig.files.address}/r.mp4")]
        job = await rig.send()
        assert (job.state, code_shown(job), job.charge) == (row.state, row.code, row.charge)
        assert not (row.billed and job.charge is Charge.NO)
        check_words(job, rig.troubles)
        rig.studio.crew.wake_all()
        await rig.clock.sleep(3 * 3600)
        assert rig.count("POST") == row.posts or row.scene.wait is Wait.CONNECTION
        assert rig.job(job.id) == job
    assert not holds_key(data)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_is_not_followed_and_the_key_stays_here(
    status: int, data: Path, video: bytes
) -> None:
    async with Double([accept()]) as other:
        moved = Scene(http(status, b"", {"Location": f"{other.address}/elsewhere"}))
        async with wired(data, [moved], [Scene(b"")]) as rig:
            job = await rig.send()
            assert (job.state, code_shown(job), job.charge) == (S.FAILED, "redirected", Charge.NO)
            check_words(job)
        assert other.connections == 0


async def test_nobody_there_is_tried_again_until_somebody_is(data: Path, video: bytes) -> None:
    async with wired(data, [accept()], [Scene(file_answer(video))]) as rig:
        rig.service.scenes.append(tell("completed", f"{rig.files.address}/r.mp4"))
        port = rig.service.port
        await rig.service.__aexit__()
        (job,) = await rig.studio.jobs.start(edit())
        # Virtual time runs ahead of a refused connection, which takes real time on a busy machine.
        await until(lambda: "unreachable" in rig.troubles)
        before = rig.clock.now()
        while rig.clock.now() - before < 120:
            await rig.clock.sleep(5)
        assert rig.job(job.id).state in (S.READY, S.SUBMITTING)
        with socket.socket() as taken:
            taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            taken.bind(("127.0.0.1", port))
            server = await asyncio.start_server(rig.service._connected, sock=taken)
            await rig.rest(job.id)
            assert rig.job(job.id).state is S.DONE
            assert rig.count("POST") == 1
            server.close()
