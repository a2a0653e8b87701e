"""Media that are removed, reordered or used otherwise, and the prompt that goes with them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kling_desktop.domain.composing import frame_as_look, rearranged, with_source
from kling_desktop.domain.references import ReferenceKind, mentions
from kling_desktop.domain.request import EditRequest, Element, ElementKind, ImageInput, ReferType, VideoInput

LINK = VideoInput("https://host.example/a.mp4")
PICTURES = tuple(ImageInput(f"{name}.png", sha256=name * 64) for name in "abcd")


def named(request: EditRequest) -> list[str]:
    """The names of the pictures that the prompt's image tokens stand for, `-` for none."""
    return [
        request.images[each.reference.number - 1].name[0]
        if each.reference.number <= len(request.images)
        else "-"
        for each in mentions(request.prompt)
        if each.reference.kind is ReferenceKind.IMAGE
    ]


def test_chips_follow_their_pictures() -> None:
    request = EditRequest("@Image1, @Image2, @Image3 in @Video1", (LINK,), PICTURES[:3])
    turned = rearranged(request, ReferenceKind.IMAGE, (2, 0, 1))
    assert turned.prompt == "@Image2, @Image3, @Image1 in @Video1"
    assert named(turned) == named(request) == ["a", "b", "c"]


def test_a_removed_picture_is_missing_and_the_next_one_takes_its_place_in_the_sentence() -> None:
    request = EditRequest("@Image1, @Image2", (LINK,), PICTURES[:2])
    without = rearranged(request, ReferenceKind.IMAGE, (1,))
    assert without.prompt == "@Image2, @Image1"
    assert named(without) == ["-", "b"]
    again = EditRequest(without.prompt, (LINK,), (*without.images, PICTURES[3]))
    assert named(again) == ["d", "b"]


def test_elements_and_videos_are_rearranged_alike() -> None:
    elements = tuple(Element(ElementKind.IMAGE, name) for name in "xy")
    request = EditRequest("@Element2 meets @Element1 in @Video2", (LINK, LINK), elements=elements)
    turned = rearranged(request, ReferenceKind.ELEMENT, (1, 0))
    assert (turned.prompt, turned.elements) == ("@Element1 meets @Element2 in @Video2", elements[::-1])
    assert rearranged(request, ReferenceKind.VIDEO, (0,)).prompt == request.prompt


@pytest.mark.parametrize("order", [(0, 0), (-1,), (2,)])
def test_places_that_do_not_exist_are_faults(order: tuple[int, ...]) -> None:
    with pytest.raises((ValueError, IndexError)):
        rearranged(EditRequest("", images=PICTURES[:2]), ReferenceKind.IMAGE, order)


@given(
    st.lists(st.integers(1, 6), max_size=8),
    st.lists(st.integers(0, 3), unique=True),
)
def test_no_token_ever_names_another_picture(numbers: list[int], order: list[int]) -> None:
    request = EditRequest(" ".join(f"@Image{number}" for number in numbers), (LINK,), PICTURES)
    changed = rearranged(request, ReferenceKind.IMAGE, order)
    for before, after in zip(named(request), named(changed), strict=True):
        assert after == before or (after == "-" and before not in [each.name[0] for each in changed.images])
    full = [PICTURES.index(picture) for picture in changed.images]
    assert full == order


@pytest.mark.parametrize(
    ("prompt", "expected"),
    [
        ("Add snow", "Add snow, matching the look of @Image1"),
        ("Add snow. ", "Add snow. matching the look of @Image1"),
        ("", "matching the look of @Image1"),
    ],
)
def test_a_frame_becomes_an_image_for_the_look(prompt: str, expected: str) -> None:
    request = EditRequest(prompt, (LINK,), first_frame=PICTURES[0], last_frame=PICTURES[1])
    changed = frame_as_look(request, PICTURES[0], "matching the look of {token}")
    assert changed.prompt == expected
    assert (changed.images, changed.first_frame, changed.last_frame) == ((PICTURES[0],), None, PICTURES[1])


def test_a_frame_that_is_an_image_already_is_not_added_twice() -> None:
    request = EditRequest("Snow", (LINK,), PICTURES[:2], first_frame=PICTURES[1])
    changed = frame_as_look(request, PICTURES[1], "与 {token} 的风格一致")
    assert changed.images == PICTURES[:2]
    assert changed.prompt.endswith("与 @Image2 的风格一致")


def test_another_video_is_the_source_and_tokens_follow() -> None:
    other, third = VideoInput("/b.mp4", ReferType.FEATURE), VideoInput("/c.mp4")
    request = EditRequest("@Video1 as @Video2, not @Video3", (LINK, other, third))
    turned = with_source(request, 1)
    assert turned.prompt == "@Video2 as @Video1, not @Video3"
    assert [each.location for each in turned.videos] == ["/b.mp4", LINK.location, "/c.mp4"]
    assert [each.refer for each in turned.videos] == [ReferType.BASE, ReferType.FEATURE, ReferType.FEATURE]
    with pytest.raises(IndexError):
        with_source(request, 3)
