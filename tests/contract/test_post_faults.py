"""The fault matrix of the POST: what came back, what it means, and whether a task can have been made."""

from __future__ import annotations

import gzip
import json
import socket
import zlib
from dataclasses import dataclass

import pytest

from kling_desktop.api.client import PATH, EditService
from kling_desktop.api.exchange import MAX_BODY, Patience
from kling_desktop.domain.answers import PostAnswer
from kling_desktop.domain.outcome import Outcome, Transport
from kling_desktop.domain.site import Site
from tests.support.double import Double, End, Scene, Wait, http, http_json

ACCEPTED, NO_TASK, UNKNOWN = Outcome.ACCEPTED, Outcome.NO_TASK, Outcome.UNKNOWN
ANSWERED, BROKEN, NOT_SENT = Transport.ANSWERED, Transport.BROKEN, Transport.NOT_SENT
CALM = Patience(connect=10, write=10, read=10, whole=20)
HASTY = Patience(connect=0.3, write=0.3, read=0.3, whole=0.6)
KEY = "sk-very-secret-key"
TASK = {"task_info": {"id": "task-1", "status": "pending"}}
WHOLE = json.dumps(TASK).encode()
SHOUTING = {"task_info": {"id": "task-1", "status": "PENDING"}}
FAILED = {"task_info": {"id": "task-1", "status": "failed", "error": {"code": 3001}}}
BOMB = zlib.compress(b" " * (MAX_BODY * 50))
CHUNKED = {"Transfer-Encoding": "chunked", "Content-Length": ""}


def chunked(body: bytes, end: bytes = b"0\r\n\r\n") -> bytes:
    return b"%x\r\n%b\r\n" % (len(body), body) + end


@dataclass(frozen=True)
class Fault:
    """One row: what the server does, what is to be made of it; `is_billed` when the server kept the task."""

    scene: Scene
    outcome: Outcome
    transport: Transport = ANSWERED
    is_billed: bool = False
    patience: Patience = CALM
    body: bytes = b"{}"


def answered(outcome: Outcome, answer: bytes, is_billed: bool = False, end: End = End.KEEP) -> Fault:
    return Fault(Scene(answer, end), outcome, is_billed=is_billed)


