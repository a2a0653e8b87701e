"""From one text to another by the smallest changes, so that a cursor in it stays where it was."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from kling_desktop.domain.references import mentions


@dataclass(frozen=True)
class Splice:
    """`text` in place of what stands from `start` to before `end` (code points of the text before)."""

    start: int
    end: int
    text: str


def splices(before: str, after: str) -> tuple[Splice, ...]:
    """The changes that make `after` of `before`, in order, none touching the next.

    Where only the tokens differ, each is changed by itself; else one change spans all that differs.
    """
    old, new = _cut(before), _cut(after)
    if len(old) != len(new) or old[::2] != new[::2]:
        old, new = (before,), (after,)
    return tuple(_differences(old, new))


def _cut(text: str) -> tuple[str, ...]:
    """Words and tokens by turns, beginning and ending with words."""
    edges = (0, *(edge for each in mentions(text) for edge in (each.start, each.end)), len(text))
    return tuple(text[start:end] for start, end in pairwise(edges))


def _differences(old: tuple[str, ...], new: tuple[str, ...]) -> Iterator[Splice]:
    place = 0
    for one, other in zip(old, new, strict=True):
        if one != other:
            head = _alike(one, other)
            tail = _alike(one[head:][::-1], other[head:][::-1])
            yield Splice(place + head, place + len(one) - tail, other[head : len(other) - tail])
        place += len(one)


def _alike(one: str, other: str) -> int:
    """How many characters both begin with."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (a, b) in pairs if a != b), min(len(one), len(other)))
