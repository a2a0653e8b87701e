"""Viewer tests: the dark theme, the demo clip, and what Qt's multimedia says on a machine without sound."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from kling_desktop import paths
from kling_desktop.ui.theme import style
from kling_desktop.ui.theme.roles import DARK
from kling_desktop.ui.viewer.clip import Clip
from kling_desktop.ui.viewer.panel import ViewerPanel
from tests.support.frames import decoded_frames

DEMO = paths.resource("demo", "big-buck-bunny-5s.mp4")
DEMO_FRAMES = 132
# No sound server and no GPU here: Qt says so once, which is no fault of ours.
NO_HARDWARE = ("pipewire", "PulseAudioService: pa_context_connect", "No RHI backend. Using CPU conversion")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let Qt tell what this machine lacks."""
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            own = item.get_closest_marker("qt_log_ignore")
            expected = (*NO_HARDWARE, *(own.args if own else ()))
            # The nearest mark alone counts: it must name what the test expects besides.
            item.add_marker(pytest.mark.qt_log_ignore(*expected), append=False)


@pytest.fixture(autouse=True)
def dark(qapp: QApplication) -> Iterator[None]:
    """Dress the application in the dark theme, and undress it again."""
    style.apply(qapp, DARK)
    yield
    qapp.setStyleSheet("")


@pytest.fixture
def demo() -> Clip:
    """The demo clip, with all that a probe knows of it."""
    return Clip(DEMO, Fraction(25), DEMO_FRAMES)


@pytest.fixture
def panel(qapp: QApplication) -> Iterator[ViewerPanel]:
    """A viewer on the screen, closed afterwards as the program does it."""
    made = ViewerPanel()
    made.resize(900, 600)
    made.show()
    made.activateWindow()
    yield made
    made.close_media()
    made.close()
    made.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture(scope="session")
def frames() -> list[bytes]:
    """The frames of the demo clip as another decoder sees them, small."""
    return decoded_frames(str(DEMO))
