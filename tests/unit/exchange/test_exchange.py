"""Timelines are written and read back clip by clip, by OpenTimelineIO itself and by our own reading."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import opentimelineio as otio
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kling_desktop.domain.errors import BadInput
from kling_desktop.domain.exchange import Kind, Media, Sequence, Shown, Stacked
from kling_desktop.domain.timecode import TimecodeCount
from kling_desktop.exchange.rates import exact
from kling_desktop.exchange.reading import read
from kling_desktop.exchange.writing import ADAPTERS, written

RATES = [
    (Fraction(24000, 1001), False),
    (Fraction(24), False),
    (Fraction(25), False),
    (Fraction(30000, 1001), True),
    (Fraction(30000, 1001), False),
    (Fraction(30), False),
    (Fraction(50), False),
    (Fraction(60000, 1001), False),
    (Fraction(60), False),
]
START = 90_000


def media(name: str, rate: Fraction, is_drop: bool = False, frames: int = 500, start: int = START) -> Media:
    return Media(name, f"/clips/day 1/{name}.mov", rate, frames, start, is_drop, "A001")


def hour(rate: Fraction, is_drop: bool) -> int:
    return TimecodeCount(round(rate), is_drop=is_drop).number("01:00:00:00") or 0


def sequence(rate: Fraction, is_drop: bool = False, places: tuple[int, ...] = (50, 300)) -> Sequence:
    original = media("A001C003", rate, is_drop)
    take = replace(media("A001C003_v003_timeline", rate, is_drop, 224, START + 88), reel="A001_K003")
    stacks = tuple(Stacked(at, Shown(original, 100, 200), Shown(take, 12, 200)) for at in places)
    return Sequence("Winter cut", rate, stacks, start=hour(rate, is_drop), is_drop=is_drop)


@pytest.mark.parametrize(("rate", "is_drop"), RATES)
@pytest.mark.parametrize("kind", [Kind.XML, Kind.OTIO])
def test_otio_reads_back_what_was_stacked(rate: Fraction, is_drop: bool, kind: Kind) -> None:
    timeline = otio.adapters.read_from_string(
        written(sequence(rate, is_drop), kind), adapter_name=ADAPTERS[kind]
    )
    assert timeline.name == "Winter cut"
    assert exact(timeline.global_start_time.rate) == rate
    originals, takes = timeline.video_tracks()
    for track, first in ((originals, START + 100), (takes, START + 88 + 12)):
        clips = list(track.find_clips())
        assert [clip.source_range.start_time.value for clip in clips] == [first, first]
        assert [clip.source_range.duration.value for clip in clips] == [200, 200]
        places = [clip.transformed_time_range(clip.source_range, track) for clip in clips]
        assert [round(place.start_time.value) for place in places] == [50, 300]
        # Ends are exclusive: the last frame is the one before.
        assert [round(place.end_time_exclusive().value) for place in places] == [250, 500]
        assert all(exact(clip.source_range.duration.rate) == rate for clip in clips)


@pytest.mark.parametrize(("rate", "is_drop"), RATES)
def test_otio_reads_back_an_edl(rate: Fraction, is_drop: bool) -> None:
    text = written(sequence(rate, is_drop), Kind.EDL)
    assert f"FCM: {'DROP' if is_drop else 'NON-DROP'} FRAME" in text
    assert (";" in text) == is_drop
    counted = float(rate) if is_drop else float(round(rate))
    timeline = otio.adapters.read_from_string(text, adapter_name="cmx_3600", rate=counted)
    clips = list(timeline.find_clips())
    assert [round(clip.source_range.start_time.value) for clip in clips] == [START + 100] * 2
    assert [round(clip.source_range.duration.value) for clip in clips] == [200, 200]
    assert [clip.metadata["cmx_3600"]["reel"] for clip in clips] == ["A001_K003"] * 2


@pytest.mark.parametrize(("rate", "is_drop"), RATES)
@pytest.mark.parametrize("kind", Kind)
def test_our_own_reading_agrees(tmp_path: Path, rate: Fraction, is_drop: bool, kind: Kind) -> None:
    path = tmp_path / f"cut.{kind}"
    path.write_text(written(sequence(rate, is_drop), kind), encoding="utf-8")
    clips = read(path, rate).clips
    takes = [clip for clip in clips if "v003" in clip.name]
    assert len(clips) == (2 if kind is Kind.EDL else 4)
    assert [(clip.place.at, clip.frames, clip.rate, clip.place.rate) for clip in takes] == [
        (50, 200, rate, rate),
        (300, 200, rate, rate),
    ]
    expected = (START + 100, True) if kind is Kind.EDL else (12, False)
    assert [(clip.first, clip.is_absolute) for clip in takes] == [expected] * 2
    assert takes[0].path == "/clips/day 1/A001C003_v003_timeline.mov"
    assert takes[0].reel == "A001_K003"
    assert takes[0].place.is_drop == is_drop
    assert takes[0].place.start == hour(rate, is_drop)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rate=st.sampled_from(RATES),
    parts=st.lists(
        st.tuples(st.integers(0, 200), st.integers(0, 300), st.integers(1, 200)), min_size=1, max_size=5
    ),
    kind=st.sampled_from(Kind),
)
def test_any_cut_comes_back(
    tmp_path: Path, rate: tuple[Fraction, bool], parts: list[tuple[int, int, int]], kind: Kind
) -> None:
    stacks, at = [], 0
    for number, (gap, first, frames) in enumerate(parts):
        at += gap
        stacks.append(Stacked(at, Shown(media(f"C{number:03}", *rate), first, frames)))
        at += frames
    # An EDL's place counts from the full hour before its first clip: all lie within the first one here.
    path = tmp_path / f"any.{kind}"
    path.write_text(written(Sequence("Any", rate[0], tuple(stacks), 0, rate[1]), kind), encoding="utf-8")
    back = [
        (clip.place.at, clip.first - (START if clip.is_absolute else 0), clip.frames)
        for clip in read(path, rate[0]).clips
    ]
    assert back == [(stack.at, stack.original.first, stack.original.frames) for stack in stacks]


def test_takes_of_one_original_lie_on_tracks_of_their_own() -> None:
    timeline = otio.adapters.read_from_string(written(sequence(Fraction(25), places=(50, 50)), Kind.OTIO))
    assert [len(list(track.find_clips())) for track in timeline.video_tracks()] == [1, 1, 1]


def test_an_edl_refuses_mixed_rates_and_overlaps() -> None:
    mixed = sequence(Fraction(25))
    slow = Stacked(600, Shown(media("B", Fraction(24)), 0, 20))
    with pytest.raises(BadInput) as raised:
        written(replace(mixed, stacks=(*mixed.stacks, slow)), Kind.EDL)
    assert raised.value.notice.code == "edl_mixed_rates"
    assert raised.value.notice.values["rates"] == "24, 25"
    assert "B.mov" in written(replace(mixed, stacks=(*mixed.stacks, slow)), Kind.XML)
    with pytest.raises(BadInput) as raised:
        written(sequence(Fraction(25), places=(50, 60)), Kind.EDL)
    assert raised.value.notice.code == "edl_overlap"


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("cut.txt", "", "exchange_kind"),
        ("cut.xml", "<xmeml", "exchange_unreadable"),
        ("cut.xml", "<xmeml version='4'/>", "exchange_unreadable"),
        ("cut.xml", "<a>&b;</a>", "exchange_unreadable"),
        ("cut.otio", "{}", "exchange_unreadable"),
        ("cut.otio", '{"OTIO_SCHEMA": "Clip.1"}', "exchange_unreadable"),
        ("cut.edl", "TITLE: x\n", "exchange_empty"),
        ("cut.edl", "001 AX V C nonsense", "exchange_unreadable"),
        ("gone.xml", None, "file_unreadable"),
    ],
)
def test_what_is_no_timeline_is_said(tmp_path: Path, name: str, text: str | None, code: str) -> None:
    path = tmp_path / name
    if text is not None:
        path.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput) as raised:
        read(path, Fraction(25))
    assert raised.value.notice.code == code


def test_what_cannot_be_taken_is_left_out_with_its_reason(tmp_path: Path) -> None:
    timeline = otio.adapters.read_from_string(written(sequence(Fraction(25)), Kind.OTIO))
    (one, two), (three, four) = (track.find_clips() for track in timeline.video_tracks())
    one.effects.append(otio.schema.LinearTimeWarp(time_scalar=-2.0))
    two.media_reference = otio.schema.GeneratorReference("Title", "Slug")
    three.effects.append(otio.schema.FreezeFrame())
    four.effects.append(otio.schema.TimeEffect())
    path = tmp_path / "cut.otio"
    otio.adapters.write_to_file(timeline, str(path))
    found = read(path, Fraction(25))
    assert [notice.code for notice in found.left_out] == [
        "exchange_reversed",
        "exchange_no_clip",
        "exchange_frozen",
        "exchange_variable",
    ]
    assert not found.clips


def test_an_edl_of_another_program(tmp_path: Path) -> None:
    path = tmp_path / "resolve.edl"
    path.write_text(
        "TITLE: Timeline 1\nFCM: NON-DROP FRAME\n\n"
        "001  A001C003 V     C        01:00:04:00 01:00:08:00 01:00:00:00 01:00:04:00\n"
        "* FROM CLIP NAME: A001C003.mov\n\n"
        "002  AX       V     C        00:00:01:00 00:00:03:00 01:00:04:00 01:00:06:00\n"
        "* FROM CLIP NAME: B002.mov\n",
        encoding="utf-8",
    )
    one, two = read(path, Fraction(25)).clips
    assert (one.name, one.reel, one.first, one.frames) == ("A001C003.mov", "A001C003", 90_100, 100)
    assert (two.name, two.reel, two.first, two.frames) == ("B002.mov", "", 25, 50)
    assert (one.place.start, one.place.at, two.place.at) == (90_000, 0, 100)


def test_paths_as_premiere_on_windows_writes_them(tmp_path: Path) -> None:
    text = written(sequence(Fraction(25)), Kind.XML)
    path = tmp_path / "cut.xml"
    path.write_text(
        text.replace("file:///clips/day%201", "file://localhost/C%3A/clips/day%201"), encoding="utf-8"
    )
    assert read(path, Fraction(25)).clips[0].path == "C:/clips/day 1/A001C003.mov"
