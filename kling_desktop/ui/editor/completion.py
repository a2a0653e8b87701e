"""The small list that offers references while a prompt is being typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from kling_desktop.i18n import tr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent

TOKEN = Qt.ItemDataRole.UserRole
MOST_SHOWN = 6
ROW_HEIGHT = 28
FRAME = 8
WIDTH = 240


class ReferenceList(QListWidget):
    """A list beside the cursor that never takes the focus; `chosen` carries a token."""

    chosen = Signal(str)

    def __init__(self, owner: QWidget) -> None:
        """`owner` is the field that it belongs to and that hands it its keys."""
        super().__init__(owner)
        self.setObjectName("references")
        self.setAccessibleName(tr("References"))
        self.setWindowFlags(Qt.WindowType.ToolTip)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.itemClicked.connect(self._choose)
        self._offers: tuple[tuple[str, str], ...] = ()

    def fill(self, offers: Sequence[tuple[str, str]]) -> None:
        """Pairs of a token and what it stands for."""
        self._offers = tuple(offers)

    def offer(self, begun: str) -> bool:
        """Show the tokens that begin like `begun`, whose sign may be the wide one; whether any does."""
        wanted = f"@{begun[1:]}".casefold()
        fitting = [offer for offer in self._offers if offer[0].casefold().startswith(wanted)]
        if not fitting or [token.casefold() for token, _ in fitting] == [wanted]:
            return False
        self.clear()
        for token, name in fitting:
            item = QListWidgetItem(f"{token}   {name}", self)
            item.setData(TOKEN, token)
            item.setSizeHint(QSize(0, ROW_HEIGHT))
        self.setCurrentRow(0)
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
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            step = 1 if key == Qt.Key.Key_Down else -1
            self.setCurrentRow((self.currentRow() + step) % self.count())
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab) and not event.modifiers():
            self._choose(self.currentItem())
        elif key == Qt.Key.Key_Escape:
            self.hide()
        else:
            return False
        return True

    def _choose(self, item: QListWidgetItem) -> None:
        self.chosen.emit(item.data(TOKEN))
