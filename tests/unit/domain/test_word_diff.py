"""What changed between two prompts: word by word, and nothing of either is lost."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kling_desktop.domain.word_diff import Change, Piece, word_diff


def test_it_shows_what_was_taken_out_and_put_in() -> None:
    assert word_diff("Add soft snow to @Video1", "Add heavy snow to @Video1") == (
        Piece(Change.KEPT, "Add "),
        Piece(Change.REMOVED, "soft"),
        Piece(Change.ADDED, "heavy"),
        Piece(Change.KEPT, " snow to @Video1"),
    )


def test_chinese_is_compared_sign_by_sign() -> None:
    changed = [piece for piece in word_diff("添加大雪", "添加小雪") if piece.change is not Change.KEPT]
    assert changed == [Piece(Change.REMOVED, "大"), Piece(Change.ADDED, "小")]


@given(st.text(), st.text())
def test_both_texts_are_whole(before: str, after: str) -> None:
    pieces = word_diff(before, after)
    assert "".join(each.text for each in pieces if each.change is not Change.ADDED) == before
    assert "".join(each.text for each in pieces if each.change is not Change.REMOVED) == after
