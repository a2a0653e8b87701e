"""The editor's sheets in the whole window, by keyboard and mouse: presets, several clips, what will be sent."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QListWidget,
    QMenu,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)
from shiboken6 import isValid

from kling_desktop import paths
from kling_desktop.domain.answers import RequestForm
from kling_desktop.domain.cut import Range, Treatment
from kling_desktop.domain.errors import BadInput
from kling_desktop.domain.plan import plan
from kling_desktop.domain.preset import Preset
from kling_desktop.domain.request import EditRequest, ImageInput, VideoInput
from kling_desktop.services.outgoing import Outgoing, PictureRole, SentPicture, SentVideo
from kling_desktop.settings.file import Settings
from kling_desktop.viewmodels import wording
from tests.support.panels import child, dialog, press, text_of
from tests.support.rooms import Furnished, furnished
from tests.support.studio_double import BUNNY, StudioDouble, job
from tests.support.waiting import until

SNOW = "Add snow to @Video1"
LASTING = "keep settings"
DEMO = str(paths.resource("demo", "big-buck-bunny-5s.mp4"))
CLIPS = tuple(f"/clips/shot_{number}.mp4" for number in range(1, 7))

pytestmark = pytest.mark.qt_log_ignore(
    "pipewire", "PulseAudioService: pa_context_connect", "No RHI backend. Using CPU conversion"
)


@pytest.fixture
def room(studio: StudioDouble, tmp_path: Path) -> Iterator[Furnished]:
    studio.folder = tmp_path / "takes"
    studio.__post_init__()
    studio.clips.add(DEMO, BUNNY)
    studio.settings = Settings.load(tmp_path / "settings.json")
    with furnished(studio, tmp_path) as made:
        yield made


async def ready(room: Furnished, prompt: str = SNOW) -> None:
    await room.attach()
    room.workspace.editor.set_prompt(prompt)
    room.workspace.editor.choose_source(DEMO)
    await settle(room)


async def settle(room: Furnished) -> None:
    """Let everything come to its end but what lasts as long as the window."""
    await until(lambda: all(each.get_name() == LASTING for each in room.studio.tasks._running))


async def presets(room: Furnished) -> QDialog:
    press(room.frame, "open_presets")
    await settle(room)
    return await dialog("presets")


def listed(sheet: QWidget, name: str = "presets_found") -> list[str]:
    found = child(sheet, name, QListWidget)
    return [found.item(row).text() for row in range(found.count())]


def key(widget: QWidget, *keys: Qt.Key) -> None:
    for each in keys:
        QTest.keyClick(widget, each)


def focused() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def is_closed(sheet: QWidget) -> bool:
    return not (isValid(sheet) and sheet.isVisible())


def choose(sheet: QWidget, words: str) -> None:
    """Trigger an entry of the menu of the user's own presets."""
    menu = child(sheet, "my_presets", QPushButton).menu()
    assert isinstance(menu, QMenu)
    action = next(each for each in menu.actions() if each.text() == words)
    assert action.isEnabled()
    action.trigger()


async def test_a_preset_is_found_filled_in_and_used_by_the_keyboard_alone(room: Furnished) -> None:
    await ready(room, "")
    QTest.keySequence(room.prompt, QKeySequence("Ctrl+P"))
    await settle(room)
    sheet = await dialog("presets")
    search = child(sheet, "search_presets", QLineEdit)
    assert sheet.focusWidget() is search
    assert listed(sheet)[:2] == ["Weather", "Falling snow"]
    QTest.keyClicks(search, "falling sn")
    await settle(room)
    assert listed(sheet) == ["Weather", "Falling snow"]
    key(search, Qt.Key.Key_Return)
    assert focused().accessibleName() == "light or heavy"
    QTest.keyClicks(focused(), "heavy")
    assert text_of(sheet, "preset_text").startswith("Add heavy snowfall to @Video1.")
    assert text_of(sheet, "preset_unfilled") == "1 place is empty: it stays in the prompt in brackets."
    key(focused(), Qt.Key.Key_Return)
    QTest.keyClicks(focused(), "left")
    assert text_of(sheet, "preset_unfilled") == ""
    key(focused(), Qt.Key.Key_Return)
    prompt = room.workspace.editor.state.request.prompt
    assert prompt.startswith("Add heavy snowfall to @Video1.")
    assert "drift to the left." in prompt
    assert prompt.endswith(
        "Do not change faces, performance, lip movement, wardrobe, set, camera movement, framing or timing."
    )
    assert room.frame.focusWidget() is room.prompt
    await room.studio.close()


