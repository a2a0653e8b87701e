"""Changes of an edit that touch its media and its prompt together, so that chips follow their media."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from kling_desktop.domain.references import Reference, ReferenceKind
from kling_desktop.domain.request import EditRequest, ImageInput, ReferType, VideoInput
from kling_desktop.domain.tokens import renumbered

FIELDS = {
    ReferenceKind.VIDEO: "videos",
    ReferenceKind.IMAGE: "images",
    ReferenceKind.ELEMENT: "elements",
}


def rearranged(request: EditRequest, kind: ReferenceKind, order: Sequence[int]) -> EditRequest:
    """The edit with its media of one kind in a new order; the prompt's tokens follow them.

    `order` has the old places (from 0) of those that stay; a place that is left out is removed, see
    `tokens.renumbered` for its token. Raises IndexError and ValueError for places that don't exist or repeat.
    """
    media = getattr(request, FIELDS[kind])
    if len(set(order)) < len(order) or any(place < 0 for place in order):
        raise ValueError("each place is there once")
    kept = tuple(media[place] for place in order)
    moves: dict[Reference, Reference | None] = {
        Reference(kind, place + 1): Reference(kind, order.index(place) + 1) if place in order else None
        for place in range(len(media))
    }
    changes: dict[str, Any] = {FIELDS[kind]: kept, "prompt": renumbered(request.prompt, moves)}
    return replace(request, **changes)


def with_source(request: EditRequest, place: int) -> EditRequest:
    """The edit with the video at `place` (from 0) as the one that is edited, in the place of its source.

    All others are only looked at; the prompt's tokens follow them. Raises IndexError for no such place.
    """
    order = list(range(len(request.videos)))
    order[0], order[place] = order[place], order[0]
    moved = rearranged(request, ReferenceKind.VIDEO, order)
    first, *others = moved.videos
    looked_at = (replace(each, refer=ReferType.FEATURE) for each in others)
    return replace(moved, videos=(replace(first, refer=ReferType.BASE), *looked_at))


def unread(request: EditRequest) -> EditRequest:
    """The edit without what was found out of its clips: it equals the same one set up anew."""
    elements = (replace(each, videos=_unread(each.videos)) for each in request.elements)
    return replace(request, videos=_unread(request.videos), elements=tuple(elements))


def _unread(videos: Sequence[VideoInput]) -> tuple[VideoInput, ...]:
    return tuple(replace(video, fingerprint=None) for video in videos)


def frame_as_look(request: EditRequest, frame: ImageInput, words: str) -> EditRequest:
    """The edit with a first or last frame used as an image for the look instead.

    `words` are added to the prompt, their `{token}` naming the image, which is used again if it is there.
    """
    images = request.images if frame in request.images else (*request.images, frame)
    token = Reference(ReferenceKind.IMAGE, images.index(frame) + 1).token
    begun = request.prompt.rstrip()
    joint = ", " if begun and begun[-1] not in ".,;:!?，。；：！？、\n" else " " if begun else ""
    return replace(
        request,
        prompt=f"{begun}{joint}{words.replace('{token}', token)}",
        images=images,
        first_frame=None if request.first_frame == frame else request.first_frame,
        last_frame=None if request.last_frame == frame else request.last_frame,
    )
