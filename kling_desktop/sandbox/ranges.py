"""Which bytes of a file a request asks for, by its Range and If-Range headers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import formatdate
from pathlib import Path

_RANGE = re.compile(r"\s*bytes\s*=\s*(\d*)\s*-\s*(\d*)\s*", re.IGNORECASE)


@dataclass(frozen=True)
class Facts:
    """What a file is known by: length in bytes, strong validator, time of its last change."""

    size: int
    etag: str
    modified: str


@dataclass(frozen=True)
class Span:
    """The bytes from `start` up to, not including, `stop`."""

    start: int
    stop: int


class Unsatisfiable(ValueError):
    """The range lies wholly outside the file."""


def facts_of(path: Path) -> Facts:
    """Read what a file is known by. Raises OSError when it is not there."""
    stat = path.stat()
    etag = f'"{stat.st_mtime_ns:x}-{stat.st_size:x}"'
    return Facts(stat.st_size, etag, formatdate(stat.st_mtime, usegmt=True))


def asked_span(headers: Mapping[str, str], facts: Facts) -> Span | None:
    """Return the part that is asked for, None for the whole file.

    Several ranges, another unit and an outdated If-Range give the whole file, as the standard allows.
    Raises Unsatisfiable.
    """
    found = _RANGE.fullmatch(headers.get("range", ""))
    if found is None or not any(found.groups()) or not _is_current(headers.get("if-range"), facts):
        return None
    first, last = found.groups()
    if not first:
        start, stop = max(0, facts.size - int(last)), facts.size
    else:
        start, stop = int(first), min(facts.size, int(last) + 1) if last else facts.size
        if last and int(last) < start:
            return None
    if start >= stop:
        raise Unsatisfiable(headers["range"])
    return Span(start, stop)


def _is_current(validator: str | None, facts: Facts) -> bool:
    return validator is None or validator.strip() in {facts.etag, facts.modified}
