"""The edit that is being set up, as it is kept: what would be sent, and how often."""

from dataclasses import dataclass

from kling_desktop.domain.request import EditRequest, VideoInput


@dataclass(frozen=True)
class Draft:
    """An edit that may not be complete yet, and the number of takes wanted of it (1–4).

    `aside` are further videos whose source was removed: they come back with the next one.
    """

    request: EditRequest
    takes: int = 1
    aside: tuple[VideoInput, ...] = ()
