"""Clips that a timeline plays faster or slower: taken by what they show of their file, written with their speed."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import opentimelineio as otio
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kling_desktop.domain.exchange import Kind, Media, Sequence, Shown, Stacked, shown_frames
from kling_desktop.exchange.reading import read
from kling_desktop.exchange.writing import ADAPTERS, written

RATES = [Fraction(24000, 1001), Fraction(24), Fraction(25), Fraction(30000, 1001), Fraction(50)]
SPEEDS = [Fraction(each, 100) for each in (25, 50, 80, 100, 150, 200, 400)] + [Fraction(999, 1000)]
START = 90_000


def part(rate: Fraction, first: int, length: int, speed: Fraction) -> Shown:
    media = Media("A001C003", "/clips/A001C003.mov", rate, 5000, START, reel="A001")
    return Shown(media, first, shown_frames(Fraction(length), speed), speed, length)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rate=st.sampled_from(RATES),
    parts=st.lists(
        st.tuples(st.integers(0, 50), st.integers(0, 300), st.integers(1, 200), st.sampled_from(SPEEDS)),
        min_size=1,
        max_size=4,
    ),
    kind=st.sampled_from(Kind),
)
def test_any_speed_comes_back(
    tmp_path: Path, rate: Fraction, parts: list[tuple[int, int, int, Fraction]], kind: Kind
) -> None:
    stacks, at = [], 0
    for gap, first, length, speed in parts:
        at += gap
        stacks.append(Stacked(at, part(rate, first, length, speed)))
        at += length
    path = tmp_path / f"any.{kind}"
    path.write_text(written(Sequence("Any", rate, tuple(stacks)), kind), encoding="utf-8")
    found = read(path, rate)
    assert not found.left_out
    for clip, stack in zip(found.clips, stacks, strict=True):
        shown = stack.original
        assert (clip.place.at, clip.place.frames) == (stack.at, shown.length)
        assert clip.first - (START if clip.is_absolute else 0) == shown.first
        # A motion effect of an EDL has one decimal.
        assert float(clip.place.speed) == pytest.approx(float(shown.speed), rel=0.01)
        assert abs(clip.frames - shown.frames) <= (2 if kind is Kind.EDL else 0)


def test_otio_reads_the_speed_of_take_and_original() -> None:
    original, take = part(Fraction(25), 101, 40, Fraction(2)), part(Fraction(25), 13, 40, Fraction(2))
    sequence = Sequence("Cut", Fraction(25), (Stacked(10, original, take),))
    timeline = otio.adapters.read_from_string(written(sequence, Kind.OTIO))
    for track, first in zip(timeline.video_tracks(), (101, 13), strict=True):
        (clip,) = track.find_clips()
        assert [effect.time_scalar for effect in clip.effects] == [2.0]
        assert clip.source_range.start_time.value == START + first
        assert track.range_of_child(clip).duration.value == 40
    text = written(sequence, Kind.XML)
    timeline = otio.adapters.read_from_string(text, adapter_name=ADAPTERS[Kind.XML])
    for track in timeline.video_tracks():
        (clip,) = track.find_clips()
        (effect,) = clip.effects
        said = {each["parameterid"]: each.get("value") for each in effect.metadata["fcp_xml"]["parameter"]}
        assert (effect.name, said["speed"], said["variablespeed"]) == ("Time Remap", "200", "0")
        assert track.range_of_child(clip).duration.value == 40
    # In and out count the frames of the clip as it is retimed.
    assert "<in>50</in>" in text
    assert "<out>90</out>" in text


REMAP = """<filter><effect><name>Time Remap</name><effectid>timeremap</effectid>
<effectcategory>motion</effectcategory><effecttype>motion</effecttype><mediatype>video</mediatype>
<parameter authoringApp="PremierePro"><parameterid>variablespeed</parameterid><name>variablespeed</name>
<value>{variable}</value></parameter>
<parameter authoringApp="PremierePro"><parameterid>speed</parameterid><name>speed</name>
<value>{speed}</value></parameter>
<parameter authoringApp="PremierePro"><parameterid>reverse</parameterid><name>reverse</name>
<value>{reverse}</value></parameter></effect></filter>"""


def premiere(speed: str, variable: str = "0", reverse: str = "FALSE", more: str = "") -> str:
    """A sequence of one retimed clip, as Premiere writes it."""
    remap = REMAP.format(speed=speed, variable=variable, reverse=reverse)
    return f"""<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE xmeml><xmeml version="4"><sequence id="s">
