"""No word is cut: at the sizes of 200 %, in both languages, every label, button and tab has the room it needs."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QTabBar, QWidget

from kling_desktop.ui import speech
from kling_desktop.ui.preferences.dialog import PreferencesDialog
from kling_desktop.ui.widgets.labels import ElidedLabel
from tests.support.panels import dialog
from tests.support.rooms import Furnished, furnished
from tests.support.studio_double import StudioDouble
from tests.support.waiting import until

pytestmark = pytest.mark.qt_log_ignore(
    "pipewire", "PulseAudioService: pa_context_connect", "No RHI backend. Using CPU conversion"
)
TWICE = QSize(960, 540)
"""What is left of 1920×1080 at 200 %, in logical pixels."""
LANGUAGES = ("en", "zh_CN")
SLACK = 1


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    speech.speak(request.param)
    yield request.param
    speech.speak("en")


@pytest.fixture
def room(qapp: QApplication, studio: StudioDouble, tmp_path: Path, language: str) -> Iterator[Furnished]:
    with furnished(studio, tmp_path) as made:
        made.frame.resize(TWICE)
        yield made


def shortage(widget: QWidget) -> int:
    """How many pixels the words of a widget lack; 0 or less where all are seen."""
    if isinstance(widget, QLabel) and widget.wordWrap():
        return widget.heightForWidth(widget.width()) - widget.height()
    if isinstance(widget, QTabBar):
        needed = (
            QFontMetrics(widget.font()).horizontalAdvance(widget.tabText(n)) for n in range(widget.count())
        )
        return max(need - widget.tabRect(n).width() for n, need in enumerate(needed))
    return widget.minimumSizeHint().width() - widget.width()


def cut(window: QWidget) -> list[str]:
    """The words in a window that are not seen whole; those that end in … by design are not meant."""
    kinds = (QLabel, QAbstractButton, QComboBox, QTabBar)
    return [
        f"{type(each).__name__} {each.objectName()} {each.property('text')!r}: {shortage(each)} px"
        for each in window.findChildren(QWidget)
        if isinstance(each, kinds) and not isinstance(each, ElidedLabel)
        if each.isVisible() and shortage(each) > SLACK
    ]


async def whole(window: QWidget) -> list[str]:
    """What is cut once the window has found its layout."""
    with contextlib.suppress(AssertionError):
        await until(lambda: window.isVisible() and not cut(window), seconds=2)
    return cut(window)


async def test_nothing_in_the_window_is_cut(room: Furnished) -> None:
    await room.attach()
    assert await whole(room.frame) == []
    room.stage.strip.all_button.click()
    await until(lambda: room.stage.tasks.isVisible())
    assert await whole(room.frame) == []
    await room.studio.close()


async def test_nothing_in_settings_is_cut(room: Furnished) -> None:
    await room.attach()
    settings = room.stage.open_settings()
    assert isinstance(settings, PreferencesDialog)
    for name, _ in settings._pages:
        settings.show_page(name)
        assert (name, await whole(settings)) == (name, [])
    settings.close()
    await room.studio.close()


async def test_nothing_in_the_first_steps_is_cut(room: Furnished) -> None:
    await room.attach()
    room.stage.greet()
    steps = await dialog("first_run")
    assert await whole(steps) == []
    steps.close()
    await room.studio.close()
