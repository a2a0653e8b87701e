"""While a clip runs, the screen has the colours that a still of it has."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from kling_desktop.media.frames import still
from kling_desktop.media.proxy import make_proxy
from kling_desktop.ui.viewer.canvas import VideoCanvas
from kling_desktop.ui.viewer.clip import Clip, Side
from kling_desktop.ui.viewer.deck import Deck
from kling_desktop.ui.viewer.panel import ViewerPanel
from tests.support import clips
from tests.support.waiting import until

BARS = 8
SEEN = 6
BARS_CLIP = clips.Clip(
    2, 640, 360, picture="smptehdbars", sound=None, colour=(1, 1, 1, 1), options={"crf": "1"}
)
DEEP = replace(BARS_CLIP, codec="prores_ks", pix_fmt="yuv422p10le", options={})


def of_picture(image: QImage) -> list[tuple[int, int, int]]:
    """The colour in the middle of each of the eight bars."""
    places = [(2 * bar + 1) * image.width() // (2 * BARS) for bar in range(BARS)]
    colours = [image.pixelColor(x, image.height() // 2) for x in places]
    return [(colour.red(), colour.green(), colour.blue()) for colour in colours]


def of_still(path: Path) -> list[tuple[int, int, int]]:
    """The same colours in a still."""
    made = still(path, 0.5)
    return of_picture(QImage(made.rgb, made.width, made.height, made.stride, QImage.Format.Format_RGB888))


@pytest.mark.parametrize("width", [480, 900], ids=["smaller", "whole"])
@pytest.mark.parametrize("described", [BARS_CLIP, DEEP], ids=["8 bits", "10 bits"])
async def test_a_running_clip_has_the_colours_of_its_still(
    panel: ViewerPanel, tmp_path: Path, described: clips.Clip, width: int
) -> None:
    path = clips.make_clip(tmp_path / "bars.mov", described)
    assert await farthest_off(panel, path, path, width) <= 1


async def test_so_has_its_proxy(panel: ViewerPanel, tmp_path: Path) -> None:
    path = clips.make_clip(tmp_path / "bars.mov", DEEP)
    make_proxy(path, tmp_path / "proxy.mp4")
    assert await farthest_off(panel, tmp_path / "proxy.mp4", path, 900) <= 2


async def farthest_off(panel: ViewerPanel, played: Path, meant: Path, width: int) -> int:
    """The most that a channel is off on the screen while `played` runs, from a still of `meant`."""
    panel.resize(width, width * 2 // 3)
    canvas, deck = panel.findChild(VideoCanvas, "preview"), panel.findChild(Deck)
    assert canvas is not None
    assert deck is not None
    wanted, seen = of_still(meant), []

    def look(images: object) -> None:
        if images and deck.is_playing:
            seen.append(of_picture(canvas.grab(canvas.place(Side.SOURCE).toRect()).toImage()))

    deck.pictures_changed.connect(look)
    panel.show_source(Clip(played, Fraction(24), 48))
    await until(lambda: deck.moments > 0 and deck.can_play)
    deck.run(1)
    await until(lambda: len(seen) >= SEEN)
    deck.stop()
    return max(
        abs(one - other)
        for colours in seen
        for bar, meant_bar in zip(colours, wanted, strict=True)
        for one, other in zip(bar, meant_bar, strict=True)
    )
