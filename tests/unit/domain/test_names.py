"""Names from tokens: what they become, and which patterns are refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kling_desktop.domain.names import (
    LONGEST_NAME,
    NOT_IN_NAMES,
    TOKENS,
    USUAL_PATTERN,
    check_pattern,
    rendered,
    timecode_in_names,
)

EXAMPLE = {token.name: token.example for token in TOKENS}


def test_the_usual_name() -> None:
    assert rendered(USUAL_PATTERN, EXAMPLE) == "A001C003_v003_timeline"
    assert check_pattern(USUAL_PATTERN) is None


@pytest.mark.parametrize(
    ("pattern", "name"),
    [
        ("{clip}_{reel}_{version}", "A001C003_A001_v003"),
        ("{clip} {in}-{out}", "A001C003 01-00-04-12-01-00-12-11"),
        ("{unknown}_{take}", "{unknown}_003"),
        ("CON", "clip_CON"),
        ("...", "clip"),
    ],
)
def test_patterns(pattern: str, name: str) -> None:
    assert rendered(pattern, EXAMPLE) == name


def test_a_token_without_value_leaves_no_gap() -> None:
    assert rendered("{clip}_{reel}_{version}", {**EXAMPLE, "reel": ""}) == "A001C003_v003"


@pytest.mark.parametrize(
    ("pattern", "code"),
    [
        ("", "name_empty"),
        ("  ", "name_empty"),
        ("{shot}", "name_token_unknown"),
        ("a/{clip}", "name_signs"),
        ("{clip", "name_signs"),
        ("always", "name_never_differs"),
    ],
)
def test_what_is_refused(pattern: str, code: str) -> None:
    found = check_pattern(pattern)
    assert found is not None
    assert found.code == code


@given(st.text(max_size=300), st.dictionaries(st.sampled_from(sorted(EXAMPLE)), st.text(max_size=300)))
def test_any_pattern_gives_a_safe_name(pattern: str, values: dict[str, str]) -> None:
    name = rendered(pattern, values)
    assert 0 < len(name) <= LONGEST_NAME + len("clip_")
    assert not NOT_IN_NAMES.search(name)
    assert name == name.strip(" .")


def test_timecode_as_part_of_a_name() -> None:
    assert timecode_in_names("01:00:04;12") == "01-00-04-12"


@pytest.mark.parametrize("sign", ["a", "雪", "\udcff", "😀"])
def test_a_name_fits_into_what_file_systems_take(sign: str) -> None:
    stem = rendered("{clip}_{prompt}", {"clip": sign * 90, "prompt": sign * 40})
    assert stem.startswith(sign * 40)
    assert len(f".{stem}_v0001_timeline_2.mov.part".encode(errors="surrogatepass")) <= 255
    assert len(stem) <= 120
