"""Images and frames of an edit by mouse and keyboard: added, refused, made fit, moved, replaced, removed."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu, QWidget

from kling_desktop.domain.cut import Range
from kling_desktop.domain.request import Element, ElementKind, ImageInput, VideoInput
from kling_desktop.media.worker import Workers
from kling_desktop.services.intake import Intake
from kling_desktop.store.inputs import InputFolder
from kling_desktop.ui.editor.crop_dialog import CropDialog
from kling_desktop.ui.editor.panel import EditorPanel
from kling_desktop.ui.editor.tiles import Tile, TileState
from kling_desktop.viewmodels.editor import EditorModel
from kling_desktop.viewmodels.materials import MaterialsModel
from kling_desktop.viewmodels.picture_queue import Spot
from kling_desktop.viewmodels.pictures import Pictures
from tests.support.clips import Clip, make_clip
from tests.support.panels import child, dialog, on_screen, press, text_of
from tests.support.studio_double import CLIP, StudioDouble

LINK = "https://pictures.example/a%20hat.png"
FACE = ImageInput("face.png", url="https://pictures.example/face.png")


@dataclass
class Room:
    """An editor whose pictures are really looked at."""

    panel: EditorPanel
    editor: EditorModel
    materials: MaterialsModel
    studio: StudioDouble
    folder: Path

    @property
    def names(self) -> list[str]:
        return [image.name for image in self.editor.state.request.images]

    async def attach(self) -> None:
        await self.editor.attach(self.studio.as_studio)
        self.materials.attach(self.studio.as_studio)
        await self.studio.settle()

    def picture(self, name: str, width: int = 320, height: int = 320, red: int = 200) -> Path:
        path = self.folder / name
        Image.new("RGB", (width, height), (red, len(name), 30)).save(path)
        return path

    async def add(self, *names: str) -> None:
        self.materials.add_files([self.picture(name) for name in names])
        await self.studio.settle()

    def tile(self, number: int) -> Tile:
        return child(self.panel, f"image_{number}", Tile)

    def choose(self, menu: str, words: str) -> None:
        """Press what a menu that is open offers."""
        action = next(each for each in actions(child(self.panel, menu, QMenu)) if each.text() == words)
        action.trigger()
        child(self.panel, menu, QMenu).close()


def actions(menu: QMenu) -> list[QAction]:
    """All that a menu and its own menus offer."""
    found: list[QAction] = []
    for action in menu.actions():
        inner = action.menu()
        found += actions(inner) if isinstance(inner, QMenu) else [action]
    return found


@pytest.fixture
def room(qapp: QApplication, studio: StudioDouble, tmp_path: Path) -> Iterator[Room]:
    workers = Workers(2)
    studio.intake = Intake(workers, InputFolder(tmp_path / "inputs"))
    editor = EditorModel()
    materials = MaterialsModel(editor)
    pictures = Pictures()
    pictures.attach(studio.as_studio)
    with on_screen(EditorPanel(editor, pictures, materials), 348, 900) as panel:
        yield Room(panel, editor, materials, studio, tmp_path)
    workers.close()


async def test_the_file_dialog_adds_what_is_chosen(room: Room) -> None:
    await room.attach()
    press(room.panel, "add_image")
    asked = await dialog("choose_images")
    assert isinstance(asked, QFileDialog)
    asked.filesSelected.emit([str(room.picture("hat.png")), str(room.picture("雪 ❄.jpg"))])
    asked.close()
    await room.studio.settle()
    assert room.names == ["hat.png", "雪 ❄.jpg"]
    assert text_of(room.panel, "materials_counter") == "2/4"
    assert room.tile(2).accessibleName() == "Image 2: 雪 ❄.jpg"
    assert room.tile(1).face.picture is not None
    assert (room.folder / "inputs" / room.editor.state.request.images[0].sha256).is_file()
    assert room.studio.drafts.kept[-1].request.images == room.editor.state.request.images


async def test_files_and_links_are_dropped_on_the_section(room: Room) -> None:
    await room.attach()
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(each) for each in (str(room.picture("hat.png")), CLIP)] + [QUrl(LINK)])
    section = room.panel.materials
    entering = QDragEnterEvent(
        QPoint(9, 9),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(section, entering)
    assert entering.isAccepted()
    drop = QDropEvent(
        QPointF(9, 9),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(section, drop)
    await room.studio.settle()
    assert sorted(room.names) == ["a hat.png", "hat.png"]
    source = room.editor.state.request.source
    assert source is not None
    assert source.location == CLIP


async def test_the_clipboard_gives_pixels_bytes_files_and_links(room: Room) -> None:
    await room.attach()
    clipboard = QGuiApplication.clipboard()
    image = QImage(301, 300, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    clipboard.setImage(image)
    press(room.panel, "paste_image")
    await room.studio.settle()
    stored = room.editor.state.request.images[0]
    with Image.open(room.folder / "inputs" / stored.sha256) as kept:
        assert kept.size == (301, 300)
        assert kept.convert("RGB").getpixel((5, 5)) == (255, 0, 0)
    target = io.BytesIO()
    Image.new("RGB", (300, 300)).save(target, "PNG")
    as_bytes = QMimeData()
    as_bytes.setData("image/png", target.getvalue())
    clipboard.setMimeData(as_bytes)
    room.tile(1).setFocus()
    QTest.keyClick(room.tile(1), Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    await room.studio.settle()
    clipboard.setText(LINK)
    press(room.panel, "paste_image")
    assert room.names == ["Pasted picture", "Pasted picture", "a hat.png"]
    clipboard.setText("no link and no file")
    press(room.panel, "paste_image")
    await room.studio.settle()
    assert "no link and no file is not there" in text_of(room.panel, "materials_notice_1_text")


async def test_moving_by_key_and_mouse_takes_the_references_along(room: Room) -> None:
    await room.attach()
    await room.add("a.png", "b.png", "c.png")
    room.editor.set_prompt("@Image1 then @Image3")
    room.tile(1).setFocus()
    QTest.keyClick(room.tile(1), Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    assert room.names == ["b.png", "a.png", "c.png"]
    assert room.editor.state.request.prompt == "@Image2 then @Image3"
    assert room.tile(2).hasFocus()
    QTest.keyClick(room.tile(2), Qt.Key.Key_Left)
    assert room.tile(1).hasFocus()
    tile, middle = room.tile(3), room.tile(3).rect().center()
    QTest.mousePress(tile, Qt.MouseButton.LeftButton, pos=middle)
    QTest.mouseMove(tile, middle - QPoint(60, 0))
    QTest.mouseRelease(tile, Qt.MouseButton.LeftButton, pos=middle - QPoint(110, 0))
    assert room.names == ["c.png", "b.png", "a.png"]
    assert room.editor.state.request.prompt == "@Image3 then @Image1"


async def test_removing_by_key_and_by_cross(room: Room) -> None:
    await room.attach()
    await room.add("a.png", "b.png", "c.png")
    room.editor.set_prompt("@Image3")
    QTest.keyClick(room.tile(1), Qt.Key.Key_Delete)
    assert room.names == ["b.png", "c.png"]
    assert room.editor.state.request.prompt == "@Image2"
    QTest.mouseClick(room.tile(2), Qt.MouseButton.LeftButton, pos=QPoint(room.tile(2).width() - 8, 8))
    assert room.names == ["b.png"]


async def test_replacing_keeps_the_place(room: Room) -> None:
    await room.attach()
    await room.add("a.png", "b.png")
    room.tile(1).setFocus()
    QTest.keyClick(room.tile(1), Qt.Key.Key_Return)
    room.choose("image_menu", "Replace…")
    asked = await dialog("choose_images")
    assert isinstance(asked, QFileDialog)
    asked.filesSelected.emit([str(room.picture("new.png"))])
    asked.close()
    await room.studio.settle()
    assert room.names == ["new.png", "b.png"]


async def test_full_is_said_and_nothing_more_can_be_added(room: Room) -> None:
    await room.attach()
    room.materials.add_element(Element(ElementKind.IMAGE, "Anna", FACE, (FACE,)))
    await room.add("a.png", "b.png", "c.png")
    assert text_of(room.panel, "materials_counter") == "4/4"
    assert "All 4 places" in text_of(room.panel, "materials_hint")
    for name in ("add_image", "add_element", "grab_image", "paste_image"):
        button = child(room.panel, name, QWidget)
        assert not button.isEnabled()
        assert "All 4 places" in button.toolTip()
    await room.add("d.png")
    assert "0 of 1 could be added" in text_of(room.panel, "materials_notice_text")
    assert room.names == ["a.png", "b.png", "c.png"]


async def test_hundreds_at_once_are_one_sentence(room: Room) -> None:
    await room.attach()
    path = room.picture("a.png")
    room.materials.add_files([path] * 312)
    assert len(room.materials.state.waiting) == 4
    await room.studio.settle()
    assert "4 of 312 could be added" in text_of(room.panel, "materials_notice_text")


async def test_one_click_makes_a_picture_fit(room: Room) -> None:
    await room.attach()
    room.materials.add_files([room.picture("small.webp", 200, 260)])
    await room.studio.settle()
    assert room.names == []
    assert "small.webp" in text_of(room.panel, "materials_notice_1_text")
    assert room.tile(1).face.state is TileState.REFUSED
    press(room.panel, "materials_notice_1_action")
    await room.studio.settle()
    assert room.names == ["small.webp"]
    with Image.open(room.folder / "inputs" / room.editor.state.request.images[0].sha256) as kept:
        assert kept.size == (300, 390)
    assert text_of(room.panel, "materials_notice_1_text") == ""


async def test_a_long_picture_is_cropped_by_keyboard(room: Room) -> None:
    await room.attach()
    room.materials.add_files([room.picture("wide.png", 1500, 300)])
    await room.studio.settle()
    press(room.panel, "materials_notice_1_action")
    asked = await dialog("crop")
    assert isinstance(asked, CropDialog)
    await room.studio.settle()
    area = child(asked, "crop_area", QWidget)
    assert area.hasFocus()
    whole = text_of(asked, "crop_size")
    QTest.keyClick(area, Qt.Key.Key_Left, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(area, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert text_of(asked, "crop_size") != whole
    QTest.keyClick(area, Qt.Key.Key_Return)
    await room.studio.settle()
    assert room.names == ["wide.png"]
    with Image.open(room.folder / "inputs" / room.editor.state.request.images[0].sha256) as kept:
        assert kept.height == 300
        assert 700 < kept.width < 750


def bad_folder(room: Room) -> Path:
    (room.folder / "folder").mkdir()
    return room.folder / "folder"


def bad_bytes(content: bytes, name: str = "x.png") -> Callable[[Room], Path]:
    def make(room: Room) -> Path:
        (room.folder / name).write_bytes(content)
        return room.folder / name

    return make


def huge(room: Room) -> Path:
    with (room.folder / "huge.png").open("wb") as file:
        file.truncate(3_000_000_000)
    return room.folder / "huge.png"


def vast(room: Room) -> Path:
    Image.new("1", (20_000, 20_000)).save(room.folder / "vast.png")
    return room.folder / "vast.png"


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda room: room.folder / "gone.png", "gone.png is not there"),
        (bad_folder, "is a folder"),
        (bad_bytes(b""), "is empty"),
        (bad_bytes(b"RIFF1234WAVEfmt ", "song.wav"), "song.wav is not a picture"),
        (bad_bytes(b"\x89PNG\r\n\x1a\nrubbish"), "damaged"),
        (lambda room: room.picture("dot.png", 1, 1), "1×1"),
        (vast, "too many pixels"),
        (huge, "3000 MB"),
    ],
)
async def test_what_cannot_be_used_is_one_sentence_and_goes(
    room: Room, make: Callable[[Room], Path], words: str
) -> None:
    await room.attach()
    room.materials.add_files([make(room)])
    await room.studio.settle()
    assert words in text_of(room.panel, "materials_notice_1_text")
    assert room.names == []
    press(room.panel, "materials_notice_1_action")
    assert text_of(room.panel, "materials_notice_1_text") == ""
    assert room.materials.state.used == 0


async def test_a_file_that_goes_before_it_is_made_fit_is_told(room: Room) -> None:
    await room.attach()
    path = room.picture("small.png", 200, 200)
    room.materials.add_files([path])
    await room.studio.settle()
    path.unlink()
    press(room.panel, "materials_notice_1_action")
    await room.studio.settle()
    assert "small.png is not there" in text_of(room.panel, "materials_notice_1_text")


async def test_what_is_removed_while_it_is_read_never_comes(room: Room) -> None:
    await room.attach()
    room.materials.add_files([room.picture("a.png")])
    assert room.tile(1).face.state is TileState.BUSY
    QTest.keyClick(room.tile(1), Qt.Key.Key_Delete)
    await room.studio.settle()
    assert room.names == []
    assert room.materials.state.waiting == ()


async def test_frames_come_from_files_and_the_last_needs_the_first(room: Room) -> None:
    await room.attach()
    room.panel.frames.set_open(True)
    assert "usually refuses" in text_of(room.panel, "frames_warning")
    assert not child(room.panel, "choose_last_frame", QWidget).isEnabled()
    assert "needs a first frame" in text_of(room.panel, "last_frame_name")
    room.materials.add_files([room.picture("first.png")], Spot.FIRST_FRAME)
    await room.studio.settle()
    assert child(room.panel, "choose_last_frame", QWidget).isEnabled()
    request = room.editor.state.request
    assert request.first_frame is not None
    assert request.first_frame.name == "first.png"
    QTest.keyClick(child(room.panel, "first_frame", Tile), Qt.Key.Key_Delete)
    assert room.editor.state.request.first_frame is None


async def test_frames_come_from_the_source_its_range_and_results(room: Room) -> None:
    clip = make_clip(room.folder / "clip.mp4", Clip(seconds=1, width=320, height=320, rate="24"))
    room.studio.clips.add(str(clip))
    await room.attach()
    room.editor.choose_source(str(clip))
    await room.studio.settle()
    press(room.panel, "frames_section")
    press(room.panel, "choose_first_frame")
    room.choose("first_frame_menu", "The source's first frame")
    await room.studio.settle()
    request = room.editor.state.request
    assert request.first_frame is not None
    assert request.first_frame.name == "clip, frame 0"
    marked = VideoInput(str(clip), range=Range(4, 11))
    room.editor.arrange(lambda edit: replace(edit, videos=(marked,)))
    press(room.panel, "choose_last_frame")
    room.choose("last_frame_menu", "The source's last frame")
    await room.studio.settle()
    last = room.editor.state.request.last_frame
    assert last is not None
    assert last.name == "clip, frame 11"
    assert last.sha256 != request.first_frame.sha256


async def test_a_frame_becomes_a_look_reference(room: Room) -> None:
    await room.attach()
    room.editor.set_prompt("Add snow to @Video1")
    room.materials.add_files([room.picture("mood.png")], Spot.FIRST_FRAME)
    await room.studio.settle()
    press(room.panel, "look_first_frame")
    request = room.editor.state.request
    assert request.first_frame is None
    assert room.names == ["mood.png"]
    assert request.prompt == "Add snow to @Video1, matching the look of @Image1"
