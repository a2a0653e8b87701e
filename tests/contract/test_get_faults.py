"""The fault matrix of the GET: no answer, however odd, does more than tell nothing."""

from __future__ import annotations

import asyncio
import gzip
import json
import socket
from dataclasses import dataclass

import pytest

from kling_desktop.api.client import CONNECTIONS, PATH, EditService, endpoint_of
from kling_desktop.api.exchange import MAX_BODY, Patience
from kling_desktop.api.key_check import KeyCheck, KeyVerdict
from kling_desktop.domain.answers import ErrorWords, PollFailure, PollTrouble, Progress, TaskAnswer
from kling_desktop.domain.errors import BadInput
from kling_desktop.domain.site import Site
from tests.support.double import Double, End, Scene, Wait, http, http_json

CALM = Patience(connect=10, write=10, read=10, whole=20)
HASTY = Patience(connect=0.3, write=0.3, read=0.3, whole=0.6)
KEY = "sk-very-secret-key"
LINK = "https://cdn.example/result_000.mp4?sig=1"
DONE = {"task_info": {"id": "task-1", "status": "completed"}, "videos": [LINK]}
WHOLE = json.dumps(DONE).encode()
FINISHED = TaskAnswer("completed", Progress.COMPLETED, (LINK,))
T = PollTrouble


def told(info: dict[str, object], **rest: object) -> Scene:
    return Scene(http_json(200, {"task_info": {"id": "task-1", **info}, **rest}))


ANSWERS: dict[str, tuple[Scene, TaskAnswer]] = {
    "done": (Scene(http(200, WHOLE)), FINISHED),
    "done, one byte at a time": (Scene(http(200, WHOLE), drip=0.001), FINISHED),
    "done, compressed": (Scene(http(200, gzip.compress(WHOLE), {"Content-Encoding": "gzip"})), FINISHED),
    "waiting": (told({"status": "pending"}), TaskAnswer("pending", Progress.WAITING)),
    "running": (told({"status": "processing"}), TaskAnswer("processing", Progress.RUNNING)),
    "upper case": (told({"status": " SUCCEEDED "}), TaskAnswer("SUCCEEDED", Progress.COMPLETED)),
    "a word never seen": (told({"status": "paused"}), TaskAnswer("paused", Progress.UNRECOGNISED)),
    "failed": (
        told({"status": "failed", "error": {"code": 3001, "title": "T", "detail": f"D {KEY}"}}),
        TaskAnswer("failed", Progress.FAILED, words=ErrorWords("3001", "T", "D …")),
    ),
    "done without videos": (told({"status": "completed"}), TaskAnswer("completed", Progress.COMPLETED)),
    "done with videos of wrong types": (
        told({"status": "completed"}, videos=[1, None, {"url": LINK}, "ftp://x/y", "x" * 9000]),
        TaskAnswer("completed", Progress.COMPLETED),
    ),
    "several videos": (
        told({"status": "completed"}, videos=[LINK, "http://cdn.example/b.mp4", LINK]),
        TaskAnswer("completed", Progress.COMPLETED, (LINK, "http://cdn.example/b.mp4")),
    ),
}


@dataclass(frozen=True)
class Fault:
    """One row: what the server does, and which trouble it is."""

    scene: Scene
    trouble: PollTrouble
    status: int = 0
    patience: Patience = CALM


def status(code: int, trouble: PollTrouble, body: bytes = b'{"detail": "no"}') -> Fault:
    return Fault(Scene(http(code, body)), trouble, code)


def unreadable(answer: bytes, end: End = End.KEEP, patience: Patience = CALM) -> Fault:
    return Fault(Scene(answer, end), T.UNREADABLE, 200, patience)


