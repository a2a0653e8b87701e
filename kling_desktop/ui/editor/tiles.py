"""Small pictures in a row that can be chosen, moved and removed, by mouse and by keyboard."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QEnterEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QApplication, QHBoxLayout, QWidget

from kling_desktop.i18n import tr
from kling_desktop.ui.theme import icons, style
from kling_desktop.ui.theme.roles import SPACE, Role
from kling_desktop.ui.thumbnails import CORNER, paint_picture
from kling_desktop.ui.widgets.buttons import keeps_pressing_keys

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kling_desktop.media.colour import Picture
    from kling_desktop.viewmodels.picture_queue import Waiting

SIDE = 48
ADD_WIDTH = 36
CROSS = 16
BADGE_HEIGHT = 14
GAP = SPACE.snug


class TileState(StrEnum):
    """How far a picture is."""

    READY = "ready"
    BUSY = "busy"
    REFUSED = "refused"


@dataclass(frozen=True)
class TileFace:
    """What a tile shows: `name` is read out, `badge` stands in its corner, `sign` in place of a picture."""

    name: str
    badge: str = ""
    picture: Picture | None = None
    sign: str = "image"
    state: TileState = TileState.READY
    hint: str = ""


class Place(QAbstractButton):
    """A place in a row, of one size, that Enter presses as Space does."""

    def __init__(self, width: int, name: str, parent: QWidget | None) -> None:
        """`name` is its objectName."""
        super().__init__(parent)
        self.setObjectName(name)
        self.setFixedSize(width, SIDE)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def sizeHint(self) -> QSize:
        """It has one size."""
        return self.minimumSize()

    def event(self, event: QEvent) -> bool:
        """Keep Space and Enter from the shortcuts of panels while focused."""
        if keeps_pressing_keys(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses it as Space does."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)


class Tile(Place):
    """One picture. `remove_wanted` is its cross or Delete, `menu_wanted` carries where its menu is to open.

    `shifted` carries -1 or 1: Ctrl with an arrow; `stepped` the same for an arrow alone; `dragged` the place
    (global) where it was dropped.
    """

    remove_wanted = Signal()
    menu_wanted = Signal(QPoint)
    shifted = Signal(int)
    stepped = Signal(int)
    dragged = Signal(QPoint)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """`name` is its objectName."""
        super().__init__(SIDE, name, parent)
        self._face = TileFace("")
        self._pressed_at: QPoint | None = None
        self._is_dragged = False
        self.clicked.connect(lambda: self.menu_wanted.emit(self.mapToGlobal(self.rect().bottomLeft())))

    @property
    def face(self) -> TileFace:
        """What it shows."""
        return self._face

    def show_face(self, face: TileFace) -> None:
        """Show another picture."""
        self._face = face
        self.setAccessibleName(face.name)
        self.setToolTip(face.hint or face.name)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move, step, remove, open the menu."""
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        if event.key() in steps:
            is_move = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            (self.shifted if is_move else self.stepped).emit(steps[Qt.Key(event.key())])
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.remove_wanted.emit()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A press may become a click, a drag or a removal."""
        self._pressed_at = event.position().toPoint()
        self._is_dragged = False
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Become a drag once it is far enough."""
        here = event.position().toPoint()
        start = self._pressed_at
        if (
            start is not None
            and (here - start).manhattanLength() >= QApplication.startDragDistance()
            and not self._is_dragged
        ):
            self._is_dragged = True
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
            self.setDown(False)
        if not self._is_dragged:
            super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Drop it, remove it, or open its menu."""
        here, start = event.position().toPoint(), self._pressed_at
        self._pressed_at = None
        if self._is_dragged:
            self._is_dragged = False
            self.unsetCursor()
            self.setDown(False)
            self.dragged.emit(event.globalPosition().toPoint())
            return
        cross = self._cross()
        if start is not None and cross.contains(start) and cross.contains(here):
            self.setDown(False)
            self.remove_wanted.emit()
            return
        super().mouseReleaseEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Open the menu where it was asked for."""
        is_mouse = event.reason() == QContextMenuEvent.Reason.Mouse
        self.menu_wanted.emit(event.globalPos() if is_mouse else self.mapToGlobal(self.rect().bottomLeft()))

    def enterEvent(self, event: QEnterEvent) -> None:
        """Show the cross."""
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Hide the cross."""
        super().leaveEvent(event)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint picture, badge, cross and ring."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_picture(painter, self.rect(), self._face.picture, self._face.sign)
        if self._face.state is not TileState.READY:
            self._paint_state(painter)
        if self._face.badge:
            self._paint_badge(painter)
        if self.underMouse() or self.hasFocus():
            self._paint_cross(painter)
        self._paint_ring(painter)
        painter.end()

    def _paint_state(self, painter: QPainter) -> None:
        veil = style.colour(Role.SURROUND)
        veil.setAlpha(170)
        painter.fillRect(self.rect(), veil)
        is_busy = self._face.state is TileState.BUSY
        sign, ink = ("clock", Role.TEXT) if is_busy else ("warning", Role.WARNING)
        place = self.rect().center() - QPoint(icons.SIZE // 2, icons.SIZE // 2)
        painter.drawPixmap(place, icons.pixmap(sign, ink, ratio=self.devicePixelRatioF()))

    def _paint_badge(self, painter: QPainter) -> None:
        font = style.digits_font(style.type_scale().small - 1)
        painter.setFont(font)
        width = painter.fontMetrics().horizontalAdvance(self._face.badge) + SPACE.normal
        box = QRect(SPACE.hair, SIDE - BADGE_HEIGHT - SPACE.hair, width, BADGE_HEIGHT)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(style.colour(Role.SURFACE))
        painter.drawRoundedRect(QRectF(box), CORNER, CORNER)
        painter.setPen(style.colour(Role.TEXT))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self._face.badge)

    def _paint_cross(self, painter: QPainter) -> None:
        cross = self._cross()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(style.colour(Role.SURFACE))
        painter.drawEllipse(cross)
        inner = cross.adjusted(3, 3, -3, -3)
        ratio = self.devicePixelRatioF()
        painter.drawPixmap(inner, icons.pixmap("close", Role.TEXT, inner.width(), ratio))

    def _paint_ring(self, painter: QPainter) -> None:
        role = Role.FOCUS if self.hasFocus() else Role.CONTROL_LINE
        if self._face.state is TileState.REFUSED and not self.hasFocus():
            role = Role.WARNING
        width = 2.0 if self.hasFocus() else 1.0
        painter.setPen(QPen(style.colour(role), width))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        half = width / 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(half, half, -half, -half), CORNER, CORNER)

    def _cross(self) -> QRect:
        return QRect(SIDE - CROSS - SPACE.hair, SPACE.hair, CROSS, CROSS)


class AddTile(Place):
    """The empty place at the end of a row: a plus over the sign of what it adds."""

    def __init__(self, label: str, name: str, sign: str, parent: QWidget | None = None) -> None:
        """`label` is read out, `name` is its objectName."""
        super().__init__(ADD_WIDTH, name, parent)
        self.setAccessibleName(label)
        self._sign = sign

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint frame, plus and sign."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        is_on = self.isEnabled()
        if is_on and (self.underMouse() or self.isDown()):
            painter.setBrush(style.colour(Role.PRESSED if self.isDown() else Role.HOVER))
        role = Role.FOCUS if self.hasFocus() else Role.CONTROL_LINE if is_on else Role.LINE
        line = Qt.PenStyle.SolidLine if self.hasFocus() else Qt.PenStyle.DashLine
        painter.setPen(QPen(style.colour(role), 2 if self.hasFocus() else 1, line))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), CORNER, CORNER)
        ink = Role.ICON if is_on else Role.TEXT_DISABLED
        left = (self.width() - icons.SIZE) // 2
        middle = self.height() // 2
        ratio = self.devicePixelRatioF()
        painter.drawPixmap(left, middle - icons.SIZE - 1, icons.pixmap("plus", ink, ratio=ratio))
        painter.drawPixmap(left, middle + 1, icons.pixmap(self._sign, ink, ratio=ratio))
        painter.end()


class TileStrip(QWidget):
    """A row of tiles.

    `moved` carries an old and a new place, `removed` a place, `menu_wanted` a place and a point.
    """

    moved = Signal(int, int)
    removed = Signal(int)
    menu_wanted = Signal(int, QPoint)

    def __init__(self, name: str, label: str, tile_name: str, parent: QWidget | None = None) -> None:
        """`name` is its objectName, `label` is read out; its tiles are `tile_name` and a number from 1."""
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(label)
        self._tile_name = tile_name
        self._tiles: list[Tile] = []
        self._movable = 0
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(GAP)

    def show_faces(self, faces: Sequence[TileFace], count_of_movable: int) -> None:
        """Show these, of which the first `count_of_movable` can be moved; the keyboard stays where it is."""
        self._movable = count_of_movable
        while len(self._tiles) < len(faces):
            self._add()
        while len(self._tiles) > len(faces):
            self._take()
        for tile, face in zip(self._tiles, faces, strict=True):
            tile.show_face(face)
        count = len(faces)
        self.setFixedSize(max(0, count * (SIDE + GAP) - GAP), SIDE if count else 0)
        self.setVisible(bool(count))

    def focus(self, place: int) -> None:
        """Give the tile at `place` the keyboard."""
        if 0 <= place < len(self._tiles):
            self._tiles[place].setFocus(Qt.FocusReason.OtherFocusReason)

    def _add(self) -> None:
        place = len(self._tiles)
        tile = Tile(f"{self._tile_name}_{place + 1}", self)
        tile.remove_wanted.connect(lambda: self.removed.emit(place))
        tile.menu_wanted.connect(lambda point: self.menu_wanted.emit(place, point))
        tile.stepped.connect(lambda step: self.focus(place + step))
        tile.shifted.connect(lambda step: self._move(place, place + step))
        tile.dragged.connect(lambda point: self._move(place, self._place_at(point)))
        self._tiles.append(tile)
        self._row.addWidget(tile)

    def _take(self) -> None:
        tile = self._tiles.pop()
        had_focus = tile.hasFocus()
        self._row.removeWidget(tile)
        tile.hide()
        tile.deleteLater()
        if had_focus:
            self.focus(len(self._tiles) - 1)

    def _move(self, place: int, to: int) -> None:
        if place < self._movable and 0 <= to < self._movable and place != to:
            self.moved.emit(place, to)
            if self._tiles[place].hasFocus():
                self.focus(to)

    def _place_at(self, point: QPoint) -> int:
        x = self.mapFromGlobal(point).x()
        return min(max(x // (SIDE + GAP), 0), self._movable - 1)


def waiting_face(waiting: Waiting) -> TileFace:
    """What a tile shows of a picture that is on its way."""
    name = waiting.origin.name
    words = tr("{name}: cannot be sent as it is") if waiting.refusal else tr("{name}: being read")
    return TileFace(words.format(name=name), "", waiting.preview, "image", state_of(waiting))


def state_of(waiting: Waiting) -> TileState:
    """How far a picture is that is on its way."""
    return TileState.REFUSED if waiting.refusal else TileState.BUSY
