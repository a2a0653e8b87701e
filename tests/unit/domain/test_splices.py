"""The smallest changes from one text to another."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kling_desktop.domain.splices import Splice, splices

TEXTS = st.lists(
    st.sampled_from(("@Video1", "@Image1", "@Image2", "@Image10", " ", "ab", "的", "😀", "\n", "@", "1"))
).map("".join)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("snow", "snow", ()),
        ("", "snow", (Splice(0, 0, "snow"),)),
        ("snow", "", (Splice(0, 4, ""),)),
        ("aaa", "aa", (Splice(2, 3, ""),)),
        ("@Image1 on @Image2", "@Image2 on @Image1", (Splice(6, 7, "2"), Splice(17, 18, "1"))),
        ("@Image9 on @Image1", "@Image10 on @Image1", (Splice(6, 7, "10"),)),
        ("on @Image1 x", "on x", (Splice(3, 11, ""),)),
    ],
)
def test_only_what_differs_is_changed(before: str, after: str, expected: tuple[Splice, ...]) -> None:
    assert splices(before, after) == expected


@given(TEXTS, TEXTS)
def test_the_changes_lead_from_one_to_the_other(before: str, after: str) -> None:
    text, end = before, len(before)
    for splice in reversed(splices(before, after)):
        assert splice.start <= splice.end <= end
        text = text[: splice.start] + splice.text + text[splice.end :]
        end = splice.start
    assert text == after
