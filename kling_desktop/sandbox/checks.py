"""What a field of a request may hold; each check tells every problem that it finds, with its place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from urllib.parse import urlsplit

Place = tuple[str | int, ...]
Problem = tuple[Place, str]
Check = Callable[[object, Place], Iterator[Problem]]


def problems_of(fields: Mapping[str, object], checks: Mapping[str, Check], at: Place) -> Iterator[Problem]:
    """Tell which fields have no check, and what is wrong with the others."""
    for name, value in fields.items():
        if name in checks:
            yield from checks[name](value, (*at, name))
        else:
            yield (*at, name), "Extra inputs are not permitted"


def or_null(inner: Check) -> Check:
    """Take null, or what `inner` takes."""
    return lambda value, at: iter(()) if value is None else inner(value, at)


def text(longest: int, shortest: int = 0) -> Check:
    """Take a string of so many characters."""

    def check(value: object, at: Place) -> Iterator[Problem]:
        if not isinstance(value, str):
            yield at, "Input should be a valid string"
        elif len(value) > longest:
            yield at, f"String should have at most {longest} characters"
        elif len(value) < shortest:
            yield at, f"String should have at least {shortest} character"

    return check


def url(value: object, at: Place) -> Iterator[Problem]:
    """Take an http or https URL."""
    if not isinstance(value, str):
        yield at, "Input should be a valid string"
    elif not _is_url(value):
        yield at, "Input should be an http or https URL"


def _is_url(words: str) -> bool:
    try:
        parts = urlsplit(words)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


def picture(value: object, at: Place) -> Iterator[Problem]:
    """Take what may be a picture: a URL, a data URI or bare Base64."""
    if not isinstance(value, str) or not value.strip():
        yield at, "Input should be a URL or a Base64 image"


def word(*allowed: str) -> Check:
    """Take one of the words."""

    def check(value: object, at: Place) -> Iterator[Problem]:
        if value not in allowed:
            yield at, f"Input should be {' or '.join(repr(word) for word in allowed)}"

    return check


def flag(value: object, at: Place) -> Iterator[Problem]:
    """Take true or false."""
    if not isinstance(value, bool):
        yield at, "Input should be a valid boolean"


def listed(inner: Check, fewest: int = 0, most: int | None = None) -> Check:
    """Take a list of that many items, each of which `inner` takes."""

    def check(value: object, at: Place) -> Iterator[Problem]:
        if not isinstance(value, list):
            yield at, "Input should be a valid list"
        elif len(value) < fewest:
            yield at, f"List should have at least {fewest} item"
        elif most is not None and len(value) > most:
            yield at, f"List should have at most {most} items"
        else:
            for place, item in enumerate(value):
                yield from inner(item, (*at, place))

    return check


def fields_of(checks: Mapping[str, Check], required: str) -> Check:
    """Take an object of these fields and no others, of which one must be there."""

    def check(value: object, at: Place) -> Iterator[Problem]:
        if not isinstance(value, dict):
            yield at, "Input should be a valid dictionary"
            return
        if required not in value:
            yield (*at, required), "Field required"
        yield from problems_of(value, checks, at)

    return check
