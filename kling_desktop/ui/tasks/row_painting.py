"""How a task is painted: as a row of the list and as a cell of the strip."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from kling_desktop.i18n import current
from kling_desktop.ui.tasks.words import action_words
from kling_desktop.ui.theme import icons, style
from kling_desktop.ui.theme.roles import RADIUS, SPACE, Role
from kling_desktop.ui.thumbnails import paint_picture
from kling_desktop.viewmodels.rows import TaskRow, Tone
from kling_desktop.viewmodels.tasks import TaskRole

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

    from kling_desktop.viewmodels.pictures import Pictures

Index = QModelIndex | QPersistentModelIndex
ROW_HEIGHT = 48
CELL_SIZE = QSize(232, 48)
PICTURE = QSize(64, 36)
SIGN = 14
BAR = 2
INDENT = 20
MOST_INDENTS = 8
SIGNS: dict[Tone, tuple[str, Role]] = {
    Tone.WAITING: ("clock", Role.TEXT_DIM),
    Tone.BUSY: ("refresh", Role.ACCENT_TEXT),
    Tone.GOOD: ("check", Role.POSITIVE),
    Tone.BAD: ("error", Role.DANGER),
    Tone.ATTENTION: ("warning", Role.WARNING),
    Tone.QUIET: ("stop", Role.TEXT_DIM),
}
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class TaskPainting(QStyledItemDelegate):
    """Paints a task in two lines beside its picture; the parts of a row that list and strip share."""

    def __init__(self, pictures: Pictures, parent: QObject | None = None) -> None:
        """`pictures` has the small pictures."""
        super().__init__(parent)
        self._pictures = pictures

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
        inner = option.rect.adjusted(SPACE.snug + INDENT * min(row.depth, MOST_INDENTS), 0, -SPACE.normal, 0)
        frame = picture_frame(option.rect, row.depth)
        paint_picture(painter, frame, self._pictures.glimpse(_picture_path(row)))
        _paint_progress(painter, frame, row)
        words = inner.adjusted(PICTURE.width() + SPACE.normal, SPACE.tight, 0, -SPACE.tight)
        self.paint_words(painter, words, option, index)
        painter.restore()

    def paint_words(self, painter: QPainter, area: QRect, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint title, state, prompt and remark of a row of the list."""
        row: TaskRow = index.data(TaskRole.ROW)
        upper, lower = _lines(area)
        action = self.action_rect(option, row)
        if not action.isEmpty():
            _paint_action(painter, action, action_words(row.actions()[0]), option)
        upper.setRight(action.left() - SPACE.normal)
        title_font = _strong(option.font)
        # One pixel or two more than it is: a cut name is not always as wide as was allowed.
        around = SIGN + 2 * SPACE.tight + SPACE.wide
        state_room = QFontMetrics(option.font).horizontalAdvance(row.state) + around
        if row.job.starred:
            _paint_sign(painter, upper, "star-filled", Role.WARNING)
            upper.setLeft(upper.left() + SIGN + SPACE.tight)
        title = QFontMetrics(title_font).elidedText(
            row.title, Qt.TextElideMode.ElideMiddle, max(0, upper.width() - state_room)
        )
        _write(painter, upper, LEFT, title, title_font, Role.TEXT)
        upper.setLeft(upper.left() + QFontMetrics(title_font).horizontalAdvance(title) + SPACE.wide)
        used = _paint_state(painter, upper, row, row.state, option.font)
        if row.versions > 1:
            upper.setLeft(upper.left() + used + SPACE.wide)
            counted = current().count("{n} version", "{n} versions", row.versions)
            _write(
                painter, upper, LEFT, _cut(counted, option.font, upper.width()), option.font, Role.TEXT_DIM
            )
        small = _small(option.font)
        remark = index.data(TaskRole.REMARK)
        room = min(QFontMetrics(small).horizontalAdvance(remark), lower.width() // 2)
        _write(painter, lower, RIGHT, _cut(remark, small, room + 1), small, Role.TEXT_DIM)
        lower.setRight(lower.right() - room - SPACE.wide)
        _write(painter, lower, LEFT, _cut(row.prompt, small, lower.width()), small, Role.TEXT_DIM)

    def action_rect(self, option: QStyleOptionViewItem, row: TaskRow) -> QRect:
        """Where the main action of a row is painted; empty when there is none."""
        words = action_words(row.actions()[0])
        width = QFontMetrics(option.font).horizontalAdvance(words) + 2 * SPACE.normal
        height = option.fontMetrics.height() + SPACE.tight
        return QRect(
            option.rect.right() - SPACE.normal - width, option.rect.top() + SPACE.tight, width, height
        )


class StripPainting(TaskPainting):
    """Paints a task as a cell of the strip: title and state above, remark below."""

    def sizeHint(self, option: QStyleOptionViewItem, _index: Index) -> QSize:
        """A cell of the strip."""
        lines = 2 * option.fontMetrics.height() + SPACE.wide
        return QSize(CELL_SIZE.width(), max(CELL_SIZE.height(), lines))

    def paint_words(self, painter: QPainter, area: QRect, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint the title, and below it state and remark."""
        row: TaskRow = index.data(TaskRole.ROW)
        upper, lower = _lines(area)
        font = _strong(option.font)
        title = QFontMetrics(font).elidedText(row.title, Qt.TextElideMode.ElideMiddle, upper.width())
        _write(painter, upper, LEFT, title, font, Role.TEXT)
        small = _small(option.font)
        used = _paint_state(painter, lower, row, row.need, small)
        lower.setLeft(lower.left() + used + SPACE.snug)
        remark = index.data(TaskRole.REMARK)
        if QFontMetrics(small).horizontalAdvance(remark) <= lower.width():
            # Half a sentence would only raise questions: the whole one stands in the tooltip and the list.
            _write(painter, lower, LEFT, remark, small, Role.TEXT_DIM)

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


def picture_frame(area: QRect, depth: int) -> QRect:
    """Where the picture of a task stands that is painted in `area`, `depth` versions down its tree."""
    left = area.left() + SPACE.snug + INDENT * min(depth, MOST_INDENTS)
    return QRect(left, area.center().y() - PICTURE.height() // 2 + 1, *PICTURE.toTuple())


def _picture_path(row: TaskRow) -> str:
    if row.job.files:
        return row.job.files[0]
    source = row.job.request.source
    return source.location if source and source.is_local else ""


def _lines(area: QRect) -> tuple[QRect, QRect]:
    half = area.height() // 2
    return QRect(area.left(), area.top(), area.width(), half), area.adjusted(0, half, 0, 0)


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


def _paint_state(painter: QPainter, area: QRect, row: TaskRow, state: str, font: QFont) -> int:
    name, role = SIGNS[row.tone]
    _paint_sign(painter, area, name, role)
    words = area.adjusted(SIGN + SPACE.tight, 0, 0, 0)
    _write(painter, words, LEFT, _cut(state, font, words.width()), font, role)
    return SIGN + SPACE.tight + QFontMetrics(font).horizontalAdvance(state)


def _paint_sign(painter: QPainter, area: QRect, name: str, role: Role) -> None:
    ratio = painter.device().devicePixelRatioF()
    sign = QRect(area.left(), area.center().y() - SIGN // 2 + 1, SIGN, SIGN)
    painter.drawPixmap(sign, icons.pixmap(name, role, SIGN, ratio))


def _paint_action(painter: QPainter, box: QRect, words: str, option: QStyleOptionViewItem) -> None:
    painter.setPen(style.colour(Role.CONTROL_LINE))
    painter.setBrush(style.colour(Role.RAISED))
    painter.drawRoundedRect(box, RADIUS, RADIUS)
    _write(painter, box, Qt.AlignmentFlag.AlignCenter, words, option.font, Role.TEXT)


def _write(
    painter: QPainter, area: QRect, place: Qt.AlignmentFlag, words: str, font: QFont, role: Role
) -> None:
    painter.setFont(font)
    painter.setPen(style.colour(role))
    painter.drawText(area, int(place) | int(Qt.TextFlag.TextSingleLine), words)


def _cut(words: str, font: QFont, width: int) -> str:
    return QFontMetrics(font).elidedText(words, Qt.TextElideMode.ElideRight, max(0, width))


def _strong(font: QFont) -> QFont:
    strong = QFont(font)
    strong.setWeight(QFont.Weight.DemiBold)
    return strong


def _small(font: QFont) -> QFont:
    small = QFont(font)
    small.setPixelSize(style.type_scale().small)
    return small
