"""*Save result…* in the whole window: the choice, its name as it will be, the writing, the way out by drag."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QComboBox, QDialog, QLineEdit, QPushButton, QWidget
from shiboken6 import isValid

from kling_desktop import paths
from kling_desktop.domain.cut import LookKind, SourceLook
from kling_desktop.domain.errors import DiskFull
from kling_desktop.domain.job import EditJob, JobState, Take
from kling_desktop.domain.names import USUAL_PATTERN
from kling_desktop.domain.project import Project
from kling_desktop.domain.recipe import Recipe
from kling_desktop.domain.request import EditRequest, VideoInput
from kling_desktop.domain.timeline import Fixes, Format, PictureSize, Sound, TimelineFile
from kling_desktop.ui.outing import way_out
from kling_desktop.ui.results.words import RAW
from kling_desktop.viewmodels.rows import TaskAction, TaskRow
from kling_desktop.viewmodels.showing import ShownTake
from tests.support.panels import child, dialog, press, text_of
from tests.support.rooms import Furnished, furnished
from tests.support.studio_double import BUNNY, StudioDouble, job
from tests.support.waiting import until

pytestmark = pytest.mark.qt_log_ignore(
    "pipewire", "PulseAudioService: pa_context_connect", "No RHI backend. Using CPU conversion"
)
DEMO = str(paths.resource("demo", "big-buck-bunny-5s.mp4"))
EDIT = EditRequest("Add snow to @Video1", videos=(VideoInput(DEMO),))
RECIPE = Recipe(DEMO, "", 25, 1, 0, 124, sent_frames=125, start_timecode="01:00:00:00", reel="A001")


@pytest.fixture
def room(studio: StudioDouble, tmp_path: Path) -> Iterator[Furnished]:
    studio.clips.add(DEMO, BUNNY)
    with furnished(studio, tmp_path) as made:
        yield made


def done(folder: Path, **changes: object) -> EditJob:
    """A job with one take and its timeline file."""
    take = Take(
        str(folder / "bunny_v003.mp4"), "ab" * 32, 9, TimelineFile(str(folder / "bunny_v003_timeline.mov"))
    )
    made = job(JobState.DONE, request=EDIT, takes=(take,), recipe=RECIPE, folder=str(folder))
    return replace(made, **changes)  # type: ignore[arg-type]


async def asked(room: Furnished, wanted: EditJob) -> QDialog:
    """The dialog, opened by the task's menu."""
    await room.attach()
    room.workspace.editor.choose_source(DEMO)
    await idle(room)
    room.stage._handling.do(TaskAction.SAVE, TaskRow(wanted, room.studio.progress.of(wanted.id)))
    return await dialog("save_result_as")


async def idle(room: Furnished) -> None:
    lasting = {"keep settings"}
    await until(lambda: all(each.get_name() in lasting for each in room.studio.tasks._running))


def choose(sheet: QWidget, name: str, key: str) -> None:
    box = child(sheet, name, QComboBox)
    box.setCurrentIndex(box.findData(key))
    box.activated.emit(box.currentIndex())


async def test_the_choice_is_written_and_remembered(room: Furnished, tmp_path: Path) -> None:
    sheet = await asked(room, done(tmp_path))
    assert child(sheet, "result_format", QComboBox).currentText() == "ProRes 422"
    assert text_of(sheet, "name_example") == "bunny_v003_timeline.mov".replace("bunny", "big-buck-bunny-5s")
    assert text_of(sheet, "save_remarks_text") == "FFmpeg encoder, not Apple-certified."
    choose(sheet, "result_format", Format.DNXHR_HQ)
    choose(sheet, "picture_size", PictureSize.SOURCE)
    choose(sheet, "result_sound", Sound.KLING)
    child(sheet, "file_name", QLineEdit).setText("{clip}_{format}_{in}")
    assert text_of(sheet, "name_example") == "big-buck-bunny-5s_dnxhr_hq_01-00-00-00.mov"
    press(sheet, "save_now")
    await idle(room)
    verb, job_id, number, choice, folder, pattern = room.studio.timeline.done[0]
    assert (verb, job_id, number, folder, pattern) == (
        "export",
        "job-1",
        0,
        tmp_path,
        "{clip}_{format}_{in}",
    )
    assert (choice.format, choice.size, choice.sound) == (Format.DNXHR_HQ, PictureSize.SOURCE, Sound.KLING)
    assert not isValid(sheet) or not sheet.isVisible()
    said = text_of(room.frame, "desk_notice_text")
    assert said == f"Saved as {tmp_path / 'made.mov'} Already graded look: place it above your grade."
    kept = room.studio.settings.timeline
    assert (kept.export, kept.export_sound, kept.export_size) == (
        Format.DNXHR_HQ,
        Sound.KLING,
        PictureSize.SOURCE,
    )
    assert (kept.export_name, kept.export_folder) == ("{clip}_{format}_{in}", str(tmp_path))
    await room.studio.close()


