"""Icons come in the colour asked for, sharp on every screen, and the program's own icon in all sizes."""

from __future__ import annotations

import re

import pytest
from PySide6.QtGui import QColor, QIcon, QImage, QPixmap

from kling_desktop import paths
from kling_desktop.ui.theme import icons, style
from kling_desktop.ui.theme.roles import DARK, Role

NAMES = sorted(file.stem for file in paths.resource("icons").glob("*.svg") if not file.stem.startswith("app"))


def strongest(drawn: QPixmap) -> QColor:
    image = drawn.toImage().convertToFormat(QImage.Format.Format_ARGB32)
    places = [(x, y) for x in range(image.width()) for y in range(image.height())]
    return max((image.pixelColor(x, y) for x, y in places), key=lambda colour: colour.alpha())


@pytest.mark.parametrize("name", NAMES)
def test_each_icon_draws_in_the_colour_of_its_role_alone(name: str) -> None:
    source = paths.resource("icons", f"{name}.svg").read_text()
    assert "currentColor" in source
    assert not re.search("#[0-9a-fA-F]{3}", source)
    colour = strongest(icons.pixmap(name, Role.DANGER))
    assert colour.alpha() > 150
    told = style.colour(Role.DANGER)
    assert abs(colour.red() - told.red()) <= 3
    assert abs(colour.green() - told.green()) <= 3
    assert abs(colour.blue() - told.blue()) <= 3


def test_a_dense_screen_gets_more_pixels_for_the_same_size() -> None:
    drawn = icons.pixmap("play", Role.ICON, 16, 2.0)
    assert drawn.width() == 32
    assert drawn.deviceIndependentSize().width() == 16


def test_icons_are_kept() -> None:
    assert icons.pixmap("loop", Role.TEXT).cacheKey() == icons.pixmap("loop", Role.TEXT).cacheKey()


def test_a_disabled_icon_is_grey() -> None:
    drawn = icons.icon("save", Role.DANGER).pixmap(16, 16, QIcon.Mode.Disabled)
    assert strongest(drawn).name() == DARK[Role.TEXT_DISABLED]


def test_an_unknown_icon_is_an_error() -> None:
    with pytest.raises(FileNotFoundError):
        icons.pixmap("no such icon", Role.ICON)


@pytest.mark.parametrize("side", [16, 24, 32, 48, 64, 128, 256, 512])
def test_the_app_icon_is_a_picture_in_each_size(side: int) -> None:
    image = QImage(str(paths.resource("icons", f"app-{side}.png")))
    assert (image.width(), image.height()) == (side, side)
    colours = {image.pixelColor(x, y).name() for x in range(side) for y in range(side)}
    assert len(colours) > 20, "a picture, not a flat square"
    assert image.pixelColor(0, 0).alpha() == 0, "its corners are round"
