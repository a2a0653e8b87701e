"""The window as a whole: what panels tell each other, focus, dropped clips, notices, its end."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QWidget

from kling_desktop import paths
from kling_desktop.domain.job import JobState, Take
from kling_desktop.domain.notice import Notice
from kling_desktop.domain.project import Project
from kling_desktop.domain.request import EditRequest, VideoInput
from kling_desktop.viewmodels.rows import TaskAction, TaskRow
from kling_desktop.viewmodels.tasks import TaskRole
from tests.support.panels import child, dialog, press, text_of
from tests.support.rooms import Furnished
from tests.support.studio_double import job
from tests.support.waiting import until

S = JobState
DEMO = str(paths.resource("demo", "big-buck-bunny-5s.mp4"))
SNOW = "Add snow to @Video1"
EDIT = EditRequest(SNOW, (VideoInput(DEMO),))
TAKES = (Take(DEMO, "ab", 9),)

pytestmark = pytest.mark.qt_log_ignore(
    "pipewire", "PulseAudioService: pa_context_connect", "No RHI backend. Using CPU conversion"
)


async def ready(room: Furnished) -> None:
    await room.attach()
    room.workspace.editor.set_prompt(SNOW)
    room.workspace.editor.choose_source(DEMO)
    await until(lambda: not room.workspace.editor.state.reason)


def whole(room: Furnished) -> QWidget:
    found = room.frame.centralWidget()
    assert found is not None
    return found


def drop(target: QWidget, data: QMimeData) -> bool:
    place = QPointF(target.rect().center())
    entered = QDragEnterEvent(
        place.toPoint(),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(target, entered)
    if not entered.isAccepted():
        return False
    dropped = QDropEvent(
        place, Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    QApplication.sendEvent(target, dropped)
    return True


async def test_one_can_type_at_once(room: Furnished) -> None:
    assert room.prompt.hasFocus()
    QTest.keyClicks(room.prompt, "Add snow")
    assert room.workspace.editor.state.request.prompt == "Add snow"
    await room.attach()
    assert room.workspace.editor.state.request.prompt == "Add snow"
    await room.studio.close()


async def test_after_generate_space_plays_and_buys_nothing(room: Furnished) -> None:
    await ready(room)
    press(room.frame, "generate")
    assert room.stage.viewer.isAncestorOf(room.frame.focusWidget())
    QTest.keyClick(room.frame.focusWidget(), Qt.Key.Key_Space)
    await until(lambda: len(room.studio.jobs.started) == 1)
    await until(lambda: child(room.frame, "generate", QPushButton).isEnabled())
    assert len(room.studio.jobs.started) == 1
    await room.studio.close()


async def test_a_new_result_waits_and_n_shows_it(room: Furnished) -> None:
    await ready(room)
    room.studio.jobs.save(job(S.RUNNING, 5, request=EDIT))
    offer = child(room.frame, "new_result", QPushButton)
    assert not offer.isVisible()
    room.studio.jobs.save(job(S.DONE, 5, request=EDIT, takes=TAKES))
    assert offer.isVisible()
    row = room.workspace.recent.place("job-5")
    assert row.data(TaskRole.ROW).is_new
    room.stage.viewer.setFocus()
    QTest.keyClick(room.frame.focusWidget(), Qt.Key.Key_N)
    assert not offer.isVisible()
    assert room.workspace.showing.state.result == DEMO
    assert not row.data(TaskRole.ROW).is_new
    assert child(room.frame, "save_result", QPushButton).isEnabled()
    await room.studio.close()


async def test_a_click_on_a_finished_task_shows_its_result(room: Furnished) -> None:
    room.studio.history.jobs = [job(S.DONE, 1, request=EDIT, takes=TAKES)]
    await ready(room)
    press(room.frame, "all_tasks_toggle")
    view = room.stage.tasks.view
    await until(lambda: view.visualRect(room.workspace.found.index(0)).isValid())
    place = view.visualRect(room.workspace.found.index(0)).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert room.stage.viewer.isVisible()
    assert text_of(room.frame, "clip_name") == "big-buck-bunny-5s.mp4"
    assert room.stage.viewer.isAncestorOf(room.frame.focusWidget())
    assert not child(room.frame, "all_tasks_toggle", QPushButton).isChecked()
    await room.studio.close()


async def test_a_clip_dropped_anywhere_is_the_source(room: Furnished) -> None:
    await room.attach()
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(DEMO)])
    assert drop(whole(room), data)
    assert room.workspace.editor.state.request.source is not None
    assert room.workspace.editor.state.request.source.location == DEMO
    # What takes drops itself would keep a clip from the window: the picture and the images pass it on, and so
    # do extra videos as long as there is no source; fields take words.
    takers = {each.objectName() for each in whole(room).findChildren(QWidget) if each.acceptDrops()}
    passing = {"preview", "materials", "first_frame_slot", "last_frame_slot", "extra_videos"}
    assert takers <= {*passing, "timecode", "search_tasks", "search_elements", "qt_spinbox_lineedit"}
    await room.studio.close()


async def test_a_dropped_link_is_the_source_and_text_is_not(room: Furnished) -> None:
    await room.attach()
    link, text = QMimeData(), QMimeData()
    link.setUrls([QUrl("https://example.com/a.mp4")])
    text.setText("just words")
    assert not drop(whole(room), text)
    assert drop(whole(room), link)
    assert room.workspace.editor.state.request.source is not None
    assert room.workspace.editor.state.request.source.location == "https://example.com/a.mp4"
    await room.studio.close()


async def test_a_cap_that_holds_a_task_is_raised_from_there(room: Furnished) -> None:
    await ready(room)
    handling = room.stage._handling
    room.studio.projects.save(Project("Winter", cap="5"))
    for code, sheet, field in (
        ("over_daily_cap", "money_sheet", "daily_cap"),
        ("over_project_cap", "project_sheet", "project_cap"),
    ):
        held = job(S.READY, 1, held=Notice(code), project="Winter")
        handling.do(TaskAction.RAISE_CAP, TaskRow.resting(held))
        shown = await dialog(sheet)
        assert shown.focusWidget() is child(shown, field, QLineEdit)
        shown.close()
    # A project that was taken off the list has no cap any more; the daily one is still there.
    gone = job(S.READY, 1, held=Notice("over_project_cap"), project="Autumn")
    handling.do(TaskAction.RAISE_CAP, TaskRow.resting(gone))
    (await dialog("money_sheet")).close()
    await room.studio.close()


async def test_without_a_key_the_window_offers_settings_and_practice(room: Furnished) -> None:
    await ready(room)
    room.studio.account.problem = Notice("key_missing", {"account": "MuleRouter"})
    room.studio.account.use_practice(False)
    assert text_of(room.frame, "key_notice_text").startswith("No key for MuleRouter is set.")
    assert text_of(room.frame, "account_badge") == "LIVE"
    assert text_of(room.frame, "generate_reason") == "No key for MuleRouter is set."
    press(room.frame, "key_notice_action")
    settings = await dialog("settings_dialog")
    press(settings, "close_settings")
    room.studio.account.problem = None
    press(room.frame, "use_practice")
    assert room.studio.account.is_practice
    assert text_of(room.frame, "key_notice_text") == ""
    assert text_of(room.frame, "account_badge") == "PRACTICE"
    assert room.workspace.editor.state.request.prompt == SNOW
    await room.studio.close()


async def test_the_header_counts_and_opens(room: Furnished) -> None:
    await room.attach()
    assert text_of(room.frame, "running_tasks") == ""
    room.studio.jobs.save(job(S.RUNNING, 1))
    assert text_of(room.frame, "running_tasks") == "1 running"
    press(room.frame, "running_tasks")
    assert room.stage.tasks.isVisible()
    QGuiApplication.clipboard().setText("https://example.com/b.mp4")
    press(room.frame, "paste_link")
    assert room.workspace.editor.state.request.source is not None
    assert room.workspace.editor.state.request.source.location == "https://example.com/b.mp4"
    press(room.frame, "open")
    (await dialog("choose_video")).close()
    QTest.keyClick(room.prompt, Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier)
    (await dialog("choose_video")).close()
    QTest.keyClick(room.prompt, Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier)
    (await dialog("settings_dialog")).close()
    await room.studio.close()


def test_where_there_is_little_room_buttons_keep_their_names(room: Furnished) -> None:
    room.frame.resize(600, 400)
    QApplication.processEvents()
    button = child(room.frame, "settings", QPushButton)
    assert (button.text(), button.accessibleName()) == ("", "Settings")
    room.frame.resize(1280, 720)
    QApplication.processEvents()
    assert button.text() == "Settings"


async def test_a_notice_of_the_desk_is_shown_until_it_was_read(room: Furnished) -> None:
    await room.attach()
    room.studio.desk.post(Notice("practice_failed", {"reason": "no port"}))
    assert text_of(room.frame, "desk_notice_text").startswith("Practice mode could not be started")
    press(room.frame, "desk_notice_action")
    assert text_of(room.frame, "desk_notice_text") == ""
    assert not room.window.messages.isVisible()
    await room.studio.close()


async def test_an_id_that_cannot_be_saved_stays_until_it_was_copied(room: Furnished) -> None:
    await room.attach()
    room.studio.desk.post(Notice("id_not_saved", {"task_id": "t-42"}))
    room.studio.desk.post(Notice("practice_failed", {"reason": "no port"}))
    assert text_of(room.frame, "desk_notice_text").startswith("The task t-42 was accepted")
    press(room.frame, "desk_notice_action")
    assert QGuiApplication.clipboard().text() == "t-42"
    assert text_of(room.frame, "desk_notice_text") == ""
    room.studio.desk.post(Notice("practice_failed", {"reason": "no port"}))
    assert text_of(room.frame, "desk_notice_text").startswith("Practice mode")
    await room.studio.close()


async def test_the_window_closes_only_after_the_orderly_end(room: Furnished) -> None:
    asked: list[bool] = []
    room.frame.close_wanted.connect(lambda: asked.append(True))
    room.frame.close()
    assert asked == [True]
    assert room.frame.isVisible()
    room.frame.let_go()
    assert not room.frame.isVisible()


async def test_a_frame_is_asked_for_while_the_viewer_shows_none(room: Furnished) -> None:
    said: list[str] = []
    room.workspace.noticed.connect(said.append)
    await room.attach()
    press(room.frame, "grab_image")
    assert said == ["The viewer shows no clip whose frame could be taken."]
    assert room.workspace.editor.state.request.images == ()
    await room.studio.close()
