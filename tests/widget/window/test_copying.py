"""A timeline dropped on the window becomes one edit for each clip, asked about once."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest
from PySide6.QtWidgets import QComboBox, QListWidget, QPushButton, QWidget

from kling_desktop import paths
from kling_desktop.domain.cut import Range
from kling_desktop.domain.errors import BadInput
from kling_desktop.domain.exchange import Place
from kling_desktop.domain.notice import Notice
from kling_desktop.domain.request import VideoInput
from kling_desktop.services.exchange import Copied
from tests.support.panels import child, dialog, press, text_of
from tests.support.rooms import Furnished, furnished
from tests.support.studio_double import StudioDouble
from tests.support.waiting import until

pytestmark = pytest.mark.qt_log_ignore(
    "pipewire", "PulseAudioService: pa_context_connect", "No RHI backend. Using CPU conversion"
)
DEMO = str(paths.resource("demo", "big-buck-bunny-5s.mp4"))
TIMELINE = Path("/edit/reel 2.xml")


def clip(first: int, last: int, at: int) -> VideoInput:
    return VideoInput("/clips/a.mov", range=Range(first, last), place=Place("Reel 2", 25, 1, 90_000, at))


ONE, OTHER = clip(0, 99, 250), clip(200, 299, 350)
MISSING = Notice("exchange_missing", {"name": "B002.mov"})


@pytest.fixture
def room(studio: StudioDouble, tmp_path: Path) -> Iterator[Furnished]:
    studio.jobs.lengths = {"/clips/a.mov": 4.0}
    with furnished(studio, tmp_path) as made:
        yield made


async def idle(room: Furnished) -> None:
    lasting = {"keep settings"}
    await until(lambda: all(each.get_name() in lasting for each in room.studio.tasks._running))


async def dropped(room: Furnished, path: Path = TIMELINE) -> QWidget:
    await room.attach()
    room.workspace.editor.set_prompt("Add snow to @Video1")
    room.window.take_files([path])
    sheet = await dialog("batch")
    await idle(room)
    return sheet


def listed(sheet: QWidget) -> list[str]:
    found = child(sheet, "batch_clips", QListWidget)
    return [found.item(row).text() for row in range(found.count())]


async def test_each_clip_becomes_an_edit_with_its_range_and_place(room: Furnished) -> None:
    room.studio.exchange.copied = [Copied((ONE,), (MISSING,)), Copied((ONE, OTHER), ())]
    sheet = await dropped(room)
    assert listed(sheet) == [
        "B002.mov was not found. Choose the folder that it is in.",
        "a.mov · 01:00:10:00 · 4.0 s",
    ]
    assert not child(sheet, "edl_rate", QComboBox).isVisible()
    assert not child(sheet, "first_clip_only", QPushButton).isVisible()
    press(sheet, "find_in_folder")
    chooser = await dialog("choose_folder")
    chooser.fileSelected.emit("/archive")  # type: ignore[attr-defined]
    chooser.close()
    await idle(room)
    assert room.studio.exchange.done[-1] == ("copy", TIMELINE, (Path("/archive"),), Fraction(25))
    assert listed(sheet) == ["a.mov · 01:00:10:00 · 4.0 s", "a.mov · 01:00:14:00 · 4.0 s"]
    assert not child(sheet, "find_in_folder", QPushButton).isVisible()
    assert text_of(sheet, "batch_question") == "Make 2 edits with this prompt?"
    press(sheet, "start_batch")
    await idle(room)
    assert [request.videos for request, _ in room.studio.jobs.started] == [(ONE,), (OTHER,)]
    await room.studio.close()


async def test_an_edl_is_read_at_the_rate_that_is_said(room: Furnished) -> None:
    room.studio.exchange.copied = [Copied((ONE,), ())]
    sheet = await dropped(room, Path("/edit/reel 2.EDL"))
    rate = child(sheet, "edl_rate", QComboBox)
    assert rate.currentText() == "25 fps"
    rate.setCurrentIndex(0)
    rate.activated.emit(0)
    await idle(room)
    assert room.studio.exchange.done[-1][-1] == Fraction(24000, 1001)
    sheet.close()
    await room.studio.close()


async def test_a_file_that_is_no_timeline_says_so(room: Furnished) -> None:
    room.studio.exchange.fault = BadInput("exchange_unreadable", name="reel 2.xml")
    sheet = await dropped(room)
    assert text_of(sheet, "batch_question").startswith("reel 2.xml cannot be read as a timeline.")
    assert not child(sheet, "start_batch", QPushButton).isVisible()
    sheet.close()
    await room.studio.close()
