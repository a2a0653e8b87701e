"""An edit as a value: what counts as a link, which video is the source, which pictures go along."""

from __future__ import annotations

import pytest
from hypothesis import given

from kling_desktop.domain.request import (
    EditRequest,
    Element,
    ElementKind,
    ImageInput,
    Mode,
    ReferType,
    VideoInput,
    is_link,
)
from tests.support.jobs import requests


@pytest.mark.parametrize(
    ("location", "is_one"),
    [
        ("https://a.example/x.mp4", True),
        ("http://127.0.0.1:8000/x.mp4", True),
        ("HTTPS://A.EXAMPLE/X.MP4", True),
        ("/clips/http/x.mp4", False),
        ("C:\\clips\\x.mp4", False),
        ("file:///clips/x.mp4", False),
        ("ftp://a.example/x.mp4", False),
        ("httpsx://a.example", False),
        ("http:/a.example", False),
        ("", False),
    ],
)
def test_only_http_addresses_are_links(location: str, is_one: bool) -> None:
    assert is_link(location) is is_one
    assert VideoInput(location).is_local is not is_one


def test_the_first_video_is_the_source() -> None:
    first, second = VideoInput("/a.mp4"), VideoInput("/b.mp4", ReferType.FEATURE)
    assert EditRequest("x", (first, second)).source == first
    assert EditRequest("x").source is None


def test_an_edit_left_alone_has_the_documented_defaults() -> None:
    edit = EditRequest("x")
    assert (edit.mode, edit.aspect_ratio, edit.keep_sound, edit.may_drop) == (Mode.PRO, None, True, False)
    assert VideoInput("/a.mp4").refer is ReferType.BASE


def test_every_picture_is_listed() -> None:
    image, first, last, front, side = (ImageInput(name) for name in ("i", "f", "l", "front", "side"))
    element = Element(ElementKind.IMAGE, "Anna", front, (side,))
    bare = Element(ElementKind.VIDEO, videos=(VideoInput("https://a.example/x.mp4"),))
    edit = EditRequest("x", images=(image,), elements=(element, bare), first_frame=first, last_frame=last)
    assert set(edit.pictures) == {image, first, last, front, side}
    assert EditRequest("x").pictures == ()


@given(request=requests())
def test_no_picture_of_any_edit_is_forgotten(request: EditRequest) -> None:
    slots = [*request.images, request.first_frame, request.last_frame]
    for element in request.elements:
        slots += [element.frontal, *element.references]
    assert sorted(map(repr, request.pictures)) == sorted(repr(slot) for slot in slots if slot)


@given(request=requests())
def test_edits_are_values(request: EditRequest) -> None:
    assert hash(request) == hash(EditRequest(**vars(request)))
    assert request == EditRequest(**vars(request))
