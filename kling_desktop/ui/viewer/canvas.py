"""The picture: source and result as the look asks for them, undistorted, in a neutral surround."""

from collections.abc import Mapping

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QImage,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QSizePolicy, QVBoxLayout, QWidget

from kling_desktop.ui.theme import style
from kling_desktop.ui.theme.roles import Role
from kling_desktop.ui.viewer.clip import Side
from kling_desktop.ui.viewer.composing import compose, wipe_line
from kling_desktop.ui.viewer.look import Look, Mode, box, placed

_RING = 2
_GRIP = 8
"""Pixels beside the wipe's line that still take hold of it."""


class VideoCanvas(QWidget):
    """Paints the pictures that it was given last; `clear` leaves only the surround.

    Signals: `painted_first()` the window is on the screen; `room_changed()` it has another size;
    `split_wished(share)` the wipe's line was dragged; `moved(dx, dy, is_nudge)` the picture was dragged by
    such pixels of the screen, the source in its frame if Alt was down; `zoom_wished(steps)` the wheel was
    turned with Ctrl; `menu_wanted(place on the screen)`; `drag_wanted()` the picture, shown whole, is dragged
    out of the window.
    """

    painted_first = Signal()
    room_changed = Signal()
    split_wished = Signal(float)
    moved = Signal(float, float, bool)
    zoom_wished = Signal(int)
    menu_wanted = Signal(QPoint)
    drag_wanted = Signal()

    def __init__(self, label: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(label)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        # Letters are transport keys here: an input method would swallow them.
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMouseTracking(True)
        self._look = Look()
        self._images: Mapping[Side, QImage] = {}
        self._sizes: dict[Side, QSize] = {}
        self._remark = ""
        self._grabbed: QPointF | None = None
        self._is_on_line = False
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

    def set_look(self, look: Look) -> None:
        """Show the pictures in another way."""
        self._look = look
        self.update()

    def set_size(self, side: Side, size: QSize | None) -> None:
        """How many pixels the clip of `side` really has; None while that is not known."""
        if size is None:
            self._sizes.pop(side, None)
        else:
            self._sizes[side] = size
        self.update()

    def set_remark(self, text: str) -> None:
        """A line of figures over the picture, for those who look for dropped frames."""
        self._remark = text
        self.update()

    @property
    def remark(self) -> str:
        """The lines over the picture."""
        return self._remark

    def show_pictures(self, images: Mapping[Side, QImage]) -> None:
        """Show these at the next paint."""
        self._images = images
        self.update()

    def clear(self) -> None:
        """Show only the surround."""
        self.show_pictures({})

    @property
    def room(self) -> QSize:
        """Its size in pixels of the screen."""
        return self.size() * self.devicePixelRatioF()

    def box(self, side: Side) -> tuple[int, int] | None:
        """The pixels to decode the picture of `side` to, as it stands now; None for all it has."""
        if side not in self._sizes:
            return self.room.width(), self.room.height()
        place = placed(self._look, self.room, self._sizes).get(side)
        return box(place, self._sizes[side]) if place else None

    def place(self, side: Side) -> QRectF:
        """Where the picture of `side` stands, in pixels of the screen; empty if it is not shown."""
        return self._places().get(side, QRectF())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint surround, pictures and focus ring."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), style.colour(Role.SURROUND))
        ratio = self.devicePixelRatioF()
        painter.scale(1 / ratio, 1 / ratio)
        places = self._places()
        images = {side: image for side, image in self._images.items() if side in places}
        compose(painter, self._look, images, places, self.room)
        painter.resetTransform()
        if self._remark:
            self._paint_remark(painter)
        if self.hasFocus():
            painter.setPen(QPen(style.colour(Role.FOCUS), _RING))
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))
        painter.end()
        if not self._was_painted:
            self._was_painted = True
            self.painted_first.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Tell that pictures of another size are needed."""
        super().resizeEvent(event)
        self.room_changed.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring."""
        super().focusInEvent(event)
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the wipe's line, or of the picture."""
        if event.button() not in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            event.ignore()
            return
        self._grabbed = event.position()
        self._is_on_line = event.button() == Qt.MouseButton.LeftButton and self._is_near_line(
            event.position()
        )

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move what was taken hold of; show where the line can be."""
        if self._grabbed is None:
            self._show_cursor(event.position())
            return
        if self._is_on_line:
            self.split_wished.emit(self._share_at(event.position()))
            return
        if self._is_taken_out(event):
            self._grabbed = None
            self.drag_wanted.emit()
            return
        way = (event.position() - self._grabbed) * self.devicePixelRatioF()
        is_nudge = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if is_nudge or self._look.zoom:
            self._grabbed = event.position()
        self.moved.emit(way.x(), way.y(), is_nudge)

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """Let go."""
        self._grabbed = None
        self._is_on_line = False

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what can be done with the picture."""
        is_keyboard = event.reason() is QContextMenuEvent.Reason.Keyboard
        self.menu_wanted.emit(self.mapToGlobal(self.rect().center()) if is_keyboard else event.globalPos())

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Enlarge with Ctrl; else leave the wheel to what lies behind."""
        if not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()
            return
        way = event.angleDelta().y()
        if way:
            self.zoom_wished.emit(1 if way > 0 else -1)

    def _places(self) -> dict[Side, QRectF]:
        sizes = {side: self._sizes.get(side, image.size()) for side, image in self._images.items()}
        return placed(self._look, self.room, sizes)

    def _is_taken_out(self, event: QMouseEvent) -> bool:
        """Whether the whole picture is dragged: enlarged it moves, with Alt its source does."""
        if self._look.zoom or event.modifiers() & Qt.KeyboardModifier.AltModifier:
            return False
        way = event.position() - (self._grabbed or event.position())
        is_left = bool(event.buttons() & Qt.MouseButton.LeftButton)
        return is_left and way.manhattanLength() >= QApplication.startDragDistance()

    def _is_near_line(self, where: QPointF) -> bool:
        frame = self._places().get(Side.RESULT)
        if self._look.mode is not Mode.WIPE or frame is None:
            return False
        begin, _ = wipe_line(self._look, frame)
        at = where * self.devicePixelRatioF()
        away = at.y() - begin.y() if self._look.is_level else at.x() - begin.x()
        return abs(away) <= _GRIP * self.devicePixelRatioF()

    def _share_at(self, where: QPointF) -> float:
        frame = self._places().get(Side.RESULT, QRectF(0, 0, 1, 1))
        at = where * self.devicePixelRatioF()
        if self._look.is_level:
            share = (at.y() - frame.top()) / max(frame.height(), 1)
        else:
            share = (at.x() - frame.left()) / max(frame.width(), 1)
        return min(max(share, 0.0), 1.0)

    def _show_cursor(self, where: QPointF) -> None:
        if self._is_near_line(where):
            self.setCursor(
                Qt.CursorShape.SplitVCursor if self._look.is_level else Qt.CursorShape.SplitHCursor
            )
        else:
            self.unsetCursor()

    def _paint_remark(self, painter: QPainter) -> None:
        room = self.rect().adjusted(10, 8, -10, -8)
        painter.setFont(style.digits_font(style.type_scale().small))
        for colour, shift in ((QColor(0, 0, 0), 1), (QColor(255, 255, 255), 0)):
            painter.setPen(colour)
            painter.drawText(room.translated(shift, shift), Qt.AlignmentFlag.AlignTop, self._remark)
