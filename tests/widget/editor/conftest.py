"""Panels in the dark theme, tied to a studio double."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from tests.support.panels import dressed
from tests.support.studio_double import StudioDouble


@pytest.fixture(autouse=True)
def dark(qapp: QApplication) -> Iterator[None]:
    """Dress the application."""
    with dressed(qapp):
        yield


@pytest.fixture
def studio(qapp: QApplication) -> StudioDouble:
    """A studio in practice mode that knows one clip."""
    return StudioDouble()
