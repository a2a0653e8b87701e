"""Tokens in other spellings, and tokens whose media change their numbers."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kling_desktop.domain.references import Mention, Reference, ReferenceKind, mentions
from kling_desktop.domain.tokens import converted, foreign, renumbered

VIDEO, IMAGE, ELEMENT = ReferenceKind.VIDEO, ReferenceKind.IMAGE, ReferenceKind.ELEMENT
REFERENCES = st.builds(Reference, st.sampled_from(ReferenceKind), st.integers(1, 6))
SPELLINGS = (
    "<<<{latin}_{n}>>>",
    "@<<<{latin}_{n}>>>",
    "＠{chinese}{n}",
    "@{chinese}{n}",
    "＠{latin}{n}",
    "@{latin}_{n}",
    "@{title}{n}",
)
CHINESE = {VIDEO: "视频", IMAGE: "图片", ELEMENT: "主体"}
# Text made of what tokens are made of: whatever can go wrong goes wrong here first.
SHREDS = [
    "@",
    "＠",
    "<<<",
    ">>>",
    "video",
    "Video",
    "image_",
    "Element",
    "视频",
    "图片",
    "主体",
    "1",
    "12",
    "２",
    "0",
    "_",
    ".",
    "a",
    "的",
    "😀",
]
TOKENS = ["<<<video_1>>>", "@图片2", "@Image3", "＠Element1"]
TEXTS = st.lists(st.sampled_from((*SHREDS, *TOKENS, " ", "\n")) | st.text(max_size=3), max_size=14).map(
    "".join
)


def spelt(reference: Reference, form: str) -> str:
    kind = reference.kind
    return form.format(latin=kind.value.lower(), title=kind.value, chinese=CHINESE[kind], n=reference.number)


def words(prompt: str) -> list[str]:
    """The text between the tokens."""
    places = [0, *(place for each in mentions(prompt) for place in (each.start, each.end)), len(prompt)]
    return [prompt[start:end] for start, end in zip(places[::2], places[1::2], strict=True)]


@pytest.mark.parametrize(
    ("pasted", "ours"),
    [
        ("<<<video_1>>> in the style of <<<image_2>>>", "@Video1 in the style of @Image2"),
        ("把@视频1中的@主体2换成@图片3的样子", "把@Video1中的@Element2换成@Image3的样子"),
        ("＠視頻1 ＠圖片1 ＠主體1 ＠影片2", "@Video1 @Image1 @Element1 @Video2"),
        ("＠Video1和＠element２", "@Video1和@Element2"),
        ("Look at @image_1.", "Look at @Image1."),
        ("@VIDEO1, <<< Element_3 >>>", "@Video1, @Element3"),
        ("<<<video_1>>>2x", "@Video1 2x"),
        ("@视频１２", "@Video12"),
    ],
)
def test_other_spellings_become_ours(pasted: str, ours: str) -> None:
    assert converted(pasted) == ours


@pytest.mark.parametrize(
    "text",
    [
        "Add snow to @Video1",
        "info@video1.com and me@image2",
        "@video1.tv",
        "@video1st",
        "@视频 1",
        "@视频01",
        "@视频1234",
        "<<<video>>> <<video_1>>",
        "视频1 图片2 video_1",
        "@Video1２",
        "",
    ],
)
def test_all_other_text_stays(text: str) -> None:
    assert converted(text) == text
    assert foreign(text) == ()


def test_foreign_tokens_are_found_with_their_places() -> None:
    prompt = "😀 put @图片2 into <<<video_1>>>, like @Image1"
    assert foreign(prompt) == (
        Mention(Reference(IMAGE, 2), 6, 10),
        Mention(Reference(VIDEO, 1), 16, 29),
    )


@given(TEXTS)
def test_converting_twice_is_converting_once(text: str) -> None:
    once = converted(text)
    assert converted(once) == once
    assert foreign(once) == ()


@given(TEXTS)
def test_converting_keeps_our_tokens_and_every_other_word(text: str) -> None:
    ours = [each.reference for each in mentions(converted(text))]
    spans = sorted((each.start, each.reference) for each in (*mentions(text), *foreign(text)))
    assert [reference for _, reference in spans] == ours
    stripped = text
    for each in sorted((*mentions(text), *foreign(text)), key=lambda each: -each.start):
        stripped = stripped[: each.start] + stripped[each.end :]
    assert re.sub(r"\s", "", "".join(words(converted(text)))) == re.sub(r"\s", "", stripped)


@given(st.lists(st.tuples(REFERENCES, st.sampled_from(SPELLINGS)), max_size=8))
def test_every_spelling_of_a_reference_means_it(said: list[tuple[Reference, str]]) -> None:
    prompt = " and ".join(spelt(*each) for each in said)
    assert [each.reference for each in mentions(converted(prompt))] == [reference for reference, _ in said]


@given(st.lists(st.tuples(st.sampled_from((" ", ", ", "的", "x ")), REFERENCES), max_size=8))
def test_tokens_and_text_are_a_round_trip(parts: list[tuple[str, Reference]]) -> None:
    prompt = "".join(text + reference.token for text, reference in parts)
    found = mentions(prompt)
    assert [each.reference for each in found] == [reference for _, reference in parts]
    assert all(prompt[each.start : each.end] == each.reference.token for each in found)
    assert words(prompt)[:-1] == [text for text, _ in parts]


def test_tokens_follow_media_that_change_places() -> None:
    moves = {Reference(IMAGE, 1): Reference(IMAGE, 2), Reference(IMAGE, 2): Reference(IMAGE, 1)}
    assert renumbered("@Image1 beside @Image2, @Video1", moves) == "@Image2 beside @Image1, @Video1"


def test_a_removed_medium_leaves_a_token_that_names_nothing() -> None:
    moves = {
        Reference(IMAGE, 1): None,
        Reference(IMAGE, 2): Reference(IMAGE, 1),
        Reference(IMAGE, 3): Reference(IMAGE, 2),
    }
    prompt = "@Image1 wears @Image2 at @Image3 in @Video1, not @Image1"
    assert renumbered(prompt, moves) == "@Image3 wears @Image1 at @Image2 in @Video1, not @Image3"


def test_tokens_that_name_nothing_stay_apart_from_each_other_and_from_media() -> None:
    moves: dict[Reference, Reference | None] = {Reference(IMAGE, 1): None}
    assert renumbered("@Image1 and @Image2", moves) == "@Image1 and @Image2"
    moved: dict[Reference, Reference | None] = {Reference(IMAGE, 1): Reference(IMAGE, 2)}
    assert renumbered("@Image1 and @Image2", moved) == "@Image2 and @Image3"


def test_two_media_cannot_get_one_number() -> None:
    with pytest.raises(ValueError, match="one number"):
        renumbered("", {Reference(IMAGE, 1): Reference(IMAGE, 3), Reference(IMAGE, 2): Reference(IMAGE, 3)})


@st.composite
def prompts_and_moves(draw: st.DrawFn) -> tuple[str, dict[Reference, Reference | None]]:
    """A prompt, and a removal and reordering of `count` images."""
    count = draw(st.integers(0, 5))
    kept = draw(st.permutations(range(1, count + 1)))[: draw(st.integers(0, count))]
    moves: dict[Reference, Reference | None] = {Reference(IMAGE, old): None for old in range(1, count + 1)}
    moves |= {Reference(IMAGE, old): Reference(IMAGE, new) for new, old in enumerate(kept, start=1)}
    texts = st.sampled_from((" ", "、", "a ", "😀", "@", "[what]"))
    parts = draw(st.lists(st.tuples(texts, REFERENCES), max_size=10))
    return "".join(text + reference.token for text, reference in parts), moves


@given(prompts_and_moves())
def test_renumbering_is_one_to_one_and_touches_no_word(
    case: tuple[str, dict[Reference, Reference | None]],
) -> None:
    prompt, moves = case
    result = renumbered(prompt, moves)
    before = [each.reference for each in mentions(prompt)]
    after = [each.reference for each in mentions(result)]
    pairs = set(zip(before, after, strict=True))
    assert len(pairs) == len(set(before)) == len(set(after))
    assert words(result) == words(prompt)
    for old, new in pairs:
        target = moves.get(old)
        assert new == target if target else new not in moves.values()
    back = {new: old for old, new in pairs}
    assert renumbered(result, dict(back)) == prompt
