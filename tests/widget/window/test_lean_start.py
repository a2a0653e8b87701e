"""What the start leaves for later is there as soon as it is wanted, and costs no early key."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from argparse import Namespace
from functools import cache
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from kling_desktop import paths
from kling_desktop.ui import opening
from kling_desktop.ui.bindings import FEATURE, JUDGE, spare_imports
from kling_desktop.ui.editor.prompt_edit import PromptEdit
from kling_desktop.ui.frame import Frame
from kling_desktop.ui.main_window import MainWindow
from kling_desktop.ui.run import Run
from kling_desktop.ui.theme import style
from kling_desktop.ui.unpacking import BITS, unpack
from kling_desktop.viewmodels.first_look import FirstLook
from kling_desktop.viewmodels.workspace import Workspace
from tests.support.panels import child, dialog, press
from tests.support.rooms import furnished
from tests.support.studio_double import StudioDouble
from tests.support.waiting import until

pytestmark = pytest.mark.qt_log_ignore(
    "pipewire", "PulseAudioService: pa_context_connect", "No RHI backend. Using CPU conversion"
)
ROOT = Path(__file__).parents[3]
LOADED = """
import sys
from argparse import Namespace
from kling_desktop.ui.bindings import spare_imports
spare_imports()
{imports}
print(*sorted(sys.modules))
"""
UNPACKED = """
import sys
import kling_desktop.__main__, kling_desktop.app, kling_desktop.ui.opening
from kling_desktop.ui.unpacking import unpack
from kling_desktop.ui.bindings import spare_imports
spare_imports()
known = [len(sys.modules)]
def between():
    print(len(sys.modules) - known[-1])
    known.append(len(sys.modules))
