"""Out of the window: stills, the menu of the picture, what a drag carries."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication

from kling_desktop.domain.errors import WorldFailed
from kling_desktop.media.worker import Workers
from kling_desktop.services.stills import Stills
from kling_desktop.store.inputs import InputFolder
from kling_desktop.ui.widgets.dragging import files_out
from kling_desktop.viewmodels.stills import Moment
from tests.support import clips
from tests.support.barcode import numbers


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    made = clips.Clip(seconds=1, width=320, height=180, rate="25", picture="numbers", sound=None)
    return clips.make_clip(tmp_path / "shot.mp4", made)


async def test_a_still_is_exactly_the_frame_and_replaces_no_other(clip: Path, tmp_path: Path) -> None:
    workers = Workers()
    stills = Stills(workers, InputFolder(tmp_path / "inputs"))
    folder = tmp_path / "stills"
    saved = [await stills.save(clip, Fraction(7, 25), folder, "shot") for _ in range(2)]
    assert [path.name for path in saved] == ["shot.png", "shot_2.png"]
    assert [numbers(path) for path in saved] == [[7], [7]]
    blocked = tmp_path / "file"
    blocked.write_text("no folder")
    with pytest.raises(WorldFailed) as failed:
        await stills.save(clip, Fraction(0), blocked, "shot")
    assert failed.value.notice.code == "still_not_saved"
    workers.close()


def test_a_still_is_called_after_its_clip_and_timecode() -> None:
    first = Moment(Path("/clips/A001C003.mov"), Fraction(1), "01:00:04:12")
    assert first.name == "A001C003_01-00-04-12"
    assert Moment(Path("/clips/a.mov"), Fraction(1), "01:00:02;03").name == "a_01-00-02-03"


def test_a_drag_carries_files_that_other_programs_open(qapp: QGuiApplication) -> None:
    data = files_out(["/t/a b.mp4"])
    assert [url.toLocalFile() for url in data.urls()] == ["/t/a b.mp4"]
