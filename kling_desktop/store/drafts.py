"""What the journal remembers beside jobs: the draft, and the request form that each site took."""

import sqlite3
from dataclasses import dataclass, fields
from typing import Any

import msgspec

from kling_desktop.domain.answers import RequestForm
from kling_desktop.domain.draft import Draft
from kling_desktop.domain.request import EditRequest, VideoInput
from kling_desktop.store.bodies import decoded
from kling_desktop.store.connection import transaction


@dataclass(frozen=True)
class DraftBody(EditRequest):
    """A draft as it is stored: the fields of its edit, and what waits for the next source beside them."""

    aside: tuple[VideoInput, ...] = ()


def encode_draft(draft: Draft) -> str:
    """A draft as JSON, without its takes."""
    return msgspec.json.encode(DraftBody(**_fields(draft.request), aside=draft.aside)).decode()


def decode_draft(body: object, takes: int) -> Draft:
    """The draft that `encode_draft` wrote. Raises msgspec.DecodeError for anything else."""
    found = decoded(_drafts, body)
    return Draft(EditRequest(**_fields(found)), takes, found.aside)


def _fields(request: EditRequest) -> dict[str, Any]:
    return {field.name: getattr(request, field.name) for field in fields(EditRequest)}


_drafts = msgspec.json.Decoder(DraftBody)


def save_draft(connection: sqlite3.Connection, kept: Draft) -> None:
    """Keep the edit that is being set up."""
    with transaction(connection):
        connection.execute(
            "INSERT OR REPLACE INTO drafts (slot, body, takes) VALUES (1, ?, ?)",
            (encode_draft(kept), kept.takes),
        )


def draft(connection: sqlite3.Connection) -> Draft | None:
    """The edit that was being set up."""
    found = connection.execute("SELECT body, takes FROM drafts").fetchone()
    return decode_draft(found[0], found[1]) if found else None


def remember_form(connection: sqlite3.Connection, site: str, form: RequestForm) -> None:
    """Keep which form a site took."""
    with transaction(connection):
        connection.execute("INSERT OR REPLACE INTO forms VALUES (?, ?)", (site, form.value))


def form_of(connection: sqlite3.Connection, site: str) -> RequestForm | None:
    """The form that a site took last."""
    found = connection.execute("SELECT form FROM forms WHERE site = ?", (site,)).fetchone()
    return RequestForm(found[0]) if found else None
