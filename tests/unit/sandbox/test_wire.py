"""The request, in both forms, against the schemas that are the oracle, and what goes beyond them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import jsonschema
import pytest

from kling_desktop.sandbox.faults import Refused
from kling_desktop.sandbox.wire import COMPACT, DOCUMENTED, Order, read_order

SCHEMAS = Path(__file__).parents[2] / "contract" / "schemas"
BOTH = frozenset({COMPACT, DOCUMENTED})
VIDEO = "https://example.invalid/v.mp4"
PICTURE = "https://example.invalid/p.png"
LONG = {"prompt": "x", "video_list": [{"video_url": VIDEO}]}
SHORT = {"prompt": "x", "video": VIDEO}
ELEMENT = {"type": "image", "frontal_image": PICTURE}

FIELDS: tuple[Mapping[str, object], ...] = (
    {},
    {"prompt": ""},
    {"prompt": "雪" * 2500},
    {"prompt": "x" * 2501},
    {"prompt": None},
    {"prompt": 7},
    {"negative_prompt": "y" * 2501},
    {"negative_prompt": None},
    {"mode": "std"},
    {"mode": "4k"},
    {"mode": None},
    {"aspect_ratio": "9:16"},
    {"aspect_ratio": None},
    {"aspect_ratio": "4:3"},
    {"images": []},
    {"images": [PICTURE] * 4},
    {"images": [PICTURE] * 5},
    {"images": PICTURE},
    {"images": None},
    {"images": [3]},
    {"elements": [ELEMENT]},
    {"elements": [ELEMENT] * 5},
    {"elements": [{"frontal_image": PICTURE}]},
    {"elements": [{**ELEMENT, "name": "Anna"}]},
    {"elements": [{**ELEMENT, "frontal_image": None, "reference_images": [PICTURE]}]},
    {"elements": [{"type": "image", "reference_images": [PICTURE] * 4}]},
    {"elements": [{"type": "video", "reference_videos": [VIDEO]}]},
    {"elements": [{"type": "video", "reference_videos": []}]},
    {"elements": [{"type": "video", "reference_videos": ["ftp://example.invalid/v"]}]},
    {"elements": ["Anna"]},
    {"first_frame": PICTURE},
    {"first_frame": None},
    {"first_frame": 1},
    {"first_frame": PICTURE, "last_frame": PICTURE},
    {"seed": 1},
    {"video": VIDEO},
    {"video": "file:///v.mp4"},
    {"keep_audio": True},
    {"keep_audio": "yes"},
    {"video_list": []},
    {"video_list": None},
    {"video_list": [{"video_url": VIDEO, "refer_type": "base", "keep_original_sound": "no"}]},
    {"video_list": [{"video_url": VIDEO, "refer_type": "other"}]},
    {"video_list": [{"video_url": VIDEO, "keep_original_sound": True}]},
    {"video_list": [{"video_url": VIDEO, "loop": 1}]},
    {"video_list": [{"refer_type": "base"}]},
    {
        "video_list": [
            {"video_url": VIDEO, "refer_type": "feature"},
            {"video_url": VIDEO, "refer_type": "base"},
        ]
    },
)


def _is_valid(form: str, body: object) -> bool:
    schema = json.loads((SCHEMAS / f"edit-request.{form}.schema.json").read_text(encoding="utf-8"))
    return bool(jsonschema.Draft202012Validator(schema).is_valid(body))


def _refusal(body: object, forms: frozenset[str] = BOTH) -> Refused | None:
    try:
        read_order(body, forms)
    except Refused as fault:
        return fault
    return None


@pytest.mark.parametrize("fields", FIELDS)
@pytest.mark.parametrize(("form", "base"), [(DOCUMENTED, LONG), (COMPACT, SHORT)])
def test_a_form_is_taken_as_its_schema_says(
    form: str, base: Mapping[str, object], fields: Mapping[str, object]
) -> None:
    body = {**base, **fields}

    refused = _refusal(body, frozenset({form}))

    assert (refused is None) == _is_valid(form, body)
    assert refused is None or refused.status == 422


def test_a_refusal_names_each_wrong_field() -> None:
    refused = _refusal(
        {"prompt": "", "mode": "x", "video_list": [{"video_url": "no", "extra": 1}], "seed": 1}
    )

    assert refused is not None
    places = [tuple(problem["loc"]) for problem in refused.body["detail"]]  # type: ignore[attr-defined]
    assert sorted(places, key=str) == [
        ("body", "mode"),
        ("body", "prompt"),
        ("body", "seed"),
        ("body", "video_list", 0, "extra"),
        ("body", "video_list", 0, "video_url"),
    ]


def test_no_object_is_refused() -> None:
    refused = _refusal([LONG])

    assert refused is not None
    assert refused.status == 422


def test_both_forms_are_understood_unless_one_is_demanded() -> None:
    assert read_order(LONG, BOTH).form == DOCUMENTED
    assert read_order(SHORT, BOTH).form == COMPACT
    refused = _refusal(LONG, frozenset({COMPACT}))
    assert refused is not None
    assert refused.body == {
        "detail": [
            {"loc": ["body", "video"], "msg": "Field required"},
            {"loc": ["body", "video_list"], "msg": "Extra inputs are not permitted"},
        ]
    }


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"images": [PICTURE] * 3, "elements": [ELEMENT] * 2}, "images and elements together"),
        ({"last_frame": PICTURE}, "last_frame: a last frame needs a first_frame"),
        (
            {"first_frame": PICTURE, "last_frame": PICTURE, "images": [PICTURE] * 2},
            "last_frame: not allowed with more than one image",
        ),
        ({"elements": [{"type": "video", "frontal_image": PICTURE}]}, "elements[0]"),
        ({"video_list": [{"video_url": VIDEO, "refer_type": "feature"}]}, "video_list: exactly one"),
    ],
)
def test_what_does_not_go_together_is_a_400_that_names_it(fields: Mapping[str, object], words: str) -> None:
    refused = _refusal({**LONG, **fields})

    assert refused is not None
    assert refused.status == 400
    assert words in str(refused.body["detail"])


def test_the_defaults_of_the_two_forms_differ() -> None:
    long, short = read_order(LONG, BOTH), read_order(SHORT, BOTH)

    assert (long.keep_sound, short.keep_sound) == (True, False)
    assert (long.mode, short.mode) == ("pro", "pro")


def test_an_order_holds_what_was_asked_for() -> None:
    face, clip = "https://example.invalid/face.png", "https://example.invalid/clip.mp4"
    order = read_order(
        {
            "prompt": "@Video1 like @Element1",
            "video_list": [
                {"video_url": clip, "refer_type": "feature"},
                {"video_url": VIDEO, "refer_type": "base", "keep_original_sound": "no"},
            ],
            "images": [PICTURE],
            "elements": [
                {"type": "image", "frontal_image": None, "reference_images": [face]},
                {"type": "video", "reference_videos": [clip]},
            ],
            "first_frame": PICTURE,
            "aspect_ratio": "1:1",
            "mode": "std",
        },
        BOTH,
    )

    assert order == Order(
        form=DOCUMENTED,
        prompt="@Video1 like @Element1",
        video=VIDEO,
        keep_sound=False,
        mode="std",
        aspect_ratio="1:1",
        first_frame=PICTURE,
        last_frame=None,
        references=(PICTURE, face),
        guides=(clip, clip),
    )
