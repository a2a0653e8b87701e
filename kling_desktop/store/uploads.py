"""The journal's record of uploads: what lies where, under which link, and for which jobs."""

import sqlite3
from dataclasses import replace

from kling_desktop.domain.uploads import Route, Upload
from kling_desktop.store.connection import transaction

COLUMNS = "seq, sha256, route, place, name, created, url, expires, multipart"


def uploads(connection: sqlite3.Connection) -> tuple[Upload, ...]:
    """All uploads that have not been removed, oldest first."""
    rows = connection.execute(f"SELECT {COLUMNS} FROM uploads ORDER BY seq").fetchall()  # noqa: S608 - constant
    return tuple(_upload(connection, row) for row in rows)


def add_upload(connection: sqlite3.Connection, upload: Upload) -> Upload:
    """Keep a new upload; returns it with its id."""
    with transaction(connection):
        added = connection.execute(
            "INSERT INTO uploads (sha256, route, place, name, created, url, expires, multipart)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                upload.sha256,
                upload.route.value,
                upload.place,
                upload.name,
                upload.created,
                upload.url,
                upload.expires,
                upload.multipart,
            ),
        )
        kept = replace(upload, id=int(added.lastrowid or 0))
        _write_users(connection, kept)
    return kept


def change_upload(connection: sqlite3.Connection, upload: Upload) -> None:
    """Put link, expiry, id of parts and users of `upload` in the place of those before."""
    with transaction(connection):
        connection.execute(
            "UPDATE uploads SET url = ?, expires = ?, multipart = ? WHERE seq = ?",
            (upload.url, upload.expires, upload.multipart, upload.id),
        )
        connection.execute("DELETE FROM upload_users WHERE upload = ?", (upload.id,))
        _write_users(connection, upload)


def remove_upload(connection: sqlite3.Connection, upload_id: int) -> None:
    """Forget an upload and its users."""
    with transaction(connection):
        connection.execute("DELETE FROM upload_users WHERE upload = ?", (upload_id,))
        connection.execute("DELETE FROM uploads WHERE seq = ?", (upload_id,))


def _write_users(connection: sqlite3.Connection, upload: Upload) -> None:
    connection.executemany(
        "INSERT INTO upload_users (upload, job_id) VALUES (?, ?)",
        [(upload.id, user) for user in sorted(upload.users)],
    )


def _upload(
    connection: sqlite3.Connection, row: tuple[int, str, str, str, str, float, str, float | None, str]
) -> Upload:
    seq, sha256, route, place, name, created, url, expires, multipart = row
    users = connection.execute("SELECT job_id FROM upload_users WHERE upload = ?", (seq,)).fetchall()
    return Upload(
        sha256,
        Route(route),
        place,
        name,
        created,
        url,
        expires,
        frozenset(user for (user,) in users),
        seq,
        multipart,
    )
