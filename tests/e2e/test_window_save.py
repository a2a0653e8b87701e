"""A practice edit comes back as a timeline file by itself, and Save result… writes it as ProRes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import av
import pytest

from tests.support.sight import Sight
from tests.support.terminal import quick_settings
from tests.support.window import Window

PATIENCE = 90.0


@pytest.fixture(scope="module")
def window(sight: Sight, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Window]:
    """The program in practice mode with the demo clip."""
    data = quick_settings(tmp_path_factory.mktemp("save") / "data")
    with Window(sight, data, "--sandbox", "--demo") as window:
        yield window


def test_the_timeline_file_is_there_and_the_card_says_how_it_arrived(window: Window) -> None:
    window.until(window.is_ready, "Generate can be pressed")
    window.press("generate")
    results = window.data / "results"
    made = window.until(lambda: list(results.glob("*_timeline.mov")), "the timeline file", PATIENCE)
    window.press("new_result")
    window.until(
        lambda: window.words("arrival") in ("Arrived well", "Take a look", "Not as sent"),
        "the card has a verdict",
        PATIENCE,
    )
    with av.open(str(made[0])) as file:
        # The demo clip's own rate and count, not the 24 that came back.
        assert (file.streams.video[0].average_rate, file.streams.video[0].frames) == (25, 132)


def test_save_result_writes_prores_with_timecode_and_reel(window: Window) -> None:
    window.press("save_result")
    assert window.says("name_example", "_v001_timeline.mov").startswith("big-buck-bunny")
    assert window.words("save_remarks_text") == "FFmpeg encoder, not Apple-certified."
    window.press("save_now")
    window.says("desk_notice_text", "Saved as", PATIENCE)
    saved = window.data / "results" / "big-buck-bunny-5s_v001_timeline_2.mov"
    _is_prores(saved)


def _is_prores(path: Path) -> None:
    with av.open(str(path)) as file:
        stream = file.streams.video[0]
        assert stream.codec_context.name == "prores"
        assert (stream.average_rate, stream.frames) == (25, 132)
        assert stream.metadata["timecode"] == "00:00:00:00"
        (timecodes,) = file.streams.data
        assert timecodes.metadata["reel_name"] == "big-buck-bunny-5s_K001"
        assert sum(1 for _ in file.decode(stream)) == 132