async def test_the_arrows_walk_through_what_was_found(room: Furnished) -> None:
    await ready(room)
    sheet = await presets(room)
    search = child(sheet, "search_presets", QLineEdit)
    found = child(sheet, "presets_found", QListWidget)
    key(search, Qt.Key.Key_Down, Qt.Key.Key_Down)
    assert found.currentItem().text() == "Morning fog"
    key(search, Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Up)
    assert found.currentItem().text() == "Falling snow"
    key(search, Qt.Key.Key_Escape)
    assert is_closed(sheet)
    assert room.workspace.editor.state.request.prompt == SNOW
    await room.studio.close()


async def test_what_must_not_change_can_be_changed(room: Furnished) -> None:
    await ready(room, "")
    sheet = await presets(room)
    child(sheet, "preset_keep", QPlainTextEdit).setPlainText("Keep the car.")
    press(sheet, "use_preset")
    assert room.workspace.editor.state.request.prompt.endswith(" Keep the car.")
    await room.studio.close()


async def test_a_preset_takes_the_place_of_the_prompt_until_undo(room: Furnished) -> None:
    await ready(room)
    sheet = await presets(room)
    assert child(sheet, "use_preset", QPushButton).text() == "Replace prompt"
    press(sheet, "use_preset")
    assert room.workspace.editor.state.request.prompt.startswith("Add [light or heavy] snowfall")
    room.prompt.undo()
    assert room.workspace.editor.state.request.prompt == SNOW
    await room.studio.close()


async def test_a_preset_is_added_to_the_prompt(room: Furnished) -> None:
    await ready(room)
    room.workspace.editor.set_negative_prompt("blur")
    await room.studio.presets.save(Preset("Mine", "More.", negative_prompt="text"), "Set")
    sheet = await presets(room)
    press(sheet, "add_preset")
    request = room.workspace.editor.state.request
    assert (request.prompt, request.negative_prompt) == (f"{SNOW}\nMore.", "blur, text")
    await room.studio.close()


async def test_prompts_that_were_used_are_offered(room: Furnished) -> None:
    room.studio.history.jobs = [job(number=1), job(number=2, prompt="Make it night")]
    await ready(room, "")
    sheet = await presets(room)
    assert listed(sheet)[:3] == ["Recent prompts", SNOW, "Make it night"]
    QTest.keyClicks(child(sheet, "search_presets", QLineEdit), "make it night")
    await settle(room)
    assert listed(sheet)[:2] == ["Recent prompts", "Make it night"]
    press(sheet, "use_preset")
    assert room.workspace.editor.state.request.prompt == "Make it night"
    await room.studio.close()


async def test_the_prompt_becomes_a_preset_that_is_renamed_and_deleted(room: Furnished) -> None:
    await ready(room)
    sheet = await presets(room)
    choose(sheet, "Save this prompt as preset…")
    saving = await dialog("save_preset")
    press(saving, "agree_preset")
    await settle(room)
    assert text_of(saving, "preset_refusal").startswith("The preset")
    QTest.keyClicks(child(saving, "preset_name", QLineEdit), "My snow")
    assert child(saving, "preset_set", QComboBox).currentText() == "My presets"
    child(saving, "preset_must_not_change", QPlainTextEdit).setPlainText("Keep faces.")
    key(child(saving, "preset_name", QLineEdit), Qt.Key.Key_Return)
    await settle(room)
    assert is_closed(saving)
    assert listed(sheet)[:2] == ["My presets", "My snow"]
    child(sheet, "presets_found", QListWidget).setCurrentRow(1)
    choose(sheet, "Rename…")
    question = await dialog("text_question")
    answer = child(question, "answer", QLineEdit)
    answer.setText("Our snow")
    key(answer, Qt.Key.Key_Return)
    await settle(room)
    assert listed(sheet)[:2] == ["My presets", "Our snow"]
    choose(sheet, "Delete…")
    press(await dialog("confirmation"), "agree")
    await settle(room)
    assert listed(sheet)[0] == "Weather"
    sheet.close()
    await room.studio.close()


