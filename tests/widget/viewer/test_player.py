"""The player: exact frames at rest, real time while it runs, words for what can't be played."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path

import av
import pytest
from PySide6.QtCore import QSize

from kling_desktop.ui.viewer.clip import Clip, Fault, FaultKind
from kling_desktop.ui.viewer.frame import Frame
from kling_desktop.ui.viewer.player import Player
from tests.support import clips
from tests.support.frames import distance, nearest, small
from tests.support.waiting import until


class Watched:
    """A player and all that it told."""

    def __init__(self) -> None:
        self.player = Player()
        self.frames: list[Frame] = []
        self.positions: list[int] = []
        self.playing: list[bool] = []
        self.faults: list[Fault] = []
        self.player.frame_arrived.connect(self.frames.append)
        self.player.position_changed.connect(self.positions.append)
        self.player.playing_changed.connect(self.playing.append)
        self.player.failed.connect(self.faults.append)

    async def load(self, clip: Clip) -> None:
        self.frames.clear()
        self.player.load(clip)
        await until(lambda: self.frames and self.faults == [])

    async def seek(self, frame: int) -> Frame:
        self.frames.clear()
        self.player.seek(frame)
        await until(lambda: self.frames)
        return self.frames[-1]


@pytest.fixture
def watched(qapp: object) -> Iterator[Watched]:
    made = Watched()
    yield made
    made.player.close()
    made.player.deleteLater()


@pytest.mark.parametrize("number", [1, 37, 36, 90, 131])
async def test_at_rest_it_shows_exactly_the_frame_asked_for(
    watched: Watched, demo: Clip, frames: list[bytes], number: int
) -> None:
    await watched.load(demo)
    frame = await watched.seek(number)
    assert frame.start == number * 40_000
    assert watched.player.position == number
    picture = small(frame.image())
    assert nearest(picture, frames, range(max(0, number - 2), min(132, number + 3))) == number
    assert distance(picture, frames[number]) < 4


async def test_a_wish_may_come_before_the_file_is_open(watched: Watched, demo: Clip) -> None:
    watched.player.load(demo)
    watched.player.seek(50)
    await until(lambda: watched.frames and watched.frames[-1].start == 2_000_000)
    assert watched.player.position == 50


async def test_quick_wishes_end_at_the_last(watched: Watched, demo: Clip) -> None:
    await watched.load(demo)
    for number in range(1, 30):
        watched.player.seek(number)
        assert watched.player.position == number
    await until(lambda: watched.frames[-1].start == 29 * 40_000)
    assert len(watched.frames) < 15, "those overtaken are not looked for"


async def test_a_wish_beyond_the_clip_is_its_last_frame(watched: Watched, demo: Clip) -> None:
    await watched.load(demo)
    assert (await watched.seek(9999)).start == 131 * 40_000
    assert (await watched.seek(-5)).start == 0


@pytest.mark.parametrize("rate", ["24000/1001", "30000/1001", "50"])
async def test_other_rates_are_exact_too(watched: Watched, tmp_path: Path, rate: str) -> None:
    made = clips.make_clip(tmp_path / "clip.mp4", clips.Clip(seconds=3, width=320, height=180, rate=rate))
    await watched.load(Clip(made, Fraction(rate)))
    for number in (1, 2, 33, 32, 60):
        frame = await watched.seek(number)
        assert round(frame.start * Fraction(rate) / 1_000_000) == number


async def test_it_finds_out_rate_and_length_by_itself(watched: Watched, demo: Clip) -> None:
    await watched.load(Clip(demo.path))
    assert watched.player.rate == 25
    assert abs(watched.player.frames - 132) <= 1


async def test_an_odd_rate_is_found_exactly(watched: Watched, tmp_path: Path) -> None:
    made = clips.make_clip(
        tmp_path / "clip.mov", clips.Clip(seconds=2, width=320, height=180, rate="24000/1001")
    )
    await watched.load(Clip(made))
    assert watched.player.rate == Fraction(24000, 1001)


async def test_it_runs_forward_in_time_and_stops_at_the_last_frame(watched: Watched, demo: Clip) -> None:
    await watched.load(Clip(demo.path, Fraction(25)))
    await watched.seek(100)
    watched.positions.clear()
    watched.player.play()
    await until(lambda: watched.playing[-1:] == [False] and len(watched.positions) > 5)
    assert watched.positions == sorted(watched.positions)
    assert watched.player.position == 131
    assert watched.player.frames == 132


async def test_after_the_end_it_plays_from_the_start_and_steps_back(watched: Watched, demo: Clip) -> None:
    await watched.load(demo)
    await watched.seek(128)
    watched.player.play()
    await until(lambda: watched.playing[-1:] == [False])
    assert (await watched.seek(120)).start == 120 * 40_000
    assert [frame.start for frame in watched.frames] == [120 * 40_000], "no flash of another frame"
    watched.player.play()
    await until(lambda: watched.playing[-1:] == [False])
    watched.positions.clear()
    watched.player.play()
    await until(lambda: len(watched.positions) > 3)
    assert watched.positions[0] < 10


async def test_it_loops_when_told_and_ends_when_told(watched: Watched, demo: Clip) -> None:
    await watched.load(demo)
    watched.player.set_loop(True)
    await watched.seek(125)
    watched.positions.clear()
    watched.player.play()
    await until(lambda: 3 in watched.positions and 131 in watched.positions)
    assert watched.player.is_playing
    watched.player.set_loop(False)
    watched.player.seek(125)
    await until(lambda: not watched.player.is_playing)


async def test_pausing_rests_on_the_frame_that_is_shown(watched: Watched, demo: Clip) -> None:
    await watched.load(demo)
    watched.player.play()
    await until(lambda: len(watched.positions) > 8)
    watched.player.pause()
    await until(lambda: not watched.player.is_playing)
    assert watched.player.position == round(watched.frames[-1].start / 40_000)


@pytest.mark.qt_log_ignore("Could not open media", "No SW decoder found")
@pytest.mark.parametrize(
    ("make", "kind"),
    [
        (lambda folder: folder / "gone.mp4", FaultKind.MISSING),
        (lambda folder: _written(folder / "words.mp4", b"no clip at all " * 99), FaultKind.UNPLAYABLE),
        (lambda folder: _only_sound(folder / "sound.m4a"), FaultKind.NO_PICTURE),
        (lambda folder: _unknown_codec(folder / "odd.mov"), FaultKind.UNPLAYABLE),
    ],
    ids=["missing", "text", "sound only", "unknown codec"],
)
async def test_what_cannot_be_played_is_told_once(
    watched: Watched, demo: Clip, tmp_path: Path, make: Callable[[Path], Path], kind: FaultKind
) -> None:
    watched.player.load(Clip(make(tmp_path), Fraction(25)))
    await until(lambda: watched.faults)
    watched.player.play()
    watched.player.seek(3)
    assert [fault.kind for fault in watched.faults] == [kind]
    assert not watched.player.is_playing
    watched.faults.clear()
    await watched.load(demo)
    assert (await watched.seek(10)).start == 400_000, "the next clip plays"


async def test_in_passing_a_large_frame_is_taken_small_in_the_same_colours(
    watched: Watched, tmp_path: Path
) -> None:
    made = clips.Clip(seconds=1, width=1920, height=1080, picture="smptehdbars")
    await watched.load(Clip(clips.make_clip(tmp_path / "bars.mp4", made), Fraction(24)))
    frame = watched.frames[-1]
    whole, passing = frame.image(), frame.image(QSize(700, 390))
    assert (whole.width(), passing.width()) == (1920, 960)
    assert distance(small(whole), small(passing)) < 2
    assert frame.image(QSize(1920, 1080)).width() == 1920


async def test_the_next_clip_is_not_mixed_with_the_one_before(
    watched: Watched, demo: Clip, tmp_path: Path
) -> None:
    other = clips.make_clip(
        tmp_path / "flat.mp4", clips.Clip(width=320, height=180, picture="color=c=0x800000")
    )
    await watched.load(demo)
    watched.player.play()
    await until(lambda: len(watched.frames) > 5)
    await watched.load(Clip(other, Fraction(24)))
    assert {frame.image().width() for frame in watched.frames} == {320}


async def test_without_a_sound_device_it_plays_silently_and_says_so(watched: Watched, demo: Clip) -> None:
    assert not watched.player.has_sound_device, "this machine has none"
    watched.player.set_sound(0.5, True)
    await watched.load(demo)
    watched.player.play()
    await until(lambda: len(watched.frames) > 5)
    assert watched.faults == []


async def test_closing_gives_the_file_back(watched: Watched, demo: Clip, tmp_path: Path) -> None:
    copy = tmp_path / "copy.mp4"
    copy.write_bytes(demo.path.read_bytes())
    await watched.load(Clip(copy, Fraction(25)))
    watched.player.play()
    await until(lambda: len(watched.frames) > 3)
    watched.player.close()
    told = len(watched.positions)
    held = Path("/proc/self/fd")
    await until(lambda: copy not in {link.resolve() for link in held.iterdir()})
    assert len(watched.positions) == told


def _written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def _only_sound(path: Path) -> Path:
    with av.open(str(path), "w") as out:
        stream = out.add_stream("aac", rate=48_000, layout="stereo")
        silence = av.AudioFrame(format="fltp", layout="stereo", samples=1024)
        silence.sample_rate = 48_000
        for plane in silence.planes:
            plane.update(bytes(plane.buffer_size))
        for _ in range(60):
            out.mux(stream.encode(silence))
        out.mux(stream.encode(None))
    return path


def _unknown_codec(path: Path) -> Path:
    made = clips.make_clip(
        path, clips.Clip(seconds=1, width=320, height=180, codec="mjpeg", pix_fmt="yuvj420p", sound=None)
    )
    return _written(path, made.read_bytes().replace(b"jpeg", b"zzqx"))
