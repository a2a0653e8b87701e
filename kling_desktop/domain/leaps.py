"""Changes that touched media and prompt together, kept so that undoing the words undoes the media too."""

from collections import deque
from dataclasses import dataclass, replace
from typing import Any

from kling_desktop.domain.request import EditRequest

MEDIA = ("videos", "images", "elements", "first_frame", "last_frame")
KEPT = 100


@dataclass(frozen=True)
class _Leap:
    before: EditRequest
    after: EditRequest


class Leaps:
    """Remembers the latest such changes of one edit."""

    def __init__(self) -> None:
        self._leaps: deque[_Leap] = deque(maxlen=KEPT)

    def note(self, before: EditRequest, after: EditRequest) -> None:
        """Remember a change if media and prompt changed together: the numbers in the prompt were moved."""
        if before.prompt != after.prompt and _changed(before, after):
            self._leaps.append(_Leap(before, after))

    def retraced(self, request: EditRequest, prompt: str) -> EditRequest:
        """The edit with the `prompt` that undo or redo brought back, and with the media which that names.

        Media that were added since then stay, behind the others. Where the media have been changed in
        another way since, they stay as they are.
        """
        for leap in reversed(self._leaps):
            for here, there in ((leap.after, leap.before), (leap.before, leap.after)):
                if (request.prompt, prompt) == (here.prompt, there.prompt):
                    media = _restored(request, here, there)
                    if media is not None:
                        return replace(request, prompt=prompt, **media)
        return replace(request, prompt=prompt)


def _changed(before: EditRequest, after: EditRequest) -> tuple[str, ...]:
    return tuple(name for name in MEDIA if getattr(before, name) != getattr(after, name))


def _restored(request: EditRequest, here: EditRequest, there: EditRequest) -> dict[str, Any] | None:
    """The fields that lead from `here` to `there`; None when the edit is not at `here`."""
    media: dict[str, Any] = {}
    for name in _changed(here, there):
        now, ours, theirs = (getattr(each, name) for each in (request, here, there))
        if now == ours:
            media[name] = theirs
        elif isinstance(now, tuple) and now[: len(ours)] == ours:
            media[name] = (*theirs, *now[len(ours) :])
        else:
            return None
    return media