async def test_each_project_has_a_last_choice_of_its_own(room: Furnished, tmp_path: Path) -> None:
    for name in ("Winter", "Spring"):
        room.studio.projects.save(Project(name))
    plain = done(tmp_path)
    winter = replace(plain, project="Winter", folder=str(tmp_path / "winter"))
    sheet = await asked(room, plain)
    room.workspace.saving.choose_folder(str(tmp_path / "plain"))
    choose(sheet, "result_format", Format.H264)
    press(sheet, "save_now")
    await idle(room)
    # A project without a choice takes over all but the folder: nothing of it goes where others lie.
    room.workspace.saving.ask(winter, 0)
    state = room.workspace.saving.state
    assert (state.choice.format, state.folder) == (Format.H264, str(tmp_path / "winter"))
    sheet = await dialog("save_result_as")
    choose(sheet, "result_format", Format.DNXHR_SQ)
    child(sheet, "file_name", QLineEdit).setText("{clip}_{take}")
    press(sheet, "save_now")
    await idle(room)
    for wanted, form, pattern in (
        (winter, Format.DNXHR_SQ, "{clip}_{take}"),
        (plain, Format.H264, USUAL_PATTERN),
        (replace(winter, project="Spring"), Format.H264, USUAL_PATTERN),
    ):
        room.workspace.saving.ask(wanted, 0)
        state = room.workspace.saving.state
        assert (state.choice.format, state.pattern) == (form, pattern)
        room.workspace.saving.stop()
    kept = room.studio.settings.projects.exports
    assert [(each.project, each.format) for each in kept] == [("Winter", Format.DNXHR_SQ)]
    room.studio.projects.remove("Winter")
    assert not room.studio.settings.projects.exports
    await room.studio.close()


async def test_what_a_format_cannot_is_said_before(room: Furnished, tmp_path: Path) -> None:
    log = replace(RECIPE, look=SourceLook(LookKind.LOG, "ab", "look.cube"))
    sheet = await asked(room, done(tmp_path, recipe=log))
    choose(sheet, "result_format", Format.H264)
    said = text_of(sheet, "save_remarks_text")
    assert "An mp4 carries no reel name." in said
    assert "Already graded look: place it above your grade." in said
    assert text_of(sheet, "name_example").endswith(".mp4")
    sheet.reject()
    await room.studio.close()


async def test_what_was_mended_goes_into_what_is_saved(room: Furnished, tmp_path: Path) -> None:
    plain = done(tmp_path)
    fixes = Fixes(colour=0.6, slip=-2, fills_from_source=True, black_head=3)
    file = TimelineFile(str(tmp_path / "mended.mov"), fixes=fixes)
    sheet = await asked(room, replace(plain, takes=(replace(plain.takes[0], timeline=file),)))
    said = text_of(sheet, "save_remarks_text")
    assert "Fixed: colour matched by 60 %, slipped by -2 frames, black ends filled from the source." in said
    choose(sheet, "result_format", RAW)
    assert "The fixes are not in it." in text_of(sheet, "save_remarks_text")
    choose(sheet, "result_format", Format.PRORES_HQ)
    press(sheet, "save_now")
    await idle(room)
    assert room.studio.timeline.done[-1][3].fixes == fixes
    await room.studio.close()