async def test_shipped_presets_are_not_changed(room: Furnished) -> None:
    await ready(room)
    sheet = await presets(room)
    menu = child(sheet, "my_presets", QPushButton).menu()
    assert isinstance(menu, QMenu)
    shut = [each.text() for each in menu.actions() if not each.isSeparator() and not each.isEnabled()]
    assert shut == ["Rename…", "Delete…", "Export its set…"]
    sheet.close()
    await room.studio.close()


async def test_a_set_goes_out_and_comes_back(room: Furnished, tmp_path: Path) -> None:
    await ready(room)
    await room.studio.presets.save(Preset("Mine", "More."), "House: looks/1")
    sheet = await presets(room)
    choose(sheet, "Export its set…")
    target = await dialog("choose_presets_target")
    target.fileSelected.emit(str(tmp_path / "out.json"))  # type: ignore[attr-defined]
    target.close()
    await settle(room)
    assert json.loads((tmp_path / "out.json").read_bytes())["name"] == "House: looks/1"
    assert text_of(sheet, "presets_said").startswith("Saved as")
    (tmp_path / "broken.json").write_text("{")
    choose(sheet, "Import…")
    source = await dialog("choose_presets")
    source.fileSelected.emit(str(tmp_path / "broken.json"))  # type: ignore[attr-defined]
    source.close()
    await settle(room)
    said = child(sheet, "presets_said", QLabel)
    assert "broken.json" in said.text()
    assert said.property("tone") == "danger"
    await room.studio.presets.remove("Mine", "House: looks/1")
    room.workspace.presets.import_file(str(tmp_path / "out.json"))
    await settle(room)
    assert listed(sheet)[:2] == ["House: looks/1", "Mine"]
    sheet.close()
    await room.studio.close()


async def test_several_clips_are_asked_about_once(room: Furnished) -> None:
    await ready(room)
    room.workspace.editor.set_takes(2)
    room.studio.account.use_practice(False)
    room.studio.jobs.lengths = dict.fromkeys(CLIPS[:3], 5.0)
    room.window.take_files([Path(clip) for clip in (*CLIPS[:3], "/clips/none.mov")])
    sheet = await dialog("batch")
    await settle(room)
    assert text_of(sheet, "batch_question") == "Make 6 edits with this prompt?"
    assert text_of(sheet, "batch_sum") == "30.0 s, ≈ 5.04 USD (other providers' rate)"
    assert listed(sheet, "batch_clips") == [
        "none.mov is not there. Choose another file.",
        "shot_1.mp4 · 5.0 s",
        "shot_2.mp4 · 5.0 s",
        "shot_3.mp4 · 5.0 s",
    ]
    # Enter must not buy.
    assert focused().objectName() == "cancel_batch"
    press(sheet, "start_batch")
    await settle(room)
    assert [(request.videos[0].location, takes) for request, takes in room.studio.jobs.started] == [
        (clip, 2) for clip in CLIPS[:3]
    ]
    assert is_closed(sheet)
    await room.studio.close()


async def test_enter_on_the_question_sends_nothing(room: Furnished) -> None:
    await ready(room)
    room.studio.jobs.lengths = dict.fromkeys(CLIPS, 5.0)
    room.window.editor.take_locations(list(CLIPS))
    sheet = await dialog("batch")
    await settle(room)
    key(focused(), Qt.Key.Key_Return)
    assert is_closed(sheet)
    assert room.studio.jobs.started == []
    await room.studio.close()


async def test_the_look_at_many_clips_can_be_stopped(room: Furnished) -> None:
    await ready(room)
    room.studio.jobs.gate = asyncio.Event()
    many = [f"/clips/many_{number}.mp4" for number in range(400)]
    room.window.editor.take_locations(many)
    sheet = await dialog("batch")
    assert text_of(sheet, "batch_question") == "Reading the clips: 0 of 400"
    assert child(sheet, "cancel_batch", QPushButton).text() == "Stop"
    assert not child(sheet, "start_batch", QPushButton).isVisible()
    press(sheet, "cancel_batch")
    await settle(room)
    assert room.workspace.batch.state.is_over
    assert room.studio.jobs.started == []
    await room.studio.close()