FAULTS = {
    "401": status(401, T.KEY_REFUSED),
    "404": status(404, T.NOT_FOUND),
    "404 as a page": status(404, T.NOT_FOUND, b"<html><title>404</title></html>"),
    "429": status(429, T.LIMITED),
    **{str(code): status(code, T.SERVICE) for code in (400, 402, 403, 405, 408, 409, 410, 423, 451)},
    **{str(code): status(code, T.SERVICE) for code in (500, 502, 503, 504)},
    "a 500 that says failed": status(
        500, T.SERVICE, json.dumps({"task_info": {"status": "failed"}}).encode()
    ),
    "302": Fault(Scene(http(302, b"", {"Location": "/login"})), T.SERVICE, 302),
    "a page": unreadable(http(200, b"<html><title>Welcome to the hotel</title></html>")),
    "nothing": unreadable(http(200)),
    "JSON of another kind": unreadable(http(200, b"[1, 2]")),
    "a number for a status": unreadable(http_json(200, {"task_info": {"id": "task-1", "status": 5}})),
    "another task": unreadable(http_json(200, {"task_info": {"id": "task-2", "status": "failed"}})),
    "cut": unreadable(http(200, WHOLE, {"Content-Length": "900"}), End.CLOSE),
    "reset": unreadable(http(200, WHOLE, {"Content-Length": "900"}), End.RESET),
    "stopped": unreadable(http(200, WHOLE, {"Content-Length": "900"}), End.HANG, HASTY),
    "cut JSON": unreadable(http(200, WHOLE[:-5])),
    "past the bound": unreadable(http(200, WHOLE + b" " * MAX_BODY)),
    "silence": Fault(Scene(end=End.HANG), T.UNREACHABLE, patience=HASTY),
    "headers that drip for ever": Fault(Scene(http(200, WHOLE), drip=0.1), T.UNREACHABLE, patience=HASTY),
    "closed at once": Fault(Scene(end=End.CLOSE, wait=Wait.CONNECTION), T.UNREACHABLE),
    "reset mid-header": Fault(Scene(http(200, WHOLE)[:30], End.RESET), T.UNREACHABLE),
    "no HTTP": Fault(Scene(b"hello\r\n\r\n", End.CLOSE), T.UNREACHABLE),
}


def service_at(double: Double, patience: Patience = CALM) -> EditService:
    return EditService(Site(double.address, double.address), KEY, ask_patience=patience)


async def ask(double: Double, patience: Patience = CALM) -> TaskAnswer | PollFailure:
    service = service_at(double, patience)
    try:
        return await service.get("task-1")
    finally:
        await service.close()


@pytest.mark.parametrize("name", ANSWERS)
async def test_answer(name: str) -> None:
    scene, answer = ANSWERS[name]
    async with Double([scene]) as double:
        assert await ask(double) == answer


@pytest.mark.parametrize("name", FAULTS)
async def test_fault(name: str) -> None:
    fault = FAULTS[name]
    async with Double([fault.scene]) as double:
        answer = await ask(double, fault.patience)
    assert isinstance(answer, PollFailure)
    assert (answer.trouble, answer.status) == (fault.trouble, fault.status)


def test_the_matrix_has_every_trouble_and_every_meaning() -> None:
    assert {fault.trouble for fault in FAULTS.values()} == set(PollTrouble)
    assert {answer.progress for _, answer in ANSWERS.values()} == set(Progress)


async def test_nobody_there() -> None:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        service = EditService(Site("x", f"http://127.0.0.1:{bound.getsockname()[1]}"), KEY)
        answer = await service.get("task-1")
        await service.close()
    assert isinstance(answer, PollFailure)
    assert (answer.trouble, answer.words.title) == (T.UNREACHABLE, "ConnectError")


async def test_words_and_retry_after_are_handed_on() -> None:
    body = {"error": {"code": 1302, "title": "Busy", "detail": f"key {KEY}"}}
    async with Double([Scene(http_json(429, body, {"Retry-After": "12"}))]) as double:
        answer = await ask(double)
    assert answer == PollFailure(T.LIMITED, 429, 12.0, ErrorWords("1302", "Busy", "key …"))


async def test_a_redirect_takes_the_key_nowhere() -> None:
    async with Double([Scene(http(200, WHOLE))]) as other:
        async with Double([Scene(http(302, b"", {"Location": f"{other.address}{PATH}/task-1"}))]) as double:
            answer = await ask(double)
        assert isinstance(answer, PollFailure)
        assert other.connections == 0


@pytest.mark.parametrize(
    ("task_id", "target"),
    [
        ("8e1e315e-aa", "8e1e315e-aa"),
        ("a/../../b?c#d", "a%2F..%2F..%2Fb%3Fc%23d"),
        ("ü%20", "%C3%BC%2520"),
    ],
)
async def test_the_id_stays_one_piece_of_the_path(task_id: str, target: str) -> None:
    async with Double([Scene(http(404))]) as double:
        service = service_at(double)
        await service.get(task_id)
        await service.close()
    assert [(seen.method, seen.target, seen.key) for seen in double.seen] == [
        ("GET", f"{PATH}/{target}", KEY)
    ]


async def test_connections_are_kept_and_few() -> None:
    async with Double([Scene(http(200, WHOLE))]) as double:
        service = service_at(double)
        for _ in range(10):
            await service.get("task-1")
        assert double.connections == 1
        await asyncio.gather(*(service.get("task-1") for _ in range(30)))
        await service.close()
        assert double.connections <= CONNECTIONS
    assert len(double.seen) == 40