async def test_a_name_that_cannot_be_is_refused_while_typed(room: Furnished, tmp_path: Path) -> None:
    sheet = await asked(room, done(tmp_path))
    child(sheet, "file_name", QLineEdit).setText("{clip}_{nobody}")
    assert text_of(sheet, "name_problem").startswith("“nobody” is not a token")
    assert not child(sheet, "save_now", QPushButton).isEnabled()
    child(sheet, "file_name", QLineEdit).setText("{clip}")
    assert child(sheet, "save_now", QPushButton).isEnabled()
    sheet.reject()
    await room.studio.close()


async def test_the_writing_shows_how_far_it_is_and_can_be_stopped(room: Furnished, tmp_path: Path) -> None:
    room.studio.timeline.gate = asyncio.Event()
    sheet = await asked(room, done(tmp_path))
    press(sheet, "save_now")
    await until(lambda: bool(room.studio.timeline.done))
    assert child(sheet, "save_progress", QWidget).isVisible()
    assert child(sheet, "cancel_save", QPushButton).text() == "Stop"
    press(sheet, "cancel_save")
    await idle(room)
    assert not room.workspace.saving.state.is_saving
    assert text_of(room.frame, "desk_notice_text") == ""
    await room.studio.close()


async def test_what_went_wrong_is_said_where_it_can_be_mended(room: Furnished, tmp_path: Path) -> None:
    room.studio.timeline.fault = DiskFull("timeline_disk_full", folder="/full")
    sheet = await asked(room, done(tmp_path))
    press(sheet, "save_now")
    await idle(room)
    assert text_of(sheet, "save_refusal_text").startswith("The disk of /full is full")
    room.studio.timeline.fault = None
    press(sheet, "choose_save_folder")
    chooser = await dialog("choose_folder")
    chooser.fileSelected.emit("/elsewhere")  # type: ignore[attr-defined]
    chooser.close()
    assert text_of(sheet, "save_folder") == "/elsewhere"
    press(sheet, "save_now")
    await idle(room)
    assert room.studio.timeline.done[-1][4] == Path("/elsewhere")
    await room.studio.close()


async def test_a_result_without_a_source_here_is_copied(room: Furnished, tmp_path: Path) -> None:
    sheet = await asked(room, done(tmp_path, recipe=None))
    assert child(sheet, "result_format", QComboBox).currentData() == RAW
    assert not child(sheet, "result_format", QComboBox).isEnabled()
    press(sheet, "save_now")
    await idle(room)
    assert room.studio.timeline.done == [("copy", "job-1", 0, tmp_path)]
    assert not room.studio.settings.timeline.exports_raw
    await room.studio.close()


async def test_a_sound_that_nobody_uses_need_not_be_uploaded(room: Furnished, tmp_path: Path) -> None:
    sheet = await asked(room, done(tmp_path))
    offered = child(sheet, "do_not_upload_sound", QCheckBox)
    assert offered.isVisible()
    offered.click()
    source = room.workspace.editor.state.request.source
    assert source is not None
    assert not source.treatment.sends_sound
    choose(sheet, "result_sound", Sound.KLING)
    assert not offered.isVisible()
    sheet.reject()
    await room.studio.close()


async def test_alt_hands_out_the_raw_result(room: Furnished, tmp_path: Path) -> None:
    shown = ShownTake(done(tmp_path), 0)
    assert way_out(shown) == str(tmp_path / "bunny_v003_timeline.mov")
    window = room.frame.windowHandle()
    QTest.keyPress(window, Qt.Key.Key_Alt, Qt.KeyboardModifier.AltModifier)
    assert way_out(shown) == str(tmp_path / "bunny_v003.mp4")
    QTest.keyRelease(window, Qt.Key.Key_Alt)
    assert way_out(shown) == str(tmp_path / "bunny_v003_timeline.mov")


async def test_copy_path_of_a_task_is_that_of_its_timeline_file(room: Furnished, tmp_path: Path) -> None:
    await room.attach()
    wanted = done(tmp_path)
    room.stage._handling.do(TaskAction.COPY_PATH, TaskRow(wanted, room.studio.progress.of(wanted.id)))
    assert QGuiApplication.clipboard().text() == str(tmp_path / "bunny_v003_timeline.mov")
    await room.studio.close()
