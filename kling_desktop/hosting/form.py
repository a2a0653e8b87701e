"""Uploads by a form of the user's own: one file in one field, and the link somewhere in the answer."""

import json
import re
import secrets
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import httpx

from kling_desktop.domain.errors import BadInput, UploadFailed, UploadRefused
from kling_desktop.hosting.faults import in_the_way
from kling_desktop.hosting.pieces import OnProgress, media_type_of, pieces, size_of
from kling_desktop.hosting.requests import FAILURES, Clients

LONGEST_ANSWER = 1_000_000
PLAIN_FIELD = re.compile(r"[A-Za-z0-9_.\[\]\-]{1,100}")


@dataclass(frozen=True)
class UploadForm:
    """A form: where it is sent, the file's field, and how the link is read from the answer.

    `answer` is `json` (with `path` as `data.files.0.url`), `pattern` (a regular expression, its first group)
    or `body` (all of it).
    """

    address: str
    field: str
    answer: str
    path: str

    def check(self) -> None:
        """Raise BadInput for the first thing that cannot be right."""
        parts = urlsplit(self.address)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise BadInput("form_address", field="address")
        if not PLAIN_FIELD.fullmatch(self.field):
            raise BadInput("form_field", field="field")
        if self.answer == "pattern":
            try:
                re.compile(self.path)
            except re.error as error:
                raise BadInput("form_pattern", field="path", reason=str(error)) from error


async def upload(clients: Clients, form: UploadForm, path: Path, name: str, on_progress: OnProgress) -> str:
    """The link that the form answers for the file, sent as `name`.

    Raises BadInput when the form cannot be right, UploadRefused, UploadFailed.
    """
    form.check()
    try:
        answer = await _send(clients, form, path, name, on_progress)
    except FAILURES as error:
        if fault := await clients.fault(form.address, error):
            raise in_the_way(fault) from error
        reason = getattr(error, "strerror", None) or type(error).__name__
        host = urlsplit(form.address).hostname or ""
        raise UploadFailed("form_unreachable", field="address", host=host, reason=reason) from error
    if answer.status_code >= 500 or answer.status_code in (408, 429):
        raise UploadFailed("form_busy", status=answer.status_code)
    if not answer.is_success:
        raise UploadRefused("form_refused", field="address", status=answer.status_code)
    return link_in(answer.text[:LONGEST_ANSWER], form)


def link_in(text: str, form: UploadForm) -> str:
    """The link in a form's answer. Raises UploadRefused when there is none."""
    readers: dict[str, Callable[[str, str], str]] = {"json": _by_path, "pattern": _by_pattern}
    found = readers[form.answer](text, form.path) if form.answer in readers else text.strip()
    link = urljoin(form.address, found) if found.startswith("/") else found
    parts = urlsplit(link)
    if parts.scheme not in ("http", "https") or not parts.hostname or re.search(r"\s", link):
        raise UploadRefused("form_no_link", field="path", said=" ".join(text.split())[:80])
    return link


async def _send(
    clients: Clients, form: UploadForm, path: Path, name: str, on_progress: OnProgress
) -> httpx.Response:
    size = await size_of(path)
    boundary = secrets.token_hex(16)
    head = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="{form.field}"; filename="{name}"\r\n'
        f"Content-Type: {media_type_of(name)}\r\n\r\n"
    ).encode()
    tail = f"\r\n--{boundary}--\r\n".encode()

    async def body() -> AsyncIterator[bytes]:
        yield head
        async for piece in pieces(path, lambda sent: on_progress(sent / max(size, 1))):
            yield piece
        yield tail

    url = httpx.URL(form.address)
    client = await clients.client(url)
    headers = {
        "Content-Type": f"multipart/form-data; boundary={boundary}",
        "Content-Length": str(len(head) + size + len(tail)),
    }
    return await client.send(client.build_request("POST", url, content=body(), headers=headers))


def _by_path(text: str, path: str) -> str:
    try:
        value = json.loads(text)
        for part in filter(None, path.split(".")):
            value = value[int(part)] if isinstance(value, list) else value[part]
    except (ValueError, KeyError, IndexError, TypeError):
        return ""
    return value.strip() if isinstance(value, str) else ""


def _by_pattern(text: str, pattern: str) -> str:
    found = re.search(pattern, text)
    if found is None:
        return ""
    return (found[1] if found.re.groups else found[0]) or ""
