"""The bar above the picture: how it is looked at, what that mode offers, and what belongs to the result."""

from PySide6.QtCore import QEvent
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from kling_desktop.ui.theme.roles import SPACE
from kling_desktop.ui.viewer.compare_options import CompareOptions
from kling_desktop.ui.widgets.labels import ElidedLabel

LEAST_NAME = 60
"""Pixels; with less room for it the clip's name is left out."""


class ViewBar(QFrame):
    """Too narrow, the clip's name gives way, then what the mode offers; it never makes the window wider."""

    def __init__(self, compare: QWidget, options: CompareOptions, name: ElidedLabel, offer: QWidget) -> None:
        super().__init__()
        self._compare, self._options, self._name = compare, options, name
        self.setProperty("panel", "surface")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(SPACE.normal, SPACE.snug, SPACE.normal, SPACE.snug)
        self._row.setSpacing(SPACE.wide)
        self._row.addWidget(compare)
        self._row.addWidget(options)
        self._row.addWidget(name, 1)
        self._row.addStretch()
        self._row.addWidget(offer)

    def add_choice(self, choice: QWidget) -> None:
        """Put a choice of what the result is beside the ways to look at it."""
        self._row.insertWidget(self._row.indexOf(self._compare) + 1, choice)

    def add(self, button: QWidget) -> None:
        """Put a button that belongs to the result at the end."""
        self._row.addWidget(button)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out what there is no room for."""
        super().resizeEvent(event)
        self._leave_room()

    def event(self, event: QEvent) -> bool:
        """A part has come, gone, or says something longer."""
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self._leave_room()
        return done

    def _leave_room(self) -> None:
        parts = [item.widget() for at in range(self._row.count()) if (item := self._row.itemAt(at))]
        elastic = (self._options, self._name)
        others = [part for part in parts if part and not part.isHidden() and part not in elastic]
        margins = self._row.contentsMargins()
        gaps = margins.left() + margins.right() + len(others) * self._row.spacing()
        room = self.width() - sum(part.sizeHint().width() for part in others) - gaps
        self._options.set_room(room)
        used = self._options.sizeHint().width() + self._row.spacing() if not self._options.isHidden() else 0
        # A name of two letters says nothing: it stands in the list of tasks, too.
        self._name.setVisible(room - used >= LEAST_NAME)
