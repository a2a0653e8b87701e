from __future__ import annotations

import json
from dataclasses import fields
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kling_desktop.domain.request import AspectRatio, Mode
from kling_desktop.settings import document
from kling_desktop.settings.sections import (
    SECTIONS,
    Account,
    Appearance,
    Editor,
    Network,
    Prices,
    Queue,
    Results,
    Section,
    Window,
)

DEFAULTS: dict[str, Section] = {name: kind() for name, kind in SECTIONS.items()}
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**60), 2**60)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
FIELDS = [(name, field.name) for name, kind in SECTIONS.items() for field in fields(kind)]


def test_nothing_is_everything_by_default() -> None:
    assert document.read({}) == document.Reading(DEFAULTS)


def test_the_defaults_are_within_their_own_ranges() -> None:
    for section in DEFAULTS.values():
        assert document.wrong_fields(section) == ()


@pytest.mark.parametrize(
    ("section", "wrong"),
    [
        (Account(site="mulerun"), ()),
        (Account(site="http://127.0.0.1:8080"), ()),
        (Account(site="elsewhere"), ("site",)),
        (Account(site="mulerouter\n"), ("site",)),
        (Account(site="ftp://host"), ("site",)),
        (Account(request_form="both"), ("request_form",)),  # type: ignore[arg-type]
        (Results("/takes/试"), ()),
        (Results("/takes/\udcff"), ("folder",)),
        (Network(0.02), ()),
        (Network(0.019), ("pace",)),
        (Network(1.01), ("pace",)),
        (Network(float("nan")), ("pace",)),
        (Queue(1), ()),
        (Queue(50), ()),
        (Queue(0), ("limit",)),
        (Queue(51), ("limit",)),
        (Prices("0.5", "12", "EUR", is_own=True), ()),
        (Prices("0,5", "-1", "euro"), ("std", "pro", "currency")),
        (Prices("NaN", "1e9", "USD"), ("std", "pro")),
        (Appearance("system", "zh_CN"), ()),
        (Appearance("dark", "../../etc"), ("language",)),
        (Window("AdnQywADAAA=", {"main": (300, 700)}), ()),
        (Window("no base64!", {"main": (-1,)}), ("geometry", "splitters")),
    ],
)
def test_ranges(section: Section, wrong: tuple[str, ...]) -> None:
    assert document.wrong_fields(section) == wrong


@pytest.mark.parametrize(("section", "field"), FIELDS)
@settings(max_examples=20)
@given(value=JSON)
def test_whatever_stands_in_a_field_harms_that_field_only(section: str, field: str, value: Any) -> None:
    good: dict[str, dict[str, Any]] = {
        "queue": {"limit": 7},
        "editor": {"mode": "std", "aspect_ratio": "9:16"},
    }
    content = {**good, section: {**good.get(section, {}), field: value}}
    reading = document.read(content)
    assert reading.refused in ((), (f"{section}.{field}",))
    if section != "queue":
        assert reading.sections["queue"] == Queue(7)
    if (section, field) != ("editor", "mode"):
        assert getattr(reading.sections["editor"], "mode") is Mode.STD  # noqa: B009
    assert document.wrong_fields(reading.sections[section]) == ()


@given(st.dictionaries(st.sampled_from([*SECTIONS, "format", "later"]), JSON))
def test_any_document_can_be_read_and_saved_again(content: dict[str, Any]) -> None:
    reading = document.read(content)
    again = document.parse(document.render(content, reading.sections))
    assert document.read(again) == document.Reading(reading.sections)
    assert again.get("later") == content.get("later")


def test_a_section_that_is_no_object_is_refused_whole() -> None:
    reading = document.read({"queue": [3], "account": {"site": "mulerun"}})
    assert reading.refused == ("queue",)
    assert reading.sections["account"] == Account("mulerun")


def test_what_a_newer_version_wrote_survives() -> None:
    content = {
        "format": 4,
        "queue": {"limit": 5, "order": "newest"},
        "cloud": {"folder": "x", "list": [1, {"a": None}]},
    }
    reading = document.read(content)
    assert reading.refused == ()
    saved = json.loads(document.render(content, {**reading.sections, "queue": Queue(6)}))
    assert saved["format"] == 4
    assert saved["queue"] == {"limit": 6, "is_held": False, "order": "newest"}
    assert saved["cloud"] == content["cloud"]


def test_the_file_is_meant_to_be_read_by_people_too() -> None:
    text = document.render({}, DEFAULTS).decode()
    assert text.startswith('{\n  "format": 1,\n')
    assert '  "queue": {\n    "limit": 3,\n    "is_held": false\n  }' in text


def test_a_byte_order_mark_is_no_damage() -> None:
    assert document.parse(b'\xef\xbb\xbf{"queue": {"limit": 4}}') == {"queue": {"limit": 4}}


def test_enumerations_come_back() -> None:
    editor = Editor(Mode.STD, AspectRatio.SQUARE, keep_sound=False)
    content = document.parse(document.render({}, {"editor": editor}))
    assert document.read(content).sections["editor"] == editor
