"""Keys that are held while something else is done."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication


def is_alt_held() -> bool:
    """Whether Alt is down now."""
    return bool(QGuiApplication.keyboardModifiers() & Qt.KeyboardModifier.AltModifier)
