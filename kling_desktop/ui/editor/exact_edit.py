"""A field for several lines of plain text, kept sign for sign as it is sent, every change of it undoable."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QMimeData, QSize, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QWidget

from kling_desktop.domain.lint import Finding, FindingKind, Weight
from kling_desktop.domain.splices import splices
from kling_desktop.ui.editor.chips import Ruler
from kling_desktop.ui.theme import style
from kling_desktop.ui.theme.roles import SPACE, Role

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

LINES_SHOWN = 4
INKS = {Weight.FAULT: Role.DANGER, Weight.WARNING: Role.WARNING, Weight.HINT: Role.TEXT_DIM}


class ExactEdit(QPlainTextEdit):
    """Its text changes by the user's hand, or by `show_text` as a step that can be undone.

    `edited` carries the new text, `retraced` one that undo or redo brought back; `location_pasted` carries a
    pasted file.
    """

    edited = Signal(str)
    retraced = Signal(str)
    location_pasted = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """`name` is its objectName."""
        super().__init__(parent)
        self.setObjectName(name)
        self.setProperty("fault", False)
        self.setTabChangesFocus(True)
        self.setAcceptDrops(False)
        self._steps = 0
        self._is_step_added = False
        self._marks: tuple[Finding, ...] = ()
        self.document().undoCommandAdded.connect(self._step_added)
        self.textChanged.connect(self._text_changed)

    def text(self) -> str:
        """The text sign for sign; Qt's own `toPlainText` would turn hard spaces into others."""
        return _exact(self.document().toRawText())

    def show_text(self, text: str) -> None:
        """Show `text` unless it stands there already; this can be undone, and the cursor keeps its place."""
        before = self.text()
        if text == before:
            return
        if not before and not self.document().isUndoAvailable():
            # What is there from the beginning is nothing that was done.
            self.setPlainText(text)
            self.moveCursor(QTextCursor.MoveOperation.End)
            return
        units = Ruler(before).units
        with self.step(QTextCursor(self.document())) as cursor:
            for splice in reversed(splices(before, text)):
                select(cursor, units(splice.start), units(splice.end))
                cursor.insertText(splice.text)

    def show_findings(self, findings: Sequence[Finding]) -> None:
        """Underline what was found in the text as it stands, apart from what is marked as a faulty chip."""
        has_place = (finding for finding in findings if finding.start < finding.end)
        marks = tuple(finding for finding in has_place if finding.kind is not FindingKind.DANGLING)
        if marks == self._marks:
            return
        self._marks = marks
        self._underline()

    @contextmanager
    def step(self, cursor: QTextCursor) -> Iterator[QTextCursor]:
        """What is done with `cursor` is one step of undo, joined to neither the one before nor the next."""
        # Qt joins a step to the one before it only in a document that has been modified.
        self.document().setModified(False)
        cursor.beginEditBlock()
        yield cursor
        cursor.endEditBlock()
        self.document().setModified(False)

    def sizeHint(self) -> QSize:
        """Room for a few lines."""
        return QSize(240, self.fontMetrics().lineSpacing() * LINES_SHOWN + 2 * SPACE.wide)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Break lines by the sign that is meant, with Shift too."""
        if event.matches(QKeySequence.StandardKey.InsertLineSeparator):
            self.textCursor().insertBlock()
            self.ensureCursorVisible()
        else:
            super().keyPressEvent(event)

    def createMimeDataFromSelection(self) -> QMimeData:
        """The selected text sign for sign, and nothing else."""
        data = QMimeData()
        data.setText(_exact(self.textCursor().selectedText()))
        return data

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Paste words as one step; a copied file is no words: it goes to the source."""
        files = [url.toLocalFile() for url in source.urls() if url.isLocalFile()]
        if files:
            self.location_pasted.emit(files[0])
        elif source.hasText():
            with self.step(self.textCursor()) as cursor:
                cursor.insertText(self.pasted(source.text(), cursor))
            self.setTextCursor(cursor)
            self.ensureCursorVisible()

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        """Whether something can be pasted."""
        return source.hasText() or source.hasUrls()

    def pasted(self, text: str, _place: QTextCursor) -> str:
        """What is put in when `text` is pasted over the selection of a cursor."""
        return text

    def changeEvent(self, event: QEvent) -> None:
        """Underline in the colours of another theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._marks:
            self._underline()

    def _underline(self) -> None:
        units = Ruler(self.text()).units
        self.setExtraSelections(
            [self._underlined(mark, units(mark.start), units(mark.end)) for mark in self._marks]
        )

    def _underlined(self, mark: Finding, start: int, end: int) -> QTextEdit.ExtraSelection:
        from PySide6.QtGui import QTextCharFormat  # noqa: PLC0415 - seldom, and not before the first key

        made = QTextEdit.ExtraSelection()
        cursor, look = QTextCursor(self.document()), QTextCharFormat()
        select(cursor, start, end)
        look.setUnderlineStyle(QTextCharFormat.UnderlineStyle.SingleUnderline)
        look.setUnderlineColor(style.colour(INKS[mark.weight]))
        if mark.kind is FindingKind.OVER_LIMIT:
            look.setBackground(style.colour(Role.DANGER_FILL))
        made.cursor, made.format = cursor, look
        return made

    def _step_added(self) -> None:
        self._is_step_added = True

    def _text_changed(self) -> None:
        steps = self.document().availableUndoSteps()
        is_retraced = steps != self._steps and not self._is_step_added
        self._steps, self._is_step_added = steps, False
        (self.retraced if is_retraced else self.edited).emit(self.text())


def select(cursor: QTextCursor, anchor: int, position: int) -> None:
    """Have `cursor` select from one place to the other, in Qt's counting."""
    cursor.setPosition(anchor)
    cursor.setPosition(position, QTextCursor.MoveMode.KeepAnchor)


def _exact(raw: str) -> str:
    """Text as Qt keeps it, with the line breaks that were meant."""
    return raw.replace("\u2029", "\n")
