"""The picture: whole, undistorted, in a neutral surround, and converted no more than needed."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from kling_desktop.ui.theme.roles import DARK, Role
from kling_desktop.ui.viewer.canvas import VideoCanvas


class Still:
    """A picture that counts how often it was converted."""

    def __init__(self, colour: str, width: int = 160, height: int = 90) -> None:
        self.conversions = 0
        self.rooms: list[QSize | None] = []
        self._image = QImage(width, height, QImage.Format.Format_RGB32)
        self._image.fill(QColor(colour))

    def image(self, room: QSize | None = None) -> QImage:
        self.conversions += 1
        self.rooms.append(room)
        return self._image


class Unreadable:
    """A picture that can't be converted."""

    def image(self, room: QSize | None = None) -> QImage:
        return QImage()


@pytest.fixture
def canvas(qtbot: QtBot) -> VideoCanvas:
    made = VideoCanvas("Preview", "preview")
    qtbot.addWidget(made)
    made.resize(400, 300)
    return made


def test_the_picture_is_whole_and_the_rest_is_neutral(canvas: VideoCanvas) -> None:
    canvas.show_frame(Still("#ff0000"))
    image = canvas.grab().toImage()
    assert image.pixelColor(200, 150).name() == "#ff0000"
    assert image.pixelColor(1, 150).name() == "#ff0000"
    assert image.pixelColor(200, 20).name() == DARK[Role.SURROUND]
    assert image.pixelColor(200, 280).name() == DARK[Role.SURROUND]


@pytest.mark.parametrize(
    ("size", "place"),
    [
        (QSize(1600, 900), QRectF(0, 37, 400, 225)),
        (QSize(900, 1600), QRectF(115, 0, 169, 300)),
        (QSize(40, 30), QRectF(0, 0, 400, 300)),
    ],
)
def test_it_is_as_large_as_fits(canvas: VideoCanvas, size: QSize, place: QRectF) -> None:
    assert canvas.picture_rect(size) == place


def test_frames_are_converted_once_and_only_if_painted(canvas: VideoCanvas) -> None:
    skipped, shown = Still("#00ff00"), Still("#0000ff")
    canvas.show_frame(skipped)
    canvas.show_frame(shown)
    for _ in range(3):
        canvas.grab()
    assert (skipped.conversions, shown.conversions) == (0, 1)


def test_moving_it_takes_a_coarse_picture_and_a_careful_one_when_it_rests(canvas: VideoCanvas) -> None:
    canvas.set_moving(True)
    shown = Still("#0000ff")
    canvas.show_frame(shown)
    canvas.grab()
    canvas.set_moving(False)
    canvas.grab()
    canvas.set_moving(False)
    canvas.grab()
    assert shown.rooms == [QSize(400, 300), None]


def test_the_last_picture_stays_until_another_can_be_shown(canvas: VideoCanvas) -> None:
    canvas.show_frame(Still("#ff0000"))
    canvas.grab()
    canvas.show_frame(Unreadable())
    assert canvas.grab().toImage().pixelColor(200, 150).name() == "#ff0000"
    canvas.clear()
    assert canvas.grab().toImage().pixelColor(200, 150).name() == DARK[Role.SURROUND]


def test_a_resting_picture_shrunk_far_is_averaged(canvas: VideoCanvas) -> None:
    lines = (b"\xff" + b"\x00" * 9) * 400 * 3000
    striped = QImage(lines, 4000, 3000, 4000, QImage.Format.Format_Grayscale8)

    class Stripes:
        def image(self, room: QSize | None = None) -> QImage:
            return striped

    canvas.show_frame(Stripes())
    row = {canvas.grab().toImage().pixelColor(x, 150).red() for x in range(100, 300)}
    assert max(row) - min(row) < 60, "one line in ten is an even grey, not a moiré"
    canvas.set_moving(True)
    assert canvas.grab().toImage() != QImage()


def test_focus_can_be_seen(qtbot: QtBot, canvas: VideoCanvas) -> None:
    canvas.show()
    canvas.activateWindow()
    canvas.setFocus()
    qtbot.waitUntil(canvas.hasFocus)
    assert canvas.grab().toImage().pixelColor(200, 0).name() == DARK[Role.FOCUS]


def test_no_input_method_swallows_its_keys(canvas: VideoCanvas) -> None:
    assert not canvas.inputMethodQuery(Qt.InputMethodQuery.ImEnabled)
    assert not canvas.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)


def test_the_first_paint_is_told_once(qtbot: QtBot, canvas: VideoCanvas) -> None:
    told: list[int] = []
    canvas.painted_first.connect(lambda: told.append(1))
    canvas.show()
    qtbot.waitUntil(lambda: bool(told))
    canvas.grab()
    assert told == [1]
