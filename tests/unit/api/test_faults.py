"""The service's error bodies in every shape seen, and Retry-After."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kling_desktop.api.faults import clean, date_of, parse_json, read_words, retry_after, words_in
from kling_desktop.domain.answers import ErrorWords

SHAPES: dict[str, tuple[bytes, ErrorWords]] = {
    "detail": (b'{"detail": "No balance"}', ErrorWords(detail="No balance")),
    "detail with places": (
        b'{"detail": [{"loc": ["body", "video_list", 0, "video_url"], "msg": "Field required"},'
        b' {"loc": ["body", "mode"], "msg": "bad value"}]}',
        ErrorWords(
            detail="video_list.0.video_url: Field required; mode: bad value",
            fields=("video_list", "video_url", "mode"),
        ),
    ),
    "detail as an object": (
        b'{"detail": {"code": "E1", "message": "broken"}}',
        ErrorWords(code="E1", detail="broken"),
    ),
    "error": (b'{"error": "Bad key"}', ErrorWords(detail="Bad key")),
    "error object": (
        b'{"error": {"code": 3001, "title": "Refused", "detail": "Failure to pass the risk control system"}}',
        ErrorWords("3001", "Refused", "Failure to pass the risk control system"),
    ),
    "error_code": (b'{"error": {"error_code": 4002, "detail": "x"}}', ErrorWords("4002", detail="x")),
    "message": (b'{"code": 1102, "message": "Quota"}', ErrorWords("1102", detail="Quota")),
    "message and param": (
        b'{"error": {"message": "wrong", "type": "invalid_request", "param": "keep_audio"}}',
        ErrorWords(title="invalid_request", detail="wrong", fields=("keep_audio",)),
    ),
    "task_info": (
        b'{"task_info": {"id": "a", "status": "failed", "error": {"code": 3, "title": "T", "detail": "D"}}}',
        ErrorWords("3", "T", "D"),
    ),
    "a page": (
        b"<!DOCTYPE html><html><head><TITLE>502 Bad &amp; Gateway</TITLE></head><body>nginx</body></html>",
        ErrorWords(title="502 Bad & Gateway"),
    ),
    "a page without a title": (b"<html><body><h1>Sorry</h1></body></html>", ErrorWords(title="Sorry")),
    "a page whose title never ends": (b"<html><title>Oops", ErrorWords(title="Oops")),
    "nothing": (b"", ErrorWords()),
    "white space": (b" \r\n ", ErrorWords()),
    "an empty object": (b"{}", ErrorWords()),
    "null": (b"null", ErrorWords(detail="null")),
    "text": (b"upstream connect error\r\n", ErrorWords(detail="upstream connect error")),
    "a JSON string": (b'"nope"', ErrorWords(detail="nope")),
    "an object that was never one": (
        b'{"error": "[object Object]", "message": "real"}',
        ErrorWords(detail="real"),
    ),
    "only an object that was never one": (b"[object Object]", ErrorWords()),
    "an unknown shape": (b'{"oops": {"a": 1}}', ErrorWords(detail='{"oops": {"a": 1}}')),
    "not UTF-8": (b'{"detail": "caf\xe9"}', ErrorWords(detail="caf\N{REPLACEMENT CHARACTER}")),
    "with a byte order mark": (b'\xef\xbb\xbf{"detail": "x"}', ErrorWords(detail="x")),
    "wrong types": (b'{"error": {"code": true, "title": 5, "detail": 7}}', ErrorWords(title="5")),
    "a list of texts": (b'{"errors": ["one", "two"]}', ErrorWords(detail="one; two")),
    "cut JSON": (b'{"detail": "No bal', ErrorWords(detail='{"detail": "No bal')),
}


@pytest.mark.parametrize("name", SHAPES)
def test_every_shape_seen_is_read(name: str) -> None:
    body, words = SHAPES[name]
    assert read_words(body) == words


def test_words_are_bounded() -> None:
    words = read_words(
        json.dumps({"error": {"code": "c" * 9999, "title": "t" * 9999, "detail": "d" * 99999}}).encode()
    )
    assert (len(words.code), len(words.title), len(words.detail)) == (200, 200, 2000)
    assert len(read_words(b"x" * 1_000_000).detail) == 2000
    assert (
        len(read_words(json.dumps({"detail": [{"loc": ["body"], "msg": "m" * 500}] * 99}).encode()).detail)
        == 2000
    )


def test_very_deep_bodies_are_survived() -> None:
    assert read_words(b"[" * 100_000).detail.startswith("[[[")
    deep = b'{"error":' * 50 + b'"x"' + b"}" * 50
    assert read_words(deep).detail.startswith('{"error":')
    assert parse_json(b"[" * 100_000) is None


def test_pages_made_to_be_slow_are_read_quickly() -> None:
    assert read_words(b"<html>" + b"<title" * 150_000).title.startswith("<title<title")


def test_a_field_named_in_the_text_is_known() -> None:
    assert read_words(b'{"message": "Unknown field `video_list`"}').fields == ("video_list",)


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["error", "detail", "message", "task_info", "loc", "msg", "code", "title", "param", "x"]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)


def check_words(words: ErrorWords) -> None:
    for text in (words.code, words.title, words.detail, *words.fields):
        text.encode("utf-8")
        assert "\n" not in text
        assert len(text) <= 2000
        assert text.strip() != "[object Object]"


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(body: bytes) -> None:
    check_words(read_words(body))


@given(JSON_VALUES)
def test_no_json_breaks_the_reader(value: object) -> None:
    check_words(read_words(json.dumps(value).encode("utf-8", "surrogatepass")))
    check_words(words_in(value))


NOW = datetime(2026, 3, 3, 12, 0, 0, tzinfo=UTC).timestamp()


def http_date(seconds: float) -> str:
    return format_datetime(datetime.fromtimestamp(NOW + seconds, tz=UTC), usegmt=True)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("30", 30.0),
        (" 1.5 ", 1.5),
        ("0", 0.0),
        ("-5", 0.0),
        ("3601", 3600.0),
        ("9" * 400, 3600.0),
        (http_date(90), 90.0),
        (http_date(-90), 0.0),
        (http_date(99_999), 3600.0),
        ("Tue, 03 Mar 2026 12:00:10 -0000", 10.0),
        (None, None),
        ("", None),
        ("soon", None),
        ("nan", None),
        ("inf", None),
        ("1e3", None),
        ("٣٠", None),
        ("Tue, 99 Mar 2026 12:00:10 GMT", None),
    ],
)
def test_retry_after(value: str | None, seconds: float | None) -> None:
    assert retry_after(value, NOW) == seconds


@given(st.text() | st.from_regex(r"[A-Z][a-z]{2}, \d{1,3} [A-Z][a-z]{2} \d{1,9} \d\d:\d\d:\d\d [+-]?\w{1,6}"))
def test_no_header_breaks_the_reading_of_retry_after(value: str) -> None:
    seconds = retry_after(value, NOW)
    assert seconds is None or 0 <= seconds <= 3600


@given(st.text())
def test_no_header_breaks_the_reading_of_a_date(value: str) -> None:
    assert date_of(value) is None or isinstance(date_of(value), float)


def test_clean_keeps_one_line_that_can_be_saved() -> None:
    assert clean(" a\r\n\tb\x00c \u2028d ", 99) == "a b c d"
    assert clean("\ud800x", 99) == "?x"
    assert clean("abcdef", 4) == "abc…"
