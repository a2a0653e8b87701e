"""How large a dialog opens: as it is made for, but never larger than its screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

FRAME = QSize(16, 48)
"""What the system draws around a window, in logical pixels, at most."""


def resize_within(dialog: QWidget, wanted: QSize) -> None:
    """Give `dialog` the size that it is made for, or what its screen has room for."""
    dialog.resize(wanted.boundedTo(dialog.screen().availableSize() - FRAME))
