"""Shows the viewer panel in both themes; `python -m tests.support.viewer_gallery DIR` writes pictures there."""

from __future__ import annotations

import asyncio
import sys
from fractions import Fraction
from pathlib import Path

import qasync
from PySide6.QtWidgets import QApplication

from kling_desktop import paths
from kling_desktop.ui.theme import style
from kling_desktop.ui.theme.roles import DARK, LIGHT
from kling_desktop.ui.viewer.clip import Clip
from kling_desktop.ui.viewer.panel import ViewerPanel
from tests.support.waiting import until

DEMO = Clip(paths.resource("demo", "big-buck-bunny-5s.mp4"), Fraction(25), 132, "01:00:00:00")


async def _shoot(app: QApplication, folder: Path) -> None:
    for theme in (DARK, LIGHT):
        style.apply(app, theme)
        panel = ViewerPanel()
        panel.resize(860, 560)
        panel.show()
        await until(panel.isVisible)
        panel.grab().save(str(folder / f"viewer-empty-{theme.name}.png"))
        panel.show_source(DEMO)
        seen: list[int] = []
        panel._deck.position_changed.connect(seen.append)
        await until(lambda seen=seen: 0 in seen)
        panel._deck.seek(66)
        panel.offer_result(DEMO)
        panel.setFocus()
        await until(lambda panel=panel: panel._deck.position == 66)
        await asyncio.sleep(0.5)
        panel.grab().save(str(folder / f"viewer-{theme.name}.png"))
        panel.show_result(Clip(Path("/nowhere/shot_010_v003.mp4")))
        await asyncio.sleep(0.3)
        panel.grab().save(str(folder / f"viewer-fault-{theme.name}.png"))
        panel.close_media()
        panel.close()


def main(folder: Path) -> None:
    """Write the pictures into `folder`."""
    app = QApplication([])
    app.setQuitOnLastWindowClosed(False)
    loop = qasync.QEventLoop(app)
    loop.run_until_complete(_shoot(app, folder))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
