"""A large clip that cannot be shown in time gets a proxy: of the same frames, never for the pixels themselves."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest

from kling_desktop.ui.viewer.canvas import VideoCanvas
from kling_desktop.ui.viewer.clip import Clip, Side
from kling_desktop.ui.viewer.deck import Deck
from kling_desktop.ui.viewer.panel import ViewerPanel
from kling_desktop.ui.widgets.labels import TextLabel
from tests.support import clips
from tests.support.numbered import Numbered, make_numbered
from tests.support.painted import number_painted
from tests.support.panels import child
from tests.support.waiting import until

FRAMES = 60
OTHERS = 500
"""What the frames of the proxy carry more than those of its clip, so that one sees which is shown."""
QUICK = {"preset": "ultrafast", "crf": "30"}


class Desk:
    def __init__(self, panel: ViewerPanel) -> None:
        deck = panel.findChild(Deck)
        assert deck is not None
        self.panel, self.deck = panel, deck
        self.canvas = child(panel, "preview", VideoCanvas)
        self.word = child(panel, "proxy", TextLabel)
        self.wanted: list[Path] = []
        panel.proxying.wanted.connect(self.wanted.append)

    def number(self) -> int | None:
        """What the painted picture carries."""
        return number_painted(self.canvas.grab().toImage(), self.canvas.place(Side.SOURCE))

    async def open(self, path: Path) -> None:
        self.panel.show_source(Clip(path, Fraction(25)))
        await until(lambda: self.number() == 0)

    async def drop(self) -> None:
        """Play, and hold the window up."""
        self.deck.set_loop(True)
        self.deck.run(1)
        await until(lambda: self.deck.played > 2)
        hold_up()
        await until(lambda: self.deck.played + self.deck.skipped > 52)
        assert self.deck.skipped
        self.deck.stop()


def hold_up() -> None:
    time.sleep(0.3)


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = clips.Clip(FRAMES / 25, 2048, 1152, "25", "numbers", options=QUICK, sound=None)
    return clips.make_clip(tmp_path_factory.mktemp("large") / "large.mp4", made)


@pytest.fixture
def desk(panel: ViewerPanel) -> Iterator[Desk]:
    yield Desk(panel)


def proxy(path: Path, frames: int = FRAMES) -> Path:
    numbers = range(OTHERS, OTHERS + frames)
    return make_numbered(path, Numbered(numbers, Fraction(25), 480, 270, options=QUICK))


async def test_what_drops_frames_asks_once_and_is_shown_by_its_proxy(
    desk: Desk, large: Path, tmp_path: Path
) -> None:
    await desk.open(large)
    await desk.drop()
    assert desk.wanted == [large]
    await desk.drop()
    assert desk.wanted == [large]
    desk.panel.proxying.show_making(large, 0.4)
    assert desk.word.text() == "Making a proxy: 40 %"
    desk.deck.seek(7)
    await until(lambda: desk.number() == 7)
    desk.panel.proxying.use(large, proxy(tmp_path / "proxy.mp4"))
    await until(lambda: desk.number() == OTHERS + 7)
    assert desk.word.text() == "Proxy"
    desk.deck.step(1)
    await until(lambda: desk.number() == OTHERS + 8)
    shown = desk.panel.shown
    assert shown is not None
    assert (shown.path, shown.seconds) == (large, Fraction(8, 25))
    desk.panel.enlarge(1.0)
    await until(lambda: not desk.word.isVisible())
    await until(lambda: desk.canvas.place(Side.SOURCE).width() == 2048)
    desk.panel.enlarge(0)
    await until(lambda: desk.number() == OTHERS + 8)
    desk.panel.show_source(Clip(large, Fraction(25)))
    await until(lambda: desk.number() == OTHERS)


async def test_a_clip_that_is_written_anew_is_not_shown_by_the_proxy_of_the_one_before(
    desk: Desk, large: Path, tmp_path: Path
) -> None:
    clip = tmp_path / "graded.mp4"
    clip.write_bytes(large.read_bytes())
    os.utime(clip, ns=(1, 1))
    await desk.open(clip)
    await desk.drop()
    desk.deck.seek(0)
    desk.panel.proxying.use(clip, proxy(tmp_path / "proxy.mp4"))
    await until(lambda: desk.number() == OTHERS)
    os.utime(clip, ns=(2_000_000_000, 2_000_000_000))
    desk.panel.show_source(None)
    await desk.open(clip)
    assert not desk.word.isVisible()
    await desk.drop()
    assert desk.wanted == [clip, clip]


async def test_a_proxy_of_other_frames_is_not_used(desk: Desk, large: Path, tmp_path: Path) -> None:
    await desk.open(large)
    desk.deck.seek(9)
    desk.panel.proxying.use(large, proxy(tmp_path / "other.mp4", FRAMES - 1))
    desk.deck.step(1)
    await until(lambda: desk.number() == 10)
    assert not desk.word.isVisible()


async def test_a_clip_that_is_no_larger_than_a_proxy_asks_for_none(desk: Desk, tmp_path: Path) -> None:
    small = clips.Clip(FRAMES / 25, 320, 180, "25", "numbers", options=QUICK, sound=None)
    await desk.open(clips.make_clip(tmp_path / "small.mp4", small))
    await desk.drop()
    assert desk.wanted == []
