"""Stills and strips: exactly the frame that is shown at a time, upright, in its shape, stoppable."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import av
import pytest

from kling_desktop.domain.errors import BadInput, KlingError
from kling_desktop.media.clip import opened
from kling_desktop.media.colour import Picture
from kling_desktop.media.frames import filmstrip, still, tiles
from kling_desktop.media.reader import FEW, FrameReader
from kling_desktop.media.worker import Stopped
from tests.support.clips import Clip
from tests.unit.media.conftest import SMALL, Maker, remux, rgb_frame, write_frames

LONG_GROUPS = replace(SMALL, seconds=4, options={"preset": "fast", "bf": "3", "g": "250"})
SHORT_GROUPS = replace(SMALL, seconds=4, options={"preset": "fast", "bf": "2", "g": "12", "forced-idr": "0"})
VARIABLE = replace(
    SHORT_GROUPS, dropped=frozenset({5, 6, 7, 8, 20, 21, 30, 33, 34, 35, 36, 37, 70, 71, 72, 73, 90})
)
KINDS = [
    ("long.mp4", LONG_GROUPS),
    ("short.mp4", SHORT_GROUPS),
    ("short.mov", SHORT_GROUPS),
    ("short.mkv", SHORT_GROUPS),
    ("short.ts", SHORT_GROUPS),
    ("variable.mp4", VARIABLE),
    ("variable.mkv", VARIABLE),
    ("ntsc.mp4", replace(SHORT_GROUPS, rate="24000/1001")),
    ("intra.mov", replace(SHORT_GROUPS, options={"preset": "fast", "g": "1"})),
    ("intra.avi", replace(SMALL, codec="mjpeg", pix_fmt="yuvj420p", sound=None)),
    ("vp9.webm", replace(SMALL, codec="libvpx-vp9", sound=None, options={"deadline": "realtime"})),
]


class Truth:
    """Every frame of a clip as a plain decoder gives them, from first to last."""

    def __init__(self, path: Path) -> None:
        with av.open(str(path)) as container:
            stream = container.streams.video[0]
            self.base = stream.time_base or Fraction(1)
            frames = sorted((f.pts or 0, pixels(f)) for f in container.decode(stream) if f.pts is not None)
        self.stamps = [stamp for stamp, _ in frames]
        self.pixels = [content for _, content in frames]

    def at(self, seconds: Fraction) -> int:
        """The stamp of the frame shown at a time from the first frame."""
        ticks = self.stamps[0] + math.floor(seconds / self.base)
        return max((stamp for stamp in self.stamps if stamp <= ticks), default=self.stamps[0])

    def starts(self) -> list[Fraction]:
        """Seconds at which each frame begins."""
        return [(stamp - self.stamps[0]) * self.base for stamp in self.stamps]


def pixels(frame: av.VideoFrame) -> int:
    """A number that stands for the frame's content."""
    return hash(tuple(bytes(plane) for plane in frame.planes))


def orders(truth: Truth) -> Iterator[list[Fraction]]:
    """Times to ask for: every frame in turn, with gaps, falling, and leaping about, past the end too."""
    chance = random.Random(5)
    leaps = [Fraction(chance.randrange(4_400), 1000) for _ in range(40)]
    yield truth.starts()
    yield [start + Fraction(1, 1000) for start in truth.starts()[::7]]
    yield truth.starts()[::-9]
    yield sorted(leaps)
    yield leaps


@pytest.mark.parametrize(("name", "described"), KINDS, ids=[name for name, _ in KINDS])
def test_the_frame_at_a_time_is_the_one_a_plain_decoder_shows_then(
    make: Maker, name: str, described: Clip
) -> None:
    path = make(name, described)
    truth = Truth(path)
    for times in orders(truth):
        with opened(path) as clip:
            reader = FrameReader(clip)
            for seconds in times:
                frame = reader.at(seconds)
                assert frame.pts == truth.at(seconds), f"{float(seconds):.3f} s"
                assert pixels(frame) == truth.pixels[truth.stamps.index(truth.at(seconds))]


def test_hidden_frames_are_not_shown(clip: Path, tmp_path: Path) -> None:
    trimmed = tmp_path / "trimmed.mp4"
    remux(clip, trimmed, hidden_ticks=20 * 512)
    truth = Truth(clip)
    with opened(trimmed) as trimmed_clip:
        reader = FrameReader(trimmed_clip)
        shown = [reader.at(Fraction(number, 25)) for number in range(30)]
    assert [pixels(frame) for frame in shown] == truth.pixels[20:]


def test_a_frame_is_found_by_its_number(make: Maker) -> None:
    for name, described in KINDS[:2]:
        path = make(name, described)
        reader_pictures = [still(path, frame=number) for number in (0, 1, 49, 99)]
        assert reader_pictures == [still(path, float(number) / 25 + 0.001) for number in (0, 1, 49, 99)]
        assert still(path, frame=5_000) == reader_pictures[-1] == still(path, 1e6)


def test_a_still_is_never_wider_than_asked_nor_than_the_clip(clip: Path) -> None:
    sizes = [(p.width, p.height) for p in (still(clip, max_width=w) for w in (64, 128, 5000, None, 1))]
    assert sizes == [(64, 36), (128, 72), (128, 72), (128, 72), (1, 1)]
    picture = still(clip, 0.5)
    assert len(picture.rgb) >= picture.stride * picture.height
    assert picture.stride >= 3 * picture.width


def test_a_strip_shows_the_middles_of_equal_parts(make: Maker) -> None:
    path = make("short.mp4", SHORT_GROUPS)
    strip = list(filmstrip(path, 10, 36))
    assert [(picture.width, picture.height) for picture in strip] == [(64, 36)] * 10
    assert strip == [still(path, (2 * part + 1) * 4.0 / 20, max_width=64) for part in range(10)]
    assert len({picture.rgb for picture in strip}) == 10
    assert list(filmstrip(path, 0, 36)) == []


