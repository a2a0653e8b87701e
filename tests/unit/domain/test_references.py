"""Reference tokens in prompts: found where they stand, and checked against what the edit has."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kling_desktop.domain.references import Mention, Reference, ReferenceKind, available, mentions
from kling_desktop.domain.request import EditRequest, Element, ElementKind, ImageInput, VideoInput

VIDEO, IMAGE, ELEMENT = ReferenceKind.VIDEO, ReferenceKind.IMAGE, ReferenceKind.ELEMENT
FULL = EditRequest(
    "",
    videos=(VideoInput("/a.mp4"), VideoInput("/b.mp4")),
    images=(ImageInput("a"),) * 3,
    elements=(Element(ElementKind.IMAGE),),
)
references = st.builds(Reference, kind=st.sampled_from(ReferenceKind), number=st.integers(1, 999))
# Words that can stand before and after a token without becoming part of one.
words = st.text(st.characters(codec="utf-8", exclude_characters="@0123456789"), max_size=8)


@pytest.mark.parametrize(
    ("prompt", "found"),
    [
        ("Add snow to @Video1", [(VIDEO, 1, 12)]),
        ("@Image2's coat on @Element1.", [(IMAGE, 2, 0), (ELEMENT, 1, 18)]),
        ("把@Video1变成雪景", [(VIDEO, 1, 1)]),
        ("😀@Video1", [(VIDEO, 1, 1)]),
        ("@Video1@Image1", [(VIDEO, 1, 0), (IMAGE, 1, 7)]),
        ("@Video12", [(VIDEO, 12, 0)]),
        ("@video1 @VIDEO1 @Video @Video0 @Video01 @Videos1 Video1 @ Video1", []),
        ("@Video1000", []),
        ("", []),
    ],
)
def test_tokens_are_found_where_they_stand(prompt: str, found: list[tuple[ReferenceKind, int, int]]) -> None:
    seen = mentions(prompt)
    assert [(m.reference.kind, m.reference.number, m.start) for m in seen] == found
    assert all(prompt[m.start : m.end] == m.reference.token for m in seen)


@given(named=st.lists(references, max_size=6), between=st.lists(words, min_size=7, max_size=7))
def test_every_token_between_any_words_is_found(named: list[Reference], between: list[str]) -> None:
    prompt, meant = between[0], []
    for reference, word in zip(named, between[1:], strict=False):
        start = len(prompt)
        prompt += reference.token
        meant.append(Mention(reference, start, len(prompt)))
        prompt += word
    assert mentions(prompt) == tuple(meant)


@given(prompt=st.text(max_size=80))
def test_any_text_is_read_without_harm(prompt: str) -> None:
    for mention in mentions(prompt):
        assert prompt[mention.start : mention.end] == mention.reference.token


def test_what_an_edit_has_can_be_named() -> None:
    assert [reference.token for reference in available(FULL)] == [
        "@Video1",
        "@Video2",
        "@Image1",
        "@Image2",
        "@Image3",
        "@Element1",
    ]
    assert available(EditRequest("x")) == ()
