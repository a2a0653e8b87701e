"""Models without widgets: a studio double to tie them to."""

from __future__ import annotations

import pytest

from tests.support.studio_double import StudioDouble


@pytest.fixture
def studio(qapp: object) -> StudioDouble:
    """A studio in practice mode that knows one clip."""
    return StudioDouble()