STATUSES = {
    **{str(status): answered(NO_TASK, http_json(status, {"detail": "no"})) for status in (
        400, 401, 402, 403, 404, 405, 406, 410, 413, 415, 418, 422, 423, 425, 428, 429, 431, 451, 499
    )},
    **{str(status): answered(UNKNOWN, http_json(status, {"detail": "?"}), True) for status in (
        408, 409, 500, 501, 502, 503, 504, 520, 599
    )},
    **{str(status): answered(NO_TASK, http(status, b"", {"Location": "/elsewhere"})) for status in (
        301, 302, 303, 307, 308
    )},
    "300 without a location": answered(NO_TASK, http(300)),
    "503 with Retry-After": answered(NO_TASK, http(503, b"", {"Retry-After": "5"})),
    "503 with an odd Retry-After": answered(UNKNOWN, http(503, b"", {"Retry-After": "soon"}), True),
    "500 with Retry-After": answered(UNKNOWN, http(500, b"", {"Retry-After": "5"}), True),
    "500 with an id": answered(UNKNOWN, http_json(500, TASK), True),
}  # fmt: skip
ACCEPTANCES = {
    "200": answered(ACCEPTED, http_json(200, TASK), True),
    "201": answered(ACCEPTED, http_json(201, TASK), True),
    "202": answered(ACCEPTED, http_json(202, TASK), True),
    "an upper-case status": answered(ACCEPTED, http_json(200, SHOUTING), True),
    "failed at once": answered(ACCEPTED, http_json(200, FAILED), True),
    "no content type": answered(ACCEPTED, http(200, WHOLE), True),
    "chunked": answered(ACCEPTED, http(200, chunked(WHOLE), CHUNKED), True),
    "until the end of the connection": answered(
        ACCEPTED, http(200, WHOLE, {"Content-Length": ""}), True, End.CLOSE
    ),
    "gzip": answered(ACCEPTED, http(200, gzip.compress(WHOLE), {"Content-Encoding": "gzip"}), True),
    "deflate": answered(ACCEPTED, http(200, zlib.compress(WHOLE), {"Content-Encoding": "deflate"}), True),
    "after 100 Continue": answered(ACCEPTED, b"HTTP/1.1 100 Continue\r\n\r\n" + http(200, WHOLE), True),
    "reset right after it": answered(ACCEPTED, http(200, WHOLE), True, End.CLOSE),
    "a big body": Fault(Scene(http_json(200, TASK)), ACCEPTED, is_billed=True, body=b"x" * 20_000_000),
    "one byte at a time": Fault(Scene(http(200, WHOLE), drip=0.001), ACCEPTED, is_billed=True),
}
UNREADABLE = {
    "204": answered(UNKNOWN, http(204, b"", {"Content-Length": ""}), True),
    "206 with an id": answered(UNKNOWN, http_json(206, TASK), True),
    "no id": answered(UNKNOWN, http_json(200, {"task_info": {"status": "pending"}}), True),
    "an empty id": answered(UNKNOWN, http_json(200, {"task_info": {"id": "", "status": "pending"}}), True),
    "an id of a wrong type": answered(
        UNKNOWN, http_json(200, {"task_info": {"id": {}, "status": "x"}}), True
    ),
    "task_info of a wrong type": answered(UNKNOWN, http_json(200, {"task_info": ["task-1"]}), True),
    "a page": answered(UNKNOWN, http(200, b"<html><title>Welcome</title></html>"), True),
    "an empty body": answered(UNKNOWN, http(200), True),
    "no UTF-8": answered(UNKNOWN, http(200, b"\xff\xfe\x00"), True),
    "a body past the bound": answered(UNKNOWN, http(200, WHOLE + b" " * MAX_BODY), True),
    "a body that unpacks past the bound": answered(
        UNKNOWN, http(200, BOMB, {"Content-Encoding": "deflate"}), True
    ),
    "gzip that is none": answered(UNKNOWN, http(200, WHOLE, {"Content-Encoding": "gzip"}), True),
    "gzip that is cut": answered(
        UNKNOWN, http(200, gzip.compress(WHOLE)[:-9], {"Content-Encoding": "gzip"}), True
    ),
    "an encoding nobody asked for": answered(UNKNOWN, http(200, WHOLE, {"Content-Encoding": "br"}), True),
    "cut before its announced end, though the id is there": answered(
        UNKNOWN, http(200, WHOLE, {"Content-Length": "500"}), True, End.CLOSE
    ),
    "reset before its announced end": answered(
        UNKNOWN, http(200, WHOLE, {"Content-Length": "500"}), True, End.RESET
    ),
    "cut in the middle of the JSON": answered(UNKNOWN, http(200, WHOLE[:-9]), True),
    "chunked without an end": answered(UNKNOWN, http(200, chunked(WHOLE, b""), CHUNKED), True, End.CLOSE),
    "announced too short": answered(UNKNOWN, http(200, WHOLE, {"Content-Length": "9"}), True, End.CLOSE),
    "a body that stops": Fault(
        Scene(http(200, WHOLE, {"Content-Length": "500"}), End.HANG), UNKNOWN, is_billed=True, patience=HASTY
    ),
}
CUTS = {
    "reset before anything is read": Fault(Scene(end=End.RESET, wait=Wait.CONNECTION), UNKNOWN, BROKEN),
    "closed before anything is read": Fault(Scene(end=End.CLOSE, wait=Wait.CONNECTION), UNKNOWN, BROKEN),
    "reset after the head": Fault(Scene(end=End.RESET, wait=Wait.HEAD), UNKNOWN, BROKEN),
    "reset in the middle of the body": Fault(
        Scene(end=End.RESET, body_bytes=500_000), UNKNOWN, BROKEN, body=b"x" * 5_000_000
    ),
    "reset after the body": Fault(Scene(end=End.RESET), UNKNOWN, BROKEN, is_billed=True),
    "closed without an answer": Fault(Scene(end=End.CLOSE), UNKNOWN, BROKEN, is_billed=True),
    "reset in the status line": Fault(Scene(b"HTTP/1.1 20", End.RESET), UNKNOWN, BROKEN, is_billed=True),
    "reset in the middle of the headers": Fault(
        Scene(http(200, WHOLE)[:40], End.RESET), UNKNOWN, BROKEN, is_billed=True
    ),
    "what is no HTTP": Fault(Scene(b"SSH-2.0-OpenSSH_9.2\r\n", End.CLOSE), UNKNOWN, BROKEN, is_billed=True),
    "two lengths": Fault(
        Scene(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n" + WHOLE, End.CLOSE),
        UNKNOWN, BROKEN, is_billed=True,
    ),
    "headers without an end": Fault(
        Scene(b"HTTP/1.1 200 OK\r\nX: " + b"y" * 300_000, End.CLOSE), UNKNOWN, BROKEN, is_billed=True
    ),
    "silence": Fault(Scene(end=End.HANG), UNKNOWN, BROKEN, is_billed=True, patience=HASTY),
    "nobody reads the body": Fault(
        Scene(end=End.HANG, wait=Wait.HEAD), UNKNOWN, BROKEN, patience=HASTY, body=b"x" * 30_000_000
    ),
    "headers that drip for ever": Fault(
        Scene(http(200, WHOLE), drip=0.1), UNKNOWN, BROKEN, is_billed=True, patience=HASTY
    ),
}  # fmt: skip
EARLY = {
    "refused before the body was read": Fault(
        Scene(http(413), End.DRAIN, wait=Wait.HEAD), NO_TASK, body=b"x" * 30_000_000
    ),
    "refused by someone who reads no further": Fault(
        Scene(http(413), End.HANG, wait=Wait.HEAD), UNKNOWN, BROKEN, patience=HASTY, body=b"x" * 30_000_000
    ),
}
MATRIX = {
    **{f"status {name}": fault for name, fault in STATUSES.items()},
    **{f"accepted: {name}": fault for name, fault in ACCEPTANCES.items()},
    **{f"unreadable: {name}": fault for name, fault in UNREADABLE.items()},
    **{f"cut: {name}": fault for name, fault in CUTS.items()},
    **{f"early: {name}": fault for name, fault in EARLY.items()},
}


async def post(address: str, body: bytes = b"{}", patience: Patience = CALM) -> PostAnswer:
    service = EditService(Site(address, address), KEY, post_patience=patience)
    try:
        return await service.post(body)
    finally:
        await service.close()


@pytest.mark.parametrize("name", MATRIX)
async def test_fault(name: str) -> None:
    fault = MATRIX[name]
    async with Double([fault.scene]) as double:
        answer = await post(double.address, fault.body, fault.patience)
        assert double.connections == 1, "a POST is never sent twice by itself"
    assert (answer.outcome, answer.transport) == (fault.outcome, fault.transport)
    assert (answer.task_id == "task-1") == (fault.outcome is ACCEPTED)
    assert bool(answer.status) == (fault.transport is ANSWERED)
    assert not (fault.is_billed and answer.outcome is NO_TASK), "what may be billed is never called free"


def test_the_matrix_has_every_way_that_the_table_has() -> None:
    assert {(fault.outcome, fault.transport) for fault in MATRIX.values()} == {
        (ACCEPTED, ANSWERED), (NO_TASK, ANSWERED), (UNKNOWN, ANSWERED), (UNKNOWN, BROKEN)
    }  # fmt: skip


async def test_the_request_as_it_stands_on_the_wire() -> None:
    body = json.dumps({"prompt": "x" * 200_000}).encode()
    async with Double([Scene(http_json(200, TASK, {"traceparent": "00-abc-def-01"}))]) as double:
        answer = await post(double.address, body)
        await post(double.address, body)
        assert double.connections == 2, "each POST has a connection of its own"
    seen = double.seen[0]
    assert (seen.method, seen.target, seen.body) == ("POST", PATH, body)
    assert seen.headers["content-length"] == str(len(body))
    assert "transfer-encoding" not in seen.headers
    assert seen.headers["authorization"] == f"Bearer {KEY}"
    assert seen.headers["content-type"] == "application/json"
    assert seen.headers["user-agent"].startswith("kling-desktop")
    assert "cookie" not in seen.headers
    assert answer.traceparent == "00-abc-def-01"


async def test_a_redirect_is_not_followed_and_takes_the_key_nowhere() -> None:
    async with Double([Scene(http_json(200, TASK))]) as other:
        async with Double(
            [Scene(http(307, b"", {"Location": f"{other.address}/x", "Set-Cookie": "a=b"}))]
        ) as double:
            answer = await post(double.address)
        assert (answer.outcome, answer.status) == (NO_TASK, 307)
        assert other.connections == 0


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"Retry-After": "7"}, 7.0),
        ({"Retry-After": "Tue, 03 Mar 2026 12:00:30 GMT", "Date": "Tue, 03 Mar 2026 12:00:00 GMT"}, 30.0),
        ({"Retry-After": "99999"}, 3600.0),
        ({"Retry-After": "nonsense"}, None),
        ({}, None),
    ],
)
async def test_retry_after_is_handed_on(headers: dict[str, str], wait: float | None) -> None:
    async with Double([Scene(http(429, b"", headers))]) as double:
        answer = await post(double.address)
    assert (answer.outcome, answer.retry_after) == (NO_TASK, wait)