unpack(between)
import kling_desktop.ui.run, kling_desktop.ui.viewer.player, kling_desktop.ui.viewer.soundtrack
print(len(sys.modules) - known[-1])
"""
MOST_IN_A_BIT = 60
PAINT = "import kling_desktop.__main__, kling_desktop.app"
TYPE = f"{PAINT}, kling_desktop.ui.opening"
HEAVY = (
    "av",
    "httpx",
    "obstore",
    "keyring",
    "qasync",
    "PIL",
    "numpy",
    "opentimelineio",
    "PySide6.QtMultimedia",
)


def loaded(imports: str) -> list[str]:
    """The modules that are there after `imports` in a fresh interpreter."""
    found = subprocess.run(
        [sys.executable, "-c", LOADED.format(imports=imports)],
        cwd=ROOT, capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip
    return found.stdout.split()


def test_the_first_picture_waits_for_nothing_but_qt() -> None:
    names = loaded(PAINT)
    ours = {name for name in names if name.startswith("kling_desktop.")}
    rooms = {name.split(".")[1] for name in ours}
    assert rooms == {"__main__", "app", "cli", "domain", "i18n", "paths", "store", "ui", "viewmodels"}
    assert not ours & {"kling_desktop.domain.request", "kling_desktop.ui.editor.panel"}
    assert not {"msgspec", "sqlite3", "tomllib"} & set(names)


@pytest.mark.parametrize("name", HEAVY)
def test_the_first_key_waits_for_nothing_heavy(name: str) -> None:
    assert name not in loaded_to_type()


@pytest.mark.parametrize(
    "name",
    [
        "domain.job", "settings.sections", "store.history", "ui.editor.completion", "ui.editor.element_picker",
        "ui.stage", "ui.viewer.panel", "viewmodels.chosen", "viewmodels.workspace",
    ],
)  # fmt: skip
def test_the_first_key_waits_for_no_part_that_is_not_on_the_screen(name: str) -> None:
    assert f"kling_desktop.{name}" not in loaded_to_type()


@cache
def loaded_to_type() -> list[str]:
    """What is loaded when one can type."""
    return loaded(TYPE)


def test_the_pinned_pyside_still_has_what_is_spared(monkeypatch: pytest.MonkeyPatch) -> None:
    feature = sys.modules[FEATURE]
    monkeypatch.setattr(feature, JUDGE, getattr(feature, JUDGE))
    spare_imports()
    assert getattr(feature, JUDGE).__module__ == "kling_desktop.ui.bindings"


async def test_what_is_made_late_is_there_when_it_is_asked_for_early(tmp_path: Path) -> None:
    """Before the engine is there: a reference is offered, a chip told, the library opened."""
    with furnished(StudioDouble(), tmp_path) as room:
        room.workspace.editor.choose_source(str(tmp_path / "clip.mp4"))
        QTest.keyClicks(room.prompt, "Add snow to @")
        assert room.prompt.is_offering()
        QTest.keyClick(room.prompt, Qt.Key.Key_Return)
        assert room.prompt.text() == "Add snow to @Video1 "
        assert not room.prompt.is_offering()
        room.window.editor.materials.elements_wanted.emit(room.frame.pos())
        assert room.window.editor.elements.isVisible()
        room.window.editor.elements.hide()


async def test_what_is_pressed_before_the_rest_stands_is_heard_after(
    qapp: QApplication, tmp_path: Path
) -> None:
    """A key, a button and a drop between the editor and the other panels, in that order."""
    style.apply(qapp)
    frame, workspace = Frame(FirstLook()), Workspace()
    window = MainWindow(frame, workspace.editing, FirstLook())
    frame.show()
    window.show()
    frame.activateWindow()
    QTest.qWaitForWindowActive(frame)
    heard: list[str] = []
    try:
        QTest.keyClick(frame.focusWidget(), Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
        press(frame, "settings")
        window.take_files([tmp_path / "studio.klingsetup"])
        window.early.hush()
        window.header.settings_wanted.connect(lambda: heard.append("settings"))
        window.editor.presets_wanted.connect(lambda: heard.append("presets"))
        window.setup_handed.connect(heard.append)
        window.early.say_again()
        assert heard == ["presets", "settings", str(tmp_path / "studio.klingsetup")]
        press(frame, "settings")
        window.early.say_again()
        assert len(heard) == 4
    finally:
        frame.let_go()
        frame.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_the_rest_of_the_window_is_loaded_in_bits_and_wholly() -> None:
    """No bit brings as much along as the next would be waited for; after the last one nothing is left to load."""
    found = subprocess.run(
        [sys.executable, "-c", UNPACKED], cwd=ROOT, capture_output=True, text=True, check=True, timeout=120
    )
    brought = dict(zip(BITS, map(int, found.stdout.split()[:-1]), strict=True))
    assert found.stdout.split()[-1] == "0"
    assert max(brought.values()) <= MOST_IN_A_BIT, brought


def typable(app: QApplication, folder: Path) -> tuple[Frame, opening.Room]:
    """A window that one can type into, as the program itself begins."""
    data = paths.DataFolder(folder / "data")
    frame = Frame(FirstLook())
    frame.show()
    said = Namespace(sandbox=True, demo=False, clip="", data_dir=str(data.root), language="en")
    return frame, opening.furnish(app, frame, data, FirstLook(), said)


async def test_between_the_bits_one_types_and_may_close(qapp: QApplication, tmp_path: Path) -> None:
    frame, room = typable(qapp, tmp_path)
    prompt = child(frame, "prompt", PromptEdit)
    signs = iter("snow")

    def between() -> None:
        if sign := next(signs, ""):
            QCoreApplication.postEvent(
                prompt, QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, sign)
            )
        qapp.processEvents()

    unpack(between)
    assert prompt.text() == "snow"
    frame.close()
    assert frame.isVisible()
    assert await Run(room).until_closed() == 0


async def test_no_event_is_taken_while_half_of_the_window_stands(qapp: QApplication, tmp_path: Path) -> None:
    """What comes between the first key and the whole window waits in its queue, keys and presses alike."""
    frame, room = typable(qapp, tmp_path)
    prompt = child(frame, "prompt", PromptEdit)
    for sign in "snow":
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QCoreApplication.postEvent(prompt, QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, sign))
    settings = child(frame, "settings", QPushButton)
    QTimer.singleShot(0, settings.click)
    run = Run(room)
    assert prompt.text() == ""
    ended = asyncio.ensure_future(run.until_closed())
    opened = await dialog("settings_dialog")
    await until(lambda: room.editing.editor.state.is_open)
    assert room.editing.editor.state.request.prompt == "snow"
    opened.close()
    frame.close()
    assert await ended == 0
