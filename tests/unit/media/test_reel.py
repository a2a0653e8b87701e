"""The reel: exactly the frame that was asked for, whatever the file does with time."""

from __future__ import annotations

import queue
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import av
import pytest

from kling_desktop.media.clip import opened
from kling_desktop.media.colour import ScreenPicture
from kling_desktop.media.frame_table import FrameTable, frame_table
from kling_desktop.media.reel import Arrived, Failed, Opened, Reel, Told
from kling_desktop.media.shelf import Order, Shelf
from tests.support import clips
from tests.support.barcode import number_in

PLAIN = clips.Clip(
    seconds=2, width=320, height=180, rate="25", picture="numbers", sound=None,
    options={"preset": "ultrafast", "g": "12", "bf": "2"},
)  # fmt: skip


class Watched:
    """A reel, and all that it tells."""

    def __init__(self, path: Path, order: Order) -> None:
        self.news: queue.Queue[Told] = queue.Queue()
        self.reel = Reel(path, self.news.put, order)
        self.table: FrameTable | None = None

    def until(self, number: int) -> int:
        """The number that the picture carries that was made for the frame `number`."""
        return code(self.made(number))

    def made(self, number: int) -> ScreenPicture:
        """The picture of the frame `number`, once it is there."""
        while (picture := self.reel.picture(number)) is None:
            news = self.news.get(timeout=20)
            assert not isinstance(news, Failed), news
            if isinstance(news, Opened):
                self.table = news.table
        return picture

    def show(self, number: int, heading: int = 0) -> int:
        self.reel.order(Order(number, heading, None))
        return self.until(number)


