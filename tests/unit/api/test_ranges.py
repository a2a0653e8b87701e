"""Headers of a download that goes on: what is believed and what is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kling_desktop.api.ranges import ContentRange, content_length, content_range, validator

SERVED = "Tue, 03 Mar 2026 12:00:00 GMT"


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("bytes 0-9/10", ContentRange(0, 9, 10)),
        ("Bytes  5-9/*", ContentRange(5, 9, None)),
        ("bytes */10", ContentRange(None, None, 10)),
        ("bytes 9-5/10", None),
        ("bytes 0-10/10", None),
        ("bytes 0-9", None),
        ("items 0-9/10", None),
        ("bytes ٠-٩/10", None),
        ("bytes 0-" + "9" * 30 + "/*", None),
        ("", None),
        (None, None),
    ],
)
def test_content_range(value: str | None, told: ContentRange | None) -> None:
    assert content_range(value) == told


@pytest.mark.parametrize(
    ("headers", "proof"),
    [
        ({"etag": '"abc"'}, '"abc"'),
        ({"etag": 'W/"abc"'}, ""),
        ({"etag": "abc"}, ""),
        ({"etag": '""'}, ""),
        ({"etag": '"' + "x" * 2000 + '"'}, ""),
        ({"last-modified": "Tue, 03 Mar 2026 11:00:00 GMT", "date": SERVED}, "Tue, 03 Mar 2026 11:00:00 GMT"),
        ({"last-modified": "Tue, 03 Mar 2026 11:59:59 GMT", "date": SERVED}, ""),
        ({"last-modified": "Tue, 03 Mar 2026 11:00:00 GMT"}, ""),
        ({"last-modified": "yesterday", "date": SERVED}, ""),
        (
            {"etag": 'W/"a"', "last-modified": "Mon, 02 Mar 2026 11:00:00 GMT", "date": SERVED},
            "Mon, 02 Mar 2026 11:00:00 GMT",
        ),
        ({}, ""),
    ],
)
def test_only_strong_validators_prove_anything(headers: dict[str, str], proof: str) -> None:
    assert validator(headers) == proof


@pytest.mark.parametrize(
    ("value", "length"),
    [("10", 10), (" 0 ", 0), ("-1", None), ("ten", None), ("1" * 40, None), ("٣", None), ("", None)],
)
def test_content_length(value: str, length: int | None) -> None:
    assert content_length({"content-length": value}) == length
    assert content_length({}) is None


@given(st.text())
def test_no_header_breaks_them(value: str) -> None:
    content_range(value)
    validator({"etag": value, "last-modified": value, "date": value})
    content_length({"content-length": value})
