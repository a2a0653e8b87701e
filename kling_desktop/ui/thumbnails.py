"""Pictures of clips as widgets paint them: cut to fill their frame, converted once per picture and size."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget

from kling_desktop.ui.theme import icons, style
from kling_desktop.ui.theme.roles import Role

if TYPE_CHECKING:
    from kling_desktop.media.colour import Picture

CORNER = 3.0
SIGN = 16
KEPT = 300


class Thumbnail(QWidget):
    """A small picture of a clip, or the sign of a film where there is none yet."""

    def __init__(self, width: int, height: int, parent: QWidget | None = None) -> None:
        """`width` and `height` in logical pixels."""
        super().__init__(parent)
        self.setFixedSize(width, height)
        self._picture: Picture | None = None

    def show_picture(self, picture: Picture | None) -> None:
        """Show another picture."""
        self._picture = picture
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the picture, filling the frame."""
        painter = QPainter(self)
        paint_picture(painter, self.rect(), self._picture)
        painter.end()


def paint_picture(painter: QPainter, frame: QRect, picture: Picture | None, icon: str = "film") -> None:
    """Paint `picture` over the whole of `frame`, cut where its shape differs; without one the sign `icon`."""
    ratio = painter.device().devicePixelRatioF()
    painter.drawPixmap(
        frame, _framed(picture, frame.width(), frame.height(), ratio, icon, style.current().name)
    )


@lru_cache(maxsize=KEPT)
def _framed(
    picture: Picture | None, width: int, height: int, ratio: float, icon: str, _theme: str
) -> QPixmap:
    """The picture as it is seen, its corners round: to cut them anew in each row takes most of the time."""
    whole = QPixmap(round(width * ratio), round(height * ratio))
    whole.setDevicePixelRatio(ratio)
    whole.fill(Qt.GlobalColor.transparent)
    frame, outline = QRect(0, 0, width, height), QPainterPath()
    outline.addRoundedRect(QRectF(frame), CORNER, CORNER)
    painter = QPainter(whole)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillPath(outline, style.colour(Role.SURROUND))
    painter.setClipPath(outline)
    if picture is not None:
        painter.drawPixmap(frame, _scaled(picture, whole.width(), whole.height()))
    else:
        sign = QRect(0, 0, SIGN, SIGN)
        sign.moveCenter(frame.center())
        painter.drawPixmap(sign, icons.pixmap(icon, Role.TEXT_DISABLED, SIGN, ratio))
    painter.end()
    return whole


def _scaled(picture: Picture, width: int, height: int) -> QPixmap:
    image = QImage(picture.rgb, picture.width, picture.height, picture.stride, QImage.Format.Format_RGB888)
    filled = image.scaled(
        QSize(width, height),
        Qt.AspectRatioMode.KeepAspectRatioByExpanding,
        Qt.TransformationMode.SmoothTransformation,
    )
    left, top = (filled.width() - width) // 2, (filled.height() - height) // 2
    return QPixmap.fromImage(filled.copy(left, top, width, height))
