"""The library of elements in a small window: search, choose, make, change, delete."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QKeyEvent, QPainter, QPixmap
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from kling_desktop.domain.request import ElementKind
from kling_desktop.i18n import current, tr
from kling_desktop.ui import dialogs
from kling_desktop.ui.theme.roles import SPACE
from kling_desktop.ui.thumbnails import paint_picture
from kling_desktop.ui.widgets.buttons import Button, IconButton
from kling_desktop.ui.widgets.labels import TextLabel, Tone

if TYPE_CHECKING:
    from kling_desktop.domain.request import Element
    from kling_desktop.store.elements import StoredElement
    from kling_desktop.viewmodels.element_library import ElementDraft, Library
    from kling_desktop.viewmodels.materials import MaterialsModel
    from kling_desktop.viewmodels.pictures import Pictures

SIZE = QSize(280, 320)
ICON = 36


class ElementPicker(QFrame):
    """Chooses an element for the edit; `grab_wanted` carries the ElementDraft that wants a frame."""

    grab_wanted = Signal(object)

    def __init__(self, owner: QWidget, model: MaterialsModel, pictures: Pictures) -> None:
        """`owner` is the panel that it belongs to; its dialogs open over that window."""
        super().__init__(owner, Qt.WindowType.Popup)
        self.setObjectName("element_library")
        self.setAccessibleName(tr("Element library"))
        self.setProperty("panel", "raised")
        self._owner = owner
        self._model = model
        self._pictures = pictures
        self._search = QLineEdit()
        self._search.setObjectName("search_elements")
        self._search.setAccessibleName(tr("Search elements"))
        self._search.setPlaceholderText(tr("Search elements"))
        self._list = QListWidget()
        self._list.setObjectName("element_list")
        self._list.setAccessibleName(tr("Element library"))
        self._list.setIconSize(QSize(ICON, ICON))
        self._empty = TextLabel("", Tone.DIM)
        self._empty.setObjectName("element_list_empty")
        self._empty.setWordWrap(True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._new = Button(tr("New element…"), "new_element", icon="plus")
        self._edit = IconButton("settings", tr("Change element…"), "change_element")
        self._delete = IconButton("trash", tr("Delete element…"), "delete_element")
        self._lay_out()
        self._connect()
        model.library.bind(self.show_library)

    def open_at(self, point: QPoint) -> None:
        """Show it below a `point` of the screen, with the keyboard in the search."""
        screen = self._owner.screen().availableGeometry()
        x = min(point.x(), screen.right() - SIZE.width())
        y = min(point.y() + SPACE.tight, screen.bottom() - SIZE.height())
        self.move(x, y)
        self.show()
        self._search.setFocus(Qt.FocusReason.PopupFocusReason)

    def make(self, stored: StoredElement | None = None) -> ElementDraft:
        """Open the dialog for a new element, or to change one; returns what is being made in it."""
        from kling_desktop.ui.editor.element_dialog import ElementDialog  # noqa: PLC0415 - seldom

        self.hide()
        draft = self._model.library.draft(stored)
        dialog = ElementDialog(self._owner.window(), draft, self._pictures)
        dialog.grab_wanted.connect(lambda: self.grab_wanted.emit(draft))
        if stored is None:
            draft.saved.connect(self._model.add_element)
        dialog.open()
        return draft

    def show_library(self, library: Library) -> None:
        """Show what was found."""
        row = max(0, self._list.currentRow())
        self._list.clear()
        for stored in library.found:
            item = QListWidgetItem(
                self._icon(stored.element), f"{stored.element.name}\n{_parts(stored.element)}"
            )
            item.setSizeHint(QSize(0, ICON + SPACE.normal))
            self._list.addItem(item)
        self._list.setCurrentRow(min(row, len(library.found) - 1))
        words = tr("No element has this name.") if library.search else ""
        if not words and not library.found:
            words = tr(
                "Your library is empty. Make an element from 2 to 4 pictures of a person, object or place."
            )
        self._empty.setText(words)
        self._empty.setVisible(bool(words))
        self._list.setVisible(bool(library.found))
        for button in (self._edit, self._delete):
            button.setEnabled(bool(library.found))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter chooses, arrows go through the list also from the search."""
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose()
        elif event.key() in steps:
            row = self._list.currentRow() + steps[Qt.Key(event.key())]
            self._list.setCurrentRow(min(max(row, 0), self._list.count() - 1))
        elif event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            super().keyPressEvent(event)

    def _selected(self) -> StoredElement | None:
        found, row = self._model.library.state.found, self._list.currentRow()
        return found[row] if 0 <= row < len(found) else None

    def _choose(self) -> None:
        stored = self._selected()
        if stored is not None:
            self.hide()
            self._model.add_element(stored.element)

    def _change(self) -> None:
        stored = self._selected()
        if stored is not None:
            self.make(stored)

    def _drop(self) -> None:
        stored = self._selected()
        if stored is None:
            return
        self.hide()
        dialogs.confirm(
            self._owner.window(),
            tr("Delete “{name}” from the library?").format(name=stored.element.name),
            tr("Edits and tasks that use it keep it."),
            tr("Delete"),
            lambda: self._model.library.remove(stored.id),
        )

    def _icon(self, element: Element) -> QIcon:
        ratio = self.devicePixelRatioF()
        drawn = QPixmap(round(ICON * ratio), round(ICON * ratio))
        drawn.setDevicePixelRatio(ratio)
        drawn.fill(Qt.GlobalColor.transparent)
        painter = QPainter(drawn)
        picture = self._pictures.of_image(element.frontal) if element.frontal else None
        sign = "film" if element.kind is ElementKind.VIDEO else "element"
        paint_picture(painter, QRect(0, 0, ICON, ICON), picture, sign)
        painter.end()
        return QIcon(drawn)

    def _connect(self) -> None:
        self._search.textChanged.connect(self._model.library.set_search)
        self._list.itemClicked.connect(lambda _: self._choose())
        self._new.clicked.connect(lambda: self.make())
        self._edit.clicked.connect(self._change)
        self._delete.clicked.connect(self._drop)
        self._pictures.arrived.connect(self._picture_arrived)

    def _picture_arrived(self, _name: str) -> None:
        if self.isVisible():
            self.show_library(self._model.library.state)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(SPACE.snug)
        row.addWidget(self._new)
        row.addStretch(1)
        row.addWidget(self._edit)
        row.addWidget(self._delete)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE.normal, SPACE.normal, SPACE.normal, SPACE.normal)
        column.setSpacing(SPACE.normal)
        column.addWidget(self._search)
        column.addWidget(self._list, 1)
        column.addWidget(self._empty, 1)
        column.addLayout(row)
        self.setFixedSize(SIZE)


def _parts(element: Element) -> str:
    if element.kind is ElementKind.VIDEO:
        return current().count("{n} video", "{n} videos", len(element.videos))
    return current().count("{n} picture", "{n} pictures", 1 + len(element.references))
