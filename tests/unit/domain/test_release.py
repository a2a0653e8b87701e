"""Which of two versions is newer, and which addresses a build may carry."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kling_desktop.domain.release import ReleasePlace, is_newer

PAGE = "https://example.org/ours/releases"
PLACE = ReleasePlace("1.0.0", "https://api.example.org/newest", PAGE)
NUMBERS = st.tuples(*[st.integers(0, 9999)] * 3)


@given(NUMBERS, NUMBERS)
def test_versions_are_compared_as_numbers(found: tuple[int, ...], own: tuple[int, ...]) -> None:
    words = [".".join(map(str, each)) for each in (found, own)]

    assert is_newer(words[0], words[1]) is (found > own)
    assert is_newer(f"v{words[0]}", words[1]) is (found > own)


@pytest.mark.parametrize("found", ["", "1.2", "v2.0.0-rc1", "2.0.0\n", "latest", "99999.0.0", "٢.0.0"])
def test_what_is_no_version_is_not_newer(found: str) -> None:
    assert not is_newer(found, "1.0.0")


@pytest.mark.parametrize(
    ("newest", "is_usable"),
    [
        ("https://api.example.org/newest", True),
        ("http://127.0.0.1:8000/newest", True),
        ("http://api.example.org/newest", False),
        ("ftp://api.example.org", False),
        ("file:///etc/passwd", False),
        ("https://[", False),
        ("", False),
    ],
)
def test_a_build_asks_over_encrypted_lines_only(newest: str, is_usable: bool) -> None:
    assert ReleasePlace("1.0.0", newest, PAGE).is_usable is is_usable


def test_the_page_of_a_version_is_one_of_the_projects_own() -> None:
    assert PLACE.page_of(f"{PAGE}/tag/v1.1.0") == f"{PAGE}/tag/v1.1.0"
    assert PLACE.page_of("https://example.org/ours/releases-of-another") == PAGE
    assert PLACE.page_of("javascript:alert(1)") == PAGE
    assert PLACE.host == "api.example.org"
