"""A newcomer: first start in an empty folder, practice with the demo clip, the first result; no account."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import screen
from tests.support.named import all_have_names, are_named
from tests.support.sight import Sight
from tests.support.window import Window

RESULT_SECONDS = 120.0


@pytest.fixture(scope="module")
def window(sight: Sight, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Window]:
    """The program on a folder that nobody has used."""
    with Window(sight, tmp_path_factory.mktemp("new") / "data") as window:
        yield window


def test_each_step_and_the_empty_window_have_names(window: Window) -> None:
    for step in (1, 2, 3):
        window.says("first_run_step", f"Step {step} of 3")
        all_have_names(window)
        window.press("first_run_next")
    window.until(lambda: window.now("first_run_step") is None, "the steps are gone")
    window.says("generate_reason", "No key for MuleRouter is set.")
    all_have_names(window)
    window.focus("help")
    screen.press_keys("space", "Down", "Down", "Return")


def test_from_the_first_start_to_a_practice_result(window: Window) -> None:
    started = time.monotonic()
    window.see("first_run_step")
    window.press("practice_with_demo")
    window.until(lambda: window.now("first_run_step") is None, "the steps are gone")
    window.until(window.is_ready, "Generate can be pressed")
    assert window.words("account_badge") == "PRACTICE"
    assert window.words("source_name") == "big-buck-bunny-5s.mp4"
    window.press("generate")
    window.until(lambda: any("Done" in task for task in window.tasks()), "a result", RESULT_SECONDS)
    print(f"from the first start to a practice result: {time.monotonic() - started:.1f} s")
    (_,) = _results(window.data)


def test_how_a_clip_is_prepared(window: Window) -> None:
    window.focus("preview")
    window.press("prepare")
    are_named(window.popup("treatment"))
    screen.press_keys("Escape")


def test_the_steps_do_not_come_again(sight: Sight, window: Window) -> None:
    data = window.data
    window.close()
    with Window(sight, data) as again:
        again.until(again.is_ready, "Generate can be pressed")
        assert again.now("first_run_step") is None


def _results(data: Path) -> list[Path]:
    return list((data / "results").glob("*.mp4"))
