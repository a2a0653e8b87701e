"""The start: what is loaded when, the draft ahead of the engine, one window per folder, the orderly end."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import sqlite3
import subprocess
import sys
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from kling_desktop import i18n, paths
from kling_desktop.domain.draft import Draft
from kling_desktop.domain.request import EditRequest
from kling_desktop.store.journal import Journal
from kling_desktop.store.lock import EngineLock
from kling_desktop.ui import greeting, opening, speech
from kling_desktop.ui.frame import Frame
from kling_desktop.ui.neighbour import Doorbell, ring
from kling_desktop.ui.run import NOT_OPENED, Run
from kling_desktop.viewmodels.first_look import FirstLook
from tests.support.panels import dialog, press, text_of
from tests.support.waiting import until

BEFORE_THE_FIRST_PICTURE = (
    "asyncio",
    "av",
    "httpx",
    "keyring",
    "msgspec",
    "sqlite3",
    "starlette",
    "urllib.request",
)
BEFORE_THE_FIRST_KEY = (
    "asyncio",
    "av",
    "httpx",
    "importlib.metadata",
    "keyring",
    "starlette",
    "PySide6.QtMultimedia",
    "urllib.request",
)

pytestmark = pytest.mark.qt_log_ignore(
    "pipewire", "PulseAudioService: pa_context_connect", "No RHI backend. Using CPU conversion"
)


def said(folder: Path, **changes: object) -> Namespace:
    values = {"sandbox": True, "demo": False, "clip": "", "data_dir": str(folder), "language": "en"}
    return Namespace(**{**values, **changes})


@pytest.fixture
def data(tmp_path: Path) -> paths.DataFolder:
    return paths.DataFolder(tmp_path / "data")


@pytest.fixture
def english() -> Iterator[None]:
    yield
    i18n.use("en")


@pytest.mark.parametrize(
    ("module", "absent"),
    [("kling_desktop.app", BEFORE_THE_FIRST_PICTURE), ("kling_desktop.ui.opening", BEFORE_THE_FIRST_KEY)],
)
def test_heavy_libraries_wait_until_there_is_something_to_see(module: str, absent: tuple[str, ...]) -> None:
    code = f"import json, sys, {module}; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert set(json.loads(done.stdout)) & set(absent) == set()


async def test_the_draft_is_read_ahead_of_the_engine(data: paths.DataFolder) -> None:
    assert opening.kept_draft(data) is None
    data.make()
    journal = await Journal.open(data.journal, data.backups)
    await journal.save_draft(Draft(EditRequest("Add snow"), 2))
    assert opening.kept_draft(data) == Draft(EditRequest("Add snow"), 2)
    await journal.close()
    assert opening.kept_draft(data) == Draft(EditRequest("Add snow"), 2)


@pytest.mark.parametrize("content", [b"", b"not a database at all, but long enough to be looked at" * 9])
def test_a_damaged_journal_is_left_to_the_engine(data: paths.DataFolder, content: bytes) -> None:
    data.make()
    data.journal.write_bytes(content)
    assert opening.kept_draft(data) is None
    assert data.journal.read_bytes() == content


@pytest.mark.usefixtures("english")
def test_the_language_is_the_one_asked_for_or_the_systems() -> None:
    speech.speak("zh_CN")
    assert i18n.current().code == "zh_CN"
    speech.speak("")
    assert i18n.current().code != ""


def room_of(app: QApplication, data: paths.DataFolder, **changes: object) -> opening.Room:
    frame = Frame(FirstLook())
    frame.show()
    return opening.furnish(app, frame, data, FirstLook(), said(data.root, **changes))


def test_the_demo_is_ready_where_no_draft_is(qapp: QApplication, data: paths.DataFolder) -> None:
    room = room_of(qapp, data, demo=True)
    request = room.editing.editor.state.request
    assert request.prompt == "Add snow falling to @Video1"
    assert request.source is not None
    assert Path(request.source.location).is_file()
    room.window.frame.let_go()


async def test_a_run_from_the_first_key_to_the_orderly_end(
    qapp: QApplication, data: paths.DataFolder
) -> None:
    room = room_of(qapp, data)
    run = Run(room)
    ended = asyncio.ensure_future(run.until_closed())
    await until(lambda: room.editing.editor.state.is_open)
    assert not EngineLock(data.lock).acquire()
    room.editing.editor.set_prompt("Add snow")
    room.window.frame.close()
    assert await ended == 0
    assert not room.window.frame.isVisible()
    assert EngineLock(data.lock).acquire()
    assert opening.kept_draft(data) == Draft(EditRequest("Add snow"))
    assert json.loads(data.settings.read_bytes())["window"]["geometry"]


async def test_a_second_start_brings_the_first_window_up(qapp: QApplication, data: paths.DataFolder) -> None:
    data.make()
    rung: list[str] = []
    bell = Doorbell(data.root)
    bell.rung.connect(rung.append)
    assert greeting.greet(qapp, data, "en", "") == greeting.OPENED_ELSEWHERE
    await until(lambda: rung == [""])
    bell.close()
    assert not ring(data.root)


async def test_a_clip_that_a_second_start_names_opens_in_the_first_window(
    qapp: QApplication, data: paths.DataFolder, tmp_path: Path
) -> None:
    first, second = tmp_path / "一 clip.mp4", tmp_path / "two.mp4"
    room = room_of(qapp, data, clip=str(first))
    ended = asyncio.ensure_future(Run(room).until_closed())
    await until(lambda: _source_of(room) == str(first))
    assert greeting.greet(qapp, data, "en", str(second)) == greeting.OPENED_ELSEWHERE
    await until(lambda: _source_of(room) == str(second))
    room.window.frame.close()
    assert await ended == 0


async def test_a_studio_setup_opens_its_page_and_asks_for_the_passphrase(
    qapp: QApplication, data: paths.DataFolder, tmp_path: Path
) -> None:
    first, second = tmp_path / "a.klingsetup", tmp_path / "B.KLINGSETUP"
    room = room_of(qapp, data, clip=str(first))
    run = Run(room)
    ended = asyncio.ensure_future(run.until_closed())
    await _asked_for(first)
    assert greeting.greet(qapp, data, "en", str(second)) == greeting.OPENED_ELSEWHERE
    await _asked_for(second)
    run.open_handed(str(first))
    await _asked_for(first)
    room.window.take_files([second])
    settings = await _asked_for(second)
    settings.close()
    assert _source_of(room) == ""
    room.window.frame.close()
    assert await ended == 0


async def _asked_for(setup: Path) -> QWidget:
    """Say no to the question about a setup; returns the Settings that it stands over."""
    question = await dialog("text_question")
    assert setup.name in text_of(question, "sentence")
    question.setObjectName("answered")
    press(question, "cancel")
    # That of a test before may not be deleted yet.
    found = (each for each in QApplication.topLevelWidgets() if each.objectName() == "settings_dialog")
    return next(each for each in found if each.isVisible())


def test_what_macos_hands_over_waits_for_a_listener() -> None:
    code = (
        "from PySide6.QtCore import QUrl; from PySide6.QtGui import QFileOpenEvent;"
        "from kling_desktop.ui.application import Application; app = Application(['x']); heard = [];"
        "app.sendEvent(app, QFileOpenEvent('/clips/一.mp4')); app.listen(heard.append);"
        "app.sendEvent(app, QFileOpenEvent(QUrl('https://h.example/a.mp4'))); print(heard)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        encoding="utf-8",
    )
    assert done.stdout.strip() == "['/clips/一.mp4', 'https://h.example/a.mp4']"


def _source_of(room: opening.Room) -> str:
    source = room.editing.editor.state.source
    return source.location if source else ""


async def test_an_engine_that_cannot_be_opened_says_why_and_ends(
    qapp: QApplication, data: paths.DataFolder
) -> None:
    data.make()
    journal = await Journal.open(data.journal, data.backups)
    await journal.close()
    with contextlib.closing(sqlite3.connect(data.journal)) as connection:
        connection.execute("PRAGMA user_version = 999")
    room = room_of(qapp, data)
    ended = asyncio.ensure_future(Run(room).until_closed())
    message = await dialog("message")
    words = [label.text() for label in message.findChildren(QLabel)]
    assert any("newer" in each for each in words)
    press(message, "close_message")
    assert await ended == NOT_OPENED
    assert not room.window.frame.isVisible()


async def test_what_nobody_foresaw_is_told_without_a_traceback(
    qapp: QApplication, data: paths.DataFolder, caplog: pytest.LogCaptureFixture
) -> None:
    room = room_of(qapp, data)
    run = Run(room)
    error = ZeroDivisionError("division by zero")
    run.faulted(type(error), error, None)
    assert text_of(room.window.frame, "desk_notice_text").startswith(
        "Something went wrong in the program (ZeroDivisionError)."
    )
    run.loop_faulted(asyncio.get_running_loop(), {"message": "a slow callback"})
    assert "a slow callback" in caplog.text
    assert "division by zero" in caplog.text
    run._close()


def test_the_empty_window_is_painted_in_its_theme(qapp: QApplication) -> None:
    frame = Frame(FirstLook())
    frame.show()
    QTest.qWaitForWindowExposed(frame)
    image = frame.grab().toImage()
    assert len({image.pixelColor(x, 300).name() for x in range(0, image.width(), 10)}) == 2
    frame.let_go()
