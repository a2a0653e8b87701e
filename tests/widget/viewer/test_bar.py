"""The bar above the picture: what a way to compare needs comes before the name of the clip."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtWidgets import QPushButton, QWidget

from kling_desktop.ui.viewer.bar import LEAST_NAME
from kling_desktop.ui.viewer.clip import Clip
from kling_desktop.ui.viewer.look import Mode
from kling_desktop.ui.viewer.panel import ViewerPanel
from kling_desktop.ui.widgets.segmented import Segmented
from tests.support.panels import child
from tests.support.waiting import until

MORE_THAN_IT_NEEDS = 120
"""Pixels; in so many the frame offset would have had its place."""


@pytest.mark.parametrize("mode", [Mode.WIPE, Mode.SIDE_BY_SIDE, Mode.DIFFERENCE, Mode.FLICKER])
async def test_the_frame_offset_outlasts_the_name(panel: ViewerPanel, demo: Clip, mode: Mode) -> None:
    panel.show_source(demo)
    panel.show_result(demo)
    button = QPushButton("Making timeline file…")
    panel.add_to_bar(button)
    button.show()
    child(panel, "compare", Segmented).button(mode).setChecked(True)
    slip, name = child(panel, "frame_offset", QWidget), child(panel, "clip_name", QWidget)
    await until(slip.isVisible)
    widths = (1400, *range(900, 640, -20))
    seen = []
    for width in widths:
        panel.resize(width, 600)
        await until(lambda width=width: panel.width() == width)  # type: ignore[misc]
        await until(lambda: not name.isVisible() or name.width() >= LEAST_NAME)
        seen.append((slip.isVisible(), name.isVisible()))
        assert slip.isVisible() or name.width() < MORE_THAN_IT_NEEDS
        assert button.geometry().right() < panel.width()
    assert seen[0] == (True, True)
    assert (True, False) in seen


async def test_whose_sound_and_its_level_are_there_in_a_small_window(panel: ViewerPanel, demo: Clip) -> None:
    panel.show_source(demo)
    panel.show_result(demo)
    panel.show_takes(1, 0, -1)
    names = ("file_frame", "sound_level", "sound_of_result", "duration", "volume")
    parts = [child(panel, name, QWidget) for name in names]
    save = child(panel, "save_result", QWidget)
    seen = []
    for width in (1300, 928, 700, 560):
        panel.resize(width, 600)
        await until(lambda width=width: save.mapTo(panel, save.rect().topRight()).x() < width)  # type: ignore[misc]
        seen.append([part.isVisible() for part in parts])
    assert seen[0] == [True] * 5
    assert seen[1][:3] == [True] * 3
    assert all(sum(before) >= sum(after) for before, after in pairwise(seen))
    assert seen[-1][-1] is False
