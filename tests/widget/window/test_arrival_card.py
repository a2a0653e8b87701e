"""The arrival card in the whole window: what is said in each light, and what its buttons make."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QCheckBox, QDialog, QPushButton, QSlider, QSpinBox, QWidget

from kling_desktop import paths
from kling_desktop.domain.arrival import ChannelShift, ColourShift, Measures, judged
from kling_desktop.domain.cut import LookKind, SourceLook
from kling_desktop.domain.errors import BadInput
from kling_desktop.domain.job import EditJob, JobState, Take
from kling_desktop.domain.notice import Notice
from kling_desktop.domain.recipe import Recipe
from kling_desktop.domain.request import EditRequest, VideoInput
from kling_desktop.domain.timeline import Fixes, TimelineFile
from tests.support.panels import child, dialog, press, text_of
from tests.support.rooms import Furnished, furnished
from tests.support.studio_double import BUNNY, StudioDouble, job
from tests.support.waiting import until

pytestmark = pytest.mark.qt_log_ignore(
    "pipewire", "PulseAudioService: pa_context_connect", "No RHI backend. Using CPU conversion"
)
DEMO = str(paths.resource("demo", "big-buck-bunny-5s.mp4"))
EDIT = EditRequest("Add snow to @Video1", videos=(VideoInput(DEMO),))
RECIPE = Recipe(DEMO, "", 25, 1, 0, 124, sent_frames=125, sent_width=1280, sent_height=720)
FINE = Measures(125, 24, 1, 1280, 720, has_sound=False, slips=(0, 0, 0))
PLAIN = ChannelShift(128.0, 128.0)
DARKER = ColourShift(ChannelShift(120.0, 130.0, 1.1), PLAIN, PLAIN)
OFF = replace(FINE, slips=(2, 2, 2), black_head=3, black_tail=1, black=4, colour=DARKER)
BROKEN = replace(FINE, frames=110, slips=(0, 4, 9))


@pytest.fixture
def room(studio: StudioDouble, tmp_path: Path) -> Iterator[Furnished]:
    studio.clips.add(DEMO, BUNNY)
    with furnished(studio, tmp_path) as made:
        yield made


def arrived(measures: Measures | None, file: TimelineFile | None = None, **recipe: object) -> EditJob:
    """A job whose one take was measured; its timeline file is there unless another one is given."""
    known = replace(RECIPE, **recipe)  # type: ignore[arg-type]
    take = Take(
        DEMO,
        "ab" * 32,
        9,
        file or TimelineFile("/takes/bunny_v001_timeline.mov"),
        judged(measures, known) if measures else None,
    )
    return job(JobState.DONE, request=EDIT, takes=(take,), recipe=known)


async def shown(room: Furnished, wanted: EditJob) -> None:
    await room.attach()
    room.workspace.showing.show_job(wanted)


async def card(room: Furnished, wanted: EditJob) -> QDialog:
    await shown(room, wanted)
    press(room.frame, "arrival")
    return await dialog("arrival_card")


async def idle(room: Furnished) -> None:
    lasting = {"keep settings"}
    await until(lambda: all(each.get_name() in lasting for each in room.studio.tasks._running))


@pytest.mark.parametrize(
    ("measures", "words"),
    [(FINE, "Arrived well"), (OFF, "Take a look"), (BROKEN, "Not as sent"), (None, "Not checked yet")],
)
async def test_the_verdict_is_a_word_beside_the_result(
    room: Furnished, measures: Measures | None, words: str
) -> None:
    button = child(room.frame, "arrival", QPushButton)
    assert not button.isVisible()
    sheet = await card(room, arrived(measures))
    assert button.text() == words
    assert text_of(sheet, "arrival_verdict") == words
    sheet.close()
    await room.studio.close()


async def test_each_line_has_its_sentence_and_what_mends_it(room: Furnished) -> None:
    sheet = await card(room, arrived(OFF))
    assert text_of(sheet, "arrival_frames") == "125 frames, as many as were sent."
    assert text_of(sheet, "arrival_motion").startswith("The picture is 2 frames late throughout.")
    assert text_of(sheet, "timeline_file_text") == "Timeline file: bunny_v001_timeline.mov"
    assert sheet.findChild(QPushButton, "mend_frames") is None
    assert child(sheet, "mend_motion", QPushButton).text() == "Slip -2 frames"
    for line, fixes in (
        ("motion", Fixes(slip=-2)),
        ("colour", Fixes(colour=1.0)),
        ("black", Fixes(fills_from_source=True, black_head=3, black_tail=1)),
    ):
        press(sheet, f"mend_{line}")
        await idle(room)
        assert room.studio.timeline.done[-1] == ("make", "job-1", 0, fixes)
    sheet.close()
    await room.studio.close()


async def test_what_is_set_by_hand_is_made(room: Furnished) -> None:
    sheet = await card(room, arrived(OFF, TimelineFile("/takes/a.mov", fixes=Fixes(slip=3))))
    assert child(sheet, "slip_frames", QSpinBox).value() == 3
    assert not child(sheet, "strength", QSlider).isEnabled()
    child(sheet, "match_source_colour", QCheckBox).setChecked(True)
    child(sheet, "strength", QSlider).setValue(40)
    assert text_of(sheet, "strength_percent") == "40 %"
    child(sheet, "slip_frames", QSpinBox).setValue(-1)
    press(sheet, "make_timeline_file")
    await idle(room)
    assert room.studio.timeline.done == [("make", "job-1", 0, Fixes(colour=0.4, slip=-1))]
    press(sheet, "check_again")
    await idle(room)
    assert room.studio.timeline.done[-1] == ("check", "job-1", 0)
    sheet.close()
    await room.studio.close()


async def test_the_making_can_be_stopped(room: Furnished) -> None:
    room.studio.timeline.gate = asyncio.Event()
    sheet = await card(room, arrived(OFF))
    press(sheet, "make_timeline_file")
    await until(lambda: bool(room.studio.timeline.done))
    assert child(sheet, "make_timeline_file", QPushButton).text() == "Stop"
    assert child(sheet, "arrival_progress", QWidget).isVisible()
    assert not child(sheet, "mend_motion", QPushButton).isEnabled()
    press(sheet, "make_timeline_file")
    await idle(room)
    assert child(sheet, "make_timeline_file", QPushButton).text() == "Make timeline file again"
    sheet.close()
    await room.studio.close()


async def test_frames_of_a_log_source_do_not_fill_in(room: Furnished) -> None:
    sheet = await card(room, arrived(OFF, look=SourceLook(LookKind.LOG, "ab", "look.cube")))
    assert not child(sheet, "fill_from_source", QCheckBox).isEnabled()
    assert sheet.findChild(QPushButton, "mend_black") is None
    sheet.close()
    await room.studio.close()


async def test_another_take_asks_first_where_it_costs(room: Furnished) -> None:
    sheet = await card(room, arrived(BROKEN))
    press(sheet, "mend_motion")
    question = await dialog("confirmation")
    assert not sheet.isVisible()
    press(question, "agree")
    await idle(room)
    assert room.studio.jobs.wishes == [("run_again", "job-1")]
    await room.studio.close()


async def test_a_source_that_moved_is_found_from_the_card(room: Furnished) -> None:
    gone = TimelineFile(failure=Notice("timeline_source_gone", {"name": "bunny.mp4"}))
    sheet = await card(room, arrived(FINE, gone))
    assert child(room.frame, "arrival", QPushButton).text() == "Not as sent"
    assert text_of(sheet, "timeline_file_text").startswith("bunny.mp4 is not where it was")
    press(sheet, "timeline_file_action")
    chooser = await dialog("choose_folder")
    room.studio.timeline.fault = BadInput("source_not_found", name="bunny.mp4", folder="/clips")
    chooser.fileSelected.emit("/clips")  # type: ignore[attr-defined]
    chooser.close()
    await idle(room)
    assert text_of(sheet, "arrival_refusal_text").startswith("bunny.mp4 is not in /clips")
    room.studio.timeline.fault = None
    room.workspace.arrival.relink("/elsewhere")
    await idle(room)
    assert room.studio.timeline.done[-2:] == [
        ("relink", "job-1", Path("/elsewhere")),
        ("make", "job-1", 0, None),
    ]
    sheet.close()
    await room.studio.close()


async def test_what_is_made_by_itself_ends_with_the_file(room: Furnished) -> None:
    waiting = arrived(None)
    first = replace(waiting, takes=(replace(waiting.takes[0], timeline=None),))
    room.studio.timeline.under_way.add(first.id)
    await shown(room, first)
    button = child(room.frame, "arrival", QPushButton)
    assert button.text() == "Making timeline file…"
    room.studio.jobs.save(waiting)
    assert button.text() == "Not checked yet"
    room.studio.jobs.save(arrived(FINE))
    assert button.text() == "Arrived well"
    await room.studio.close()
