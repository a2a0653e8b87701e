"""What a test of a key found."""

from dataclasses import dataclass, field
from enum import StrEnum

from kling_desktop.domain.answers import ErrorWords


class KeyVerdict(StrEnum):
    """Whether the service takes a key."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    UNCLEAR = "unclear"
    """It answered something that says nothing of the key."""
    UNREACHABLE = "unreachable"
    """It did not answer."""


@dataclass(frozen=True)
class KeyCheck:
    """The verdict on a key; `status` is 0 without an answer, `words` are the service's or the network's."""

    verdict: KeyVerdict
    status: int = 0
    words: ErrorWords = field(default_factory=ErrorWords)
