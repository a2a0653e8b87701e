"""The library of elements: made, searched, chosen, changed and deleted, by mouse and keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)

from kling_desktop.domain.cut import Pace
from kling_desktop.domain.errors import BadInput
from kling_desktop.domain.request import Element, ElementKind, ImageInput
from kling_desktop.media.worker import Workers
from kling_desktop.services.intake import Intake
from kling_desktop.store.inputs import InputFolder
from kling_desktop.ui.editor.element_dialog import ElementDialog
from kling_desktop.ui.editor.panel import EditorPanel
from kling_desktop.viewmodels.editor import EditorModel
from kling_desktop.viewmodels.materials import MaterialsModel
from kling_desktop.viewmodels.pictures import Pictures
from tests.support.panels import child, dialog, on_screen, press, text_of
from tests.support.studio_double import StudioDouble

FACE = ImageInput("face.png", url="https://pictures.example/face.png")
SIDE = ImageInput("side.png", url="https://pictures.example/side.png")
ANNA = Element(ElementKind.IMAGE, "Anna", FACE, (SIDE,))
BOAT = Element(ElementKind.IMAGE, "Boat", SIDE, (FACE,))


@pytest.fixture
def editor(qapp: QApplication) -> EditorModel:
    return EditorModel()


@pytest.fixture
def panel(editor: EditorModel, studio: StudioDouble, tmp_path: Path) -> Iterator[EditorPanel]:
    workers = Workers(2)
    studio.intake = Intake(workers, InputFolder(tmp_path / "inputs"))
    pictures = Pictures()
    pictures.attach(studio.as_studio)
    with on_screen(EditorPanel(editor, pictures, MaterialsModel(editor)), 348, 900) as panel:
        yield panel
    workers.close()


async def attach(panel: EditorPanel, editor: EditorModel, studio: StudioDouble, *elements: Element) -> None:
    for element in elements:
        await studio.elements.add(element)
    await editor.attach(studio.as_studio)
    panel.materials._model.attach(studio.as_studio)
    await studio.settle()


async def opened(panel: EditorPanel) -> ElementDialog:
    press(panel, "add_element")
    press(panel.elements, "new_element")
    found = await dialog("element")
    assert isinstance(found, ElementDialog)
    return found


async def test_one_is_made_of_pictures_and_used(
    panel: EditorPanel, editor: EditorModel, studio: StudioDouble
) -> None:
    await attach(panel, editor, studio)
    press(panel, "add_element")
    assert "library is empty" in text_of(panel.elements, "element_list_empty")
    panel.elements.hide()
    made = await opened(panel)
    QTest.keyClicks(child(made, "element_name", QLineEdit), "Anna")
    made.model.add_link(FACE.url)
    made.model.add_link(SIDE.url)
    QTest.keyClick(
        child(made, "element_picture_2", QWidget), Qt.Key.Key_Left, Qt.KeyboardModifier.ControlModifier
    )
    assert child(made, "element_picture_1", QWidget).accessibleName() == "Frontal picture: side.png"
    press(made, "save_element")
    await studio.settle()
    (stored,) = studio.elements.stored
    assert (stored.element.name, stored.element.frontal, stored.element.references) == ("Anna", SIDE, (FACE,))
    assert editor.state.request.elements == (stored.element,)
    assert child(panel, "element_1", QWidget).accessibleName() == "Element 1: Anna"
    assert "@Element1" in editor.state.references


async def test_what_is_wrong_is_said_and_the_dialog_stays(
    panel: EditorPanel, editor: EditorModel, studio: StudioDouble
) -> None:
    await attach(panel, editor, studio)
    studio.elements.fault = BadInput("element_unnamed")
    made = await opened(panel)
    press(made, "save_element")
    await studio.settle()
    assert "no name" in text_of(made, "element_refusal")
    assert made.isVisible()
    made.close()


async def test_four_pictures_are_the_most(
    panel: EditorPanel, editor: EditorModel, studio: StudioDouble
) -> None:
    await attach(panel, editor, studio)
    made = await opened(panel)
    for number in range(5):
        made.model.add_link(f"https://pictures.example/{number}.png")
    assert len(made.model.state.pictures) == 4
    assert not child(made, "add_picture", QWidget).isEnabled()
    QTest.keyClick(child(made, "element_picture_4", QWidget), Qt.Key.Key_Delete)
    assert child(made, "add_picture", QWidget).isEnabled()
    made.close()


async def test_one_is_made_of_links_to_videos(
    panel: EditorPanel, editor: EditorModel, studio: StudioDouble
) -> None:
    await attach(panel, editor, studio)
    made = await opened(panel)
    child(made, "element_kind_video", QPushButton).click()
    child(made, "element_videos", QPlainTextEdit).setPlainText(
        "https://v.example/a.mp4\n\nhttps://v.example/b.mp4"
    )
    QTest.keyClicks(child(made, "element_name", QLineEdit), "Car")
    press(made, "save_element")
    await studio.settle()
    (stored,) = studio.elements.stored
    assert stored.element.kind is ElementKind.VIDEO
    assert [video.location for video in stored.element.videos] == [
        "https://v.example/a.mp4",
        "https://v.example/b.mp4",
    ]


def drop_file(target: QWidget, path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    spot, none = QPointF(20, 20), Qt.KeyboardModifier.NoModifier
    left, copy = Qt.MouseButton.LeftButton, Qt.DropAction.CopyAction
    QApplication.sendEvent(target, QDragEnterEvent(spot.toPoint(), copy, data, left, none))
    QApplication.sendEvent(target, QDropEvent(spot, copy, data, left, none))


async def test_one_is_made_of_files_and_links_together(
    panel: EditorPanel, editor: EditorModel, studio: StudioDouble, tmp_path: Path
) -> None:
    await attach(panel, editor, studio)
    made = await opened(panel)
    child(made, "element_kind_video", QPushButton).click()
    field = child(made, "element_videos", QPlainTextEdit)
    field.setPlainText("https://v.example/a.mp4")
    clip = tmp_path / "走 walk.mov"
    for _ in range(2):
        drop_file(child(made, "element_video_part", QWidget), clip)
    assert field.toPlainText().splitlines() == ["https://v.example/a.mp4", str(clip)]
    field.appendPlainText("ftp://v.example/b.mp4")
    QTest.keyClicks(child(made, "element_name", QLineEdit), "Walk")
    press(made, "save_element")
    assert "ftp://v.example/b.mp4" in text_of(made, "element_refusal")
    field.setPlainText(f'https://v.example/a.mp4\n"{clip}"')
    press(made, "save_element")
    await studio.settle()
    (stored,) = studio.elements.stored
    first, second = stored.element.videos
    assert (first.is_local, second.is_local, second.location) == (False, True, str(clip))
    assert second.treatment.pace is Pace.REAL_TIME


async def test_what_stands_in_the_field_of_videos_is_no_matter_for_pictures(
    panel: EditorPanel, editor: EditorModel, studio: StudioDouble
) -> None:
    await attach(panel, editor, studio)
    made = await opened(panel)
    child(made, "element_kind_video", QPushButton).click()
    child(made, "element_videos", QPlainTextEdit).setPlainText("ftp://v.example/b.mp4")
    child(made, "element_kind_image", QPushButton).click()
    for picture in (FACE, SIDE):
        made.model.add_link(picture.url)
    QTest.keyClicks(child(made, "element_name", QLineEdit), "Anna")
    press(made, "save_element")
    await studio.settle()
    (stored,) = studio.elements.stored
    assert stored.element.frontal is not None
    assert stored.element.videos == ()


async def test_one_is_found_and_chosen_by_keyboard(
    panel: EditorPanel, editor: EditorModel, studio: StudioDouble
) -> None:
    await attach(panel, editor, studio, ANNA, BOAT)
    press(panel, "add_element")
    search = child(panel.elements, "search_elements", QLineEdit)
    assert child(panel.elements, "element_list", QListWidget).count() == 2
    QTest.keyClicks(search, "bo")
    await studio.settle()
    assert child(panel.elements, "element_list", QListWidget).count() == 1
    QTest.keyClick(search, Qt.Key.Key_Return)
    assert editor.state.request.elements == (BOAT,)
    assert not panel.elements.isVisible()


async def test_one_is_renamed_and_edits_keep_theirs(
    panel: EditorPanel, editor: EditorModel, studio: StudioDouble
) -> None:
    await attach(panel, editor, studio, ANNA)
    panel.materials._model.add_element(ANNA)
    press(panel, "add_element")
    press(panel.elements, "change_element")
    made = await dialog("element")
    name = child(made, "element_name", QLineEdit)
    name.selectAll()
    QTest.keyClicks(name, "Anna K")
    press(made, "save_element")
    await studio.settle()
    assert [each.element.name for each in studio.elements.stored] == ["Anna K"]
    assert editor.state.request.elements == (ANNA,)


async def test_one_is_deleted_after_a_question(
    panel: EditorPanel, editor: EditorModel, studio: StudioDouble
) -> None:
    await attach(panel, editor, studio, ANNA)
    press(panel, "add_element")
    press(panel.elements, "delete_element")
    asked = await dialog("confirmation")
    assert isinstance(asked, QDialog)
    press(asked, "agree")
    await studio.settle()
    assert studio.elements.stored == []
