"""The headers of a download that goes on where it was cut: validators, Content-Range, lengths."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from kling_desktop.api.faults import date_of

CONTENT_RANGE = re.compile(
    r"bytes\s+(?:([0-9]{1,18})-([0-9]{1,18})|\*)/([0-9]{1,18}|\*)", re.ASCII | re.IGNORECASE
)
STRONG_AFTER = 60.0
"""Seconds that a file must have been at rest for its date to tell one version from another."""
LONGEST_VALIDATOR = 1000


@dataclass(frozen=True)
class ContentRange:
    """Which bytes an answer carries: `start` to `end` inclusive (None when it carries none) of `total`."""

    start: int | None
    end: int | None
    total: int | None


def content_range(value: str | None) -> ContentRange | None:
    """The Content-Range header; None when it is missing or makes no sense."""
    match = CONTENT_RANGE.fullmatch((value or "").strip())
    if not match:
        return None
    start, end, total = (int(group) if group and group.isdecimal() else None for group in match.groups())
    if start is not None and end is not None and (end < start or (total is not None and end >= total)):
        return None
    return ContentRange(start, end, total)


def validator(headers: Mapping[str, str]) -> str:
    """What proves later that the file is the same: a strong ETag, else a date at rest; empty when neither."""
    tag = headers.get("etag", "").strip()
    if tag.startswith('"') and tag.endswith('"') and 2 < len(tag) <= LONGEST_VALIDATOR and tag.isascii():
        return tag
    changed, served = date_of(headers.get("last-modified")), date_of(headers.get("date"))
    if changed is not None and served is not None and served - changed >= STRONG_AFTER:
        return headers["last-modified"].strip()
    return ""


def content_length(headers: Mapping[str, str]) -> int | None:
    """How many bytes the answer carries; None when it does not say."""
    value = headers.get("content-length", "").strip()
    return int(value) if value.isascii() and value.isdecimal() and len(value) <= 18 else None
