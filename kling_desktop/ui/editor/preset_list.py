"""The left side of the presets: a field to search, and what fits below it in groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from kling_desktop.i18n import tr
from kling_desktop.ui.theme.roles import SPACE

if TYPE_CHECKING:
    from kling_desktop.viewmodels.presets import Offer, PresetsState

PLACE = Qt.ItemDataRole.UserRole
STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


class SearchField(QLineEdit):
    """A field whose arrow keys walk through what was found; `stepped` carries -1 or 1."""

    stepped = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Pass the arrows on."""
        step = STEPS.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self.stepped.emit(step)


class PresetList(QWidget):
    """`searched` carries the words, `chosen` the offer that is shown now or None, `entered` means Enter."""

    searched = Signal(str)
    chosen = Signal(object)
    entered = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._offers: tuple[Offer, ...] = ()
        self._search = SearchField()
        self._search.setObjectName("search_presets")
        self._search.setAccessibleName(tr("Search presets"))
        self._search.setPlaceholderText(tr("Search presets"))
        self._search.setClearButtonEnabled(True)
        self._search.textEdited.connect(self.searched)
        self._search.textChanged.connect(lambda text: None if text else self.searched.emit(""))
        self._search.stepped.connect(self._step)
        self._search.returnPressed.connect(self.entered)
        self._list = QListWidget()
        self._list.setObjectName("presets_found")
        self._list.setAccessibleName(tr("Presets"))
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.currentItemChanged.connect(lambda _new, _old: self.chosen.emit(self.current()))
        self._list.itemActivated.connect(lambda _: self.entered.emit())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.normal)
        column.addWidget(self._search)
        column.addWidget(self._list, 1)

    def current(self) -> Offer | None:
        """The offer that is chosen."""
        place = self._place()
        return self._offers[place] if place is not None else None

    def take_keyboard(self) -> None:
        """Let the user search."""
        self._search.setFocus(Qt.FocusReason.PopupFocusReason)

    def show_state(self, state: PresetsState) -> None:
        """List what fits, the same chosen as before where it is still there."""
        if state.offers == self._offers:
            return
        before = self.current()
        self._list.blockSignals(True)
        self._list.clear()
        self._offers = state.offers
        self._fill()
        kept = self._offers.index(before) if before in self._offers else 0
        self._choose(kept)
        self._list.blockSignals(False)
        self.chosen.emit(self.current())

    def _fill(self) -> None:
        group = ""
        for place, offer in enumerate(self._offers):
            if offer.group != group:
                group = offer.group
                self._add_heading(group)
            item = QListWidgetItem(offer.preset.name)
            item.setData(PLACE, place)
            item.setToolTip(offer.preset.text)
            self._list.addItem(item)

    def _add_heading(self, words: str) -> None:
        heading = QListWidgetItem(words)
        font = self._list.font()
        font.setBold(True)
        heading.setFont(font)
        heading.setFlags(Qt.ItemFlag.NoItemFlags)
        self._list.addItem(heading)

    def _choose(self, place: int) -> None:
        for row in range(self._list.count()):
            if self._list.item(row).data(PLACE) == place:
                self._list.setCurrentRow(row)
                return

    def _place(self) -> int | None:
        row = self._list.currentRow()
        return self._list.item(row).data(PLACE) if row >= 0 else None

    def _step(self, step: int) -> None:
        place = (self._place() or 0) + step
        if 0 <= place < len(self._offers):
            self._choose(place)
