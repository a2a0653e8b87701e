"""Clips for tests of the range: facts of files that nobody has to encode."""

from __future__ import annotations

from dataclasses import replace

from kling_desktop.domain.media import MediaInfo
from kling_desktop.viewmodels.editor import EditorModel
from kling_desktop.viewmodels.range import RangeModel
from tests.support.studio_double import CLIP, StudioDouble

LONG = MediaInfo(
    "mov", "prores", 3840, 2160, 25, 1, 1000, 40.0, 900_000_000, True, "pcm_s24le", "01:00:00:00", bits=10
)
BRIEF = replace(LONG, frames=40, seconds=1.6)
SHOT = replace(LONG, frames=100, seconds=4.0)
HOURS = replace(LONG, frames=3 * 3600 * 25, seconds=3 * 3600.0, size=400_000_000_000)
FLAT = replace(SHOT, is_flat=True)


async def opened(studio: StudioDouble, info: MediaInfo) -> tuple[EditorModel, RangeModel]:
    """Editor and range on a studio, with a clip of these facts as the source and the playhead at its start."""
    studio.clips.add(CLIP, info)
    editor = EditorModel()
    await editor.attach(studio.as_studio)
    model = RangeModel(editor)
    model.attach(studio.as_studio)
    editor.set_prompt("Add snow to @Video1")
    editor.choose_source(CLIP)
    await studio.settle()
    model.show_playhead(0)
    return editor, model
