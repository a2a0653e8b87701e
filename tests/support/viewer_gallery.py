"""Shows the viewer in both themes; `python -m tests.support.viewer_gallery DIR` writes the pictures there."""

from __future__ import annotations

import sys
from fractions import Fraction
from pathlib import Path

import qasync
from PySide6.QtWidgets import QApplication, QSlider

from kling_desktop import paths
from kling_desktop.ui.theme import style
from kling_desktop.ui.theme.roles import DARK, LIGHT, Theme
from kling_desktop.ui.viewer.canvas import VideoCanvas
from kling_desktop.ui.viewer.clip import Clip
from kling_desktop.ui.viewer.panel import ViewerPanel
from tests.support.frames import decoded_frames, distance, small
from tests.support.waiting import until

DEMO = Clip(paths.resource("demo", "big-buck-bunny-5s.mp4"), Fraction(25), 132, "01:00:00:00")
SHOWN = 66


class Shoot:
    """One viewer in one theme, photographed empty, with a clip, and with a clip that is gone."""

    def __init__(self, theme: Theme, folder: Path) -> None:
        self._theme = theme
        self._folder = folder
        self._frames = decoded_frames(str(DEMO.path))
        self._panel = ViewerPanel()
        self._panel.resize(860, 560)
        self._panel.show()

    async def take(self) -> None:
        """Take the three pictures."""
        self._save("empty")
        self._panel.show_source(DEMO)
        await until(lambda: self._is_shown(0))
        self._panel.offer_result(DEMO)
        position = self._panel.findChild(QSlider, "position")
        assert position is not None
        position.setValue(SHOWN)
        await until(lambda: self._is_shown(SHOWN))
        self._save("clip")
        self._panel.show_result(Clip(Path("/nowhere/shot_010_v003.mp4")))
        await until(lambda: not position.isEnabled())
        self._save("missing")
        self._panel.close_media()
        self._panel.close()

    def _is_shown(self, number: int) -> bool:
        canvas = self._panel.findChild(VideoCanvas, "preview")
        assert canvas is not None
        seen = small(canvas.grab().toImage())
        return distance(seen, self._frames[number]) < 20

    def _save(self, what: str) -> None:
        self._panel.grab().save(str(self._folder / f"viewer-{what}-{self._theme.name}.png"))


async def take_all(app: QApplication, folder: Path) -> None:
    """Photograph the viewer in each theme."""
    for theme in (DARK, LIGHT):
        style.apply(app, theme)
        await Shoot(theme, folder).take()


def main(folder: Path) -> None:
    """Write the pictures into `folder`."""
    app = QApplication([])
    app.setQuitOnLastWindowClosed(False)
    loop = qasync.QEventLoop(app)
    loop.run_until_complete(take_all(app, folder))
    loop.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
