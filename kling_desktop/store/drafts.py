"""What the journal remembers beside jobs: the draft, and the request form that each site took."""

import sqlite3

from kling_desktop.domain.answers import RequestForm
from kling_desktop.domain.draft import Draft
from kling_desktop.store.connection import transaction
from kling_desktop.store.records import decode_draft, encode_draft


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
