"""The frame on show becomes an image, a first or last frame, a part of an element: exactly, from the viewer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QMenu, QSlider

from kling_desktop.domain.cut import LookKind, SourceLook, Treatment
from kling_desktop.domain.request import ImageInput
from kling_desktop.media.worker import Workers
from kling_desktop.services.intake import Intake
from kling_desktop.store.inputs import InputFolder
from kling_desktop.ui.editor.element_dialog import ElementDialog
from tests.support import clips
from tests.support.barcode import numbers
from tests.support.panels import child, dialog, press
from tests.support.rooms import Furnished, furnished
from tests.support.studio_double import BUNNY, StudioDouble
from tests.support.waiting import until

FRAME = 7
INVERTING = "LUT_3D_SIZE 2\n" + "".join(
    f"{1 - r} {1 - g} {1 - b}\n" for b in (0, 1) for g in (0, 1) for r in (0, 1)
)

pytestmark = pytest.mark.qt_log_ignore(
    "pipewire", "PulseAudioService: pa_context_connect", "No RHI backend. Using CPU conversion"
)


@pytest.fixture
def inputs(tmp_path: Path) -> InputFolder:
    return InputFolder(tmp_path / "inputs")


@pytest.fixture
def room(
    qapp: QApplication, studio: StudioDouble, inputs: InputFolder, tmp_path: Path
) -> Iterator[Furnished]:
    workers = Workers(2)
    studio.intake = Intake(workers, inputs)
    with furnished(studio, tmp_path) as made:
        yield made
    workers.close()


async def show_frame(room: Furnished, folder: Path) -> str:
    """Have the viewer show one frame of a clip that carries its number."""
    made = clips.Clip(seconds=1, width=640, height=360, rate="25", picture="numbers", sound=None)
    clip = str(clips.make_clip(folder / "A001C003.mp4", made))
    room.studio.clips.add(clip, BUNNY)
    await room.attach()
    room.workspace.editor.choose_source(clip)
    slider = child(room.frame, "position", QSlider)
    await until(lambda: slider.maximum() == 24)
    slider.setValue(FRAME)
    return clip


def ways(room: Furnished) -> dict[str, QAction]:
    press(room.frame, "grab_still")
    menu = room.stage.viewer.findChild(QMenu, "still_menu")
    assert menu is not None
    found = {action.text(): action for action in menu.actions() if action.text()}
    menu.close()
    return found


async def test_the_button_offers_every_place_for_the_frame(
    room: Furnished, inputs: InputFolder, tmp_path: Path
) -> None:
    clip = await show_frame(room, tmp_path)
    assert list(ways(room)) == [
        "Save this frame", "Copy this frame", "Add to the images", "Use as first frame", "Use as last frame",
        "New element from it…",
    ]  # fmt: skip
    edit = room.workspace.editor
    ways(room)["Add to the images"].trigger()
    await until(lambda: bool(edit.state.request.images))
    ways(room)["Use as first frame"].trigger()
    await until(lambda: edit.state.request.first_frame is not None)
    ways(room)["Use as last frame"].trigger()
    await until(lambda: edit.state.request.last_frame is not None)
    picture, first = edit.state.request.images[0], edit.state.request.first_frame
    assert picture == first == edit.state.request.last_frame
    assert picture.name == f"{Path(clip).stem}, 00:00:00:07"
    assert number_of(inputs, picture) == FRAME
    ways(room)["New element from it…"].trigger()
    opened = await dialog("element")
    assert isinstance(opened, ElementDialog)
    await until(lambda: opened.model.state.pictures == (picture,))
    opened.close()
    await room.studio.close()


async def test_the_frame_is_read_as_the_source_is(
    room: Furnished, inputs: InputFolder, tmp_path: Path
) -> None:
    clip = await show_frame(room, tmp_path)
    look = SourceLook(LookKind.LOG, inputs.keep(INVERTING.encode()), "look.cube")
    assert room.workspace.editor.state.request.source is not None
    assert room.workspace.editor.state.request.source.location == clip
    room.workspace.editor.set_cut(None, Treatment(look=look))
    ways(room)["Add to the images"].trigger()
    await until(lambda: bool(room.workspace.editor.state.request.images))
    (picture,) = room.workspace.editor.state.request.images
    with Image.open(inputs.path(picture.sha256)) as image:
        first_cell = image.getpixel((10, image.height // 2))
    assert first_cell == pytest.approx((0, 0, 0), abs=12), "white, turned over by the table"
    await room.studio.close()


def number_of(inputs: InputFolder, picture: ImageInput) -> int:
    (number,) = numbers(inputs.path(picture.sha256))
    return number
