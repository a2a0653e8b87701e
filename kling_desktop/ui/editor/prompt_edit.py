"""The prompt field: plain text exactly as it is sent, its references drawn as chips and offered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QHideEvent,
    QInputMethodEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QTextCursor,
)
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from kling_desktop.domain.references import mentions
from kling_desktop.ui.editor.completion import ReferenceList
from kling_desktop.ui.theme import style
from kling_desktop.ui.theme.roles import SPACE, Role

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from PySide6.QtCore import QMimeData

AT_SIGNS = "@＠"
CHIP_RADIUS = 3.0
LINES_SHOWN = 4
LONGEST_WORD = 12


class PromptEdit(QPlainTextEdit):
    """A multi-line field whose text is never changed but by the user.

    `edited` carries the new text; `location_pasted` carries pasted text or a dropped link that is no words.
    """

    edited = Signal(str)
    location_pasted = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """`name` is its objectName."""
        super().__init__(parent)
        self.setObjectName(name)
        self.setProperty("fault", False)
        self.setTabChangesFocus(True)
        self.setAcceptDrops(False)
        self._tokens: tuple[str, ...] = ()
        self._is_composing = False
        self._list = ReferenceList(self)
        self._list.chosen.connect(self._complete)
        self.textChanged.connect(self._text_changed)
        self.cursorPositionChanged.connect(self._offer)

    def show_text(self, text: str) -> None:
        """Show `text` unless it stands there already, so that typing keeps its undo and its cursor."""
        if text != self.toPlainText():
            self.setPlainText(text)
            self.moveCursor(QTextCursor.MoveOperation.End)

    def show_references(self, tokens: Sequence[str], names: Sequence[str]) -> None:
        """References that can be used now, and what each stands for."""
        self._tokens = tuple(tokens)
        self._list.fill(tuple(zip(tokens, names, strict=True)))
        self.viewport().update()

    def insert_reference(self, token: str) -> None:
        """Put `token` where the cursor is, with spaces round it where words would touch."""
        cursor = self.textCursor()
        left = " " if cursor.selectionStart() > 0 and not self._is_space(cursor.selectionStart() - 1) else ""
        right = "" if self._is_space(cursor.selectionEnd()) else " "
        cursor.insertText(f"{left}{token}{right}")
        self.setTextCursor(cursor)
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def is_offering(self) -> bool:
        """Whether the list of references is open."""
        return self._list.isVisible()

    def sizeHint(self) -> QSize:
        """Room for a few lines."""
        return QSize(240, self.fontMetrics().lineSpacing() * LINES_SHOWN + 2 * SPACE.wide)

    def event(self, event: QEvent) -> bool:
        """Let the open list have its keys before Tab moves the focus and Enter breaks the line."""
        if (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and self._list.take_key(event)
        ):
            return True
        return super().event(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Keep the list closed while signs are being put together."""
        self._is_composing = bool(event.preeditString())
        super().inputMethodEvent(event)
        self._offer()

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Paste words; copied files are no words and go to the source."""
        files = [url.toLocalFile() for url in source.urls() if url.isLocalFile()]
        if files:
            self.location_pasted.emit(files[0])
        elif source.hasText():
            self.textCursor().insertText(source.text())

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        """Whether something can be pasted."""
        return source.hasText() or source.hasUrls()

    def hideEvent(self, event: QHideEvent) -> None:
        """Take the list along."""
        self._list.hide()
        super().hideEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Close the list."""
        self._list.hide()
        super().focusOutEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the chips behind the words: the text itself stays plain for copying and screen readers."""
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        for mention in mentions(self.toPlainText()):
            is_known = mention.reference.token in self._tokens
            painter.setBrush(style.colour(Role.ACCENT_FILL if is_known else Role.WARNING_FILL))
            for box in self._boxes(mention.start, mention.end):
                painter.drawRoundedRect(box, CHIP_RADIUS, CHIP_RADIUS)
        painter.end()
        super().paintEvent(event)

    def _boxes(self, start: int, end: int) -> Iterator[QRectF]:
        cursor = QTextCursor(self.document())
        text = self.toPlainText()
        cursor.setPosition(_units(text, start))
        first = self.cursorRect(cursor)
        cursor.setPosition(_units(text, end))
        last = self.cursorRect(cursor)
        if first.top() == last.top():
            yield QRectF(first.topLeft(), last.bottomRight()).adjusted(-1, 0, 1, 0)

    def _is_space(self, place: int) -> bool:
        is_inside = place < self.document().characterCount() - 1
        return is_inside and self.document().characterAt(place).isspace()

    def _text_changed(self) -> None:
        self.viewport().update()
        self.edited.emit(self.toPlainText())

    def _offer(self) -> None:
        begun = "" if self._is_composing or not self.hasFocus() else self._begun()
        if not begun or not self._list.offer(begun):
            self._list.hide()
            return
        self._list.place(self.viewport().mapToGlobal(self.cursorRect().bottomLeft()))

    def _begun(self) -> str:
        """The reference that is being typed at the cursor, beginning with its sign; empty when none is."""
        cursor = self.textCursor()
        if cursor.hasSelection():
            return ""
        before = cursor.block().text()[: cursor.positionInBlock()][-LONGEST_WORD:]
        start = max(before.rfind(sign) for sign in AT_SIGNS)
        word = before[start:] if start >= 0 else ""
        return word if word[1:].isalnum() or len(word) == 1 else ""

    def _complete(self, token: str) -> None:
        cursor = self.textCursor()
        cursor.movePosition(
            QTextCursor.MoveOperation.Left, QTextCursor.MoveMode.KeepAnchor, len(self._begun())
        )
        cursor.insertText(token if self._is_space(cursor.selectionEnd()) else f"{token} ")
        self.setTextCursor(cursor)
        self._list.hide()


def _units(text: str, place: int) -> int:
    """The place in Qt's counting, where signs outside the basic plane count twice."""
    return len(text[:place].encode("utf-16-le")) // 2
