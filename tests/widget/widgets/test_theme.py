"""The colours can be read, the surround is grey, and the style sheet and its pictures follow the roles."""

from __future__ import annotations

import re

import pytest
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication, QLineEdit

from kling_desktop import paths
from kling_desktop.ui.theme import style
from kling_desktop.ui.theme.roles import DARK, LIGHT, Role, Theme, contrast

THEMES = pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
GROUNDS = (
    Role.WINDOW,
    Role.SURFACE,
    Role.RAISED,
    Role.HOVER,
    Role.PRESSED,
    Role.SUNKEN,
    Role.SURROUND,
    Role.ACCENT_FILL,
)
PLAIN_GROUNDS = (Role.SURFACE, Role.SUNKEN, Role.RAISED)
VERDICTS = ("positive", "warning", "danger", "live", "practice")


@THEMES
def test_each_role_has_a_colour(theme: Theme) -> None:
    assert set(theme.colours) == set(Role)
    assert all(re.fullmatch("#[0-9a-f]{6}", colour) for colour in theme.colours.values())


@THEMES
@pytest.mark.parametrize(
    ("ink", "ground"),
    [
        *((Role.TEXT, ground) for ground in GROUNDS),
        *((Role.TEXT_DIM, ground) for ground in (*PLAIN_GROUNDS, Role.WINDOW, Role.SURROUND)),
        *((Role.ACCENT_TEXT, ground) for ground in (*PLAIN_GROUNDS, Role.ACCENT_FILL)),
        *((Role.ON_ACCENT, ground) for ground in (Role.ACCENT, Role.ACCENT_HOVER, Role.ACCENT_PRESSED)),
        *((Role(name), Role(f"{name}_fill")) for name in VERDICTS),
        *((Role(name), ground) for name in VERDICTS for ground in PLAIN_GROUNDS),
        *((Role.TEXT, Role(f"{name}_fill")) for name in VERDICTS),
    ],
)
def test_words_can_be_read(theme: Theme, ink: Role, ground: Role) -> None:
    assert contrast(theme[ink], theme[ground]) >= 4.5


@THEMES
@pytest.mark.parametrize(
    ("mark", "ground"),
    [
        *((Role.ICON, ground) for ground in (*PLAIN_GROUNDS, Role.HOVER, Role.PRESSED)),
        *((Role.ICON, ground) for ground in (Role.WINDOW, Role.SURROUND, Role.ACCENT_FILL)),
        *((Role.CONTROL_LINE, ground) for ground in (*PLAIN_GROUNDS, Role.WINDOW)),
        *((Role.CONTROL_LINE_HOVER, ground) for ground in (*PLAIN_GROUNDS, Role.HOVER)),
        *((Role.FOCUS, ground) for ground in GROUNDS),
        *((Role.ACCENT, ground) for ground in (*PLAIN_GROUNDS, Role.WINDOW, Role.ACCENT_FILL)),
        *((Role(name), Role(f"{name}_fill")) for name in VERDICTS),
        *(
            (Role(name), ground)
            for name in VERDICTS
            for ground in (Role.WINDOW, Role.HOVER, Role.ACCENT_FILL)
        ),
        (Role.TEXT, Role.ACCENT),
        (Role.WARNING, Role.SURROUND),
        (Role.DANGER, Role.SURROUND),
    ],
)
def test_marks_can_be_seen(theme: Theme, mark: Role, ground: Role) -> None:
    assert contrast(theme[mark], theme[ground]) >= 3


@THEMES
def test_what_surrounds_the_picture_has_no_tint(theme: Theme) -> None:
    for role in (Role.SURROUND, Role.WINDOW, Role.SURFACE, Role.RAISED, Role.SUNKEN, Role.LINE):
        colour = theme[role]
        assert colour[1:3] == colour[3:5] == colour[5:7]


def test_contrast_counts_as_the_standard_does() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast("#123456", "#123456") == 1


@THEMES
def test_pictures_of_the_style_sheet_use_colours_of_their_theme(theme: Theme) -> None:
    sheet = paths.resource("themes", "window.qss").read_text(encoding="utf-8")
    named = set(re.findall(r"url\(theme:([\w.-]+)\)", sheet))
    drawn = {file.name: file.read_text() for file in paths.resource("themes", theme.name).iterdir()}
    assert named == set(drawn)
    for drawing in drawn.values():
        assert set(re.findall("#[0-9a-f]{6}", drawing)) <= set(theme.colours.values())


@THEMES
def test_applying_dresses_the_application(qapp: QApplication, theme: Theme) -> None:
    style.apply(qapp, theme)
    field = QLineEdit("words")
    field.ensurePolished()
    assert field.palette().color(QPalette.ColorRole.Text).name() == theme[Role.TEXT]
    assert qapp.palette().color(QPalette.ColorRole.Window).name() == theme[Role.SURFACE]
    assert style.current() is theme
    picture = field.grab().toImage()
    middle = picture.pixelColor(picture.width() - 6, picture.height() // 2)
    assert middle.name() == theme[Role.SUNKEN]


def test_text_grows_with_the_system_but_never_beyond_the_layout() -> None:
    scale = style.type_scale()
    assert 12 <= scale.body <= 18
    assert scale.small < scale.body < scale.display < scale.title
