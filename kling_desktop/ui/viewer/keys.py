"""Keys that work while the focus is inside one part of the window, and nowhere else."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget


def bind_keys(scope: QWidget, keys: Mapping[Qt.Key, Callable[[], None]], repeating: set[Qt.Key]) -> None:
    """Have each key call its function while `scope` or a child has the focus.

    Only the `repeating` ones go on while held down.
    """
    for key, call in keys.items():
        shortcut = QShortcut(QKeySequence(key), scope)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.setAutoRepeat(key in repeating)
        shortcut.activated.connect(call)