async def test_the_progress_counts(room: Furnished) -> None:
    await ready(room)
    room.studio.jobs.lengths = dict.fromkeys(CLIPS, 5.0)
    seen: list[int] = []
    room.workspace.batch.changed.connect(lambda state: seen.append(state.done))
    room.window.editor.take_locations(list(CLIPS))
    sheet = await dialog("batch")
    await settle(room)
    assert sorted(set(seen)) == list(range(7))
    sheet.close()
    await room.studio.close()


async def test_one_of_several_can_be_taken_as_the_source(room: Furnished) -> None:
    await ready(room)
    room.studio.clips.add(DEMO, BUNNY)
    room.window.editor.take_locations([DEMO, *CLIPS[:2]])
    press(await dialog("batch"), "first_clip_only")
    await settle(room)
    source = room.workspace.editor.state.source
    assert source is not None
    assert source.location == DEMO
    await room.studio.close()


@pytest.mark.parametrize(
    ("prompt", "said"), [("", "The prompt is empty."), (SNOW, "None of these files can be sent")]
)
async def test_when_nothing_can_be_sent_there_is_nothing_to_press(
    room: Furnished, prompt: str, said: str
) -> None:
    await ready(room, prompt)
    room.window.editor.take_locations(["/clips/a.mp4", "/clips/b.mp4"])
    sheet = await dialog("batch")
    await settle(room)
    assert text_of(sheet, "batch_question").startswith(said)
    assert not child(sheet, "start_batch", QPushButton).isVisible()
    assert child(sheet, "cancel_batch", QPushButton).text() == "Close"
    key(sheet, Qt.Key.Key_Escape)
    assert is_closed(sheet)
    await room.studio.close()


async def test_a_batch_that_cannot_be_written_says_so(room: Furnished) -> None:
    await ready(room)
    room.studio.jobs.lengths = dict.fromkeys(CLIPS, 5.0)
    room.studio.jobs.fault = BadInput("disk_full", folder="/takes")
    room.window.editor.take_locations(list(CLIPS))
    sheet = await dialog("batch")
    await settle(room)
    press(sheet, "start_batch")
    await settle(room)
    assert text_of(sheet, "batch_question").startswith("The disk of /takes is full.")
    assert not child(sheet, "start_batch", QPushButton).isVisible()
    sheet.close()
    await room.studio.close()


def outgoing(request: EditRequest) -> Outgoing:
    image = ImageInput("tree.png", sha256="ab" * 32, media_type="image/png")
    fit = replace(BUNNY, pixel_format="yuv420p", cuts=(0,))
    planned = plan(fit, None, Treatment())
    return Outgoing(
        request=request,
        account="MuleRouter",
        is_practice=False,
        endpoint="https://api.example/edits",
        form=RequestForm.COMPACT,
        lost=("frames",),
        videos=(SentVideo(request.videos[0], fit, fit.size, "bucket.example", 7 * 86_400.0, planned),),
        pictures=(SentPicture(image, PictureRole.IMAGE, 1, 1_200_000, 1_600_000),),
        body_bytes=1_600_400,
    )


async def test_what_will_be_sent_is_one_click_away(room: Furnished) -> None:
    await ready(room)
    room.workspace.editor.set_takes(3)
    room.studio.manifest.outgoing = outgoing(EditRequest(SNOW, (VideoInput(DEMO),)))
    press(room.frame, "what_will_be_sent")
    sheet = await dialog("sending")
    said = "\n".join(label.text() for label in sheet.findChildren(QLabel))
    for part in (
        "MuleRouter, at api.example, with your API key",
        "127 frames · 5.3 s · 720p H.264 is sent as it is, bit for bit, 2.9 MB.",
        "At bucket.example, for 7 days",
        "Goes with the clip and is kept",
        "tree.png · 1.2 MB",
        SNOW,
        "Professional 1080p · As source",
        "first and last frame: this account's form cannot carry it",
        "4.5 MB for each of 3 takes",
    ):
        assert part in said
    press(sheet, "copy_curl")
    command = QGuiApplication.clipboard().text()
    assert command.startswith("curl --request POST https://api.example/edits")
    assert "Bearer $MULEROUTER_API_KEY" in command
    assert text_of(sheet, "curl_copied").startswith("Copied.")
    key(sheet, Qt.Key.Key_Escape)
    assert is_closed(sheet)
    await room.studio.close()


