"""The rig: a real engine and journal, a scripted service, turned time."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.engine import small_video


@pytest.fixture(scope="session")
def video(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A small whole video, as a service would deliver it."""
    return small_video(tmp_path_factory.mktemp("video"))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """An empty data folder."""
    return tmp_path / "data"
