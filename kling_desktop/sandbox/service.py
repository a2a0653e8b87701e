"""The service port: create a task, follow a task, and the controls for tests."""

from __future__ import annotations

import asyncio
import secrets
import time

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .control import control_routes
from .faults import Refused
from .misbehaviour import is_after_acceptance, refusal, wrong_answer
from .options import EDIT_PATH
from .premises import Premises
from .reception import Asked, read_request
from .scenario import Rule
from .tasks import DONE, Task, as_time

BODY_MAX = 100 * 1024 * 1024
TRACE = "traceparent"


def service_app(premises: Premises) -> ASGIApp:
    """Build the application of the service port."""
    desk = _Desk(premises)
    routes = [
        Route(EDIT_PATH, desk.create, methods=["POST"]),
        Route(EDIT_PATH + "/{task_id}", desk.follow, methods=["GET"]),
        *(control_routes(premises) if premises.options.has_control else []),
    ]
    return _Traced(
        Starlette(routes=routes, exception_handlers={HTTPException: _refused, ClientDisconnect: _refused})
    )


class _Traced:
    """Gives every answer a W3C traceparent header."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        trace = f"00-{secrets.token_hex(16)}-{secrets.token_hex(8)}-01"
        if scope["type"] == "http":
            scope["state"][TRACE] = trace

        async def traced(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], (TRACE.encode(), trace.encode())]
            await send(message)

        await self._app(scope, receive, traced)


async def _refused(_request: Request, fault: Exception) -> Response:
    return refusal(fault.status_code if isinstance(fault, HTTPException) else 400)


class _Desk:
    """The two calls of the service."""

    def __init__(self, premises: Premises) -> None:
        self._premises = premises

    async def create(self, request: Request) -> ASGIApp:
        """POST: make a task, unless the request or the scenario is against it."""
        premises = self._premises
        if not premises.has_key(request):
            return refusal(401)
        rule = premises.script.take("post")
        if rule is not None and not is_after_acceptance(rule):
            await _delay(rule)
            self._note(request, None, None, rule.word)
            return wrong_answer(rule, {}) or refusal(500)
        raw = await _body(request)
        if raw is None:
            return refusal(413)
        try:
            asked, task = await asyncio.to_thread(self._take_in, raw)
        except Refused as fault:
            self._note(request, None, None, str(fault.status))
            return JSONResponse(dict(fault.body), fault.status)
        premises.workshop.enqueue(task)
        good = _described(task, time.time(), [])
        wrong = wrong_answer(rule, good) if rule is not None else None
        self._note(request, asked, task, rule.word if rule is not None and wrong is not None else "200")
        await _delay(rule)
        return wrong or JSONResponse(good)

    async def follow(self, request: Request) -> ASGIApp:
        """GET: tell how far a task is."""
        premises = self._premises
        if not premises.has_key(request):
            return refusal(401)
        rule = premises.script.take("get")
        await _delay(rule)
        task = premises.shelf.find(request.path_params["task_id"])
        good = self._answer(task) if task is not None else {}
        wrong = wrong_answer(rule, good) if rule is not None else None
        outcome = rule.word if rule is not None and wrong is not None else "200" if task else "404"
        premises.record.note("polls", {"task_id": request.path_params["task_id"], "outcome": outcome})
        return wrong or (
            JSONResponse(good) if task is not None else refusal(404, {"detail": "Task not found"})
        )

    def _take_in(self, raw: bytes) -> tuple[Asked, Task]:
        asked = read_request(raw, self._premises.script)
        return asked, self._premises.reception.accept(asked.order)

    def _answer(self, task: Task) -> dict[str, object]:
        premises, now = self._premises, time.time()
        if not task.is_shown_ended(now):
            word = premises.script.take("status")
            return _described(task, now, [], word.word if word else None)
        if task.stage != DONE:
            return _described(task, now, [])
        dead = premises.script.take("links")
        code = int(dead.number("code", 403)) if dead is not None else None
        return _described(task, now, premises.links.results(task.id, task.videos, code))

    def _note(self, request: Request, asked: Asked | None, task: Task | None, outcome: str) -> None:
        self._premises.record.note(
            "posts",
            {
                "task_id": task.id if task else None,
                "outcome": outcome,
                "form": asked.order.form if asked else None,
                "body_sha256": asked.sha256 if asked else None,
                "prompt": asked.order.prompt if asked else None,
                TRACE: request.scope["state"][TRACE],
            },
        )


def _described(task: Task, now: float, videos: list[str], word: str | None = None) -> dict[str, object]:
    info: dict[str, object] = {
        "id": task.id,
        "status": word or task.word(now),
        "created_at": as_time(task.created_at),
        "updated_at": as_time(min(task.updated_at, now)),
    }
    if task.error is not None and task.is_shown_ended(now):
        info["error"] = task.error
    return {"task_info": info, "videos": videos} if videos else {"task_info": info}


async def _body(request: Request) -> bytes | None:
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > BODY_MAX:
            return None
        parts.append(part)
    return b"".join(parts)


async def _delay(rule: Rule | None) -> None:
    if rule is not None and "delay" in rule.values:
        await asyncio.sleep(rule.number("delay", 0))
