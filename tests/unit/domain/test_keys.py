"""The key layouts: complete, without two uses of one key, changeable."""

from __future__ import annotations

import pytest

from kling_desktop.domain.keys import LAYOUTS, STANDARD, Action, chosen, collisions


@pytest.mark.parametrize("layout", LAYOUTS)
def test_each_layout_has_a_key_for_everything_and_none_twice(layout: str) -> None:
    keys = chosen(layout, {})
    assert set(keys) == set(Action)
    assert all(keys.values())
    assert collisions(keys) == ()


def test_an_own_key_takes_the_place_of_the_layouts() -> None:
    keys = chosen("premiere", {"play": "P Space", "gone": "X"})
    assert keys[Action.PLAY] == ("P", "Space")
    assert keys[Action.REST] == STANDARD[Action.REST]


def test_a_key_that_collides_says_with_what() -> None:
    assert collisions(chosen("standard", {"mark_in": "j"})) == (("j", (Action.SHUTTLE_BACK, Action.MARK_IN)),)


def test_an_unknown_layout_is_the_standard_one() -> None:
    assert chosen("from the future", {}) == STANDARD