def code(picture: ScreenPicture) -> int:
    luma = picture.bgrx[1::4]
    return number_in(luma, picture.width, picture.height, picture.stride // 4)


@contextmanager
def reel(path: Path) -> Iterator[Watched]:
    watched = Watched(path, Order(0, 0, None))
    try:
        watched.until(0)
        yield watched
    finally:
        watched.reel.close()


@pytest.mark.parametrize("pix_fmt", ["yuv420p", "yuv422p10le"])
@pytest.mark.parametrize("box", [None, (200, 200)], ids=["whole", "smaller"])
def test_a_frame_in_motion_is_the_one_that_is_rested_on(
    tmp_path: Path, pix_fmt: str, box: tuple[int, int] | None
) -> None:
    bars = replace(PLAIN, picture="smptehdbars", pix_fmt=pix_fmt)
    path = clips.make_clip(tmp_path / "bars.mov", bars)
    made = []
    for heading in (1, 0):
        watched = Watched(path, Order(20, heading, box))
        made.append(watched.made(20))
        watched.reel.close()
    assert made[0] == made[1]


@pytest.mark.parametrize(
    "made",
    [
        PLAIN,
        replace(PLAIN, options={"preset": "ultrafast", "g": "250", "bf": "3"}),
        replace(PLAIN, codec="libx265", options={"x265-params": "log-level=none:bframes=3:keyint=20"}),
        replace(PLAIN, codec="prores_ks", pix_fmt="yuv422p10le", options={}),
        replace(PLAIN, rate="24000/1001"),
    ],
    ids=["h264", "one long group", "hevc, open groups", "prores", "23.976"],
)
def test_any_frame_in_any_order(tmp_path: Path, made: clips.Clip) -> None:
    path = clips.make_clip(tmp_path / "clip.mov", made)
    with reel(path) as watched:
        for number in (0, 1, 25, 24, 23, 47, 46, 11, 12, 13, 2):
            assert watched.show(number) == number


def test_backwards_and_forwards_none_is_left_out(tmp_path: Path) -> None:
    path = clips.make_clip(tmp_path / "clip.mp4", PLAIN)
    with reel(path) as watched:
        assert [watched.show(number, -1) for number in range(49, -1, -1)] == list(range(49, -1, -1))
        assert [watched.show(number, 1) for number in range(50)] == list(range(50))


def test_frames_of_different_length_are_counted_as_they_are_shown(tmp_path: Path) -> None:
    dropped = {3, 4, 9, 20, 21, 22}
    path = clips.make_clip(tmp_path / "clip.mp4", replace(PLAIN, dropped=dropped))
    kept = [number for number in range(50) if number not in dropped]
    with reel(path) as watched:
        assert [watched.show(place) for place in range(len(kept))] == kept
        assert watched.table is not None
        assert watched.table.start(3) == Fraction(5, 25)
        assert watched.table.at(Fraction(4, 25)) == 2, "the frame before stands until the next"


def test_an_edit_list_hides_frames(tmp_path: Path) -> None:
    path = clips.make_clip(tmp_path / "whole.mp4", PLAIN)
    cut = tmp_path / "cut.mov"
    with av.open(str(path)) as source, av.open(str(cut), "w") as out:
        stream = out.add_stream_from_template(source.streams.video[0])
        base = source.streams.video[0].time_base or Fraction(1)
        first = round(Fraction(5, 25) / base)
        for packet in source.demux(video=0):
            if packet.dts is not None and packet.pts is not None:
                # Times below 0 become an edit list that hides them.
                packet.pts, packet.dts = packet.pts - first, packet.dts - first
                packet.stream = stream
                out.mux(packet)
    with av.open(str(cut)) as clip:
        expected = sum(1 for _ in clip.decode(video=0))
    assert expected == 45, "the file is what the test means"
    with reel(cut) as watched:
        assert watched.table is not None
        assert watched.table.frames == 45
        assert [watched.show(number) for number in (0, 1, 7, 6, 44, 20)] == [5, 6, 12, 11, 49, 25]


def test_in_passing_a_near_picture_comes_first_and_the_right_one_last(tmp_path: Path) -> None:
    path = clips.make_clip(tmp_path / "clip.mp4", replace(PLAIN, options={"g": "250", "bf": "0"}))
    with reel(path) as watched:
        watched.reel.order(Order(45, 0, None, is_passing=True))
        assert watched.until(45) == 45


def test_damage_leaves_the_frame_before_standing(tmp_path: Path) -> None:
    path = clips.make_clip(tmp_path / "clip.mp4", PLAIN)
    data = bytearray(path.read_bytes())
    with opened(path) as clip:
        packets = clip.container.demux(video=0)
        places = [(packet.pos, packet.size) for packet in packets if packet.size and packet.pos is not None]
    at, size = places[30]
    data[at + 4 : at + size] = bytes(size - 4)
    path.write_bytes(bytes(data))
    with reel(path) as watched:
        for number in range(50):
            assert watched.show(number) is not None


def test_pictures_of_another_size_replace_those_before(tmp_path: Path) -> None:
    path = clips.make_clip(tmp_path / "clip.mp4", PLAIN)
    with reel(path) as watched:
        watched.reel.order(Order(7, 0, (160, 160)))
        watched.until(7)
        picture = watched.reel.picture(7)
        assert picture is not None
        assert (picture.width, picture.height) == (160, 90)


def test_what_is_kept_is_bounded() -> None:
    shelf = Shelf(most_bytes=10_000)
    picture = ScreenPicture(10, 25, 40, bytes(1000))
    order = Order(50, 1)
    for number in range(40, 80):
        shelf.put(number, picture, order)
    kept = [number for number in range(40, 80) if shelf.picture(number)]
    assert len(kept) == 10
    assert 50 in kept
    assert kept[0] >= 45, "what comes next is worth more than what has been"


def test_a_table_is_read_without_decoding(tmp_path: Path) -> None:
    path = clips.make_clip(tmp_path / "clip.mp4", PLAIN)
    with opened(path) as clip:
        table = frame_table(clip)
    assert table.frames == 50
    assert table.seconds == 2
    assert table.keys[0] == 0
    assert table.key(table.keys[1]) == table.keys[1]
    assert table.key(table.keys[1] - 1) == 0
    assert [table.at(table.start(number)) for number in range(50)] == list(range(50))


def test_closed_it_tells_nothing_more(tmp_path: Path) -> None:
    path = clips.make_clip(tmp_path / "clip.mp4", PLAIN)
    with reel(path) as watched:
        watched.reel.close()
        while not watched.news.empty():
            watched.news.get()
        watched.reel.order(Order(30, 0, None))
        with pytest.raises(queue.Empty):
            watched.news.get(timeout=0.2)


def test_a_file_that_is_gone_is_told(tmp_path: Path) -> None:
    watched = Watched(tmp_path / "gone.mp4", Order())
    news = watched.news.get(timeout=5)
    assert isinstance(news, Failed)
    assert news.notice.code == "file_missing"
    assert Arrived(1) != Arrived(2)