async def test_of_a_clip_that_is_prepared_the_prepared_file_is_listed_in_the_words_of_the_plan(
    room: Furnished,
) -> None:
    await ready(room)
    camera = replace(BUNNY, codec="prores", width=3840, height=2160, rate_num=25, size=9_000_000_000)
    found = plan(camera, Range(0, 99), Treatment())
    video = VideoInput("/clips/A001.mov", range=Range(0, 99))
    sent = SentVideo(video, camera, found.bytes, "bucket.example", None, found)
    shown = replace(outgoing(EditRequest(SNOW, (video,))), videos=(sent,))
    room.studio.manifest.outgoing = shown
    press(room.frame, "what_will_be_sent")
    sheet = await dialog("sending")
    said = [label.text() for label in sheet.findChildren(QLabel)]
    line = wording.sentence(found.summary)
    assert "4K ProRes → 1080p H.264" in line
    assert "A001.mov · 100 frames of it (0–99)" in said
    assert f"{found.frames} frames · {wording.seconds(found.seconds)} · {line}" in said
    assert wording.about_bytes(shown.total_bytes) in said
    await room.studio.close()


async def test_the_videos_of_an_element_are_listed_with_their_hosts(room: Furnished) -> None:
    await ready(room)
    plain = outgoing(EditRequest(SNOW, (VideoInput(DEMO),)))
    turn = SentVideo(
        VideoInput("https://looks.example/turn.mp4"), None, None, "looks.example", None, element=2
    )
    room.studio.manifest.outgoing = replace(plain, videos=(*plain.videos, turn))
    press(room.frame, "what_will_be_sent")
    sheet = await dialog("sending")
    said = [label.text() for label in sheet.findChildren(QLabel)]
    place = said.index("Element 2")
    assert said[place + 1 : place + 4] == [
        "turn.mp4",
        "Link to it",
        "Yours, at looks.example; the service fetches the clip from there",
    ]
    await room.studio.close()


async def test_words_longer_than_a_line_are_listed_whole(room: Furnished) -> None:
    await ready(room)
    link = f"https://clips.example/{'a' * 900}.mp4?signature={'0123456789abcdef' * 40}"
    video = SentVideo(VideoInput(link), None, None, "clips.example", None)
    shown = replace(outgoing(EditRequest(SNOW, (VideoInput(link),))), videos=(video,))
    room.studio.manifest.outgoing = shown
    room.workspace.editor.set_negative_prompt("x" * 2400)
    press(room.frame, "what_will_be_sent")
    sheet = await dialog("sending")
    assert sheet.width() < 700
    (unwanted,) = (each for each in sheet.findChildren(QLabel) if each.text() == "x" * 2400)
    assert (
        unwanted.height()
        >= unwanted.heightForWidth(unwanted.width())
        > 20 * unwanted.fontMetrics().height() // 2
    )
    await room.studio.close()


async def test_what_cannot_be_listed_says_why(room: Furnished) -> None:
    await ready(room)
    press(room.frame, "what_will_be_sent")
    await settle(room)
    assert "No clip is chosen." in text_of(room.frame, "desk_notice_text")
    await room.studio.close()


async def test_ones_own_rate_counts_at_once(room: Furnished) -> None:
    await ready(room)
    room.studio.account.use_practice(False)
    assert child(room.frame, "enter_rate", QPushButton).isVisible()
    press(room.frame, "enter_rate")
    settings = await dialog("settings_dialog")
    settings.activateWindow()
    await until(settings.isActiveWindow)
    field = child(settings, "rate_standard", QLineEdit)
    assert settings.focusWidget() is field
    field.selectAll()
    QTest.keyClicks(field, "0,2")
    key(field, Qt.Key.Key_Tab)
    prices = room.studio.settings.prices
    assert (prices.std, prices.pro, prices.currency, prices.is_own) == ("0.2", "0.168", "USD", True)
    currency = child(settings, "rate_currency", QLineEdit)
    currency.setText("12")
    currency.editingFinished.emit()
    assert text_of(settings, "rate_basis").startswith("Enter amounts such as")
    assert room.studio.settings.prices.currency == "USD"
    press(settings, "use_seen_rate")
    assert not room.studio.settings.prices.is_own
    assert field.text() == "0.126"
    settings.close()
    await room.studio.close()
