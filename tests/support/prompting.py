"""A prompt field with references to try, and what a hand does in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QInputMethodEvent, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget

from kling_desktop.domain.request import EditRequest, ImageInput, VideoInput
from kling_desktop.ui.editor.card_pictures import CardPictures
from kling_desktop.ui.editor.prompt_edit import PromptEdit
from kling_desktop.viewmodels.pictures import Pictures
from kling_desktop.viewmodels.reference_cards import cards
from tests.support.panels import on_screen

HAT, SKY = ImageInput("hat.png", sha256="a" * 64), ImageInput("sky.png", sha256="b" * 64)
EDIT = EditRequest("", (VideoInput("/clips/bunny.mp4"),), (HAT, SKY))
CARDS = cards(EDIT)
TOKENS = tuple(card.token for card in CARDS)
SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


@contextmanager
def prompt_field() -> Iterator[PromptEdit]:
    """A focused field on the screen, above another one; it knows one video and two images."""
    form = QWidget()
    column = QVBoxLayout(form)
    made = PromptEdit("prompt", CardPictures(Pictures(form), form))
    column.addWidget(made)
    column.addWidget(QLineEdit())
    made.show_references(CARDS)
    with on_screen(form):
        made.setFocus()
        yield made


def compose(field: PromptEdit, preedit: str, commit: str = "") -> None:
    """What an input method does: show `preedit` at the cursor, put in `commit`."""
    event = QInputMethodEvent(preedit, [])
    event.setCommitString(commit)
    QApplication.sendEvent(field, event)


def put_cursor(field: PromptEdit, position: int, anchor: int | None = None) -> None:
    """Set the cursor, with a selection from `anchor`."""
    cursor = field.textCursor()
    cursor.setPosition(position if anchor is None else anchor)
    cursor.setPosition(position, QTextCursor.MoveMode.KeepAnchor)
    field.setTextCursor(cursor)


def ends(field: PromptEdit) -> tuple[int, int]:
    """Anchor and position of the cursor."""
    return field.textCursor().anchor(), field.textCursor().position()


def point_of(field: PromptEdit, place: int) -> QPoint:
    """A point of the viewport just right of `place`."""
    cursor = QTextCursor(field.document())
    cursor.setPosition(place)
    return field.cursorRect(cursor).center() + QPoint(2, 0)


def press_keys(
    field: PromptEdit, *keys: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    """Press one key after the other."""
    for key in keys:
        QTest.keyClick(field, key, held)
