"""Extra reference videos by mouse and keyboard: added, looked at, given a purpose, removed, kept, refused."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QFileDialog, QPushButton, QWidget

from kling_desktop.api.wire import Media, encode
from kling_desktop.domain.answers import RequestForm
from kling_desktop.domain.notice import Notice
from kling_desktop.domain.request import ReferType
from kling_desktop.services.link_sources import LinkedClip
from kling_desktop.ui.editor.panel import EditorPanel
from kling_desktop.viewmodels.editor import EditorModel
from kling_desktop.viewmodels.materials import MaterialsModel
from kling_desktop.viewmodels.pictures import Pictures
from tests.support.panels import child, dialog, on_screen, press, text_of
from tests.support.studio_double import BUNNY, CLIP, StudioDouble, job
from tests.support.waiting import until

DANCE, WALK = "/clips/dance.mp4", "/clips/walk.mp4"
LINK = "https://h.example/look.mp4"
NAMED = "Move @Video1 like @Video2, walk like @Video3"


@dataclass
class Room:
    """An editor with a source and two other clips that can be had."""

    panel: EditorPanel
    editor: EditorModel
    materials: MaterialsModel
    studio: StudioDouble

    @property
    def videos(self) -> list[tuple[str, str]]:
        return [(each.location, each.refer.value) for each in self.editor.state.request.videos]

    async def attach(self, source: str = CLIP) -> None:
        self.studio.clips.add(DANCE)
        self.studio.clips.add(WALK)
        await self.editor.attach(self.studio.as_studio)
        self.materials.attach(self.studio.as_studio)
        self.editor.set_prompt(NAMED)
        if source:
            self.editor.choose_source(source)
        await self.studio.settle()

    async def add(self, *locations: str) -> None:
        self.materials.videos.add(locations)
        await self.studio.settle()


@pytest.fixture
def room(qapp: QApplication, studio: StudioDouble) -> Iterator[Room]:
    editor = EditorModel()
    materials = MaterialsModel(editor)
    with on_screen(EditorPanel(editor, Pictures(), materials), 348, 1200) as panel:
        yield Room(panel, editor, materials, studio)


async def test_the_file_dialog_adds_videos_that_are_only_looked_at(room: Room) -> None:
    await room.attach()
    press(room.panel, "more_section")
    press(room.panel, "add_extra_video")
    asked = await dialog("choose_video")
    assert isinstance(asked, QFileDialog)
    asked.filesSelected.emit([DANCE, WALK])
    asked.close()
    await room.studio.settle()
    assert room.videos == [(CLIP, "base"), (DANCE, "feature"), (WALK, "feature")]
    assert room.editor.state.references == ("@Video1", "@Video2", "@Video3")
    assert "1280×720" in text_of(room.panel, "extra_video_2_facts")
    assert child(room.panel, "extra_video_3", QWidget).accessibleName() == "Video 3: walk.mp4"
    assert room.editor.state.request.videos[1].fingerprint is not None
    assert room.studio.drafts.kept[-1].request.videos[1].location == DANCE
    assert child(room.panel, "generate", QPushButton).isEnabled()


def drop(section: QWidget, *urls: QUrl) -> None:
    """Drop files or links on a section that takes them."""
    data = QMimeData()
    data.setUrls(urls)
    copy, left, plain = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    entering = QDragEnterEvent(QPoint(9, 9), copy, data, left, plain)
    QApplication.sendEvent(section, entering)
    assert entering.isAccepted()
    QApplication.sendEvent(section, QDropEvent(QPointF(9, 9), copy, data, left, plain))


async def test_files_and_links_are_dropped_on_the_folded_section(room: Room) -> None:
    await room.attach()
    drop(room.panel.more, QUrl.fromLocalFile(DANCE), QUrl(LINK))
    await room.studio.settle()
    assert room.videos == [(CLIP, "base"), (DANCE, "feature"), (LINK, "feature")]
    assert room.panel.more.is_open()


async def test_what_is_dropped_there_before_there_is_a_source_is_the_source(room: Room) -> None:
    await room.attach(source="")
    drop(room.panel.more, QUrl.fromLocalFile(DANCE))
    assert room.videos == [(DANCE, "base")]
    room.editor.remove_source()
    drop(room.panel.more, QUrl(LINK))
    assert room.videos == [(LINK, "base")]


async def test_a_link_is_pasted_and_looked_at_by_keyboard(room: Room) -> None:
    await room.attach()
    room.studio.link_sources.known[LINK] = LinkedClip(LINK, info=replace(BUNNY, seconds=40.0, frames=960))
    room.panel.more.set_open(True)
    QGuiApplication.clipboard().setText(LINK)
    QTest.keyClick(child(room.panel, "paste_extra_video", QPushButton), Qt.Key.Key_Space)
    await room.studio.settle()
    assert room.videos[1] == (LINK, "feature")
    assert "40.00 s" in text_of(room.panel, "extra_video_2_facts")
    assert room.editor.state.reason.startswith("@Video2: ")
    QTest.keyClick(child(room.panel, "extra_video_2", QWidget), Qt.Key.Key_Delete)
    await room.studio.settle()
    assert room.videos == [(CLIP, "base")]
    assert room.editor.state.reason == ""


async def test_what_is_no_link_is_refused_in_one_sentence(room: Room) -> None:
    await room.attach()
    room.panel.more.set_open(True)
    QGuiApplication.clipboard().setText("ftp://h.example/a.mp4")
    press(room.panel, "paste_extra_video")
    assert "ftp://h.example/a.mp4" in text_of(room.panel, "extra_videos_notice_text")
    assert room.videos == [(CLIP, "base")]


async def test_the_one_to_edit_changes_places_with_the_source(room: Room) -> None:
    await room.attach()
    await room.add(DANCE, WALK)
    purpose = child(room.panel, "extra_video_3_purpose", QComboBox)
    assert purpose.currentText() == "Only look at this one"
    purpose.setFocus()
    QTest.keyClick(purpose, Qt.Key.Key_Down)
    await room.studio.settle()
    assert room.videos == [(WALK, "base"), (DANCE, "feature"), (CLIP, "feature")]
    assert room.editor.state.request.prompt == "Move @Video3 like @Video2, walk like @Video1"
    assert room.editor.state.source is not None
    assert room.editor.state.source.location == WALK
    assert room.editor.state.source.info is not None
    assert "1280×720" in text_of(room.panel, "extra_video_3_facts")
    assert purpose.currentText() == "Only look at this one"


async def test_a_second_edited_one_of_an_old_task_can_be_only_looked_at(room: Room) -> None:
    await room.attach()
    await room.add(DANCE)
    old = room.editor.state.request
    both = replace(old, videos=(old.videos[0], replace(old.videos[1], refer=ReferType.BASE)))
    room.editor.use_again(job(request=both))
    await room.studio.settle()
    purpose = child(room.panel, "extra_video_2_purpose", QComboBox)
    assert purpose.currentText() == "Edit this one"
    purpose.setFocus()
    QTest.keyClick(purpose, Qt.Key.Key_Up)
    assert room.videos == [(CLIP, "base"), (DANCE, "feature")]


async def test_removing_one_renumbers_the_others(room: Room) -> None:
    await room.attach()
    await room.add(DANCE, WALK)
    press(room.panel, "remove_extra_video_2")
    assert room.videos == [(CLIP, "base"), (WALK, "feature")]
    assert room.editor.state.request.prompt.endswith("walk like @Video2")
    assert not child(room.panel, "extra_video_3", QWidget).isVisible()


async def test_looking_ends_with_the_video(room: Room) -> None:
    await room.attach()
    room.studio.clips.gate = asyncio.Event()
    room.materials.videos.add([DANCE])
    await until(lambda: text_of(room.panel, "extra_video_2_facts") == "Reading the clip…")
    assert not child(room.panel, "generate", QPushButton).isEnabled()
    room.materials.videos.remove(0)
    await room.studio.settle()
    assert room.videos == [(CLIP, "base")]


async def test_a_clip_that_preparing_cannot_mend_is_not_sent(room: Room) -> None:
    await room.attach()
    room.studio.clips.add("/clips/long.mp4", replace(BUNNY, seconds=40.0, frames=960))
    await room.add("/clips/long.mp4", "/clips/none.mp4")
    assert "40.00 s" in text_of(room.panel, "extra_video_2_facts")
    assert "none.mp4" in text_of(room.panel, "extra_video_3_facts")
    assert room.editor.state.reason.startswith("@Video2: ")


async def test_without_a_source_extras_wait_and_none_becomes_it(room: Room) -> None:
    await room.attach(source="")
    room.panel.more.set_open(True)
    assert not child(room.panel, "add_extra_video", QPushButton).isEnabled()
    assert text_of(room.panel, "extra_videos_reason") == "Choose the video to edit first."
    room.editor.choose_source(CLIP)
    await room.add(DANCE)
    room.editor.remove_source()
    assert room.videos == []
    assert room.editor.state.source is None
    assert text_of(room.panel, "extra_videos_reason") == "1 extra video comes back with the next source."
    room.editor.choose_source(WALK)
    await room.studio.settle()
    assert room.videos == [(WALK, "base"), (DANCE, "feature")]
    assert room.editor.state.aside == ()


async def test_what_waits_for_a_source_is_there_again_after_a_crash(room: Room) -> None:
    await room.attach()
    await room.add(DANCE)
    room.editor.remove_source()
    left = room.studio.drafts.kept[-1]
    assert [each.location for each in left.aside] == [DANCE]
    again = EditorModel()
    again.restore(left)
    materials = MaterialsModel(again)
    await again.attach(room.studio.as_studio)
    materials.attach(room.studio.as_studio)
    assert materials.videos.state.reason == "1 extra video comes back with the next source."
    again.choose_source(WALK)
    await room.studio.settle()
    assert [each.location for each in again.state.request.videos] == [WALK, DANCE]
    # At no moment were they kept twice.
    for kept in room.studio.drafts.kept:
        assert not (kept.aside and kept.request.videos)


async def test_a_source_chosen_before_the_draft_was_there_gets_what_waits(room: Room) -> None:
    await room.attach()
    await room.add(DANCE)
    room.editor.remove_source()
    again = EditorModel()
    again.choose_source(WALK)
    again.restore(room.studio.drafts.kept[-1])
    assert [each.location for each in again.state.request.videos] == [WALK, DANCE]
    assert again.state.aside == ()


async def test_four_are_the_most(room: Room) -> None:
    await room.attach()
    await room.add(DANCE, WALK, DANCE, WALK, LINK)
    assert len(room.videos) == 5
    assert text_of(room.panel, "extra_videos_reason") == "An edit takes at most 4 extra videos."


async def test_a_form_with_one_video_takes_no_extras(room: Room) -> None:
    await room.attach()
    await room.add(DANCE)
    room.studio.forms.carries = False
    room.studio.account.use_practice(False)
    await room.studio.settle()
    assert "carries one video" in text_of(room.panel, "extra_videos_notice_text")
    assert room.editor.state.reason == text_of(room.panel, "extra_videos_notice_text")
    assert not child(room.panel, "add_extra_video", QPushButton).isEnabled()
    press(room.panel, "remove_extra_video_2")
    assert "carries one video" in text_of(room.panel, "extra_videos_reason")
    assert room.editor.state.reason == ""


async def test_the_form_that_an_accepted_task_went_in_counts(room: Room) -> None:
    await room.attach()
    room.panel.more.set_open(True)
    room.studio.forms.carries = False
    room.studio.jobs.save(job(form=RequestForm.COMPACT))
    await room.studio.settle()
    assert not child(room.panel, "add_extra_video", QPushButton).isEnabled()


async def test_a_local_extra_of_a_link_needs_a_way_to_become_a_link(room: Room) -> None:
    await room.attach(source="https://h.example/a.mp4")
    room.studio.account.use_practice(False)
    room.studio.routes.problem = Notice("route_missing")
    room.studio.routes.changed.announce(None)
    assert not room.editor.state.needs_link_setup
    await room.add(DANCE)
    assert room.editor.state.needs_link_setup


async def test_undo_brings_a_removed_video_back(room: Room) -> None:
    await room.attach()
    await room.add(DANCE, WALK)
    before = room.editor.state.request
    press(room.panel, "remove_extra_video_2")
    room.editor.retrace_prompt(before.prompt)
    assert room.editor.state.request == before


async def test_each_goes_with_what_it_is_for(room: Room) -> None:
    await room.attach()
    await room.add(DANCE, WALK)
    press(room.panel, "generate")
    await room.studio.settle()
    request, _ = room.studio.jobs.started[-1]
    body = encode(request, Media(("https://h/1", "https://h/2", "https://h/3"), {}), RequestForm.DOCUMENTED)
    assert body.count(b'"refer_type":"base"') == 1
    assert body.count(b'"refer_type":"feature"') == 2