async def test_a_date_is_counted_from_our_clock_when_the_answer_bears_none() -> None:
    async with Double([Scene(http(429, b"", {"Retry-After": "Tue, 03 Mar 2026 12:00:30 GMT"}))]) as double:
        service = EditService(Site("x", double.address), KEY, now=lambda: 1772539200.0 + 10)
        assert (await service.post(b"{}")).retry_after == 20.0


async def test_the_service_is_quoted_but_never_the_key() -> None:
    words = {
        "error": {"code": KEY, "title": "Bad key", "detail": f"{KEY} is not known, use another than {KEY}"}
    }
    async with Double([Scene(http_json(401, words))]) as double:
        answer = await post(double.address)
    assert answer.words.title == "Bad key"
    assert answer.words.detail == "… is not known, use another than …"
    assert KEY not in repr(answer)


async def test_a_failure_of_the_network_has_words() -> None:
    async with Double([Scene(end=End.CLOSE)]) as double:
        answer = await post(double.address)
    assert answer.words.title == "RemoteProtocolError"
    assert KEY not in repr(answer)


async def test_nobody_there() -> None:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        answer = await post(f"http://127.0.0.1:{bound.getsockname()[1]}")
    assert (answer.outcome, answer.transport) == (NO_TASK, NOT_SENT)


