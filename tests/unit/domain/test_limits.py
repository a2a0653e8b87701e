"""The limits of the service: each at its edge, and none told of that is kept."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kling_desktop.domain.limits import (
    KLING_V3_OMNI,
    LIMITS,
    check_image,
    check_prompt,
    check_request,
    check_video,
    free_references,
)
from kling_desktop.domain.media import ImageInfo, MediaInfo
from kling_desktop.domain.request import EditRequest, Element, ElementKind, ImageInput, VideoInput

CLIP = MediaInfo("mp4", "h264", 1280, 720, 25, 1, 132, 5.28, 1_055_736, True, "aac")
PICTURE = ImageInfo("png", 1000, 800, 500_000)
VIDEO = VideoInput("/clips/a.mp4")
IMAGE = ImageInput("a.png", sha256="ab", media_type="image/png")
EDIT = EditRequest("Add snow to @Video1", (VIDEO,))


def with_rate(rate: str) -> MediaInfo:
    """The clip at another rate."""
    exact = Fraction(rate)
    return replace(CLIP, rate_num=exact.numerator, rate_den=exact.denominator)


def sized(width: int, height: int) -> MediaInfo:
    """The clip in another size."""
    return replace(CLIP, width=width, height=height)


@pytest.mark.parametrize(
    ("clip", "broken"),
    [
        (CLIP, []),
        (replace(CLIP, container="mov"), []),
        (replace(CLIP, container="mkv"), ["video_container"]),
        (replace(CLIP, seconds=3.0), []),
        (replace(CLIP, seconds=2.99), ["video_length"]),
        (replace(CLIP, seconds=10.05), []),
        (replace(CLIP, seconds=10.06), ["video_length"]),
        (with_rate("24"), []),
        (with_rate("24000/1001"), ["video_rate"]),
        (with_rate("60"), []),
        (with_rate("60001/1000"), ["video_rate"]),
        (sized(720, 720), []),
        (sized(719, 720), ["video_size"]),
        (sized(1280, 718), ["video_size"]),
        (sized(2160, 2160), []),
        (sized(3840, 2160), ["video_size"]),
        (sized(2048, 858), []),
        (replace(CLIP, size=200_000_000), []),
        (replace(CLIP, size=200_000_001), ["video_bytes"]),
        (
            replace(with_rate("12"), container="avi", seconds=60.0, width=320, height=240, size=10**9),
            ["video_container", "video_length", "video_rate", "video_size", "video_bytes"],
        ),
    ],
)
def test_clips_at_the_edge(clip: MediaInfo, broken: list[str]) -> None:
    assert [notice.code for notice in check_video(clip)] == broken


@pytest.mark.parametrize(
    ("rate", "words"), [("24000/1001", "23.976"), ("12", "12"), ("120", "120"), ("25/2", "12.5")]
)
def test_a_rate_is_told_as_editors_write_it(rate: str, words: str) -> None:
    assert [notice.values for notice in check_video(with_rate(rate))] == [{"rate": words}]


@given(
    seconds=st.floats(0, 100),
    rate=st.fractions(1, 240),
    width=st.integers(1, 8192),
    height=st.integers(1, 8192),
    size=st.integers(1, 10**9),
)
def test_a_clip_is_taken_exactly_when_it_keeps_every_limit(
    seconds: float, rate: Fraction, width: int, height: int, size: int
) -> None:
    clip = MediaInfo("mov", "h264", width, height, rate.numerator, rate.denominator, 1, seconds, size, False)
    is_fit = (
        3 <= seconds <= 10.05
        and 24 <= rate <= 60
        and all(720 <= side <= 2160 for side in (width, height))
        and size <= 200_000_000
    )
    assert (check_video(clip) == ()) is is_fit


@pytest.mark.parametrize(
    ("picture", "broken"),
    [
        (PICTURE, []),
        (replace(PICTURE, format="jpeg"), []),
        (replace(PICTURE, format="webp"), ["image_format"]),
        (replace(PICTURE, size=10_000_000), []),
        (replace(PICTURE, size=10_000_001), ["image_bytes"]),
        (replace(PICTURE, width=300, height=300), []),
        (replace(PICTURE, width=299, height=300), ["image_size"]),
        (replace(PICTURE, width=1000, height=400), []),
        (replace(PICTURE, width=1001, height=400), ["image_aspect"]),
        (replace(PICTURE, width=400, height=1001), ["image_aspect"]),
        (ImageInfo("gif", 10, 100, 20_000_000), ["image_format", "image_bytes", "image_size"]),
    ],
)
def test_pictures_at_the_edge(picture: ImageInfo, broken: list[str]) -> None:
    notices = check_image("ref.png", picture)
    assert [notice.code for notice in notices] == broken
    assert all(notice.values["name"] == "ref.png" for notice in notices)


@pytest.mark.parametrize(
    ("prompt", "broken"),
    [
        ("Add snow", []),
        ("", ["prompt_empty"]),
        (" \n\t\u3000", ["prompt_empty"]),
        ("x" * 2500, []),
        ("x" * 2501, ["prompt_long"]),
        ("雪" * 2500, []),
        ("😀" * 2500, []),
        ("😀" * 2501, ["prompt_long"]),
    ],
)
def test_prompts_count_in_characters_not_in_bytes(prompt: str, broken: list[str]) -> None:
    assert [notice.code for notice in check_prompt(prompt)] == broken


def test_a_long_prompt_says_by_how_much() -> None:
    assert check_prompt("x" * 2600)[0].values == {"length": 2600, "over": 100}


def pictures(count: int) -> Element:
    """An element shown by a frontal picture and `count` others."""
    return Element(ElementKind.IMAGE, "Anna", IMAGE, (IMAGE,) * count)


FILMED = Element(ElementKind.VIDEO, videos=(VideoInput("https://a.example/x.mp4"),))


@pytest.mark.parametrize(
    ("changes", "broken"),
    [
        ({}, []),
        ({"prompt": ""}, ["prompt_empty"]),
        ({"negative_prompt": "x" * 2500}, []),
        ({"negative_prompt": "x" * 2501}, ["negative_prompt_long"]),
        ({"videos": ()}, ["source_missing"]),
        ({"images": (IMAGE,) * 4}, []),
        ({"images": (IMAGE,) * 5}, ["too_many_references"]),
        ({"images": (IMAGE,) * 2, "elements": (pictures(1),) * 2}, []),
        ({"images": (IMAGE,) * 3, "elements": (pictures(1),) * 2}, ["too_many_references"]),
        ({"first_frame": IMAGE}, []),
        ({"first_frame": IMAGE, "last_frame": IMAGE}, []),
        ({"last_frame": IMAGE}, ["last_frame_alone"]),
        ({"first_frame": IMAGE, "last_frame": IMAGE, "images": (IMAGE,)}, []),
        ({"first_frame": IMAGE, "last_frame": IMAGE, "images": (IMAGE,) * 2}, ["last_frame_with_images"]),
        ({"elements": (pictures(0),)}, ["element_pictures"]),
        ({"elements": (pictures(3),)}, []),
        ({"elements": (pictures(4),)}, ["element_pictures"]),
        ({"elements": (Element(ElementKind.IMAGE, references=(IMAGE,)),)}, ["element_pictures"]),
        ({"elements": (FILMED,)}, []),
        ({"elements": (Element(ElementKind.VIDEO),)}, ["element_videos"]),
        ({"elements": (FILMED, Element(ElementKind.VIDEO, videos=(VIDEO,)))}, []),
    ],
)
def test_requests(changes: dict[str, object], broken: list[str]) -> None:
    request = replace(EDIT, **changes)  # type: ignore[arg-type]
    assert [notice.code for notice in check_request(request)] == broken


def test_the_broken_element_is_named_by_its_number() -> None:
    request = replace(EDIT, elements=(FILMED, pictures(0), Element(ElementKind.VIDEO)))
    assert [notice.values["number"] for notice in check_request(request)] == [2, 3]


@given(images=st.integers(0, 8), elements=st.integers(0, 8))
def test_free_places_and_the_check_agree(images: int, elements: int) -> None:
    request = replace(EDIT, images=(IMAGE,) * images, elements=(FILMED,) * elements)
    assert free_references(request) == 4 - images - elements
    codes = [notice.code for notice in check_request(request)]
    assert ("too_many_references" in codes) is (free_references(request) < 0)


def test_limits_are_a_table_so_another_model_is_another_row() -> None:
    longer = replace(LIMITS[KLING_V3_OMNI], max_seconds=30.0)
    assert check_video(replace(CLIP, seconds=20.0), longer) == ()
    assert check_prompt("x" * 10, replace(longer, max_prompt=5))[0].code == "prompt_long"
