"""The player: words for what can't be shown, and the file given back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path

import av
import pytest
from PySide6.QtGui import QColor

from kling_desktop.domain.cut import LookKind
from kling_desktop.media.shelf import Order
from kling_desktop.ui.viewer.clip import Clip, Colours, Fault, FaultKind, Side
from kling_desktop.ui.viewer.deck import Deck
from kling_desktop.ui.viewer.player import Player
from tests.support import clips
from tests.support.waiting import until


class Watched:
    """A player and all that it told."""

    def __init__(self, clip: Clip) -> None:
        self.player = Player(clip, Order(box=None))
        self.opened: list[int] = []
        self.arrived: list[int] = []
        self.faults: list[Fault] = []
        self.player.opened.connect(lambda: self.opened.append(1))
        self.player.arrived.connect(lambda number, _: self.arrived.append(number))
        self.player.failed.connect(self.faults.append)


@pytest.fixture
def watch(qapp: object) -> Iterator[Callable[[Clip], Watched]]:
    made: list[Watched] = []

    def begin(clip: Clip) -> Watched:
        made.append(Watched(clip))
        return made[-1]

    yield begin
    for each in made:
        each.player.close()
        each.player.deleteLater()


async def test_it_finds_out_rate_length_and_size_by_itself(
    watch: Callable[[Clip], Watched], demo: Clip
) -> None:
    watched = watch(Clip(demo.path))
    await until(lambda: watched.opened and watched.arrived)
    player = watched.player
    assert (player.rate, player.times.frames, player.has_sound) == (25, 132, True)
    image = player.image(0)
    assert image is not None
    assert image.size() == player.size


async def test_a_source_is_read_in_another_way_at_the_same_moment(qapp: object, tmp_path: Path) -> None:
    path = clips.make_clip(tmp_path / "a.mp4", clips.Clip(1, 320, 180, picture="color=c=red"))
    table = tmp_path / "kept"
    corners = ((r, g, b) for b in (0, 1) for g in (0, 1) for r in (0, 1))
    table.write_text("LUT_3D_SIZE 2\n" + "".join(f"{b} {g} {r}\n" for r, g, b in corners))
    shown: list[QColor] = []
    deck = Deck()
    deck.pictures_changed.connect(lambda images: shown.append(images[Side.SOURCE].pixelColor(9, 9)))
    deck.start()
    deck.set_clip(Side.SOURCE, Clip(path))
    deck.set_boxes({Side.SOURCE: (320, 180)})
    await until(lambda: shown and shown[-1].red() > 200)
    deck.recolour(Side.SOURCE, Colours(LookKind.LOG, table))
    await until(lambda: shown[-1].blue() > 200)
    assert shown[-1].red() < 50
    deck.recolour(Side.SOURCE, None)
    await until(lambda: shown[-1].red() > 200)
    deck.close()


async def test_an_odd_rate_is_found_exactly(watch: Callable[[Clip], Watched], tmp_path: Path) -> None:
    made = clips.Clip(seconds=2, width=320, height=180, rate="24000/1001")
    watched = watch(Clip(clips.make_clip(tmp_path / "clip.mov", made)))
    await until(lambda: watched.opened)
    assert watched.player.rate == Fraction(24000, 1001)


@pytest.mark.parametrize(
    ("make", "kind"),
    [
        (lambda folder: folder / "gone.mp4", FaultKind.MISSING),
        (lambda folder: _written(folder / "words.mp4", b"no clip at all " * 99), FaultKind.UNPLAYABLE),
        (lambda folder: _written(folder / "empty.mp4", b""), FaultKind.INCOMPLETE),
        (lambda folder: _cut_short(folder / "half.mp4"), FaultKind.INCOMPLETE),
        (lambda folder: _only_sound(folder / "sound.m4a"), FaultKind.NO_PICTURE),
        (lambda folder: _unknown_codec(folder / "odd.mov"), FaultKind.UNPLAYABLE),
    ],
    ids=["missing", "text", "empty", "still downloading", "sound only", "unknown codec"],
)
async def test_what_cannot_be_shown_is_told_once(
    watch: Callable[[Clip], Watched], tmp_path: Path, make: Callable[[Path], Path], kind: FaultKind
) -> None:
    watched = watch(Clip(make(tmp_path), Fraction(25)))
    await until(lambda: watched.faults)
    watched.player.order(3, 0, None, False)
    assert [fault.kind for fault in watched.faults] == [kind]
    assert watched.arrived == []


async def test_closing_gives_the_file_back(qapp: object, demo: Clip, tmp_path: Path) -> None:
    copy = tmp_path / "copy.mp4"
    copy.write_bytes(demo.path.read_bytes())
    deck = Deck()
    deck.start()
    deck.set_clip(Side.SOURCE, Clip(copy, Fraction(25)))
    positions: list[int] = []
    deck.position_changed.connect(positions.append)
    await until(lambda: deck.moments == 132)
    deck.run(1)
    await until(lambda: len(positions) > 3)
    deck.close()
    told = len(positions)
    held = Path("/proc/self/fd")
    await until(lambda: copy not in {link.resolve() for link in held.iterdir()})
    assert len(positions) == told
    deck.deleteLater()


def _written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def _cut_short(path: Path) -> Path:
    # The index stands at the front, as in files made for the web: it tells what is not there yet.
    made = clips.make_clip(path, clips.Clip(seconds=1, width=320, height=180, sound=None))
    front = path.with_name("front.mp4")
    with av.open(str(made)) as source, av.open(str(front), "w", options={"movflags": "faststart"}) as out:
        stream = out.add_stream_from_template(source.streams.video[0])
        for packet in source.demux(video=0):
            if packet.dts is not None:
                packet.stream = stream
                out.mux(packet)
    whole = front.read_bytes()
    return _written(path, whole[: len(whole) * 2 // 3])


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
