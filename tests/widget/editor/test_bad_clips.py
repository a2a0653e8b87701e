"""What can be dropped as the source and is no clip: one sentence each, while the window goes on working."""

from __future__ import annotations

import asyncio
import errno
import threading
import wave
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QPushButton

from kling_desktop.domain.errors import BadInput
from kling_desktop.media.worker import StopFlag, Workers
from kling_desktop.services.clips import Clips
from kling_desktop.services.jobs import CLIP_CHANGED
from kling_desktop.store.inputs import InputFolder
from kling_desktop.ui.editor.panel import EditorPanel
from kling_desktop.viewmodels.editor import EditorModel
from kling_desktop.viewmodels.materials import MaterialsModel
from kling_desktop.viewmodels.pictures import Pictures
from tests.support.bad_files import DEMO, folder, gone, half, huge, nothing, picture
from tests.support.panels import child, on_screen, text_of
from tests.support.studio_double import StudioDouble
from tests.support.waiting import until

BEATS = 5
GIVEN_UP = 20.0
NAME = "смена 雪 مشهد é"


class SlowDrive(Workers):
    """Reads nothing before the loop has beaten some times: whoever reads on the loop waits in vain."""

    def __init__(self) -> None:
        super().__init__()
        self.is_awake = threading.Event()

    async def run(self, work: Callable[[StopFlag], object]) -> object:  # type: ignore[override]
        def slow(stop: StopFlag) -> object:
            assert self.is_awake.wait(GIVEN_UP), "the loop did not go on"
            return work(stop)

        return await super().run(slow)

    async def beat(self) -> None:
        """Let the loop go on a while; then the drive answers."""
        for _ in range(BEATS):
            await asyncio.sleep(0)
        self.is_awake.set()


@dataclass
class Room:
    """An editor that looks at real files on a slow drive."""

    panel: EditorPanel
    editor: EditorModel
    studio: StudioDouble
    drive: SlowDrive

    async def drop(self, *files: Path) -> None:
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(each)) for each in files])
        section = self.panel.materials
        how = Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        QApplication.sendEvent(section, QDragEnterEvent(QPoint(9, 9), *how))
        QApplication.sendEvent(section, QDropEvent(QPointF(9, 9), *how))
        await self.drive.beat()
        await self.studio.settle()


@pytest.fixture
def room(qapp: QApplication, studio: StudioDouble, tmp_path: Path) -> Iterator[Room]:
    drive = SlowDrive()
    studio.clips = Clips(drive, InputFolder(tmp_path / "inputs"))  # type: ignore[assignment]
    editor = EditorModel()
    with on_screen(EditorPanel(editor, Pictures(), MaterialsModel(editor)), 348, 1200) as panel:
        yield Room(panel, editor, studio, drive)
    drive.is_awake.set()
    drive.close()


def sound(path: Path) -> None:
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(bytes(16_000))


def vast(path: Path) -> None:
    Image.new("1", (20_000, 20_000)).save(path, "PNG")


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (folder, "is a folder"),
        (nothing, "is empty"),
        (gone, "is not there"),
        (half, ""),
        (huge, ""),
        (sound, "is not a video"),
        (picture, "picture"),
        (vast, "picture"),
    ],
)
async def test_each_is_one_sentence_at_the_clip(
    room: Room, tmp_path: Path, make: Callable[[Path], None], words: str
) -> None:
    await room.editor.attach(room.studio.as_studio)
    path = tmp_path / f"{NAME}.mov"
    make(path)
    await room.drop(path)
    said = text_of(room.panel, "source_notice_text")
    assert path.name in said
    assert words in said
    assert "\n" not in said
    assert not child(room.panel, "generate", QPushButton).isEnabled()


async def test_a_file_that_may_not_be_read_is_said(
    room: Room, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await room.editor.attach(room.studio.as_studio)
    path = tmp_path / f"{NAME}.mp4"
    path.write_bytes(DEMO.read_bytes())

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    # The super-user of a test machine may read everything.
    monkeypatch.setattr(Path, "open", refuse)
    await room.drop(path)
    said = text_of(room.panel, "source_notice_text")
    assert f"{NAME}.mp4" in said
    assert "cannot be read" in said


async def test_a_clip_on_a_slow_drive_can_be_taken_away_again(room: Room, tmp_path: Path) -> None:
    await room.editor.attach(room.studio.as_studio)
    path = tmp_path / f"{NAME}.mp4"
    path.write_bytes(DEMO.read_bytes())
    room.editor.choose_source(str(path))
    await asyncio.sleep(0)
    assert room.editor.state.reason == "Reading the clip…"
    room.editor.set_prompt("typed meanwhile")
    room.editor.remove_source()
    assert room.editor.state.source is None
    await room.drive.beat()
    await room.studio.settle()
    assert room.editor.state.source is None
    assert room.editor.state.request.prompt == "typed meanwhile"


async def test_hundreds_at_once_are_asked_about_and_none_is_read_on_the_loop(
    room: Room, tmp_path: Path
) -> None:
    await room.editor.attach(room.studio.as_studio)
    asked: list[list[str]] = []
    room.panel.several_chosen.connect(asked.append)
    files = [tmp_path / f"{number}.mp4" for number in range(400)]
    await room.drop(*files)
    assert asked == [[str(each) for each in files]]
    assert room.editor.state.source is None


async def test_a_clip_that_is_written_anew_is_looked_at_again_before_it_is_sent(
    room: Room, tmp_path: Path
) -> None:
    await room.editor.attach(room.studio.as_studio)
    room.editor.set_prompt("Add snow to @Video1")
    path = tmp_path / "shot.mp4"
    path.write_bytes(DEMO.read_bytes())
    await room.drop(path)
    assert room.editor.state.reason == ""
    before = room.editor.state.request.source
    assert before is not None
    path.write_bytes(DEMO.read_bytes() + b"\0\0\0\x08free")
    room.studio.jobs.fault = BadInput(CLIP_CHANGED, name=path.name)
    room.editor.generate()
    await until(lambda: not room.editor.state.is_sending)
    await room.studio.settle()
    assert "shot.mp4" in text_of(room.panel, "generate_reason") + text_of(room.panel, "source_notice_text")
    after = room.editor.state.request.source
    assert after is not None
    assert after.fingerprint is not None
    assert before.fingerprint is not None
    assert after.fingerprint.size == before.fingerprint.size + 8
    assert child(room.panel, "generate", QPushButton).isEnabled()
