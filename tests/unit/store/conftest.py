"""A data folder of its own for each test."""

from __future__ import annotations

from pathlib import Path

import pytest

from kling_desktop.paths import DataFolder


@pytest.fixture
def data(tmp_path: Path) -> DataFolder:
    return DataFolder(tmp_path / "data")
