"""What each reference of an edit stands for: its name and where its picture comes from."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from kling_desktop.domain.references import Reference, ReferenceKind
from kling_desktop.domain.request import ImageInput, VideoInput, is_link
from kling_desktop.i18n import tr

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kling_desktop.domain.request import EditRequest, Element


@dataclass(frozen=True)
class ReferenceCard:
    """One medium that a prompt can name; its picture is that of the clip at `clip`, or `image`, or none."""

    reference: Reference
    name: str
    clip: str = ""
    image: ImageInput | None = None

    @property
    def token(self) -> str:
        """How the prompt names it."""
        return self.reference.token


def cards(request: EditRequest) -> tuple[ReferenceCard, ...]:
    """A card for each reference that the edit's media make possible, videos first."""
    return tuple(_cards(request))


def missing(reference: Reference) -> str:
    """The words for a reference that stands for nothing in the edit."""
    return {
        ReferenceKind.VIDEO: tr("This edit has no such video."),
        ReferenceKind.IMAGE: tr("This edit has no such image."),
        ReferenceKind.ELEMENT: tr("This edit has no such element."),
    }[reference.kind]


def described(reference: Reference, card: ReferenceCard | None) -> str:
    """What a reference stands for, None for nothing, in one line: `@Image1: hat.png`."""
    return f"{reference.token}: {card.name if card else missing(reference)}"


def location_name(location: str) -> str:
    """The file's name, or the last part of an address."""
    if not is_link(location):
        return PurePath(location).name
    parts = urlsplit(location)
    return unquote(PurePath(parts.path).name) or parts.netloc


def _cards(request: EditRequest) -> Iterator[ReferenceCard]:
    for number, video in enumerate(request.videos, start=1):
        yield _video(Reference(ReferenceKind.VIDEO, number), video)
    for number, image in enumerate(request.images, start=1):
        yield ReferenceCard(Reference(ReferenceKind.IMAGE, number), image.name, image=image)
    for number, element in enumerate(request.elements, start=1):
        yield _element(Reference(ReferenceKind.ELEMENT, number), element)


def _video(reference: Reference, video: VideoInput) -> ReferenceCard:
    clip = video.location if video.is_local else ""
    return ReferenceCard(reference, location_name(video.location), clip)


def _element(reference: Reference, element: Element) -> ReferenceCard:
    name = element.name or tr("Element {number}").format(number=reference.number)
    clip = next((video.location for video in element.videos if video.is_local), "")
    return ReferenceCard(reference, name, clip, element.frontal)
