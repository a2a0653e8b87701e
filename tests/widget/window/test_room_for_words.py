"""No word is cut and nothing looks uneven: at the sizes of 200 %, in both languages, on every page and sheet."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QSize
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from kling_desktop.domain.job import EditJob, JobState
from kling_desktop.domain.notice import Notice
from kling_desktop.ui import dialogs, speech
from kling_desktop.ui.closing import ClosingQuestion
from kling_desktop.ui.editor.preset_saving import PresetSaving
from kling_desktop.ui.help.about import AboutDialog
from kling_desktop.ui.help.shortcuts import ShortcutSheet
from kling_desktop.ui.help.support import SupportDialog
from kling_desktop.ui.preferences.dialog import PreferencesDialog
from kling_desktop.ui.preferences.first_run import FirstRunDialog
from kling_desktop.ui.projects.sheet import ProjectSheet
from kling_desktop.ui.tasks.handling import TaskHandling
from kling_desktop.viewmodels.rows import TaskAction, TaskRow
from tests.support.evenness import cut, far_from_fields, uneven
from tests.support.panels import child, dialog
from tests.support.rooms import Furnished, furnished
from tests.support.studio_double import BUNNY, StudioDouble, job
from tests.support.waiting import until

pytestmark = pytest.mark.qt_log_ignore(
    "pipewire", "PulseAudioService: pa_context_connect", "No RHI backend. Using CPU conversion"
)
TWICE = QSize(960, 540)
"""What is left of 1920×1080 at 200 %, in logical pixels."""
LANGUAGES = ("en", "zh_CN")
SNOW = "Add snow falling to @Video1"
LOST = job(JobState.UNKNOWN, held=Notice("answer_lost"), submitted=1_000.0, price="1.56")


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


def wrong(window: QWidget) -> list[str]:
    """What an eye would stumble over."""
    return [*cut(window), *uneven(window), *far_from_fields(window)]


async def looked_at(window: QWidget) -> list[str]:
    """What is wrong with it once it has found its layout."""
    with contextlib.suppress(AssertionError):
        await until(lambda: window.isVisible() and not wrong(window), seconds=2)
    return wrong(window)


async def test_the_window(room: Furnished) -> None:
    await room.attach()
    assert await looked_at(room.frame) == []
    room.stage.strip.all_button.click()
    await until(lambda: room.stage.tasks.isVisible())
    assert await looked_at(room.frame) == []
    await room.studio.close()


async def test_every_page_of_settings(room: Furnished) -> None:
    await room.attach()
    settings = room.stage.open_settings()
    assert isinstance(settings, PreferencesDialog)
    for name, _ in settings._pages:
        settings.show_page(name)
        assert (name, await looked_at(settings)) == (name, [])
    settings.close()
    await room.studio.close()


async def test_every_step_of_the_first_start(room: Furnished) -> None:
    await room.attach()
    room.stage.greet()
    steps = await dialog("first_run")
    assert isinstance(steps, FirstRunDialog)
    for number in range(steps._stack.count()):
        steps._stack.setCurrentIndex(number)
        steps._show()
        assert (number, await looked_at(steps)) == (number, [])
    steps.close()
    await room.studio.close()


def handled(action: TaskAction, about: EditJob) -> Callable[[Furnished], None]:
    """What asks before it does something about a task."""

    def ask(room: Furnished) -> None:
        handling = room.frame.findChild(TaskHandling)
        assert handling is not None
        handling.do(action, TaskRow.resting(about))

    return ask


SHEETS: dict[str, Callable[[Furnished], object]] = {
    "presets": lambda room: room.window.editor.presets_wanted.emit(),
    "save_preset": lambda room: PresetSaving(room.workspace.presets, SNOW, "", room.frame).present(),
    "element": lambda room: room.window.editor.elements.make(),
    "project_sheet": lambda room: ProjectSheet(room.workspace.projects, None, room.frame).present(),
    "return_sheet": lambda room: room.workspace.returning.ask(),
    "shortcuts": lambda room: ShortcutSheet(
        room.workspace.preferences.state, lambda: None, room.frame
    ).open(),
    "support": lambda room: SupportDialog(room.workspace.help, room.frame).open(),
    "about": lambda room: AboutDialog(room.workspace.help, room.frame).open(),
    "closing_question": lambda room: ClosingQuestion(3, room.frame).present(),
    "confirmation": handled(TaskAction.SEND_AGAIN, LOST),
    "text_question": handled(TaskAction.PASTE_ID, LOST),
    "details": handled(TaskAction.DETAILS, LOST),
    "element_library": lambda room: room.window.editor.elements.open_at(QPoint(0, 0)),
    "treatment": lambda room: child(room.stage.range, "prepare", QPushButton).click(),
}


@pytest.mark.parametrize("name", SHEETS)
async def test_every_sheet(room: Furnished, name: str) -> None:
    room.studio.clips.add("/clips/bunny.mp4", BUNNY)
    await room.attach()
    room.workspace.editor.choose_source("/clips/bunny.mp4")
    await until(child(room.stage.range, "prepare", QPushButton).isEnabled)
    before = set(on_top())
    SHEETS[name](room)
    await until(lambda: set(on_top()) - before)
    sheet = next(iter(set(on_top()) - before))
    assert await looked_at(sheet) == []
    sheet.close()
    await room.studio.close()


def on_top() -> list[QWidget]:
    """Every window and pop-up that is to be seen."""
    return [each for each in QApplication.topLevelWidgets() if each.isVisible()]


async def test_a_menu_of_a_task_ends_with_deleting(room: Furnished) -> None:
    await room.attach()
    room.stage._handling.open_menu(TaskRow.resting(job(JobState.DONE)), QPoint(0, 0))
    menu = QApplication.activePopupWidget()
    assert menu is not None
    entries = menu.actions()
    assert entries[-1].icon().isNull() is False
    assert entries[-2].isSeparator()
    assert not entries[0].isSeparator()
    assert all(entry.isSeparator() or not entry.icon().isNull() for entry in entries)
    menu.close()
    await room.studio.close()


async def test_a_long_sheet_is_as_high_as_the_screen_lets_it(room: Furnished) -> None:
    await room.attach()
    dialogs.show_text(room.frame, "Details", "A sentence.", "Add snow falling " * 260, lambda _: None)
    details = await dialog("details")
    assert details.height() > details.screen().availableGeometry().height() * 2 // 3
    assert await looked_at(details) == []
    details.close()
    await room.studio.close()
