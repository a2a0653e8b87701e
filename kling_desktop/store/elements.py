"""The library of elements: people, objects and places that are used again in later edits."""

import sqlite3
from dataclasses import dataclass

from kling_desktop.domain.errors import BadInput
from kling_desktop.domain.request import Element
from kling_desktop.store.bodies import encode
from kling_desktop.store.connection import transaction
from kling_desktop.store.records import decode_element, fold


@dataclass(frozen=True)
class StoredElement:
    """An element of the library; `id` stays the same when it is renamed."""

    id: int
    element: Element


def elements(connection: sqlite3.Connection) -> tuple[StoredElement, ...]:
    """The whole library, by name."""
    rows = connection.execute("SELECT seq, body FROM elements ORDER BY folded").fetchall()
    return tuple(StoredElement(seq, decode_element(body)) for seq, body in rows)


def add_element(connection: sqlite3.Connection, element: Element) -> StoredElement:
    """Keep a new element. Raises BadInput when its name is taken."""
    with transaction(connection):
        _check_name(connection, element)
        added = connection.execute(
            "INSERT INTO elements (folded, body) VALUES (?, ?)", (key_of(element), encode(element))
        )
    return StoredElement(int(added.lastrowid or 0), element)


def change_element(connection: sqlite3.Connection, changed: StoredElement) -> None:
    """Put `changed` in the place of the element with its id. Raises BadInput: name taken, or it is gone."""
    with transaction(connection):
        _check_name(connection, changed.element, changed.id)
        found = connection.execute(
            "UPDATE elements SET folded = ?, body = ? WHERE seq = ? RETURNING seq",
            (key_of(changed.element), encode(changed.element), changed.id),
        ).fetchall()
        if not found:
            raise BadInput("element_gone", name=changed.element.name)


def remove_element(connection: sqlite3.Connection, element_id: int) -> None:
    """Drop an element; edits that use it have copies."""
    with transaction(connection):
        connection.execute("DELETE FROM elements WHERE seq = ?", (element_id,))


def _check_name(connection: sqlite3.Connection, element: Element, own_id: int = 0) -> None:
    taken = connection.execute(
        "SELECT 1 FROM elements WHERE folded = ? AND seq <> ?", (key_of(element), own_id)
    ).fetchone()
    if taken:
        raise BadInput("element_name_taken", name=element.name)


def key_of(element: Element) -> str:
    """An element's name as it is compared with others."""
    return " ".join(fold(element.name).split())
