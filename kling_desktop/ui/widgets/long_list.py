"""A list of equal rows that is laid out by arithmetic: a hundred thousand of them cost what ten do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QItemSelectionRange,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
)
from PySide6.QtGui import QPainter, QPaintEvent, QRegion
from PySide6.QtWidgets import QAbstractItemView, QListView, QScrollBar, QStyle, QStyleOptionViewItem, QWidget

Index = QModelIndex | QPersistentModelIndex
Action = QAbstractItemView.CursorAction
Hint = QAbstractItemView.ScrollHint
HOVERS = (QEvent.Type.HoverEnter, QEvent.Type.HoverMove)
Traits = tuple[bool, bool, bool]
"""Whether a row is selected, whether the keyboard is on it, whether the mouse is."""
SIGNS = (QStyle.StateFlag.State_Selected, QStyle.StateFlag.State_HasFocus, QStyle.StateFlag.State_MouseOver)
STEPS = {
    True: {Action.MoveUp: -1, Action.MoveDown: 1, Action.MovePrevious: -1, Action.MoveNext: 1},
    False: {Action.MoveLeft: -1, Action.MoveRight: 1, Action.MovePrevious: -1, Action.MoveNext: 1},
}


class LongList(QListView):
    """Shows rows of one size, below each other or, with `is_sideways`, beside each other.

    Qt's own list walks over every row whenever one of them has changed.
    """

    def __init__(self, is_sideways: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_sideways = is_sideways
        self._extent = 0
        self._hovered: QPoint | None = None
        self.setUniformItemSizes(True)
        self.setFlow(QListView.Flow.LeftToRight if is_sideways else QListView.Flow.TopToBottom)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)

    @property
    def bar(self) -> QScrollBar:
        """The scroll bar along which the rows stand."""
        return self.horizontalScrollBar() if self._is_sideways else self.verticalScrollBar()

    def visible_places(self) -> range:
        """The rows that are in sight, in part or whole."""
        return self._places(self.bar.value(), self.bar.value() + self._page())

    def chosen_places(self, most: int) -> Sequence[int]:
        """The numbers of the rows that are selected, from the top; no more than `most` of them."""
        found: list[int] = []
        for part in sorted(self._chosen(), key=lambda part: part.top()):
            found += range(part.top(), min(part.bottom() + 1, part.top() + most - len(found)))
        return found

    def count_chosen(self) -> int:
        """How many rows are selected."""
        return sum(part.height() for part in self._chosen())

    def has_chosen(self, first: int, last: int) -> bool:
        """Whether a row from place `first` to `last` is selected."""
        return any(part.top() <= last and first <= part.bottom() for part in self._chosen())

    def doItemsLayout(self) -> None:
        """There is nothing to lay out: a row stands at its number times its size."""
        self._extent = 0
        QAbstractItemView.doItemsLayout(self)

    def updateGeometries(self) -> None:
        """Bring the scroll bar up to date."""
        length, page = self._count() * self._size(), self._page()
        self.bar.setSingleStep(self._size())
        self.bar.setPageStep(page)
        self.bar.setRange(0, max(0, length - page))
        (self.verticalScrollBar() if self._is_sideways else self.horizontalScrollBar()).setRange(0, 0)
        QAbstractItemView.updateGeometries(self)

    def visualRect(self, index: Index) -> QRect:
        """Where a row stands in the viewport, in sight or not."""
        if not index.isValid():
            return QRect()
        begin, size = index.row() * self._size() - self.bar.value(), self._size()
        view = self.viewport()
        return (
            QRect(begin, 0, size, view.height()) if self._is_sideways else QRect(0, begin, view.width(), size)
        )

    def indexAt(self, place: QPoint) -> QModelIndex:
        """The row at a point of the viewport."""
        if not self.viewport().rect().contains(place):
            return QModelIndex()
        row = (self._along(place) + self.bar.value()) // self._size()
        return self.model().index(row, 0) if row < self._count() else QModelIndex()

    def scrollTo(self, index: Index, hint: Hint = Hint.EnsureVisible) -> None:
        """Bring a row into sight."""
        if not index.isValid():
            return
        if self.bar.maximum() < self._count() * self._size() - self._page():
            # Rows that have just come are not in its range yet.
            self.updateGeometries()
        begin, page, value = index.row() * self._size(), self._page(), self.bar.value()
        end = begin + self._size()
        wanted = {
            Hint.PositionAtTop: begin,
            Hint.PositionAtBottom: end - page,
            Hint.PositionAtCenter: (begin + end - page) // 2,
        }
        nearest = begin if begin < value or end - begin > page else max(value, end - page)
        self.bar.setValue(wanted.get(hint, nearest))

    def moveCursor(self, action: Action, _keys: Qt.KeyboardModifier) -> QModelIndex:
        """The row that a key leads to."""
        count, current = self._count(), self.currentIndex().row()
        if not count:
            return QModelIndex()
        if current < 0:
            return self.model().index(0, 0)
        page = max(1, self._page() // self._size() - 1)
        goals = {
            Action.MoveHome: 0,
            Action.MoveEnd: count - 1,
            Action.MovePageUp: current - page,
            Action.MovePageDown: current + page,
        }
        goal = goals.get(action, current + STEPS[not self._is_sideways].get(action, 0))
        return self.model().index(min(max(goal, 0), count - 1), 0)

    def setSelection(self, area: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        """Select the rows in an area of the viewport."""
        value = self.bar.value()
        first, last = self._along(area.topLeft()), self._along(area.bottomRight())
        places = self._places(min(first, last) + value, max(first, last) + value + 1)
        model = self.model()
        chosen = (
            QItemSelection(model.index(places[0], 0), model.index(places[-1], 0))
            if places
            else QItemSelection()
        )
        self.selectionModel().select(chosen, command)

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        """The part of the viewport that selected rows take up."""
        region, seen = QRegion(), self.visible_places()
        for part in selection.toList():
            for row in range(max(part.top(), seen.start), min(part.bottom() + 1, seen.stop)):
                region += self.visualRect(self.model().index(row, 0))
        return region

    def isIndexHidden(self, _index: Index) -> bool:
        """No row is hidden."""
        return False

    def horizontalOffset(self) -> int:
        """How far the rows are scrolled to the left."""
        return self.bar.value() if self._is_sideways else 0

    def verticalOffset(self) -> int:
        """How far the rows are scrolled up."""
        return 0 if self._is_sideways else self.bar.value()

    def keyboardSearch(self, _text: str) -> None:
        """Letters search nothing: they would read every row."""

    def viewportEvent(self, event: QEvent) -> bool:
        """Note where the mouse is."""
        if event.type() in HOVERS:
            self._hovered = event.position().toPoint()  # type: ignore[attr-defined]
        elif event.type() in (QEvent.Type.HoverLeave, QEvent.Type.Leave):
            self._hovered = None
        return super().viewportEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rows that are in sight."""
        painter = QPainter(self.viewport())
        for index, option in self._options(event.rect()):
            self.itemDelegate().paint(painter, option, index)
        painter.end()

    def _options(self, area: QRect) -> Iterator[tuple[QModelIndex, QStyleOptionViewItem]]:
        option = QStyleOptionViewItem()
        self.initViewItemOption(option)
        plain = option.state & ~QStyle.StateFlag.State_MouseOver
        states: dict[Traits, QStyle.StateFlag] = {}
        current = self.currentIndex().row() if self.hasFocus() else -1
        hovered = self.indexAt(self._hovered).row() if self._hovered is not None else -1
        model, selection = self.model(), self.selectionModel()
        for row in self.visible_places():
            index = model.index(row, 0)
            option.rect = self.visualRect(index)
            if not option.rect.intersects(area):
                continue
            traits = (selection.isSelected(index), row == current, row == hovered)
            if traits not in states:
                states[traits] = _with(plain, traits)
            option.state = states[traits]
            yield index, option

    def _chosen(self) -> Sequence[QItemSelectionRange]:
        return self.selectionModel().selection().toList()

    def _count(self) -> int:
        return self.model().rowCount() if self.model() is not None else 0

    def _page(self) -> int:
        view = self.viewport()
        return view.width() if self._is_sideways else view.height()

    def _along(self, place: QPoint) -> int:
        return place.x() if self._is_sideways else place.y()

    def _size(self) -> int:
        """What one row takes up, in pixels; asked of its delegate once for each layout."""
        if not self._extent and self._count():
            option = QStyleOptionViewItem()
            self.initViewItemOption(option)
            hint = self.itemDelegate().sizeHint(option, self.model().index(0, 0))
            self._extent = max(1, hint.width() if self._is_sideways else hint.height())
        return self._extent or 1

    def _places(self, begin: int, end: int) -> range:
        size, count = self._size(), self._count()
        return range(max(0, begin // size), min(count, max(0, -(-end // size))))


def _with(state: QStyle.StateFlag, traits: Traits) -> QStyle.StateFlag:
    for is_so, sign in zip(traits, SIGNS, strict=True):
        state |= sign if is_so else QStyle.StateFlag.State_None
    return state
