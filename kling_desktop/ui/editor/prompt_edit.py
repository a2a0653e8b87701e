"""The prompt field: its references are drawn as chips, moved over and deleted as one, and offered."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QRectF, Qt, QTimer
from PySide6.QtGui import (
    QFocusEvent,
    QHelpEvent,
    QHideEvent,
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QTextCursor,
)

from kling_desktop.domain.references import mentions
from kling_desktop.domain.tokens import converted
from kling_desktop.ui.editor.chip_painting import boxes, paint_chip
from kling_desktop.ui.editor.chips import Chip, Chips
from kling_desktop.ui.editor.exact_edit import ExactEdit, select
from kling_desktop.viewmodels.reference_cards import described

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from PySide6.QtWidgets import QWidget

    from kling_desktop.domain.references import Reference
    from kling_desktop.ui.editor.card_pictures import CardPictures
    from kling_desktop.ui.editor.chip_card import ChipCard
    from kling_desktop.ui.editor.completion import ReferenceList
    from kling_desktop.viewmodels.reference_cards import ReferenceCard

AT_SIGNS = "@＠"
LONGEST_WORD = 24
RESTING_MS = 600
"""How long the text cursor rests at a chip before its card opens, about as long as a tooltip takes."""
Standard = QKeySequence.StandardKey
Move = QTextCursor.MoveOperation
STEERING = {
    Standard.MoveToPreviousChar: -1,
    Standard.SelectPreviousChar: -1,
    Standard.MoveToPreviousWord: -1,
    Standard.SelectPreviousWord: -1,
    Standard.MoveToNextChar: 1,
    Standard.SelectNextChar: 1,
    Standard.MoveToNextWord: 1,
    Standard.SelectNextWord: 1,
}
DELETING = {
    Standard.Delete: Move.NextCharacter,
    Standard.DeleteStartOfWord: Move.PreviousWord,
    Standard.DeleteEndOfWord: Move.NextWord,
}


class PromptEdit(ExactEdit):
    """A field whose text stays plain while its references look and behave like one sign each."""

    def __init__(self, name: str, pictures: CardPictures, parent: QWidget | None = None) -> None:
        """`name` is its objectName; `pictures` are of what its references stand for."""
        super().__init__(name, parent)
        self._cards: dict[Reference, ReferenceCard] = {}
        self._chips = Chips("")
        self._revision = -1
        self._steer = 0
        self._is_composing = False
        self._pictures = pictures
        self._list: ReferenceList | None = None
        self._card: ChipCard | None = None
        self._rest = QTimer(self, singleShot=True, interval=RESTING_MS)
        self._rest.timeout.connect(self._show_card_at_cursor)
        self.cursorPositionChanged.connect(self._cursor_moved)
        self.verticalScrollBar().valueChanged.connect(self._hide_card)
        self.viewport().setMouseTracking(True)
        self.viewport().installEventFilter(self)

    @property
    def offers(self) -> ReferenceList:
        """The list of references, made when it is first wanted: no first key comes later for it."""
        if self._list is None:
            from kling_desktop.ui.editor.completion import ReferenceList  # noqa: PLC0415

            self._list = ReferenceList(self, self._pictures)
            self._list.fill(tuple(self._cards.values()))
            self._list.chosen.connect(self._complete)
        return self._list

    @property
    def card(self) -> ChipCard:
        """The card beside a chip, made when it is first wanted, too."""
        if self._card is None:
            from kling_desktop.ui.editor.chip_card import ChipCard  # noqa: PLC0415

            self._card = ChipCard(self, self._pictures)
        return self._card

    def chips(self) -> Chips:
        """The chips of the text as it stands."""
        if self._revision != self.document().revision():
            self._revision = self.document().revision()
            self._chips = Chips(super().text())
        return self._chips

    def text(self) -> str:
        """The text sign for sign."""
        return self.chips().text

    def show_references(self, cards: Sequence[ReferenceCard]) -> None:
        """References that can be used now."""
        known = {card.reference: card for card in cards}
        if known != self._cards:
            self._cards = known
            if self._list is not None:
                self._list.fill(cards)
            self._hide_card()
            self._describe()
            self.viewport().update()

    def insert_reference(self, token: str) -> None:
        """Put `token` where the cursor is, with spaces round it where words would touch."""
        at = self.textCursor()
        left = " " if at.selectionStart() > 0 and not self._is_space(at.selectionStart() - 1) else ""
        right = "" if self._is_space(at.selectionEnd()) else " "
        with self.step(at) as cursor:
            cursor.insertText(f"{left}{token}{right}")
        self.setTextCursor(cursor)
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def is_offering(self) -> bool:
        """Whether the list of references is open."""
        return self._list is not None and self._list.isVisible()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the chips behind the words: the text itself stays plain for copying and screen readers."""
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for chip in self.chips().all:
            for box in self._boxes(chip):
                if box.intersects(QRectF(event.rect())):
                    paint_chip(painter, box, chip.reference in self._cards)
        painter.end()
        super().paintEvent(event)

    def pasted(self, text: str, place: QTextCursor) -> str:
        """`text` with the references of other programs as ours, none grown by a digit behind it."""
        ours = converted(text)
        found = mentions(ours)
        following = self.document().characterAt(place.selectionEnd())
        is_grown = found and found[-1].end == len(ours) and re.match("[0-9]", str(following))
        return f"{ours} " if is_grown else ours

    # ---- keys, mouse, input methods

    def event(self, event: QEvent) -> bool:
        """Let the open list have its keys before Tab moves the focus and Enter breaks the line."""
        if (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and self._list is not None
            and self._list.take_key(event)
        ):
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go over a chip in one step, and delete it as one."""
        self._hide_card()
        move = next((move for keys, move in DELETING.items() if event.matches(keys)), None)
        if event.key() == Qt.Key.Key_Backspace and not event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier:
            # No standard key matches it on X11.
            move = Move.PreviousCharacter
        if move is not None and self._delete_chips(move):
            return
        self._steer = next((way for keys, way in STEERING.items() if event.matches(keys)), 0)
        before = (self.textCursor().position(), self.document().revision())
        super().keyPressEvent(event)
        self._steer = 0
        place, revision = self.textCursor().position(), self.document().revision()
        # Who types knows what it was; a card would only cover the words.
        if place != before[0] and revision == before[1]:
            self._rest.start()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the card away."""
        self._hide_card()
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Select a chip whole, elsewhere a word."""
        super().mouseDoubleClickEvent(event)
        chip = self._chip_at(event.position().toPoint())
        if chip:
            cursor = self.textCursor()
            select(cursor, chip.start, chip.end)
            self.setTextCursor(cursor)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Show the card of the chip that the mouse rests on."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            chip = self._chip_at(event.pos())
            if chip:
                self._show_card(chip)
            return True
        is_left = event.type() in (QEvent.Type.Leave, QEvent.Type.Wheel)
        is_off = isinstance(event, QMouseEvent) and not self._chip_at(event.position().toPoint())
        if self._card is not None and self._card.isVisible() and (is_left or is_off):
            self._hide_card()
        return super().eventFilter(watched, event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Keep the list closed while signs are being put together."""
        self._is_composing = bool(event.preeditString())
        super().inputMethodEvent(event)
        self._offer()

    def hideEvent(self, event: QHideEvent) -> None:
        """Take list and card along."""
        self._close_windows()
        super().hideEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Close list and card."""
        self._close_windows()
        super().focusOutEvent(event)

    # ---- chips as units

    def _cursor_moved(self) -> None:
        """Keep both ends of the selection out of chips; after an edit the cursor goes behind them."""
        cursor = self.textCursor()
        is_edited = self._revision != self.document().revision()
        ends = (cursor.anchor(), cursor.position())
        kept = self.chips().selection(*ends, 1 if is_edited else self._steer)
        if kept != ends:
            select(cursor, *kept)
            self.setTextCursor(cursor)
            return
        self._describe()
        self._offer()

    def _delete_chips(self, move: QTextCursor.MoveOperation) -> bool:
        """Delete what `move` goes over if that would cut a chip, and all of the chip; whether it did."""
        cursor = self.textCursor()
        if cursor.hasSelection() or not cursor.movePosition(move, QTextCursor.MoveMode.KeepAnchor):
            return False
        anchor, position = cursor.anchor(), cursor.position()
        edge = self.chips().outside(position, 1 if position > anchor else -1)
        if edge == position:
            return False
        select(cursor, anchor, edge)
        with self.step(cursor):
            cursor.removeSelectedText()
        self.setTextCursor(cursor)
        return True

    def _is_space(self, place: int) -> bool:
        is_inside = place < self.document().characterCount() - 1
        return is_inside and self.document().characterAt(place).isspace()

    def _boxes(self, chip: Chip) -> Iterator[QRectF]:
        block = self.document().findBlock(chip.start)
        origin = self.blockBoundingGeometry(block).translated(self.contentOffset()).topLeft()
        return boxes(block, origin, chip)

    def _chip_at(self, point: QPoint) -> Chip | None:
        at = point.toPointF()
        return next(
            (chip for chip in self.chips().all for box in self._boxes(chip) if box.contains(at)), None
        )

    # ---- what a chip stands for

    def _chip_at_cursor(self) -> Chip | None:
        return self.chips().touching(self.textCursor().position())

    def _describe(self) -> None:
        """Tell screen readers what the mouse would be shown."""
        chip = self._chip_at_cursor()
        words = described(chip.reference, self._cards.get(chip.reference)) if chip else ""
        if words != self.accessibleDescription():
            self.setAccessibleDescription(words)

    def _show_card_at_cursor(self) -> None:
        chip = self._chip_at_cursor()
        if chip and self.hasFocus() and not self.is_offering() and not self._is_composing:
            self._show_card(chip)

    def _show_card(self, chip: Chip) -> None:
        beside = next(self._boxes(chip)).toAlignedRect()
        beside.moveTopLeft(self.viewport().mapToGlobal(beside.topLeft()))
        self.card.show_card(chip.reference, self._cards.get(chip.reference), beside)

    def _hide_card(self) -> None:
        self._rest.stop()
        if self._card is not None:
            self._card.hide()

    def _close_windows(self) -> None:
        self._hide_card()
        self._hide_offers()

    def _hide_offers(self) -> None:
        if self._list is not None:
            self._list.hide()

    # ---- references on offer

    def _offer(self) -> None:
        begun = "" if self._is_composing or not self.hasFocus() else self._begun()
        if not begun or not self.offers.offer(begun):
            self._hide_offers()
            return
        self.offers.place(self.viewport().mapToGlobal(self.cursorRect().bottomLeft()))

    def _begun(self) -> str:
        """The reference that is being typed at the cursor, beginning with its sign; empty when none is."""
        cursor = self.textCursor()
        if cursor.hasSelection() or self.chips().touching(cursor.position()):
            return ""
        before = cursor.block().text()[: cursor.positionInBlock()][-LONGEST_WORD:]
        start = max(before.rfind(sign) for sign in AT_SIGNS)
        word = before[start:] if start >= 0 else ""
        return word if word[1:].isalnum() or len(word) == 1 else ""

    def _complete(self, token: str) -> None:
        cursor = self.textCursor()
        cursor.movePosition(Move.Left, QTextCursor.MoveMode.KeepAnchor, len(self._begun()))
        with self.step(cursor):
            cursor.insertText(token if self._is_space(cursor.selectionEnd()) else f"{token} ")
        self.setTextCursor(cursor)
        self._hide_offers()
