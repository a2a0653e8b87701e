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
from .tasks import TaskShelf
from .workshop import Workshop


class Premises:
    """Owns folders, tasks, script, record and workshop of one server; made before the ports are bound."""

    def __init__(self, options: SandboxOptions) -> None:
        self.options = options
        self.key = options.key or secrets.token_urlsafe(24)
        self.folders = Folders(options.data_dir)
        self.shelf = TaskShelf(self.folders.tasks)
        self.script = Script()
        self.record = Record()
        self.links = Links(options.link_seconds)
        self.workshop = Workshop(self.folders, self.shelf)
        self.reception = Reception(self.folders, self.shelf, self.script)

    def clean(self) -> None:
        """Drop what is old; call it once, before anything works."""
        needed = {task.id for task in self.shelf.unfinished()}
        for task in self.shelf.unfinished():
            needed |= {url.rpartition("/")[2] for url in (task.order.video, *task.order.guides)}
        self.folders.clean(needed)

    def has_key(self, request: Request) -> bool:
        """Tell whether a request carries the key."""
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        return scheme.lower() == "bearer" and hmac.compare_digest(given.strip().encode(), self.key.encode())
