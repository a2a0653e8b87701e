"""Sends a file over HTTP, whole or in part, and when a test wants it, wrongly."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from starlette.datastructures import Headers
from starlette.types import Receive, Scope, Send

from .connections import close_connection, wait_until_gone
from .ranges import Facts, Span, Unsatisfiable, asked_span, facts_of
from .scenario import Rule

CHUNK = 1 << 18
SENT = Callable[[int, int], None]
"""Is told the status and the number of bytes that went out."""


@dataclass(frozen=True)
class Plan:
    """What will be sent: status, headers, which bytes, and after how many of them something happens."""

    status: int
    headers: dict[str, str]
    span: Span
    cut_after: int | None = None
    pause_after: int | None = None


class FileAnswer:
    """An ASGI answer that delivers one file by Range and If-Range, bent by a rule for "download".

    Words of the rule: "cut" (closes after `after` bytes), "stall" (falls silent there for `delay` seconds),
    "no_range" (always the whole), "lying_range" (a 206 that says what was asked and sends the file's
    beginning), "shifted_range" (a 206 that says another start), "changed" (a new validator each time),
    "short" (a whole answer that is half of the file).
    """

    def __init__(self, path: Path, media_type: str, rule: Rule | None, sent: SENT) -> None:
        self._path = path
        self._media_type = media_type
        self._rule = rule
        self._sent = sent

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer GET or HEAD."""
        facts = await asyncio.to_thread(facts_of, self._path)
        plan = _bent(self._planned(Headers(scope=scope), facts), facts, self._rule)
        names = [(name.encode(), value.encode()) for name, value in plan.headers.items()]
        await send({"type": "http.response.start", "status": plan.status, "headers": names})
        body = Span(0, 0) if scope["method"] == "HEAD" else plan.span
        written = 0
        file = await asyncio.to_thread(_open, self._path)
        try:
            written = await self._send_body(file, replace(plan, span=body), receive, send)
        finally:
            file.close()
            self._sent(plan.status, written)
        if plan.cut_after is not None:
            await close_connection(scope, receive)
            return
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    def _planned(self, headers: Headers, facts: Facts) -> Plan:
        common = {
            "accept-ranges": "bytes",
            "content-type": self._media_type,
            "etag": facts.etag,
            "last-modified": facts.modified,
        }
        is_plain = self._rule is not None and self._rule.word == "no_range"
        try:
            span = None if is_plain else asked_span(headers, facts)
        except Unsatisfiable:
            wrong = {**common, "content-range": f"bytes */{facts.size}", "content-length": "0"}
            return Plan(416, wrong, Span(0, 0))
        if is_plain:
            del common["accept-ranges"]
        if span is None:
            return Plan(200, {**common, "content-length": str(facts.size)}, Span(0, facts.size))
        part = {
            "content-length": str(span.stop - span.start),
            "content-range": f"bytes {span.start}-{span.stop - 1}/{facts.size}",
        }
        return Plan(206, {**common, **part}, span)

    async def _send_body(self, file: BinaryIO, plan: Plan, receive: Receive, send: Send) -> int:
        file.seek(plan.span.start)
        end = plan.span.stop - plan.span.start
        stop = end if plan.cut_after is None else min(end, plan.cut_after)
        written = 0
        while written < stop:
            if plan.pause_after is not None and written >= plan.pause_after and self._rule is not None:
                await wait_until_gone(receive, self._rule.number("delay", 60.0))
                plan = replace(plan, pause_after=None)
            edge = stop if plan.pause_after is None else min(stop, plan.pause_after)
            chunk = await asyncio.to_thread(file.read, min(CHUNK, edge - written))
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
            written += len(chunk)
        return written


def _open(path: Path) -> BinaryIO:
    return path.open("rb")


def _bent(plan: Plan, facts: Facts, rule: Rule | None) -> Plan:
    if rule is None or plan.status == 416:
        return plan
    length, after = plan.span.stop - plan.span.start, int(rule.number("after", 1000))
    match rule.word:
        case "cut":
            return replace(plan, cut_after=after)
        case "stall":
            return replace(plan, pause_after=min(after, length - 1))
        case "changed":
            return replace(plan, headers={**plan.headers, "etag": f'"{secrets.token_hex(8)}"'})
        case "short":
            half = Span(plan.span.start, plan.span.start + length // 2)
            return replace(plan, span=half, headers={**plan.headers, "content-length": str(length // 2)})
        case "lying_range" if plan.status == 206:
            return replace(plan, span=Span(0, length))
        case "shifted_range" if plan.status == 206:
            said = f"bytes 0-{length - 1}/{facts.size}"
            return replace(plan, span=Span(0, length), headers={**plan.headers, "content-range": said})
    return plan
