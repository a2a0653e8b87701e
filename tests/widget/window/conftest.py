"""Panels in the dark theme, tied to a studio double."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from tests.support.panels import dress
from tests.support.studio_double import StudioDouble


@pytest.fixture(autouse=True)
def dark(qapp: QApplication) -> None:
    """Dress the application."""
    dress(qapp)


@pytest.fixture
def studio(qapp: QApplication) -> StudioDouble:
    """A studio in practice mode that knows one clip."""
    return StudioDouble()
