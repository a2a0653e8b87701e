"""Back to the editing program in the whole window: one take sent, all starred ones returned."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QListWidget, QMenu, QPushButton

from kling_desktop import paths
from kling_desktop.domain.errors import BadInput
from kling_desktop.domain.exchange import Kind, Place
from kling_desktop.domain.job import EditJob, JobState, Take
from kling_desktop.domain.recipe import Recipe
from kling_desktop.domain.request import EditRequest, VideoInput
from kling_desktop.domain.timeline import TimelineFile
from kling_desktop.viewmodels.rows import TaskAction, TaskRow
from tests.support.panels import child, dialog, press, text_of
from tests.support.rooms import Furnished, furnished
from tests.support.studio_double import BUNNY, StudioDouble, job
from tests.support.waiting import until

pytestmark = pytest.mark.qt_log_ignore(
    "pipewire", "PulseAudioService: pa_context_connect", "No RHI backend. Using CPU conversion"
)
DEMO = str(paths.resource("demo", "big-buck-bunny-5s.mp4"))
RECIPE = Recipe(DEMO, "", 25, 1, 0, 124, sent_frames=125)
REEL = Place("Reel 2", 25, 1, 90_000, 250)


@pytest.fixture
def room(studio: StudioDouble, tmp_path: Path) -> Iterator[Furnished]:
    studio.clips.add(DEMO, BUNNY)
    with furnished(studio, tmp_path) as made:
        yield made


def starred(number: int, place: Place | None = REEL, star: int = 1, folder: str = "/takes") -> EditJob:
    """A job whose take has a timeline file and, unless `star` is 0, is the winner."""
    request = EditRequest("Add snow to @Video1", videos=(VideoInput(DEMO, place=place),))
    file = TimelineFile(f"/takes/bunny_v{number:03d}_timeline.mov")
    take = Take(f"/takes/bunny_v{number:03d}.mp4", "ab" * 32, 9, file)
    made = job(JobState.DONE, number, request=request, takes=(take,), recipe=RECIPE)
    return replace(made, starred=star, folder=folder)


async def idle(room: Furnished) -> None:
    lasting = {"keep settings"}
    await until(lambda: all(each.get_name() in lasting for each in room.studio.tasks._running))


async def returning(room: Furnished, *jobs: EditJob) -> None:
    room.studio.history.jobs = list(jobs)
    await room.attach()
    room.stage._handling.do(TaskAction.RETURN_TAKES, TaskRow.resting(starred(1)))
    await idle(room)


async def test_a_take_is_sent_to_its_timeline_from_the_picture(room: Furnished) -> None:
    await room.attach()
    room.workspace.showing.show_job(replace(starred(1), takes=(replace(starred(1).takes[0], path=DEMO),)))
    room.stage.viewer.menu_wanted.emit(QPoint(0, 0))
    menu = child(room.stage.viewer, "picture_menu", QMenu)
    entries = {entry.text(): entry for entry in menu.actions()}
    assert {"Save result…", "Send to timeline…", "Return starred takes…"} <= set(entries)
    menu.close()
    entries["Send to timeline…"].trigger()
    chooser = await dialog("choose_folder")
    chooser.fileSelected.emit("/edit")  # type: ignore[attr-defined]
    chooser.close()
    await idle(room)
    assert room.studio.exchange.done == [("send", "job-1", 0, Path("/edit"))]
    said = text_of(room.frame, "desk_notice_text")
    assert said == "Saved in /edit: cut_kling.xml and cut_kling.otio"
    await room.studio.close()


async def test_a_take_without_a_timeline_file_says_what_to_do(room: Furnished) -> None:
    await room.attach()
    room.studio.exchange.fault = BadInput("exchange_needs_timeline_file", name="bunny_v001.mp4")
    room.workspace.returning.send(starred(1), 0, "/edit")
    await idle(room)
    assert "Make its timeline file first." in text_of(room.frame, "desk_notice_text")
    await room.studio.close()


async def test_all_starred_takes_of_a_timeline_become_one_file(room: Furnished) -> None:
    elsewhere = replace(REEL, timeline="Reel 3")
    await returning(room, starred(4), starred(3, star=0), starred(2, elsewhere), starred(1))
    sheet = await dialog("return_takes")
    assert text_of(sheet, "return_question") == "Return 2 starred takes to their timeline?"
    listed = child(sheet, "starred_takes", QListWidget)
    names = [listed.item(row).text() for row in range(listed.count())]
    assert names == ["bunny_v001_timeline.mov", "bunny_v004_timeline.mov"]
    assert text_of(sheet, "return_folder") == "/takes"
    press(sheet, "write_return")
    await idle(room)
    assert room.studio.exchange.done == [("return", (("job-1", 0), ("job-4", 0)), Path("/takes"), Kind.XML)]
    assert text_of(room.frame, "desk_notice_text") == "Saved as /takes/cut_kling.xml"
    await room.studio.close()


async def test_an_edl_that_cannot_be_says_why_and_offers_an_xml(room: Furnished) -> None:
    await returning(room, starred(1))
    sheet = await dialog("return_takes")
    press(sheet, "return_kind_edl")
    room.studio.exchange.fault = BadInput("edl_mixed_rates", rates="24, 25")
    press(sheet, "write_return")
    await idle(room)
    assert text_of(sheet, "return_refusal_text").startswith("An EDL has one frame rate")
    room.studio.exchange.fault = None
    press(sheet, "return_refusal_action")
    await idle(room)
    assert [each[-1] for each in room.studio.exchange.done] == [Kind.EDL, Kind.XML]
    await room.studio.close()


async def test_without_a_star_there_is_nothing_to_return(room: Furnished) -> None:
    await returning(room, starred(1, star=0))
    sheet = await dialog("return_takes")
    assert text_of(sheet, "return_question") == "No take is starred yet"
    assert not child(sheet, "write_return", QPushButton).isEnabled()
    sheet.close()
    await room.studio.close()