async def test_no_such_name() -> None:
    answer = await post("https://nowhere.invalid")
    assert (answer.outcome, answer.transport) == (NO_TASK, NOT_SENT)


HANDSHAKES = {
    "no TLS there": Scene(b"HTTP/1.1 400 Bad Request\r\n\r\n", End.CLOSE, Wait.CONNECTION),
    "closed": Scene(end=End.CLOSE, wait=Wait.CONNECTION),
    "reset": Scene(end=End.RESET, wait=Wait.CONNECTION),
    "silent": Scene(end=End.HANG, wait=Wait.CONNECTION),
}


@pytest.mark.parametrize("name", HANDSHAKES)
async def test_a_handshake_that_fails(name: str) -> None:
    async with Double([HANDSHAKES[name]]) as double:
        answer = await post(f"https://localhost:{double.port}", patience=HASTY)
    assert (answer.outcome, answer.transport) == (NO_TASK, NOT_SENT)


PROXIES = {
    "wants a password": Scene(http(407), End.CLOSE),
    "finds nobody": Scene(http(502), End.CLOSE),
    "closes": Scene(end=End.CLOSE),
    "resets": Scene(end=End.RESET),
    "is silent": Scene(end=End.HANG),
    "speaks no HTTP": Scene(b"what?\r\n\r\n", End.CLOSE),
    "cuts the tunnel": Scene(b"HTTP/1.1 200 Established\r\n\r\n", End.CLOSE),
    "speaks in place of the site": Scene(
        b"HTTP/1.1 200 Established\r\n\r\n" + http_json(200, TASK), End.CLOSE
    ),
}


@pytest.mark.parametrize("name", PROXIES)
async def test_a_proxy_that_fails_got_neither_edit_nor_key(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with Double([PROXIES[name]]) as proxy:
        for variable in ("https_proxy", "HTTPS_PROXY"):
            monkeypatch.setenv(variable, proxy.address)
        answer = await post("https://api.invalid", patience=HASTY)
    assert (answer.outcome, answer.transport) == (NO_TASK, NOT_SENT)
    assert [seen.method for seen in proxy.seen] == ["CONNECT"]
    assert proxy.seen[0].key == ""


@pytest.mark.parametrize("address", ["http://[::1", "gopher://proxy.invalid:70", "http://proxy.invalid:port"])
async def test_a_proxy_setting_that_makes_no_sense(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("https_proxy", "HTTPS_PROXY"):
        monkeypatch.setenv(variable, address)
    answer = await post("https://api.invalid")
    assert (answer.outcome, answer.transport) == (NO_TASK, NOT_SENT)
    assert answer.words.title


async def test_this_computer_is_asked_directly(monkeypatch: pytest.MonkeyPatch) -> None:
    async with Double([Scene(http_json(200, TASK))]) as double, Double([Scene(http(502))]) as proxy:
        for variable in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(variable, proxy.address)
        assert (await post(double.address)).outcome is ACCEPTED
        assert proxy.connections == 0
