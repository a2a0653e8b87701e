"""A preset's text, its places, and how they are filled in."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kling_desktop.domain.preset import Place, Preset, fill, places


def test_the_clause_of_what_must_not_change_follows_the_prompt() -> None:
    assert Preset("n", "Add snow.", "Keep faces.").text == "Add snow. Keep faces."
    assert Preset("n", "添加雪。", "人脸不变。").text == "添加雪。人脸不变。"
    assert Preset("n", "Add snow.").text == "Add snow."


def test_places_are_named_once_each_in_order() -> None:
    preset = Preset("n", "Put [what] on [whom], [what].", "Keep [this].", "no [that]")
    assert preset.places == ("what", "whom", "this", "that")
    assert places("a [b] []") == (Place("b", 2, 5),)


def test_what_has_no_value_stays_to_be_seen() -> None:
    text = fill("Put [what] on [whom] and [whom]", {"whom": " Anna ", "what": "  "})
    assert text == "Put [what] on Anna and Anna"


@given(
    st.text(alphabet="[]ab \n", max_size=30), st.dictionaries(st.sampled_from("ab"), st.sampled_from("xy"))
)
def test_filling_leaves_no_place_that_has_a_value(text: str, values: dict[str, str]) -> None:
    filled = fill(text, values)
    assert not {place.name for place in places(filled)} & set(values)
