"""How a task is painted: as a row of the list and as a cell of the strip; what stands where: `row_layout`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from kling_desktop.ui.tasks.row_layout import (
    SIGN,
    SIGNS,
    Faces,
    Room,
    RowLayout,
    action_box,
    as_cell,
    as_row,
    picture_frame,
    picture_path,
)
from kling_desktop.ui.theme import icons, style
from kling_desktop.ui.theme.roles import RADIUS, SPACE, Role
from kling_desktop.ui.thumbnails import paint_picture
from kling_desktop.viewmodels.rows import TaskRow
from kling_desktop.viewmodels.tasks import TaskRole

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

    from kling_desktop.viewmodels.pictures import Pictures

Index = QModelIndex | QPersistentModelIndex
ROW_HEIGHT = 48
CELL_SIZE = QSize(232, 48)
BAR = 2
MOST_LAYOUTS = 100
"""Rows whose words stay measured; more than a tall screen shows."""


class TaskPainting(QStyledItemDelegate):
    """Paints a task in two lines beside its picture; the parts of a row that list and strip share."""

    def __init__(self, pictures: Pictures, parent: QObject | None = None) -> None:
        """`pictures` has the small pictures."""
        super().__init__(parent)
        self._pictures = pictures
        self._faces: Faces | None = None
        self._layouts: dict[str, tuple[TaskRow, str, Room, RowLayout]] = {}

    def sizeHint(self, option: QStyleOptionViewItem, _index: Index) -> QSize:
        """As wide as the list, two lines high."""
        lines = 2 * option.fontMetrics.height() + SPACE.wide
        return QSize(0, max(ROW_HEIGHT, lines))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint background, picture, words and progress."""
        row = index.data(TaskRole.ROW)
        if row is None:
            paint_unread(painter, option)
            return
        painter.save()
        _paint_ground(painter, option, row)
        frame = picture_frame(option.rect, row.depth)
        paint_picture(painter, frame, self._pictures.glimpse(picture_path(row)))
        _paint_progress(painter, frame, row)
        painter.translate(option.rect.topLeft())
        _paint_layout(painter, self._layout(row, index.data(TaskRole.REMARK), option))
        painter.restore()

    def lay_out(self, room: Room, row: TaskRow, remark: str) -> RowLayout:
        """Where everything beside the picture stands in a row of the list."""
        return as_row(room, row, remark)

    def action_rect(self, option: QStyleOptionViewItem, row: TaskRow) -> QRect:
        """Where the main action of a row is painted; empty when there is none."""
        return action_box(self._room(option), row).translated(option.rect.topLeft())

    def _room(self, option: QStyleOptionViewItem) -> Room:
        if self._faces is None or self._faces.plain.font != option.font:
            self._faces = Faces(option.font)
        return Room(option.rect.width(), option.rect.height(), self._faces)

    def _layout(self, row: TaskRow, remark: str, option: QStyleOptionViewItem) -> RowLayout:
        """The layout of a row; words are cut and measured once while row, remark and room stay the same."""
        room = self._room(option)
        known = self._layouts.get(row.job.id)
        if known is None or known[0] is not row or known[1:3] != (remark, room):
            known = (row, remark, room, self.lay_out(room, row, remark))
            self._layouts.pop(row.job.id, None)
            self._layouts[row.job.id] = known
            if len(self._layouts) > MOST_LAYOUTS:
                del self._layouts[next(iter(self._layouts))]
        return known[3]


class StripPainting(TaskPainting):
    """Paints a task as a cell of the strip: title and state above, remark below."""

    def sizeHint(self, option: QStyleOptionViewItem, _index: Index) -> QSize:
        """A cell of the strip."""
        lines = 2 * option.fontMetrics.height() + SPACE.wide
        return QSize(CELL_SIZE.width(), max(CELL_SIZE.height(), lines))

    def lay_out(self, room: Room, row: TaskRow, remark: str) -> RowLayout:
        """Where everything beside the picture stands in a cell."""
        return as_cell(room, row, remark)

    def action_rect(self, _option: QStyleOptionViewItem, _row: TaskRow) -> QRect:
        """A cell has no room for a button: its menu and the list have them."""
        return QRect()


def paint_unread(painter: QPainter, option: QStyleOptionViewItem) -> None:
    """Paint the shape of a row that is being read: where its picture and its two lines will be."""
    painter.save()
    area = option.rect.adjusted(SPACE.snug, 0, -SPACE.normal, 0)
    frame = picture_frame(option.rect, 0)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(style.colour(Role.RAISED))
    painter.drawRoundedRect(frame, RADIUS, RADIUS)
    left = frame.right() + SPACE.normal
    for share, middle in ((3, frame.top() + SIGN // 2), (2, frame.bottom() - SIGN // 2)):
        painter.drawRoundedRect(QRect(left, middle - 3, (area.right() - left) // share, 6), 3, 3)
    painter.restore()


def _paint_ground(painter: QPainter, option: QStyleOptionViewItem, row: TaskRow) -> None:
    is_selected = bool(option.state & QStyle.StateFlag.State_Selected)
    is_hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
    box = option.rect.adjusted(1, 1, -1, -1)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    if is_selected or is_hovered:
        painter.setBrush(style.colour(Role.ACCENT_FILL if is_selected else Role.HOVER))
        painter.drawRoundedRect(box, RADIUS, RADIUS)
    if row.is_new:
        painter.setBrush(style.colour(SIGNS[row.tone][1]))
        painter.drawRoundedRect(QRect(box.left(), box.top() + 4, 3, box.height() - 8), 1.5, 1.5)
    if option.state & QStyle.StateFlag.State_HasFocus:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(style.colour(Role.FOCUS))
        painter.drawRoundedRect(box, RADIUS, RADIUS)


def _paint_progress(painter: QPainter, frame: QRect, row: TaskRow) -> None:
    if row.fraction is None:
        return
    groove = QRect(frame.left(), frame.bottom() - BAR + 1, frame.width(), BAR)
    painter.fillRect(groove, style.colour(Role.LINE))
    groove.setWidth(round(frame.width() * min(max(row.fraction, 0.0), 1.0)))
    painter.fillRect(groove, style.colour(Role.ACCENT))


def _paint_layout(painter: QPainter, layout: RowLayout) -> None:
    if not layout.action.isEmpty():
        painter.setPen(style.colour(Role.CONTROL_LINE))
        painter.setBrush(style.colour(Role.RAISED))
        painter.drawRoundedRect(layout.action, RADIUS, RADIUS)
    ratio = painter.device().devicePixelRatioF()
    for sign in layout.signs:
        painter.drawPixmap(sign.area, icons.pixmap(sign.name, sign.role, SIGN, ratio))
    for words in layout.words:
        painter.setFont(words.face.font)
        painter.setPen(style.colour(words.role))
        painter.drawStaticText(words.place, words.text)
