"""Icons: single-colour drawings from `resources/icons`, painted in the colour of a role and kept."""

import re
from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from kling_desktop import paths
from kling_desktop.ui.theme import style
from kling_desktop.ui.theme.roles import Role

SIZE = 16
_STROKE = re.compile(r'stroke-width="([\d.]+)"')
_KEPT = 512


def pixmap(name: str, role: Role, size: int = SIZE, ratio: float = 1.0) -> QPixmap:
    """The icon `name` (a file of `resources/icons` without its ending) as `size` logical pixels square.

    `ratio` is the device pixel ratio of the screen; an unknown name raises FileNotFoundError.
    """
    return _drawn(name, style.current()[role], size, ratio)


def icon(name: str, role: Role = Role.ICON, gap: int = 0) -> QIcon:
    """The icon `name` for buttons and menus, greyed when they are disabled; in the colours of this moment.

    `gap` logical pixels are left free at its right, where the style leaves too little before the words.
    """
    # A menu may open on any screen: the sharpest of them decides.
    ratio = max((screen.devicePixelRatio() for screen in QGuiApplication.screens()), default=1.0)
    made = QIcon(_with_gap(pixmap(name, role, SIZE, ratio), gap))
    made.addPixmap(_with_gap(pixmap(name, Role.TEXT_DISABLED, SIZE, ratio), gap), QIcon.Mode.Disabled)
    return made


def _with_gap(drawn: QPixmap, gap: int) -> QPixmap:
    ratio = drawn.devicePixelRatio()
    wider = QPixmap(drawn.width() + round(gap * ratio), drawn.height())
    wider.setDevicePixelRatio(ratio)
    wider.fill(Qt.GlobalColor.transparent)
    painter = QPainter(wider)
    painter.drawPixmap(0, 0, drawn)
    painter.end()
    return wider


@lru_cache(maxsize=_KEPT)
def _drawn(name: str, colour: str, size: int, ratio: float) -> QPixmap:
    renderer = QSvgRenderer(QByteArray(_coloured(name, colour, size).encode()))
    side = round(size * ratio)
    image = QPixmap(side, side)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    renderer.render(painter, QRectF(0, 0, side, side))
    painter.end()
    image.setDevicePixelRatio(ratio)
    return image


def _coloured(name: str, colour: str, size: int) -> str:
    drawing = _source(name).replace("currentColor", colour)
    if size <= SIZE:
        return drawing
    # A line that is right at 16 pixels looks like a crayon at 40: it grows with the root of the size.
    finer = (SIZE / size) ** 0.5
    return _STROKE.sub(lambda found: f'stroke-width="{float(found[1]) * finer:.2f}"', drawing)


@lru_cache(maxsize=_KEPT)
def _source(name: str) -> str:
    return paths.resource("icons", f"{name}.svg").read_text(encoding="utf-8")
