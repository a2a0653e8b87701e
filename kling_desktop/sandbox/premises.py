"""All the parts of one running stand-in, which its two ports share."""

from __future__ import annotations

import hmac
import secrets

from starlette.requests import Request

from .folders import Folders
from .links import Links
from .options import SandboxOptions
from .reception import Reception
from .record import Record
from .scenario import Script
from .sources import UPLOAD
from .tasks import TaskShelf
from .workshop import Workshop


class Premises:
    """Owns folders, tasks, script, record and workshop of one server.

    Making it drops what is too old, so it is made once, before anything works in the folders.
    """

    def __init__(self, options: SandboxOptions) -> None:
        self.options = options
        self.key = options.key or secrets.token_urlsafe(24)
        self.folders = Folders(options.data_dir)
        self.folders.clean(_needed(TaskShelf(self.folders.tasks)))
        self.shelf = TaskShelf(self.folders.tasks)
        self.script = Script()
        self.record = Record()
        self.links = Links(options.link_seconds)
        self.workshop = Workshop(self.folders, self.shelf)
        self.reception = Reception(self.folders, self.shelf, self.script)

    def has_key(self, request: Request) -> bool:
        """Tell whether a request carries the key."""
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        return scheme.lower() == "bearer" and hmac.compare_digest(given.strip().encode(), self.key.encode())


def _needed(shelf: TaskShelf) -> set[str]:
    """Name the unfinished tasks and the uploads that these will read."""
    tasks = shelf.unfinished()
    references = (reference for task in tasks for reference in task.order.all_references())
    return {*(task.id for task in tasks), *(reference.removeprefix(UPLOAD) for reference in references)}