async def test_a_kept_connection_that_died_is_no_failure() -> None:
    scenes = [Scene(http(200, WHOLE)), Scene(end=End.RESET), Scene(http(200, WHOLE))]
    async with Double(scenes) as double:
        service = service_at(double)
        assert await service.get("task-1") == FINISHED
        assert await service.get("task-1") == FINISHED
        await service.close()
        assert (double.connections, len(double.seen)) == (2, 3)


async def test_closed_services_can_be_used_again() -> None:
    async with Double([Scene(http(200, WHOLE))]) as double:
        service = service_at(double)
        for _ in range(2):
            assert await service.get("task-1") == FINISHED
            await service.close()


async def test_cookies_are_not_kept() -> None:
    async with Double([Scene(http(200, WHOLE, {"Set-Cookie": "session=1; Path=/"}))]) as double:
        service = service_at(double)
        await service.get("task-1")
        await service.get("task-1")
        await service.close()
    assert all("cookie" not in seen.headers for seen in double.seen)


async def test_a_netrc_is_not_read(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("home")
    (folder / ".netrc").write_text("machine 127.0.0.1 login other password other\n")
    (folder / ".netrc").chmod(0o600)
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("NETRC", str(folder / ".netrc"))
    async with Double([Scene(http(200, WHOLE))]) as double:
        await ask(double)
    assert double.seen[0].key == KEY


@pytest.mark.parametrize(
    ("scene", "verdict", "code"),
    [
        (Scene(http_json(404, {"detail": "no such task"})), KeyVerdict.ACCEPTED, 404),
        (Scene(http_json(401, {"detail": "bad key"})), KeyVerdict.REFUSED, 401),
        (Scene(http(403)), KeyVerdict.UNCLEAR, 403),
        (Scene(http(429)), KeyVerdict.UNCLEAR, 429),
        (Scene(http(502)), KeyVerdict.UNCLEAR, 502),
        (Scene(http(302, b"", {"Location": "/login"})), KeyVerdict.UNCLEAR, 302),
        (Scene(end=End.CLOSE), KeyVerdict.UNREACHABLE, 0),
    ],
)
async def test_a_key_is_tested_by_asking(scene: Scene, verdict: KeyVerdict, code: int) -> None:
    async with Double([scene]) as double:
        service = service_at(double)
        check = await service.check_key()
        await service.close()
    assert (check.verdict, check.status) == (verdict, code)
    assert isinstance(check, KeyCheck)
    assert {seen.method for seen in double.seen} == {"GET"}


async def test_a_key_is_tested_with_another_id_each_time() -> None:
    async with Double([Scene(http(404))]) as double:
        service = service_at(double)
        await service.check_key()
        await service.check_key()
        await service.close()
    assert len({seen.target for seen in double.seen}) == 2


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("http://api.example", "plain_http"),
        ("http://127.0.0.1.example", "plain_http"),
        ("ftp://127.0.0.1", "address_invalid"),
        ("api.example", "address_invalid"),
        ("https://", "address_invalid"),
        ("https://user:secret@api.example", "address_invalid"),
        ("https://api.example/?key=1", "address_invalid"),
        ("https://api.example/#x", "address_invalid"),
        ("https://api.example:99999", "address_invalid"),
        ("https://[::1", "address_invalid"),
        ("https://a b", "address_invalid"),
        ("", "address_invalid"),
    ],
)
def test_addresses_that_are_not_used(address: str, code: str) -> None:
    with pytest.raises(BadInput) as caught:
        EditService(Site("x", address), KEY)
    assert caught.value.notice.code == code


@pytest.mark.parametrize(
    ("address", "used"),
    [
        ("https://api.example", "https://api.example"),
        (" https://API.example/v2/ ", "https://api.example/v2"),
        ("http://localhost:1", "http://localhost:1"),
        ("http://[::1]:1/", "http://[::1]:1"),
    ],
)
def test_addresses_that_are_used(address: str, used: str) -> None:
    assert endpoint_of(Site("x", address)) == used + PATH


@pytest.mark.parametrize("key", ["", "two words", "line\nbreak", "schlüssel", "tab\t"])
def test_keys_that_no_header_can_hold(key: str) -> None:
    with pytest.raises(BadInput) as caught:
        EditService(Site("x", "https://api.example"), key)
    assert caught.value.notice.code == "key_characters"
    assert key not in caught.value.notice.values.values()
