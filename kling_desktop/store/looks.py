"""What the journal remembers of how footage was read: one look for each camera and folder."""

import sqlite3

from kling_desktop.domain.cut import LookKind, SourceLook
from kling_desktop.domain.footage import Footage
from kling_desktop.store.connection import transaction


def keep_look(connection: sqlite3.Connection, footage: Footage, look: SourceLook | None) -> None:
    """Keep how clips of this footage are read; None forgets it."""
    with transaction(connection):
        if look is None:
            connection.execute(
                "DELETE FROM looks WHERE camera = ? AND folder = ?", (footage.camera, footage.folder)
            )
            return
        connection.execute(
            "INSERT OR REPLACE INTO looks (camera, folder, kind, lut_sha256, lut_name)"
            " VALUES (?, ?, ?, ?, ?)",
            (footage.camera, footage.folder, look.kind.value, look.lut_sha256, look.lut_name),
        )


def look_of(connection: sqlite3.Connection, footage: Footage) -> SourceLook | None:
    """How clips of this footage were read last."""
    found = connection.execute(
        "SELECT kind, lut_sha256, lut_name FROM looks WHERE camera = ? AND folder = ?",
        (footage.camera, footage.folder),
    ).fetchone()
    return SourceLook(LookKind(found[0]), found[1], found[2]) if found else None
