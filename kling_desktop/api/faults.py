"""What can go wrong at the service: its error bodies read into words, its Retry-After, our own errors."""

import html
import json
import math
import re
from collections.abc import Iterable, Mapping
from datetime import UTC
from email.utils import parsedate_to_datetime

from kling_desktop.api.fields import named_in
from kling_desktop.domain.answers import ErrorWords
from kling_desktop.domain.errors import WorldFailed

LONGEST_RETRY_AFTER = 3600.0
LONGEST_TITLE = 200
LONGEST_DETAIL = 2000
HEAD_OF_A_PAGE = 8192
DEEPEST = 6
CODE_KEYS = ("code", "error_code", "errorCode")
TITLE_KEYS = ("title", "type", "name")
DETAIL_KEYS = ("detail", "message", "msg", "error_description", "description", "reason")
INNER_KEYS = ("error", "task_info", "errors")
FIELD_KEYS = ("param", "field")
# What a web page writes where it should have read an object: it tells nobody anything.
NOTHING_SAID = "[object Object]"
CONTROL_OR_SPACE = re.compile(r"[\x00-\x20\x7f-\x9f\u2028\u2029]+")
SECONDS = re.compile(r"[+-]?[0-9]+(?:\.[0-9]*)?", re.ASCII)


class LinkExpired(WorldFailed):
    """A result's link gives the result no longer, or never did: ask the service for a fresh one."""


class DownloadFailed(WorldFailed):
    """A result could not be fetched although its link may be good: worth trying again later."""


def parse_json(body: bytes) -> object:
    """The JSON value that `body` holds, None when it is none; forgiving where that cannot mislead."""
    try:
        value: object = json.loads(body.decode("utf-8-sig", errors="replace"), strict=False)
    except (ValueError, RecursionError):
        return None
    return value


def read_words(body: bytes) -> ErrorWords:
    """The service's words in an error's body, whatever its shape: JSON, a gateway's page, text, nothing."""
    value = parse_json(body)
    text = body[:HEAD_OF_A_PAGE].decode("utf-8-sig", errors="replace").strip()
    if isinstance(value, dict | list):
        # A shape never seen is shown as it came rather than not at all.
        return words_in(value) if words_in(value) != ErrorWords() or not value else words_in(text)
    if isinstance(value, str):
        return words_in(value)
    if text.startswith("<") or "<html" in text[:1024].lower():
        return ErrorWords(title=clean(_title_of(text), LONGEST_TITLE))
    return words_in(text)


def words_in(value: object, depth: int = 0) -> ErrorWords:
    """The words in a JSON value that stands where an error is expected; empty when there are none."""
    if depth > DEEPEST:
        return ErrorWords()
    if isinstance(value, str):
        detail = clean(value, LONGEST_DETAIL)
        return ErrorWords(detail=detail, fields=named_in(detail))
    if isinstance(value, list):
        return _joined(words_in(item, depth + 1) for item in value[:20])
    if isinstance(value, dict):
        return _of_object(value, depth)
    return ErrorWords(code=_plain(value))


def clean(text: str, longest: int) -> str:
    """`text` on one line, without signs that cannot be shown or saved, at most `longest` long."""
    if text.strip() == NOTHING_SAID:
        return ""
    line = CONTROL_OR_SPACE.sub(" ", text[: longest * 4]).strip()
    safe = line.encode("utf-8", errors="replace").decode("utf-8")
    return safe if len(safe) <= longest else safe[: longest - 1] + "…"


def retry_after(value: str | None, now: float) -> float | None:
    """Seconds that a Retry-After header asks for, 0–3600; None when it is missing or makes no sense.

    `now` is the Unix time that a date in it is counted from.
    """
    text = (value or "").strip()
    if SECONDS.fullmatch(text):
        seconds = float(text)
    else:
        date = date_of(text)
        if date is None:
            return None
        seconds = date - now
    return min(max(seconds, 0.0), LONGEST_RETRY_AFTER)


def date_of(value: str | None) -> float | None:
    """The Unix time in a Date header; None when it is missing or makes no sense."""
    try:
        date = parsedate_to_datetime(value or "")
        # A date without a zone is meant as UTC, not as the time of this computer.
        return (date if date.tzinfo else date.replace(tzinfo=UTC)).timestamp()
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def _of_object(value: Mapping[str, object], depth: int) -> ErrorWords:
    located = _located(value)
    if located:
        return located
    inner = _joined(words_in(value[key], depth + 1) for key in INNER_KEYS if value.get(key))
    said = _first(value, DETAIL_KEYS)
    own = words_in(said, depth + 1) if isinstance(said, str | list | dict) else ErrorWords()
    title = clean(_plain(_first(value, TITLE_KEYS)), LONGEST_TITLE)
    named = tuple(name for key in FIELD_KEYS if (name := _plain(value.get(key))))
    return ErrorWords(
        code=inner.code or own.code or clean(_plain(_first(value, CODE_KEYS)), LONGEST_TITLE),
        title=inner.title or own.title or title,
        detail=inner.detail or own.detail,
        fields=_once((*inner.fields, *own.fields, *named, *named_in(title))),
    )


def _located(value: Mapping[str, object]) -> ErrorWords | None:
    """One entry of a list that says which field is wrong: `{"loc": […], "msg": …}`."""
    place, said = value.get("loc"), value.get("msg")
    if not isinstance(place, list) or not isinstance(said, str):
        return None
    path = [_plain(part) for part in place if part not in ("body", "query", "path")]
    text = f"{'.'.join(path)}: {said}" if path else said
    names = tuple(name for name in path if not name.isdecimal())
    return ErrorWords(detail=clean(text, LONGEST_DETAIL), fields=_once((*names, *named_in(said))))


def _joined(several: Iterable[ErrorWords]) -> ErrorWords:
    spoken = [words for words in several if words != ErrorWords()]
    details = "; ".join(words.detail for words in spoken if words.detail)
    return ErrorWords(
        code=next((words.code for words in spoken if words.code), ""),
        title=next((words.title for words in spoken if words.title), ""),
        detail=clean(details, LONGEST_DETAIL),
        fields=_once(name for words in spoken for name in words.fields),
    )


def _first(value: Mapping[str, object], keys: tuple[str, ...]) -> object:
    return next((value[key] for key in keys if value.get(key) not in (None, "", NOTHING_SAID)), None)


def _plain(value: object) -> str:
    if isinstance(value, str):
        return "" if value.strip() == NOTHING_SAID else value
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return ""
    return str(value)


def _once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(clean(name, LONGEST_TITLE) for name in names))


def _title_of(page: str) -> str:
    opened = re.search(r"<title[^<>]*>", page, re.IGNORECASE)
    if opened:
        text = page[opened.end() :]
        end = text.lower().find("</title")
        return html.unescape(text[:end] if end >= 0 else text)
    return html.unescape(re.sub(r"<[^<>]*>", " ", page))
