"""The picture: whole, undistorted, in a neutral surround; enlarged to its pixels when wanted."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kling_desktop.ui.theme.roles import DARK, Role
from kling_desktop.ui.viewer.canvas import VideoCanvas
from kling_desktop.ui.viewer.clip import Side
from kling_desktop.ui.viewer.look import Look, Mode


def still(colour: str, width: int = 160, height: int = 90) -> QImage:
    made = QImage(width, height, QImage.Format.Format_RGB32)
    made.fill(QColor(colour))
    return made


@pytest.fixture
def canvas(qtbot: QtBot) -> VideoCanvas:
    made = VideoCanvas("Preview", "preview")
    qtbot.addWidget(made)
    made.resize(400, 300)
    return made


def colour_at(canvas: VideoCanvas, x: int, y: int) -> str:
    return canvas.grab().toImage().pixelColor(x, y).name()


def test_the_picture_is_whole_and_the_rest_is_neutral(canvas: VideoCanvas) -> None:
    canvas.show_pictures({Side.SOURCE: still("#ff0000")})
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
    canvas.show_pictures({Side.SOURCE: still("#ff0000", size.width(), size.height())})
    assert canvas.place(Side.SOURCE) == place


def test_it_asks_for_no_more_pixels_than_it_shows(canvas: VideoCanvas) -> None:
    assert canvas.box(Side.SOURCE) == (400, 300), "before its size is known"
    canvas.set_size(Side.SOURCE, QSize(3840, 2160))
    assert canvas.box(Side.SOURCE) == (400, 225)
    canvas.set_look(Look(zoom=1.0))
    assert canvas.box(Side.SOURCE) is None, "all that it has"
    canvas.set_look(Look())
    canvas.set_size(Side.SOURCE, QSize(160, 90))
    assert canvas.box(Side.SOURCE) is None, "nothing is invented"


def test_at_100_percent_a_pixel_is_a_pixel(canvas: VideoCanvas) -> None:
    checked = QImage(800, 600, QImage.Format.Format_RGB32)
    for x in range(800):
        for y in (298, 299, 300):
            checked.setPixelColor(x, y, QColor("white" if x % 2 else "black"))
    canvas.set_look(Look(zoom=1.0))
    canvas.show_pictures({Side.SOURCE: checked})
    seen = [colour_at(canvas, x, 149) for x in range(100, 104)]
    assert sorted(set(seen)) == ["#000000", "#ffffff"]
    assert seen[0] == seen[2] != seen[1] == seen[3]
    canvas.set_look(Look(zoom=4.0))
    row = canvas.grab().toImage()
    assert {row.pixelColor(x, 150).name() for x in range(400)} == {"#000000", "#ffffff"}, "nothing smoothed"


def test_the_wipe_shows_each_on_its_side(canvas: VideoCanvas) -> None:
    canvas.set_look(Look(Mode.WIPE, split=0.25))
    canvas.show_pictures({Side.SOURCE: still("#ff0000"), Side.RESULT: still("#0000ff")})
    assert colour_at(canvas, 50, 150) == "#ff0000"
    assert colour_at(canvas, 150, 150) == "#0000ff"
    canvas.set_look(Look(Mode.WIPE, split=0.25, is_level=True))
    assert colour_at(canvas, 150, 50) == "#ff0000"
    assert colour_at(canvas, 50, 150) == "#0000ff"


@pytest.mark.parametrize(
    ("gain", "offset", "colour"),
    [(1, 0, "#0a0000"), (4, 0, "#280000"), (16, 0, "#a00000"), (2, 32, "#342020")],
)
def test_the_difference_is_enlarged_and_lightened(
    canvas: VideoCanvas, gain: int, offset: int, colour: str
) -> None:
    canvas.set_look(Look(Mode.DIFFERENCE, gain=gain, offset=offset))
    canvas.show_pictures({Side.SOURCE: still("#644020"), Side.RESULT: still("#6e4020")})
    assert colour_at(canvas, 200, 150) == colour


def test_flicker_swaps_when_told(canvas: VideoCanvas) -> None:
    canvas.show_pictures({Side.SOURCE: still("#ff0000"), Side.RESULT: still("#0000ff")})
    canvas.set_look(Look(Mode.FLICKER))
    assert colour_at(canvas, 200, 150) == "#ff0000"
    canvas.set_look(Look(Mode.FLICKER, is_swapped=True))
    assert colour_at(canvas, 200, 150) == "#0000ff"


def test_the_last_picture_stays_until_cleared(canvas: VideoCanvas) -> None:
    canvas.show_pictures({Side.SOURCE: still("#ff0000")})
    canvas.resize(200, 150)
    assert colour_at(canvas, 100, 75) == "#ff0000"
    canvas.clear()
    assert colour_at(canvas, 100, 75) == DARK[Role.SURROUND]


def test_the_wheel_enlarges_with_ctrl_only(canvas: VideoCanvas) -> None:
    told: list[int] = []
    canvas.zoom_wished.connect(told.append)
    for modifiers in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier):
        wheel = QWheelEvent(
            QPointF(9, 9), QPointF(9, 9), QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton,
            modifiers, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(canvas, wheel)
    assert told == [1]


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
