"""What practice mode says that it can imitate."""

from __future__ import annotations

import pytest

from kling_desktop.sandbox.effects import EFFECT_OF
from kling_desktop.sandbox.vocabulary import EFFECTS, understands


@pytest.mark.parametrize(
    ("prompt", "effects"),
    [
        ("Add snow falling to @Video1", ("snow",)),
        ("A SNOWSTORM", ("snow",)),
        ("It is snowing", ("snow",)),
        ("rainy day", ("rain",)),
        ("black and white", ("black_and_white",)),
        ("turn it B&W", ("black_and_white",)),
        ("greyscale, blurry", ("blur", "black_and_white")),
        ("old film look", ("vintage",)),
        ("make @Video1 brighter", ("brighter",)),
        ("lower the exposure", ("darker",)),
        ("mirror @Video1", ("mirror",)),
        ("flip the video horizontally", ("mirror",)),
        ("Make it black and white, with snow and a mirror effect", ("mirror", "snow", "black_and_white")),
        ("让 @Video1 下雪", ("snow",)),
        ("＠Video1下雪", ("snow",)),
        ("把视频变成黑白，加点雨", ("rain", "black_and_white")),
        ("变亮一点", ("brighter",)),
        ("变暗", ("darker",)),
        ("复古、模糊、镜像", ("mirror", "blur", "vintage")),
        ("復古", ("vintage",)),
    ],
)
def test_words_in_both_languages_are_understood(prompt: str, effects: tuple[str, ...]) -> None:
    assert understands(prompt) == effects


@pytest.mark.parametrize(
    "prompt",
    [
        "",
        "Replace the dog with a dragon",
        "a train enters the brain of a rainbow trout",
        "Snow White walks in",
        "add a mirror to the wall",
        "flip the clip upside down",
        "滑雪",
        "撑一把雨伞",
    ],
)
def test_words_that_only_look_alike_are_not(prompt: str) -> None:
    assert understands(prompt) == ()


@pytest.mark.parametrize(
    ("prompt", "effects"),
    [
        ("without snow", ()),
        ("remove the rain", ()),
        ("Replace the rain with snow", ("snow",)),
        ("remove the people and add rain", ("rain",)),
        ("don't blur it", ()),
        ("不要下雪", ()),
        ("去掉雨，加上雪", ("snow",)),
    ],
)
def test_what_is_to_go_is_not_added(prompt: str, effects: tuple[str, ...]) -> None:
    assert understands(prompt) == effects


def test_each_effect_has_a_chain() -> None:
    assert set(EFFECTS) == set(EFFECT_OF)
