"""The wrong answers of the service port, each in a shape that has been seen in the wild."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp

from .connections import RawAnswer
from .scenario import Rule

GATEWAY_PAGE = "<html><head><title>502 Bad Gateway</title></head><body><h1>Bad Gateway</h1></body></html>"
BODIES: Mapping[int, object] = {
    400: {"detail": "Bad parameters"},
    401: {"error": "Invalid or expired API key"},
    402: {
        "error": {"code": 402, "title": "Insufficient balance", "detail": "The account has no balance left"}
    },
    403: {"error": "Not allowed"},
    404: {"detail": "Not Found"},
    405: {"detail": "Method Not Allowed"},
    409: {"detail": "The task exists already"},
    413: {"detail": "The body is too large"},
    423: {"message": "Locked"},
    429: {"message": "Too many requests"},
    451: {"detail": "Unavailable for legal reasons"},
    500: {"task_info": {"error": {"code": 4008, "title": "Internal error", "detail": "Try later"}}},
    503: {"error": {"code": 503, "title": "Service unavailable", "detail": "Overloaded"}},
    504: {"message": "Upstream timed out"},
}
HUGE = 2_000_000
"""Characters in the answer that is larger than any that makes sense."""
AFTER_ACCEPTANCE = frozenset({"cut", "cut_headers", "no_id", "html", "empty", "not_json", "types", "huge"})
"""Words for a fault that comes once the task is made; a status comes before unless its rule says so."""


def refusal(status: int, body: object = None) -> Response:
    """Answer with an error status, its usual body unless another is given; 502 is a gateway's page."""
    if status in BODIES or body is not None:
        return JSONResponse(BODIES.get(status) if body is None else body, status)
    return HTMLResponse(GATEWAY_PAGE, status)


def wrong_answer(rule: Rule, good: Mapping[str, object]) -> ASGIApp | None:
    """Return what a rule wants instead of the good answer; None when it wants the good one after all."""
    if rule.word.isdecimal():
        return _status(rule)
    make = _ANSWERS.get(rule.word)
    return make(good) if make is not None else None


def is_after_acceptance(rule: Rule) -> bool:
    """Tell whether a rule for a POST comes into force once the task is made."""
    return bool(rule.values.get("accepted", rule.word in AFTER_ACCEPTANCE or rule.word == "ok"))


def _status(rule: Rule) -> Response:
    status = int(rule.word)
    location = rule.values.get("location")
    if location is not None:
        return RedirectResponse(str(location), status)
    answer = refusal(status, rule.values.get("body"))
    if "retry_after" in rule.values:
        answer.headers["retry-after"] = str(rule.values["retry_after"])
    return answer


def _written(good: Mapping[str, object]) -> bytes:
    body = json.dumps(good).encode()
    return (
        b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n" % len(body) + body
    )


def _without_id(good: Mapping[str, object]) -> dict[str, object]:
    info = good.get("task_info")
    kept = {name: value for name, value in info.items() if name != "id"} if isinstance(info, dict) else {}
    return {**good, "task_info": kept}


_ANSWERS: Mapping[str, Callable[[Mapping[str, object]], ASGIApp]] = {
    "cut": lambda good: RawAnswer(_written(good)[:-30]),
    "cut_headers": lambda good: RawAnswer(_written(good)[:20]),
    "cut_early": lambda _good: RawAnswer(b""),
    "no_id": lambda good: JSONResponse(_without_id(good)),
    "html": lambda _good: HTMLResponse(GATEWAY_PAGE),
    "empty": lambda _good: Response(b"", media_type="application/json"),
    "not_json": lambda _good: Response(b'{"task_info": {"id"', media_type="application/json"),
    "types": lambda _good: JSONResponse({"task_info": {"id": 7, "status": ["?"]}, "videos": {"0": None}}),
    "huge": lambda good: JSONResponse({**good, "padding": "x" * HUGE}),
}
