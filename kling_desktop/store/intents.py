"""What one process asks of the process that owns the folder: each asked once, taken once."""

import sqlite3
from dataclasses import dataclass

from kling_desktop.store.connection import transaction


@dataclass(frozen=True)
class Intent:
    """What the user wants of a job: a verb, and a value where the verb needs one."""

    job_id: str
    verb: str
    value: str = ""


def post_intent(connection: sqlite3.Connection, intent: Intent) -> None:
    """Leave an intent for the owner of the folder."""
    with transaction(connection):
        connection.execute(
            "INSERT INTO intents (job_id, verb, value) VALUES (?, ?, ?)",
            (intent.job_id, intent.verb, intent.value),
        )


def take_intents(connection: sqlite3.Connection) -> tuple[Intent, ...]:
    """The intents left so far, oldest first; they are gone then, so that none is ever carried out twice."""
    with transaction(connection):
        found = connection.execute("SELECT job_id, verb, value FROM intents ORDER BY seq").fetchall()
        connection.execute("DELETE FROM intents")
    return tuple(Intent(*row) for row in found)
