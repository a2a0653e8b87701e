"""The other port, as the service's CDN is another host: results, and uploads in place of a bucket."""

from __future__ import annotations

import asyncio
import mimetypes
import secrets
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from .delivery import FileAnswer
from .misbehaviour import refusal
from .premises import Premises

UPLOAD_MAX = 210 * 1024 * 1024
DENIED = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>AccessDenied</Code><Message>{}</Message></Error>'
)


def cdn_app(premises: Premises) -> ASGIApp:
    """Build the application of the CDN port."""
    counter = _Counter(premises)
    routes = [
        Route("/public/{word}/{name}", counter.result, methods=["GET"]),
        Route("/uploads/{name}", counter.uploaded, methods=["GET"]),
        Route("/upload/{name}", counter.upload, methods=["PUT"]),
        Route("/{path:path}", counter.elsewhere, methods=["GET", "POST", "PUT"]),
    ]
    return Starlette(
        routes=routes,
        exception_handlers={HTTPException: counter.not_here, ClientDisconnect: counter.not_here},
    )


class _Counter:
    """The answers of the CDN port."""

    def __init__(self, premises: Premises) -> None:
        self._premises = premises

    async def result(self, request: Request) -> ASGIApp:
        """GET a result by the random word of its link."""
        self._watch(request)
        link = self._premises.links.find(request.path_params["word"])
        if link is None:
            return _denied(404, "No such object")
        if link.has_expired:
            self._note(request, link.code, 0)
            return _denied(link.code, "Request has expired")
        return self._deliver(request, self._premises.folders.result_of(link.task_id))

    async def uploaded(self, request: Request) -> ASGIApp:
        """GET an upload by its name, as the service does when it fetches an input."""
        self._watch(request)
        path = self._premises.folders.upload(request.path_params["name"])
        if path is None or not path.is_file():
            return _denied(404, "No such object")
        media_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        return FileAnswer(path, media_type, None, lambda _status, _size: None)

    async def upload(self, request: Request) -> ASGIApp:
        """PUT a file under a name that the sender chose at random; needs the key."""
        path = self._premises.folders.upload(request.path_params["name"])
        if not self._premises.has_key(request):
            return refusal(401)
        if path is None:
            return refusal(400, {"detail": "not a name that can be kept"})
        if int(request.headers.get("content-length", "0")) > UPLOAD_MAX:
            return refusal(413)
        size = await _receive(request, path)
        if size is None:
            return refusal(413)
        self._premises.record.note("uploads", {"name": path.name, "bytes": size})
        return JSONResponse({"url": self._premises.links.upload(path.name)})

    async def elsewhere(self, request: Request) -> Response:
        """Answer for every other path, where a redirect may have led a program and its key."""
        self._watch(request)
        return _denied(404, "No such object")

    async def not_here(self, _request: Request, fault: Exception) -> Response:
        """Answer for a method that a path does not know, or to nobody when an upload was broken off."""
        return _denied(fault.status_code if isinstance(fault, HTTPException) else 400, "Not allowed")

    def _watch(self, request: Request) -> None:
        if "authorization" in request.headers:
            self._premises.record.note_leak(request.url.path)

    def _note(self, request: Request, status: int, size: int) -> None:
        facts = {
            "path": request.url.path,
            "range": request.headers.get("range"),
            "status": status,
            "bytes": size,
        }
        self._premises.record.note("downloads", facts)

    def _deliver(self, request: Request, path: Path) -> ASGIApp:
        rule = self._premises.script.take("download")
        if rule is not None and rule.word.isdecimal():
            self._note(request, int(rule.word), 0)
            location = rule.values.get("location")
            return RedirectResponse(str(location), int(rule.word)) if location else refusal(int(rule.word))
        if not path.is_file():
            return _denied(410, "Gone")
        return FileAnswer(path, "video/mp4", rule, lambda status, size: self._note(request, status, size))


def _denied(status: int, words: str) -> Response:
    return Response(DENIED.format(words), status, media_type="application/xml")


async def _receive(request: Request, path: Path) -> int | None:
    """Write the body of a request beside its place, then put it there; None when it is too large."""
    half = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    size = 0
    file = await asyncio.to_thread(half.open, "wb")
    try:
        async for part in request.stream():
            size += len(part)
            if size > UPLOAD_MAX:
                return None
            await asyncio.to_thread(file.write, part)
        file.close()
        half.replace(path)
    finally:
        file.close()
        half.unlink(missing_ok=True)
    return size
