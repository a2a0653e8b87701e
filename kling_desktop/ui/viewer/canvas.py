"""The picture: shows the newest frame, whole and undistorted, in a neutral surround."""

from typing import Protocol

from PySide6.QtCore import QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from kling_desktop.ui.theme import style
from kling_desktop.ui.theme.roles import Role

_RING = 2
# Drawing blends two by two pixels; a picture shrunk further needs all its pixels averaged, or edges crawl.
_SHRUNK_MUCH = 0.6


class Picture(Protocol):
    """Something that can be turned into an image, at a price: a frame of a video."""

    def image(self, room: QSize | None = None) -> QImage:
        """The picture as an image; a coarser one will do if it is seen in passing within `room`."""
        ...


class VideoCanvas(QWidget):
    """Shows one frame after the other; each is converted at most once, and only when it gets painted.

    The one that the picture comes to rest on is converted once more, with care. Holds the last frame until
    another comes or `clear`. Signal `painted_first`: the window is on the screen.
    """

    painted_first = Signal()

    def __init__(self, label: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(label)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        # Letters are transport keys here: an input method would swallow them.
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._frame: Picture | None = None
        self._is_due = False
        self._image = QImage()
        self._rested = QImage()
        self._is_moving = False
        self._was_painted = False

    def sizeHint(self) -> QSize:
        """The size that the window is laid out for."""
        return QSize(700, 390)

    def minimumSizeHint(self) -> QSize:
        """The least in which a picture can be judged at all."""
        return QSize(240, 135)

    def set_cover(self, cover: QWidget) -> None:
        """Lay `cover` over the picture; whoever owns it shows and hides it."""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(cover)

    def show_frame(self, frame: Picture) -> None:
        """Show `frame` at the next paint; one that comes before that replaces it unconverted."""
        self._frame = frame
        self._is_due = True
        self.update()

    def clear(self) -> None:
        """Show only the surround."""
        self._frame = None
        self._image = QImage()
        self._rested = QImage()
        self.update()

    def set_moving(self, is_moving: bool) -> None:
        """Say whether frames come in quick order; a resting picture is made with more care."""
        if is_moving == self._is_moving:
            return
        self._is_moving = is_moving
        self._is_due = self._frame is not None
        self._rested = QImage()
        self.update()

    def picture_rect(self, image: QSize) -> QRectF:
        """Where an image of that size stands: as large as fits, centred, on whole pixels of the screen."""
        ratio = self.devicePixelRatioF()
        room = QSizeF(self.size()) * ratio
        size = QSizeF(image).scaled(room, Qt.AspectRatioMode.KeepAspectRatio).toSize()
        left, top = (room.width() - size.width()) // 2, (room.height() - size.height()) // 2
        return QRectF(left / ratio, top / ratio, size.width() / ratio, size.height() / ratio)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint surround, picture and focus ring."""
        self._convert()
        painter = QPainter(self)
        painter.fillRect(self.rect(), style.colour(Role.SURROUND))
        if not self._image.isNull():
            self._paint_picture(painter)
        if self.hasFocus():
            self._paint_ring(painter, style.colour(Role.FOCUS))
        painter.end()
        if not self._was_painted:
            self._was_painted = True
            self.painted_first.emit()

    def _convert(self) -> None:
        if self._frame is None or not self._is_due:
            return
        self._is_due = False
        room = self.size() * self.devicePixelRatioF()
        image = self._frame.image(room if self._is_moving else None)
        # A frame that can't be read leaves the last picture standing.
        if not image.isNull():
            self._image = image
            self._rested = QImage()

    def _paint_picture(self, painter: QPainter) -> None:
        place = self.picture_rect(self._image.size())
        if self._is_moving or not self._is_shrunk_much(place):
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(place, self._image)
            return
        size = (place.size() * self.devicePixelRatioF()).toSize()
        if self._rested.size() != size:
            self._rested = self._image.scaled(
                size, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
            )
        painter.drawImage(place, self._rested)

    def _is_shrunk_much(self, place: QRectF) -> bool:
        return place.width() * self.devicePixelRatioF() < self._image.width() * _SHRUNK_MUCH

    def _paint_ring(self, painter: QPainter, colour: QColor) -> None:
        painter.setPen(QPen(colour, _RING))
        painter.drawRect(self.rect().adjusted(1, 1, -1, -1))
