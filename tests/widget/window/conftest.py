"""Panels in the dark theme, tied to a studio double."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from kling_desktop import paths
from tests.support.panels import dress
from tests.support.rooms import Furnished, furnished
from tests.support.studio_double import BUNNY, StudioDouble


@pytest.fixture(autouse=True)
def dark(qapp: QApplication) -> None:
    """Dress the application."""
    dress(qapp)


@pytest.fixture
def studio(qapp: QApplication) -> StudioDouble:
    """A studio in practice mode that knows one clip."""
    return StudioDouble()


@pytest.fixture
def room(qapp: QApplication, studio: StudioDouble, tmp_path: Path) -> Iterator[Furnished]:
    """A whole window whose studio knows the demo clip."""
    studio.clips.add(str(paths.resource("demo", "big-buck-bunny-5s.mp4")), BUNNY)
    with furnished(studio, tmp_path) as made:
        yield made
