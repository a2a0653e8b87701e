"""What the head of a clip, and its index from wherever that lies, tell of the clip."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from kling_desktop.media.link_facts import Pieces, index_beyond, link_facts
from kling_desktop.media.probe import probe
from tests.support.clips import Clip

Maker = Callable[[str, Clip], Path]
HEAD = 65_536
LOSSLESS = Clip(seconds=3, width=640, height=360, options={"preset": "ultrafast", "crf": "0"})
"""The head holds a small part of it."""


def known(path: Path) -> Pieces:
    content = path.read_bytes()
    head = content[:HEAD]
    missing = index_beyond(head, len(content))
    rest = {missing.first: content[missing.first : missing.last + 1]} if missing else {}
    return Pieces(len(content), {0: head, **rest})


@pytest.mark.parametrize(
    ("name", "clip"),
    [
        ("tail.mp4", replace(LOSSLESS, rate="24000/1001")),
        ("tail.mov", replace(LOSSLESS, rate="25", sound=None)),
        ("small.mp4", Clip(seconds=1, width=128, height=72, rate="30000/1001")),
        ("hevc.mp4", Clip(seconds=1, width=128, height=72, rate="60", codec="libx265")),
        ("wide.mov", Clip(seconds=1, width=96, height=72, rate="25", pixel_aspect="4/3")),
    ],
)
def test_the_index_tells_what_a_look_at_the_whole_file_tells(make: Maker, name: str, clip: Clip) -> None:
    path = make(name, clip)
    whole, told = probe(path), link_facts(known(path))
    assert told is not None
    for word in (
        "container",
        "codec",
        "width",
        "height",
        "rate",
        "frames",
        "size",
        "has_sound",
        "sound_codec",
    ):
        assert getattr(told, word) == getattr(whole, word), word
    assert told.seconds == pytest.approx(whole.seconds, abs=0.001)


def test_only_the_index_is_fetched_besides_the_head(make: Maker) -> None:
    path = make("tail.mp4", replace(LOSSLESS, rate="24000/1001"))
    content = path.read_bytes()
    missing = index_beyond(content[:HEAD], len(content))
    assert missing is not None
    assert content[missing.first + 4 : missing.first + 8] == b"moov"
    assert missing.last == len(content) - 1
    assert len(content) - missing.first < HEAD < len(content) // 4


def test_an_index_that_begins_in_the_head_is_fetched_to_its_end() -> None:
    head = b"\x00\x00\x00\x10ftypisom" + bytes(4) + (100_000).to_bytes(4, "big") + b"moov" + bytes(40)
    assert index_beyond(head, 10_000_000) == (len(head), 16 + 100_000 - 1)


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"<html>",
        b"\x1aE\xdf\xa3" + bytes(100),
        b"\x00\x00\x00\x08free\x00\x00\x00\x04moof" + bytes(60),
        b"\x00\x00\x00\x18ftypisom" + bytes(12) + b"\xff\xff\xff\xffmoov",
        b"\x00\x00\x00\x01mdat\xff\xff\xff\xff\xff\xff\xff\xff" + bytes(50),
    ],
)
def test_what_makes_no_sense_has_no_index(head: bytes) -> None:
    assert index_beyond(head, 1_000_000) is None
    assert link_facts(Pieces(1_000_000, {0: head})) is None


def test_a_matroska_tells_by_its_head(make: Maker) -> None:
    path = make("a.mkv", replace(LOSSLESS, rate="25"))
    told = link_facts(known(path))
    assert told is not None
    assert (told.container, told.width, told.height, told.rate) == ("mkv", 640, 360, 25)
    assert told.seconds == pytest.approx(3, abs=0.1)
