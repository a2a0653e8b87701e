"""Dropped frames are counted over the picture for those who ask, and truly."""

from __future__ import annotations

import time

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from kling_desktop.ui.viewer.canvas import VideoCanvas
from kling_desktop.ui.viewer.clip import Clip
from kling_desktop.ui.viewer.deck import Deck
from kling_desktop.ui.viewer.panel import ViewerPanel
from tests.support.panels import child
from tests.support.waiting import until

HELD_UP = 0.3
"""Seconds in which the window does nothing else: seven frames of 25 in a second fall into it."""


def hold_up() -> None:
    time.sleep(HELD_UP)


async def test_the_line_says_what_was_dropped(panel: ViewerPanel, demo: Clip) -> None:
    deck, canvas = panel.findChild(Deck), child(panel, "preview", VideoCanvas)
    assert deck is not None
    told: list[bool] = []
    panel.figures.toggled.connect(told.append)
    panel.show_source(demo)
    await until(lambda: deck.moments > 0)
    keys = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
    assert canvas.remark == ""
    QTest.keyClick(canvas, Qt.Key.Key_D, keys)
    deck.run(1)
    await until(lambda: deck.played > 3)
    before = deck.skipped
    hold_up()
    await until(lambda: deck.skipped > before)
    assert deck.skipped - before >= 5
    deck.stop()
    share = 100 * deck.skipped / (deck.skipped + deck.played)
    first, second = canvas.remark.splitlines()
    assert first == f"25 fps · {deck.played} shown · {deck.skipped} dropped ({share:.1f} %)"
    assert second.startswith("Source: 1280 × 720 → ")
    QTest.keyClick(canvas, Qt.Key.Key_D, keys)
    assert canvas.remark == ""
    assert told == [True, False]