def test_a_strip_longer_than_the_clip_repeats_frames(make: Maker) -> None:
    path = make("three.mp4", replace(SMALL, seconds=0.12, sound=None))
    assert len({picture.rgb for picture in filmstrip(path, 9, 36)}) == 3


def test_stopping_ends_the_work_at_the_next_frame(make: Maker) -> None:
    asked = 0

    def stop() -> bool:
        nonlocal asked
        asked += 1
        return asked > 20

    strip = filmstrip(make("long.mp4", LONG_GROUPS), 50, 36, stop)
    with pytest.raises(Stopped):
        list(strip)
    assert asked == 21


def test_damage_in_the_middle_costs_only_the_frames_it_hits(clip: Path, tmp_path: Path) -> None:
    data = bytearray(clip.read_bytes())
    start, end = data.index(b"mdat") + 4, data.index(b"moov") - 4
    middle = (start + end) // 2
    data[middle : middle + 300] = bytes(300)
    path = tmp_path / "scratched.mp4"
    path.write_bytes(data)
    assert still(path, 0.0) == still(clip, 0.0)
    assert len(list(filmstrip(path, 10, 36))) == 10


def test_what_is_no_clip_is_refused_as_by_probe(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("no clip")
    for path, code in ((tmp_path / "a.txt", "not_a_video"), (tmp_path / "gone.mp4", "file_missing")):
        with pytest.raises(BadInput) as caught:
            still(path)
        assert caught.value.notice.code == code
        with pytest.raises(KlingError):
            list(filmstrip(path, 3, 36))


RED, GREEN, BLUE, WHITE = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)
# Corners as stored: top left, top right, bottom left, bottom right.
STORED = (RED, GREEN, BLUE, WHITE)
SHOWN = {
    (0, False): (RED, GREEN, BLUE, WHITE),
    (90, False): (GREEN, WHITE, RED, BLUE),
    (180, False): (WHITE, BLUE, GREEN, RED),
    (-90, False): (BLUE, RED, WHITE, GREEN),
    (0, True): (GREEN, RED, WHITE, BLUE),
    (90, True): (WHITE, GREEN, BLUE, RED),
    (180, True): (BLUE, WHITE, RED, GREEN),
    (-90, True): (RED, BLUE, GREEN, WHITE),
}


def corner(x: int, y: int) -> tuple[int, int, int]:
    """The stored colour of a 48 × 32 picture made of four rectangles."""
    return STORED[(x >= 24) + 2 * (y >= 16)]


@pytest.mark.parametrize(("turn", "mirror"), SHOWN)
def test_turned_and_mirrored_clips_come_upright(tmp_path: Path, turn: int, mirror: bool) -> None:
    path = write_frames(tmp_path / "phone.mov", [rgb_frame(48, 32, corner)] * 3, turn=turn, mirror=mirror)
    picture = still(path)
    assert (picture.width, picture.height) == ((32, 48) if abs(turn) == 90 else (48, 32))
    assert corners(picture) == SHOWN[turn, mirror]
    assert corners(next(filmstrip(path, 1, 24))) == SHOWN[turn, mirror]


def corners(picture: Picture) -> tuple[tuple[int, ...], ...]:
    """The colours near the corners, row by row."""
    columns, rows = (2, picture.width - 3), (2, picture.height - 3)
    places = [y * picture.stride + 3 * x for y in rows for x in columns]
    return tuple(tuple(picture.rgb[place : place + 3]) for place in places)


@pytest.mark.parametrize(("step", "seeks"), [(1, 1), (2, 1), (3 * FEW, 96 // (3 * FEW))])
def test_who_asks_in_order_seeks_once_though_every_frame_is_a_key_frame(
    step: int, seeks: int, make: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = make("intra.mov", dict(KINDS)["intra.mov"])
    goals: list[int] = []
    go_to = FrameReader._go_to

    def counted(reader: FrameReader, goal: int) -> None:
        goals.append(goal)
        go_to(reader, goal)

    monkeypatch.setattr(FrameReader, "_go_to", counted)
    with opened(path) as clip:
        reader = FrameReader(clip)
        for number in range(0, 96, step):
            reader.at(Fraction(2 * number + 1, 48))
    assert len(goals) == seeks


def test_pixels_that_are_not_square_are_stretched(tmp_path: Path) -> None:
    frames = [rgb_frame(48, 32, corner)] * 3
    picture = still(write_frames(tmp_path / "wide.mov", frames, pixel_aspect=Fraction(2)))
    assert (picture.width, picture.height) == (96, 32)
    assert corners(picture) == STORED


@pytest.mark.parametrize("name", ["long.mp4", "short.mkv"])
def test_tiles_are_the_frames_themselves_or_the_key_frames_before(name: str, make: Maker) -> None:
    kind = dict(KINDS)[name]
    path = make(name, kind)
    rate = Fraction(kind.rate)
    exact = list(tiles(path, [0, 17, 50], rate, 36))
    assert exact == [still(path, frame=number, max_width=exact[0].width) for number in (0, 17, 50)]
    with av.open(str(path)) as container:
        found = [frame.key_frame for frame in container.decode(video=0)]
    for wanted in (0, 17, 50):
        before = max(number for number in range(wanted + 1) if found[number])
        assert [*tiles(path, [wanted], rate, 36, is_exact=False)] == [*tiles(path, [before], rate, 36)]


def test_tiles_stop_when_told_to(make: Maker) -> None:
    path = make("short.mp4", SHORT_GROUPS)
    with pytest.raises(Stopped):
        list(tiles(path, [10], Fraction(24), 36, lambda: True))
