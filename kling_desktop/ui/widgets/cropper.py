"""A frame over a picture that says which part of it is kept; moved and sized by mouse and by keyboard."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from kling_desktop.ui.theme import style
from kling_desktop.ui.theme.roles import SPACE, Role

HANDLE = 9
REACH = 14.0
STEP, FAR = 0.01, 0.1
LEAST = 0.02
VEIL = 150


class Cropper(QWidget):
    """Shows a picture and the part of it that is kept, no longer than `most` times its other side.

    Arrows move the part, with Shift they size it, with Ctrl they go far. `changed` says that it is another.
    """

    changed = Signal()

    def __init__(self, name: str, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(label)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMouseTracking(True)
        self._image = QImage()
        self._size = QSize(1, 1)
        self._most = 1.0
        self._part = QRectF(0, 0, 1, 1)
        self._grip: tuple[int, int] | None = None
        self._start = (QPointF(), QRectF())

    def show_image(self, image: QImage, size: QSize, part: QRectF, most: float) -> None:
        """Show `image` of a picture with `size` pixels and keep `part` of it (fractions of its sides)."""
        self._image, self._size, self._most = image, size, most
        self._part = QRectF(part)
        self._tell()

    @property
    def part(self) -> QRectF:
        """What is kept, in fractions of the picture's sides."""
        return QRectF(self._part)

    @property
    def part_size(self) -> QSize:
        """What is kept, in pixels of the picture."""
        return QSize(
            round(self._part.width() * self._size.width()), round(self._part.height() * self._size.height())
        )

    def sizeHint(self) -> QSize:
        """Room enough to see what is kept."""
        return QSize(520, 320)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move or size the part."""
        ways = {
            Qt.Key.Key_Left: (-1, 0),
            Qt.Key.Key_Right: (1, 0),
            Qt.Key.Key_Up: (0, -1),
            Qt.Key.Key_Down: (0, 1),
        }
        if event.key() not in ways:
            super().keyPressEvent(event)
            return
        step = FAR if event.modifiers() & Qt.KeyboardModifier.ControlModifier else STEP
        x, y = (step * way for way in ways[Qt.Key(event.key())])
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._stretch(self._part, 1, 1, QPointF(x, y))
        else:
            self._move(self._part, QPointF(x, y))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of a side, a corner or the whole part."""
        self._grip = self._grip_at(event.position())
        self._start = (event.position(), QRectF(self._part))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move or size what is held; else show what could be."""
        if self._grip is None:
            self.setCursor(_cursor(self._grip_at(event.position())))
            return
        room = self._room()
        began, part = self._start
        way = event.position() - began
        step = QPointF(way.x() / room.width(), way.y() / room.height())
        if self._grip == (0, 0):
            self._move(part, step)
        else:
            self._stretch(part, *self._grip, step)

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """Let go."""
        self._grip = None

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint picture, veil, frame, thirds and handles."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(self.rect(), style.colour(Role.SURROUND))
        room, part = self._room(), self._shown()
        painter.drawImage(room, self._image)
        veil = style.colour(Role.SURROUND)
        veil.setAlpha(VEIL)
        painter.setPen(Qt.PenStyle.NoPen)
        for piece in _around(room, part):
            painter.fillRect(piece, veil)
        line = style.colour(Role.FOCUS if self.hasFocus() else Role.ACCENT)
        painter.setPen(QPen(line, 2))
        painter.drawRect(part)
        painter.setPen(QPen(style.colour(Role.ON_ACCENT), 1, Qt.PenStyle.DotLine))
        for third in (1, 2):
            x, y = part.left() + part.width() * third / 3, part.top() + part.height() * third / 3
            painter.drawLine(QPointF(x, part.top()), QPointF(x, part.bottom()))
            painter.drawLine(QPointF(part.left(), y), QPointF(part.right(), y))
        painter.setPen(QPen(style.colour(Role.ON_ACCENT), 1))
        painter.setBrush(line)
        for corner in (part.topLeft(), part.topRight(), part.bottomLeft(), part.bottomRight()):
            painter.drawRect(QRectF(corner.x() - HANDLE / 2, corner.y() - HANDLE / 2, HANDLE, HANDLE))
        painter.end()

    def _room(self) -> QRectF:
        """Where the picture is."""
        inset = SPACE.normal
        whole = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        scale = min(whole.width() / self._size.width(), whole.height() / self._size.height())
        room = QRectF(0, 0, self._size.width() * scale, self._size.height() * scale)
        room.moveCenter(whole.center())
        return room

    def _shown(self) -> QRectF:
        room, part = self._room(), self._part
        return QRectF(
            room.left() + part.left() * room.width(),
            room.top() + part.top() * room.height(),
            part.width() * room.width(),
            part.height() * room.height(),
        )

    def _grip_at(self, point: QPointF) -> tuple[int, int] | None:
        """Which sides are near: -1, 0 or 1 each way; (0, 0) is the part itself, None is outside."""
        part = self._shown()
        if not part.adjusted(-REACH, -REACH, REACH, REACH).contains(point):
            return None
        x = -1 if abs(point.x() - part.left()) < REACH else int(abs(point.x() - part.right()) < REACH)
        y = -1 if abs(point.y() - part.top()) < REACH else int(abs(point.y() - part.bottom()) < REACH)
        return x, y

    def _move(self, part: QRectF, step: QPointF) -> None:
        x = min(max(part.left() + step.x(), 0.0), 1 - part.width())
        y = min(max(part.top() + step.y(), 0.0), 1 - part.height())
        self._become(QRectF(x, y, part.width(), part.height()))

    def _stretch(self, part: QRectF, x: int, y: int, step: QPointF) -> None:
        """Move the sides `x` and `y` of `part`; its shape stays one that is allowed."""
        changed = QRectF(part)
        if x < 0:
            changed.setLeft(min(max(part.left() + step.x(), 0.0), part.right() - LEAST))
        elif x > 0:
            changed.setRight(max(min(part.right() + step.x(), 1.0), part.left() + LEAST))
        if y < 0:
            changed.setTop(min(max(part.top() + step.y(), 0.0), part.bottom() - LEAST))
        elif y > 0:
            changed.setBottom(max(min(part.bottom() + step.y(), 1.0), part.top() + LEAST))
        if self._is_allowed(changed):
            self._become(changed)

    def _is_allowed(self, part: QRectF) -> bool:
        width, height = part.width() * self._size.width(), part.height() * self._size.height()
        return max(width, height) <= self._most * min(width, height)

    def _become(self, part: QRectF) -> None:
        if part != self._part:
            self._part = part
            self._tell()

    def _tell(self) -> None:
        size = self.part_size
        self.setAccessibleDescription(f"{size.width()} × {size.height()}")
        self.update()
        self.changed.emit()


def _around(room: QRectF, part: QRectF) -> tuple[QRectF, ...]:
    """What of `room` lies outside `part`."""
    return (
        QRectF(room.left(), room.top(), room.width(), part.top() - room.top()),
        QRectF(room.left(), part.bottom(), room.width(), room.bottom() - part.bottom()),
        QRectF(room.left(), part.top(), part.left() - room.left(), part.height()),
        QRectF(part.right(), part.top(), room.right() - part.right(), part.height()),
    )


def _cursor(grip: tuple[int, int] | None) -> Qt.CursorShape:
    if grip is None:
        return Qt.CursorShape.ArrowCursor
    if grip == (0, 0):
        return Qt.CursorShape.SizeAllCursor
    if 0 in grip:
        return Qt.CursorShape.SizeHorCursor if grip[1] == 0 else Qt.CursorShape.SizeVerCursor
    return Qt.CursorShape.SizeFDiagCursor if grip[0] == grip[1] else Qt.CursorShape.SizeBDiagCursor
