"""Esc in any field gives the keyboard back to the viewer, whose keys play and step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from kling_desktop.ui.viewer.panel import ViewerPanel


class WayBack(QObject):
    """Takes Esc where nobody else wanted it: what is being typed or is open has used it first."""

    def __init__(self, window: QWidget, viewer: ViewerPanel) -> None:
        """`window` holds `viewer` and all fields; keys that these leave come to it."""
        super().__init__(viewer)
        self._viewer = viewer
        window.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Give the keyboard to the picture, unless that is hidden."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        is_plain = event.key() == Qt.Key.Key_Escape and not event.modifiers()
        if not is_plain or not self._viewer.isVisible():
            return False
        self._viewer.take_keyboard()
        return True
