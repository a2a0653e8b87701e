"""Tokens, chips and the text on the wire: the same references at the same places, in Qt's counting."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kling_desktop.domain.references import Reference, ReferenceKind, mentions
from kling_desktop.ui.editor.chips import Chips, Ruler

REFERENCES = st.builds(Reference, st.sampled_from(ReferenceKind), st.integers(1, 12))
WORDS = st.sampled_from((" ", "a", "的", "😀", "\n", "@", "@Video", "1", "𝕏", "\N{NO-BREAK SPACE}"))
TEXTS = st.lists(WORDS | REFERENCES.map(lambda each: each.token), max_size=12).map("".join)


def in_units(text: str) -> bytes:
    return text.encode("utf-16-le")


@given(TEXTS)
def test_a_chip_is_its_token_at_its_place(text: str) -> None:
    chips, units = Chips(text), in_units(text)
    assert [chip.reference for chip in chips.all] == [each.reference for each in mentions(text)]
    for chip in chips.all:
        assert units[2 * chip.start : 2 * chip.end].decode("utf-16-le") == chip.reference.token


@given(TEXTS, st.data())
def test_the_ruler_measures_as_qt_does(text: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(text)))
    assert Ruler(text).units(place) == len(in_units(text[:place])) // 2


@given(TEXTS, st.data())
def test_a_selection_holds_chips_whole_or_not_at_all(text: str, data: st.DataObject) -> None:
    chips, length = Chips(text), len(in_units(text)) // 2
    anchor, position = (data.draw(st.integers(0, length)) for _ in range(2))
    kept = chips.selection(anchor, position, data.draw(st.sampled_from((-1, 0, 1))))
    assert all(chips.around(place) is None for place in kept)
    assert chips.selection(*kept) == kept
    for chip in chips.all:
        inside = range(chip.start + 1, chip.end)
        if anchor not in inside and position not in inside:
            continue
        start, end = sorted(kept)
        assert end <= chip.start or start >= chip.end or (start <= chip.start and chip.end <= end)


def test_places_at_the_edges_of_neighbours() -> None:
    chips = Chips("😀@Image1@Image2")
    one, other = chips.all
    assert ((one.start, one.end), (other.start, other.end)) == ((2, 9), (9, 16))
    assert [chips.around(place) for place in (2, 3, 9, 10, 16)] == [None, one, None, other, None]
    assert [chips.touching(place) for place in (1, 2, 9, 16)] == [None, one, one, other]
    assert [chips.outside(5, way) for way in (-1, 0, 1)] == [2, 2, 9]
    assert chips.outside(6) == 9
