"""Widget tests run in the dark theme, as the program starts in it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from kling_desktop.ui.theme import style
from kling_desktop.ui.theme.roles import DARK


@pytest.fixture(autouse=True)
def dark(qapp: QApplication) -> Iterator[None]:
    """Dress the application in the dark theme, and undress it again."""
    style.apply(qapp, DARK)
    yield
    qapp.setStyleSheet("")
