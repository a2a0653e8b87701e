"""Reference tokens of a prompt: `@Video1`, `@Image2`, `@Element1`."""

import re
from dataclasses import dataclass
from enum import StrEnum

from kling_desktop.domain.request import EditRequest


class ReferenceKind(StrEnum):
    """What a token points at; the value is its word in the prompt."""

    VIDEO = "Video"
    IMAGE = "Image"
    ELEMENT = "Element"


@dataclass(frozen=True, order=True)
class Reference:
    """A thing that a prompt can name, numbered from 1 within its kind."""

    kind: ReferenceKind
    number: int

    @property
    def token(self) -> str:
        """The token as it stands in the prompt."""
        return f"@{self.kind.value}{self.number}"


@dataclass(frozen=True)
class Mention:
    """A token found in a prompt, from `start` to before `end` in code points."""

    reference: Reference
    start: int
    end: int


TOKEN = re.compile(r"@(Video|Image|Element)([1-9][0-9]{0,2})(?![0-9])")


def mentions(prompt: str) -> tuple[Mention, ...]:
    """Every token of `prompt`, in order."""
    return tuple(
        Mention(Reference(ReferenceKind(found[1]), int(found[2])), found.start(), found.end())
        for found in TOKEN.finditer(prompt)
    )


def available(request: EditRequest) -> tuple[Reference, ...]:
    """The references that the edit's own media make possible, videos first."""
    counts = (
        (ReferenceKind.VIDEO, len(request.videos)),
        (ReferenceKind.IMAGE, len(request.images)),
        (ReferenceKind.ELEMENT, len(request.elements)),
    )
    return tuple(Reference(kind, number) for kind, count in counts for number in range(1, count + 1))
