"""The small list that offers references while a prompt is being typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QFont, QPainter
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from kling_desktop.domain.tokens import KINDS
from kling_desktop.i18n import tr
from kling_desktop.ui.theme import style
from kling_desktop.ui.theme.roles import SPACE, Role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QHideEvent, QKeyEvent

    from kling_desktop.ui.editor.card_pictures import CardPictures
    from kling_desktop.viewmodels.reference_cards import ReferenceCard

CARD = Qt.ItemDataRole.UserRole
MOST_SHOWN = 6
ROW_HEIGHT = 36
PICTURE = QSize(48, 27)
FRAME = 8
WIDTH = 260


class ReferenceList(QListWidget):
    """A list beside the cursor that never takes the focus; `chosen` carries a token."""

    chosen = Signal(str)

    def __init__(self, owner: QWidget, pictures: CardPictures) -> None:
        """`owner` is the field that it belongs to and that hands it its keys."""
        super().__init__(owner)
        self._owner = owner
        self.setObjectName("references")
        self.setAccessibleName(tr("References"))
        self.setWindowFlags(Qt.WindowType.ToolTip)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setItemDelegate(_Row(pictures, self))
        self.itemClicked.connect(self._choose)
        pictures.arrived.connect(self.viewport().update)
        self._cards: tuple[ReferenceCard, ...] = ()
        self._said = ""

    def fill(self, cards: Sequence[ReferenceCard]) -> None:
        """What can be offered."""
        self._cards = tuple(cards)

    def offer(self, begun: str) -> bool:
        """Show what fits `begun`, a sign and the letters after it; whether anything does.

        The letters may begin a token in any spelling, or stand in the name of what it means.
        """
        fitting = [card for card in self._cards if _fits(card, begun[1:].casefold())]
        if not fitting or [card.token for card in fitting] == [f"@{begun[1:]}"]:
            return False
        self.clear()
        for card in fitting:
            item = QListWidgetItem(f"{card.token}   {card.name}", self)
            item.setData(CARD, card)
            item.setSizeHint(QSize(0, ROW_HEIGHT))
        self._go_to(0)
        self.setFixedSize(WIDTH, min(len(fitting), MOST_SHOWN) * ROW_HEIGHT + FRAME)
        return True

    def place(self, below: QPoint) -> None:
        """Show the list under `below` (a point of the screen), above it where there is no room."""
        screen = self.screen().availableGeometry()
        x = min(below.x(), screen.right() - self.width())
        y = below.y() + 4
        if y + self.height() > screen.bottom():
            y = below.y() - self.height() - 24
        self.move(x, y)
        self.show()
        self.raise_()

    def take_key(self, event: QKeyEvent) -> bool:
        """Use a key of the field while the list is open: arrows, Enter, Tab, Esc; whether it was used."""
        if not self.isVisible():
            return False
        key = event.key()
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and not event.modifiers():
            step = 1 if key == Qt.Key.Key_Down else -1
            self._go_to((self.currentRow() + step) % self.count())
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab) and not event.modifiers():
            self._choose(self.currentItem())
        elif key == Qt.Key.Key_Escape:
            self.hide()
        else:
            return False
        return True

    def hideEvent(self, event: QHideEvent) -> None:
        """Say anew what is lit when it opens again."""
        self._said = ""
        super().hideEvent(event)

    def _go_to(self, row: int) -> None:
        self.setCurrentRow(row)
        lit = self.currentItem().text()
        if lit != self._said:
            # The focus stays in the field: what is lit here has to be said.
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._owner, lit))
            self._said = lit

    def _choose(self, item: QListWidgetItem) -> None:
        self.chosen.emit(item.data(CARD).token)


class _Row(QStyledItemDelegate):
    """Paints picture, token and name of a card."""

    def __init__(self, pictures: CardPictures, parent: QListWidget) -> None:
        super().__init__(parent)
        self._pictures = pictures

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint one row."""
        card: ReferenceCard = index.data(CARD)
        room: QRect = option.rect
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(room, style.colour(Role.ACCENT_FILL))
        frame = QRect(QPoint(0, 0), PICTURE)
        frame.moveCenter(room.center())
        frame.moveLeft(room.left() + SPACE.tight)
        self._pictures.paint(painter, frame, card)
        words = room.adjusted(frame.right() + SPACE.normal - room.left(), 0, -SPACE.snug, 0)
        self._write(painter, option.font, words, card)

    def _write(self, painter: QPainter, font: QFont, room: QRect, card: ReferenceCard) -> None:
        strong = QFont(font)
        strong.setWeight(QFont.Weight.DemiBold)
        middle = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.save()
        painter.setFont(strong)
        painter.setPen(style.colour(Role.TEXT))
        painter.drawText(room, middle, card.token)
        rest = room.adjusted(painter.fontMetrics().horizontalAdvance(card.token) + SPACE.normal, 0, 0, 0)
        painter.setFont(font)
        painter.setPen(style.colour(Role.TEXT_DIM))
        name = painter.fontMetrics().elidedText(card.name, Qt.TextElideMode.ElideMiddle, rest.width())
        painter.drawText(rest, middle, name)
        painter.restore()


def _fits(card: ReferenceCard, begun: str) -> bool:
    words = (word for word, kind in KINDS.items() if kind is card.reference.kind)
    is_token = any(f"{word}{card.reference.number}".startswith(begun) for word in words)
    return is_token or begun in card.name.casefold()
