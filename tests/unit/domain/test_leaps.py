"""Undoing the words of a renumbering undoes the media with it."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from kling_desktop.domain.composing import rearranged
from kling_desktop.domain.leaps import Leaps
from kling_desktop.domain.references import ReferenceKind
from kling_desktop.domain.request import EditRequest, ImageInput, VideoInput

IMAGES = tuple(ImageInput(f"{name}.png", sha256=name * 64) for name in "abc")
EDIT = EditRequest("@Image1 and @Image2 and @Image3", (VideoInput("/a.mp4"),), IMAGES)
IMAGE = ReferenceKind.IMAGE


def noted(*edits: EditRequest) -> Leaps:
    leaps = Leaps()
    for before, after in pairwise(edits):
        leaps.note(before, after)
    return leaps


def test_words_alone_are_no_leap() -> None:
    typed = replace(EDIT, prompt="@Image1 and more")
    assert noted(EDIT, typed).retraced(typed, EDIT.prompt) == EDIT
    replaced = replace(EDIT, images=IMAGES[:1])
    assert noted(EDIT, replaced).retraced(replaced, "else") == replace(replaced, prompt="else")


def test_a_removed_medium_comes_back_where_it_was() -> None:
    removed = rearranged(EDIT, IMAGE, (1, 2))
    assert removed.prompt == "@Image3 and @Image1 and @Image2"
    assert noted(EDIT, removed).retraced(removed, EDIT.prompt) == EDIT


def test_what_was_added_since_stays_behind() -> None:
    added = ImageInput("d.png", sha256="d" * 64)
    removed = rearranged(EDIT, IMAGE, (1, 2))
    now = replace(removed, images=(*removed.images, added))
    assert noted(EDIT, removed).retraced(now, EDIT.prompt).images == (*IMAGES, added)


def test_what_was_changed_otherwise_stays() -> None:
    removed = rearranged(EDIT, IMAGE, (1, 2))
    now = replace(removed, images=(IMAGES[2],))
    assert noted(EDIT, removed).retraced(now, EDIT.prompt) == replace(now, prompt=EDIT.prompt)


@given(st.lists(st.permutations(range(3)), max_size=6))
def test_all_the_way_back_and_forth(orders: list[list[int]]) -> None:
    edits = [EDIT]
    for order in orders:
        edits.append(rearranged(edits[-1], IMAGE, order))
    leaps, now = noted(*edits), edits[-1]
    for edit in (*reversed(edits[:-1]), *edits):
        if edit.prompt != now.prompt:
            now = leaps.retraced(now, edit.prompt)
        assert now == edit