<name>Cut</name><duration>100</duration><rate><timebase>25</timebase><ntsc>FALSE</ntsc></rate>
<media><video><track><clipitem id="clipitem-1"><name>A001C003.mov</name><enabled>TRUE</enabled>
<duration>500</duration><rate><timebase>25</timebase><ntsc>FALSE</ntsc></rate>
<start>20</start><end>60</end><in>50</in><out>90</out>
<file id="file-1"><name>A001C003.mov</name><pathurl>file://localhost/clips/A001C003.mov</pathurl>
<rate><timebase>25</timebase><ntsc>FALSE</ntsc></rate><duration>250</duration>
<media><video><samplecharacteristics><width>1920</width><height>1080</height></samplecharacteristics></video>
</media></file>{more}{remap}</clipitem></track></video></media></sequence></xmeml>"""


@pytest.mark.parametrize(
    ("speed", "first", "frames"), [("50", 25, 20), ("200", 100, 80), ("100", 50, 40), ("79.92", 40, 32)]
)
def test_a_time_remap_of_premiere(tmp_path: Path, speed: str, first: int, frames: int) -> None:
    path = tmp_path / "cut.xml"
    other = "<filter><effect><name>Opacity</name><effectid>opacity</effectid></effect></filter>"
    path.write_text(premiere(speed, more=other), encoding="utf-8")
    (clip,) = read(path, Fraction(25)).clips
    assert (clip.first, clip.frames) == (first, frames)
    assert (clip.place.at, clip.place.frames) == (20, 40)
    assert float(clip.place.speed) == pytest.approx(float(speed) / 100)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ({"speed": "100", "variable": "1"}, "exchange_variable"),
        ({"speed": "fast"}, "exchange_variable"),
        ({"speed": "nan"}, "exchange_variable"),
        ({"speed": "100", "reverse": "TRUE"}, "exchange_reversed"),
        ({"speed": "-50"}, "exchange_reversed"),
        ({"speed": "0"}, "exchange_frozen"),
    ],
)
def test_other_time_remaps_are_left_out_with_their_reason(
    tmp_path: Path, words: dict[str, str], code: str
) -> None:
    path = tmp_path / "cut.xml"
    path.write_text(premiere(**words), encoding="utf-8")
    found = read(path, Fraction(25))
    assert [notice.code for notice in found.left_out] == [code]
    assert found.left_out[0].values == {"name": "A001C003.mov"}


@pytest.mark.parametrize("is_drop", [False, True])
def test_motion_effects_of_an_edl(tmp_path: Path, is_drop: bool) -> None:
    text = (
        "TITLE: Cut\nFCM: NON-DROP FRAME\n\n"
        "001  A001C003 V     C        01:00:04:00 01:00:08:00 01:00:00:00 01:00:02:00\n"
        "M2   A001C003       060.0                01:00:04:00\n"
        "* FROM CLIP NAME: A001C003.mov\n\n"
        # As long in the file as on the timeline, as some programs write it.
        "002  B002C001 V     C        00:00:01:00 00:00:03:00 01:00:02:00 01:00:04:00\n"
        "M2   B002C001       015.0                00:00:01:00\n"
        "* FROM CLIP NAME: B002C001.mov\n\n"
        "003  C003C001 V     C        00:00:01:00 00:00:03:00 01:00:04:00 01:00:06:00\n"
        "M2   C003C001       -30.0                00:00:01:00\n"
        "* FROM CLIP NAME: C003C001.mov\n\n"
        "004  D004C001 V     C        00:00:05:00 00:00:07:00 01:00:06:00 01:00:08:00\n"
        "* FROM CLIP NAME: D004C001.mov\n"
    )
    path = tmp_path / "avid.edl"
    path.write_text(dropped(text) if is_drop else text, encoding="utf-8")
    found = read(path, Fraction(30000, 1001) if is_drop else Fraction(30))
    assert [notice.code for notice in found.left_out] == ["exchange_reversed"]
    assert [(clip.name[:4], clip.frames, clip.place.frames, clip.place.speed) for clip in found.clips] == [
        ("A001", 120, 60, 2),
        ("B002", 30, 60, Fraction(1, 2)),
        ("D004", 60, 60, 1),
    ]
    assert [clip.place.at for clip in found.clips] == [0, 60, 180]


def dropped(text: str) -> str:
    """The EDL with drop-frame timecode, whose last sign is another."""
    words = text.replace("NON-DROP", "DROP").split(" ")
    return " ".join(word[:8] + ";" + word[9:] if word.count(":") == 3 else word for word in words)
