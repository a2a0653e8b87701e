"""Takes the pictures of the README anew: `dev.py shoot --readme`, best where nothing else keeps the machine busy."""

from __future__ import annotations

import asyncio
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image
from PIL.ImageQt import fromqimage
from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtGui import QPainter, QPalette, QPixmap
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from kling_desktop.ui.viewer.clip import Side
from kling_desktop.ui.viewer.deck import Deck
from kling_desktop.ui.viewer.look import Mode
from kling_desktop.ui.viewer.viewfinder import Viewfinder
from kling_desktop.ui.widgets.segmented import Segmented
from tests.support import shoot
from tests.support.source import ROOT
from tests.support.waiting import until

if TYPE_CHECKING:
    from kling_desktop.ui.viewer.panel import ViewerPanel

FOLDER = ROOT / "packaging" / "pictures"
SIZE = QSize(1280, 800)
FRAME, SPLIT = 52, 0.46
COLOURS, REFINED = 256, 6


class ReadmePhotographer(shoot.Photographer):
    """Takes three pictures: the wiped result, the card that says how it arrived, the light window."""

    async def work(self) -> int:
        """Take them; how many there are."""
        await self._make_result()
        space, frame = self._run.workspace, self._room.window.frame
        frame.resize(SIZE)
        viewer = self._furniture.stage.viewer
        job = next(iter(self._done()))
        self._furniture.stage.show_result(job)
        await until(lambda: space.arrival.state.arrival is not None, shoot.RESULT_WITHIN)
        await self._look(viewer, Mode.WIPE)
        await self._keep("window-dark")
        await self._arrival(viewer)
        space.preferences.choose_theme("light")
        await self._look(viewer, Mode.SIDE_BY_SIDE)
        await self._keep("window-light")
        frame.close()
        return 3

    async def _look(self, viewer: ViewerPanel, mode: Mode) -> None:
        compare, finder, deck = (viewer.findChild(each) for each in (Segmented, Viewfinder, Deck))
        assert isinstance(compare, Segmented)
        assert isinstance(finder, Viewfinder)
        assert isinstance(deck, Deck)
        await until(lambda: deck.rack.clips.get(Side.RESULT) is not None, shoot.RESULT_WITHIN)
        compare.button(mode).setChecked(True)
        finder.split(SPLIT)
        # A result that is shown plays at once.
        deck.stop()
        deck.seek(FRAME)
        await until(lambda: len(finder.images) == 2, shoot.RESULT_WITHIN)
        # The sharp frame of a seek, thumbnails, the film strip: each comes a moment later.
        await asyncio.sleep(8 * shoot.SETTLE)

    async def _arrival(self, viewer: ViewerPanel) -> None:
        button = viewer.findChild(QAbstractButton, "arrival")
        assert button is not None
        button.click()
        await asyncio.sleep(4 * shoot.SETTLE)
        sheet = next(each for each in QApplication.topLevelWidgets() if each.objectName() == "arrival_card")
        await self._keep("arrival-dark", sheet)
        sheet.close()

    async def _keep(self, name: str, over: QWidget | None = None) -> None:
        await asyncio.sleep(2 * shoot.SETTLE)
        frame = self._room.window.frame
        picture = frame.grab()
        if over is not None:
            _lay_over(picture, over, over.pos() - frame.pos())
        whole = fromqimage(picture.toImage()).convert("RGB")
        # A README is loaded often: few colours, well chosen, are a third of the size.
        chosen = whole.quantize(COLOURS, Image.Quantize.MAXCOVERAGE, kmeans=REFINED)
        few = whole.quantize(palette=chosen, dither=Image.Dither.FLOYDSTEINBERG)
        few.save(self._folder / f"{name}.png", optimize=True)


def _lay_over(picture: QPixmap, sheet: QWidget, place: QPoint) -> None:
    painter = QPainter(picture)
    try:
        painter.drawPixmap(place, sheet.grab())
        # The system draws a frame round a dialog; a photographed widget has none.
        painter.setPen(sheet.palette().color(QPalette.ColorRole.Mid))
        painter.drawRect(QRect(place, sheet.size()).adjusted(-1, -1, 0, 0))
    finally:
        painter.end()


def main(folder: Path = FOLDER) -> None:
    """Take the pictures into `folder`."""
    shoot.main(Namespace(folder=str(folder), is_live=False), ReadmePhotographer)


if __name__ == "__main__":
    main()
