"""What the stories of the window share: the eyes of assistive technology, a live account on loopback."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.clips import Clip, make_clip
from tests.support.live import LiveAccount
from tests.support.sight import Sight


@pytest.fixture(scope="session")
def sight() -> Iterator[Sight]:
    """Eyes on every window of this screen."""
    with Sight() as eyes:
        yield eyes


@pytest.fixture(scope="session")
def short_clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A legal clip of three seconds."""
    return make_clip(tmp_path_factory.mktemp("clip") / "clip.mp4", Clip(seconds=3.0))


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory, short_clip: Path) -> Iterator[LiveAccount]:
    """A live account that answers at once with an unedited copy."""
    with LiveAccount(tmp_path_factory.mktemp("server"), short_clip) as account:
        yield account
