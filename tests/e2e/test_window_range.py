"""A clip that is too long: its part is marked in the real window, and Generate works from then on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import screen
from tests.support.clips import Clip, make_clip
from tests.support.sight import Sight
from tests.support.terminal import quick_settings
from tests.support.window import Window

PATIENCE = 90.0


@pytest.fixture(scope="module")
def long_clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Forty seconds at 25 frames per second, with the timecode of a camera."""
    made = Clip(
        seconds=40, width=320, height=180, rate="25", picture="testsrc", tags={"timecode": "01:00:00:00"}
    )
    return make_clip(tmp_path_factory.mktemp("long") / "A001C004.mov", made)


@pytest.fixture(scope="module")
def window(sight: Sight, tmp_path_factory: pytest.TempPathFactory, long_clip: Path) -> Iterator[Window]:
    """The program in practice mode with the long clip as its source."""
    data = quick_settings(tmp_path_factory.mktemp("range") / "data")
    with Window(sight, data, "--sandbox") as window:
        window.set_text("prompt", "Add snow falling to @Video1")
        window.press("add_video")
        window.see("fileNameEdit")
        window.focus("fileNameEdit")
        screen.type_keys(str(long_clip))
        screen.press_keys("Return")
        window.says("source_facts", "1000\N{NO-BREAK SPACE}frames")
        yield window


def test_generate_waits_for_a_range_and_says_so(window: Window) -> None:
    window.says("generate_reason", "Mark the part to edit: I and O")
    assert not window.is_ready()
    assert window.words("range_words") == "Mark the part to edit: I and O"


def test_five_seconds_are_marked_and_read_out(window: Window) -> None:
    window.press("mark_5_s_here")
    window.says("range_words", "01:00:00:00 – 01:00:04:24 · 5:00 · 125 frames")
    window.until(window.is_ready, "Generate can be pressed")
    assert (window.see("in_point").name, window.see("in_point").value) == ("In point", 0)
    assert (window.see("out_point").name, window.see("out_point").value) == ("Out point", 124)
    assert window.see("range").name == "Range"


def test_the_points_and_the_playhead_move_by_keys(window: Window) -> None:
    window.focus("out_point")
    screen.press_keys("Left")
    window.says("range_words", "124 frames")
    window.focus("range")
    screen.press_keys("Right")
    window.until(lambda: window.see("position").value == 1, "the viewer follows the strip")
    screen.press_keys("i")
    window.says("range_words", "01:00:00:01 – 01:00:04:23")
    screen.press_keys("ctrl+z")
    window.says("range_words", "01:00:00:00 – 01:00:04:23")


def test_the_part_alone_is_prepared_and_edited(window: Window) -> None:
    window.press("generate")

    def done() -> bool:
        tasks = window.tasks()
        return bool(tasks) and " · Done · " in tasks[0]

    window.until(done, "the task is done", PATIENCE)
    assert list((window.data / "results").glob("*.mp4"))
