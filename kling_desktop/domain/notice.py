"""A notice: a message to the user as a code and values; the face that shows it finds the words."""

from collections.abc import Mapping
from dataclasses import dataclass, field

Value = str | int | float


@dataclass(frozen=True)
class Notice:
    """What happened, as the code of an entry of the catalogue and the values for its places."""

    code: str
    values: Mapping[str, Value] = field(default_factory=dict)
