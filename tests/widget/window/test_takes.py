"""Several takes: the starred one is dragged and saved, the one on show can be; each has notes of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QMenu, QPushButton

from kling_desktop import paths
from kling_desktop.domain.job import JobState, Note, Take
from kling_desktop.ui import outing
from tests.support.panels import child
from tests.support.rooms import Furnished, furnished
from tests.support.studio_double import StudioDouble, job
from tests.support.waiting import until

DEMO = str(paths.resource("demo", "big-buck-bunny-5s.mp4"))
TAKES = (Take(DEMO, "ab", 9), Take("/takes/bunny_v002.mp4", "cd", 9))

pytestmark = pytest.mark.qt_log_ignore(
    "pipewire", "PulseAudioService: pa_context_connect", "No RHI backend. Using CPU conversion"
)


@pytest.fixture
def room(qapp: QApplication, studio: StudioDouble, tmp_path: Path) -> Iterator[Furnished]:
    with furnished(studio, tmp_path) as made:
        yield made


async def test_drag_and_save_use_the_starred_take(room: Furnished, monkeypatch: pytest.MonkeyPatch) -> None:
    dragged: list[list[str]] = []
    monkeypatch.setattr(outing, "drag_out", lambda _source, paths: dragged.append(list(paths)))
    await room.attach()
    done = job(JobState.DONE, takes=TAKES, starred=2)
    room.workspace.showing.show_job(done, take=0)
    room.stage.viewer.drag_wanted.emit()
    assert dragged == [["/takes/bunny_v002.mp4"]]
    assert child(room.frame, "save_result", QPushButton).toolTip() == "Saves take 2: it has the star"
    asked: list[int] = []
    room.workspace.saving.asked.connect(lambda: asked.append(room.workspace.saving.state.number))
    room.stage.viewer.save_requested.emit()
    room.stage.viewer.menu_wanted.emit(QPoint(0, 0))
    menu = room.stage.viewer.findChild(QMenu, "picture_menu")
    assert menu is not None
    offered = {action.text(): action for action in menu.actions()}
    menu.close()
    offered["Save take 1, which is shown…"].trigger()
    assert asked == [1, 0]
    await room.studio.close()


async def test_a_note_is_kept_with_the_take_on_show_and_marked_there(room: Furnished) -> None:
    await room.attach()
    notes = (Note("of the take", 1, 25), Note("of another", 2, 30), Note("of all"), Note("of the task", 1))
    room.workspace.showing.show_job(job(JobState.DONE, takes=TAKES, notes=notes), take=0)
    assert room.workspace.showing.state.notes == {25: "of the take"}
    room.stage.viewer.notes.written.emit(40, "too dark")
    await until(lambda: bool(room.studio.archive.wishes))
    assert room.studio.archive.wishes == [("note too dark", "job-1")]
    assert room.studio.archive.places == [(1, 40)]
    said: list[str] = []
    room.workspace.noticed.connect(said.append)
    room.workspace.showing.show_source()
    room.stage.viewer.notes.open()
    assert said == ["Notes are kept with results: show one to write about its frames."]
    await room.studio.close()
