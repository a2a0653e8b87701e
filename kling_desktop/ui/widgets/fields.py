"""Fields that a mouse wheel passes over without changing them."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QSpinBox, QStyledItemDelegate, QWidget

from kling_desktop.ui.theme.roles import SPACE


class ComboBox(QComboBox):
    """A choice from a list; the wheel changes it only while the list is open. `name` is its objectName."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        # The built-in delegate of combo boxes ignores the style sheet's items.
        self.setItemDelegate(QStyledItemDelegate(self))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to what lies behind."""
        event.ignore()


class SpinBox(QSpinBox):
    """A whole number; the wheel never changes it. `name` is its objectName."""

    def __init__(self, name: str, lowest: int, highest: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setRange(lowest, highest)
        # The style sheet's padding does not reach the field inside.
        self.lineEdit().setTextMargins(SPACE.snug, 0, 0, 0)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to what lies behind."""
        event.ignore()
