"""Advice on a prompt: what is found, where, and what its fixes make of it."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kling_desktop.domain.lint import Finding, FindingKind, FixKind, Weight, lint
from kling_desktop.domain.request import EditRequest, Element, ElementKind, ImageInput, ReferType, VideoInput

LINK = VideoInput("https://host.example/a.mp4")
IMAGES = tuple(ImageInput(f"{name}.png", sha256=name * 64) for name in "ab")
HERO = Element(ElementKind.IMAGE, "Hero")


def advice(prompt: str, **changes: object) -> tuple[Finding, ...]:
    return lint(replace(EditRequest(prompt, (LINK,)), **changes))  # type: ignore[arg-type]


def test_a_sound_prompt_needs_no_advice() -> None:
    assert advice("Add snow to @Video1") == ()
    assert advice("Add snow") == ()
    assert advice("") == ()


def test_a_token_without_its_medium() -> None:
    (finding,) = advice("😀 Add @Image3 to it", images=IMAGES[:0])
    assert (finding.kind, finding.weight) == (FindingKind.DANGLING, Weight.FAULT)
    assert (finding.start, finding.end) == (6, 13)
    assert finding.notice.code == "reference_missing_image"
    assert finding.notice.values == {"token": "@Image3"}
    (fix,) = finding.fixes
    assert (fix.kind, fix.token) == (FixKind.REMOVE, "")
    assert fix.applied("😀 Add @Image3 to it") == "😀 Add to it"


def test_a_token_without_its_medium_can_name_the_nearest_one() -> None:
    prompt = "@Image1 beside @Image4"
    (finding, _) = advice(prompt, images=IMAGES)
    nearest, removal = finding.fixes
    assert (nearest.kind, nearest.token) == (FixKind.POINT_TO, "@Image2")
    assert nearest.applied(prompt) == "@Image1 beside @Image2"
    assert removal.applied(prompt) == "@Image1 beside"


@pytest.mark.parametrize(
    ("prompt", "expected"),
    [
        ("@Image1 in front", "in front"),
        ("in front of @Image1", "in front of"),
        ("wear @Image1, red", "wear, red"),
        ("把@Image1放入", "把放入"),
        ("a @Image1b", "a b"),
        ("@Image1", ""),
    ],
)
def test_a_token_is_taken_out_so_that_the_words_close_up(prompt: str, expected: str) -> None:
    (finding,) = advice(prompt)
    assert finding.fixes[-1].applied(prompt) == expected


def test_what_is_named_but_not_there_is_told_each_time_in_order() -> None:
    findings = advice(
        "@Image4 and @Video1 beside @Element2, @Image4, @Video3", images=IMAGES, elements=(HERO,)
    )
    missing = [each.notice.values["token"] for each in findings if each.kind is FindingKind.DANGLING]
    assert missing == ["@Image4", "@Element2", "@Image4", "@Video3"]


def test_media_that_nobody_names_are_hints_apart_from_the_source() -> None:
    extra = VideoInput("https://host.example/b.mp4", ReferType.FEATURE)
    findings = advice("Snow on @Image1", videos=(LINK, extra), images=IMAGES, elements=(HERO,))
    assert {finding.kind for finding in findings} == {FindingKind.UNUSED}
    assert {finding.weight for finding in findings} == {Weight.HINT}
    assert [finding.notice.values["token"] for finding in findings] == ["@Video2", "@Image2", "@Element1"]
    assert findings[1].fixes[0].applied("Snow on @Image1") == "Snow on @Image1 @Image2"


def test_other_spellings_are_offered_to_be_converted() -> None:
    prompt = "Snow in <<<video_1>>>2 and ＠视频1"
    first, second = advice(prompt)
    assert (first.kind, first.notice.code) == (FindingKind.FOREIGN, "reference_foreign")
    assert first.notice.values == {"text": "<<<video_1>>>", "token": "@Video1"}
    assert first.fixes[0].applied(prompt) == "Snow in @Video1 2 and ＠视频1"
    assert second.fixes[0].applied(prompt) == "Snow in <<<video_1>>>2 and @Video1"


def test_places_that_are_not_filled_in() -> None:
    (finding,) = advice("Remove [what] now")
    assert (finding.kind, finding.start, finding.end) == (FindingKind.UNFILLED, 7, 13)
    assert finding.notice.values == {"place": "what"}


@pytest.mark.parametrize(
    ("length", "kind"),
    [
        (2249, None),
        (2250, FindingKind.NEAR_LIMIT),
        (2500, FindingKind.NEAR_LIMIT),
        (2501, FindingKind.OVER_LIMIT),
    ],
)
@pytest.mark.parametrize("is_negative", [False, True])
def test_limits_count_code_points_and_are_warned_of_before(
    length: int, kind: FindingKind | None, is_negative: bool
) -> None:
    text = "雪😀" * (length // 2) + "x" * (length % 2)
    findings = advice("Snow", negative_prompt=text) if is_negative else advice(text)
    assert [finding.kind for finding in findings] == ([kind] if kind else [])
    assert all(finding.is_negative is is_negative for finding in findings)
    if kind is FindingKind.OVER_LIMIT:
        assert (findings[0].start, findings[0].end) == (2500, 2501)
        assert findings[0].fixes == ()
    elif kind:
        assert findings[0].notice.values == {"left": 2500 - length}


def test_the_gravest_comes_first() -> None:
    findings = advice("[what] @Image9 <<<video_1>>>" + "x" * 2500, images=IMAGES[:1])
    assert [finding.kind for finding in findings] == [
        FindingKind.OVER_LIMIT,
        FindingKind.DANGLING,
        FindingKind.FOREIGN,
        FindingKind.UNFILLED,
        FindingKind.UNUSED,
    ]


@given(
    st.lists(
        st.sampled_from(
            ("@Image1", "@Image7", "@Video2", "<<<image_1>>>", "@主体3", " ", "x", "的", "5", "[y]")
        ),
        max_size=10,
    ).map("".join),
    st.integers(0, 2),
)
def test_every_fix_mends_what_it_was_found_for(prompt: str, count: int) -> None:
    request = EditRequest(prompt, (LINK,), IMAGES[:count])
    for finding in lint(request):
        for fix in finding.fixes:
            mended = replace(request, prompt=fix.applied(prompt))
            kinds = [each.kind for each in lint(mended)]
            before = [each.kind for each in lint(request)]
            if fix.kind is FixKind.CONVERT:
                assert kinds.count(FindingKind.FOREIGN) < before.count(FindingKind.FOREIGN)
            elif fix.kind is FixKind.MENTION:
                assert kinds.count(FindingKind.UNUSED) < before.count(FindingKind.UNUSED)
            elif fix.kind is FixKind.POINT_TO:
                assert kinds.count(FindingKind.DANGLING) < before.count(FindingKind.DANGLING)
            else:
                assert kinds.count(FindingKind.DANGLING) <= before.count(FindingKind.DANGLING)


def test_a_long_prompt_is_read_between_two_keystrokes() -> None:
    request = EditRequest(
        ("Snow @Image1 " * 8 + "<<<" * 40 + "@" * 40 + "[" * 40).ljust(2500, "x"), (LINK,), IMAGES
    )
    started = time.perf_counter()
    for _ in range(20):
        lint(request)
    assert (time.perf_counter() - started) / 20 < 0.008
