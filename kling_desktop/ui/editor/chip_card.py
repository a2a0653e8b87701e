"""The small card beside a chip: the picture and the name of what it stands for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from kling_desktop.ui.theme.roles import SPACE
from kling_desktop.ui.widgets.labels import ElidedLabel, TextLabel, Tone
from kling_desktop.viewmodels.reference_cards import missing

if TYPE_CHECKING:
    from kling_desktop.domain.references import Reference
    from kling_desktop.ui.editor.card_pictures import CardPictures
    from kling_desktop.viewmodels.reference_cards import ReferenceCard

WIDTH, HEIGHT = 176, 99
GAP = 4


class ChipCard(QFrame):
    """A window that takes neither focus nor mouse; screen readers have its words from the field."""

    def __init__(self, owner: QWidget, pictures: CardPictures) -> None:
        """`owner` is the field that it belongs to."""
        super().__init__(owner)
        self.setObjectName("reference_card")
        self.setProperty("panel", "raised")
        self.setWindowFlags(Qt.WindowType.ToolTip)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._picture = _Picture(pictures)
        self._token = TextLabel("", Tone.STRONG)
        self._name = ElidedLabel("", Tone.DIM, Qt.TextElideMode.ElideMiddle)
        self._fault = TextLabel("", Tone.DANGER)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE.snug, SPACE.snug, SPACE.snug, SPACE.snug)
        column.setSpacing(SPACE.hair)
        for part in (self._picture, self._token, self._name, self._fault):
            column.addWidget(part)
        pictures.arrived.connect(self._picture.update)

    def show_card(self, reference: Reference, card: ReferenceCard | None, beside: QRect) -> None:
        """Show what `reference` stands for, None for nothing, below `beside` (a rectangle of the screen)."""
        self._picture.card = card
        self._token.setText(reference.token)
        self._name.setText(card.name if card else "")
        self._fault.setText("" if card else missing(reference))
        for part in (self._picture, self._name):
            part.setVisible(card is not None)
        self._fault.setVisible(card is None)
        self.adjustSize()
        self._place(beside)

    def _place(self, beside: QRect) -> None:
        screen = self.screen().availableGeometry()
        x = max(screen.left(), min(beside.left(), screen.right() - self.width()))
        y = beside.bottom() + GAP
        if y + self.height() > screen.bottom():
            y = beside.top() - self.height() - GAP
        self.move(x, y)
        self.show()
        self.raise_()


class _Picture(QWidget):
    def __init__(self, pictures: CardPictures) -> None:
        super().__init__()
        self.setFixedSize(WIDTH, HEIGHT)
        self.card: ReferenceCard | None = None
        self._pictures = pictures

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the picture of the card."""
        if self.card:
            painter = QPainter(self)
            self._pictures.paint(painter, self.rect(), self.card)
            painter.end()
