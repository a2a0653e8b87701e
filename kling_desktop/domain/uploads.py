"""How a local clip becomes a link: the routes, and the record of an upload."""

from dataclasses import dataclass
from enum import StrEnum

LINK_LIFE = 86_400.0
"""Seconds that a signed link is made for."""
SETUP_SUFFIX = ".klingsetup"
"""How the name of a file ends that holds the way clips take, for a whole studio."""
WANTED = "paste_link"
"""The code of the notice with which a task waits for a link that its user pastes."""


class Route(StrEnum):
    """How clips get to the service, in the order in which they are offered."""

    NONE = ""
    MANUAL = "manual"
    STORAGE = "storage"
    FORM = "form"
    OWN = "own"


UPLOADING = frozenset({Route.MANUAL, Route.STORAGE, Route.FORM})
"""Routes on which a local clip becomes a link."""


@dataclass(frozen=True)
class Upload:
    """A clip that lies somewhere: content, where it was put, the link to it.

    `place` names bucket or form, so that a change of them is noticed; without `url` the upload was begun and
    never finished. `expires` in Unix seconds, None when nobody knows; `users` are ids of jobs;
    `multipart` is the storage's own id of an upload in parts that has not ended.
    """

    sha256: str
    route: Route
    place: str
    name: str
    created: float
    url: str = ""
    expires: float | None = None
    users: frozenset[str] = frozenset()
    id: int = 0
    multipart: str = ""

    def lives_until(self, moment: float) -> bool:
        """Whether the link can still be fetched at `moment`, as far as is known."""
        return bool(self.url) and (self.expires is None or self.expires >= moment)
