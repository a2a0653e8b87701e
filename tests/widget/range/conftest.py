"""The range panel in the dark theme."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from tests.support.panels import dress


@pytest.fixture(autouse=True)
def dark(qapp: QApplication) -> None:
    """Dress the application."""
    dress(qapp)
