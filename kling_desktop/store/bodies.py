"""Values as JSON in a column, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import msgspec

if TYPE_CHECKING:
    from kling_desktop.domain.job import EditJob
    from kling_desktop.domain.request import Element

T = TypeVar("T")


def encode(value: EditJob | Element) -> str:
    """A job or an element as JSON."""
    return msgspec.json.encode(value).decode()


def decoded(decoder: msgspec.json.Decoder[T], body: object) -> T:
    """What stands in `body`. Raises msgspec.DecodeError for anything that `decoder` does not know."""
    # Damage can put any kind of value into a column, and bytes that are no text.
    if not isinstance(body, str | bytes):
        raise msgspec.DecodeError("no text")
    try:
        return decoder.decode(body)
    except UnicodeDecodeError as error:
        raise msgspec.DecodeError("no text") from error
