"""The main job in the real window: type, Generate, wait, play; done from another process."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from tests.support import pictures, screen
from tests.support.sight import Sight
from tests.support.terminal import quick_settings
from tests.support.window import Window

PROMPT = "Add snow falling to @Video1"
STATES = ["Preparing", "Waiting", "Sending", "Queued", "Running", "Downloading", "Done"]
EDIT_SECONDS = 60.0
RATE = 25
"""Of the demo clip, frames per second."""
TOLERANCE = 6.0
"""Mean difference per channel of the same frame, drawn by the window and decoded by PyAV."""


@pytest.fixture(scope="module")
def window(sight: Sight, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Window]:
    """The program in practice mode with the demo clip; it is closed while a task may still run."""
    data = quick_settings(tmp_path_factory.mktemp("practice") / "data")
    with Window(sight, data, "--sandbox", "--demo") as window:
        yield window


@pytest.fixture(scope="module")
def result(window: Window) -> Path:
    """The file of the first task, whose states are gone through in order."""
    window.until(window.is_ready, "Generate can be pressed")
    _choose_standard(window)
    window.set_text("prompt", PROMPT)
    window.press("generate")
    seen = _states_until_done(window)
    # The first states pass in less time than a busy machine needs for one look.
    assert seen == sorted(seen, key=STATES.index)
    assert seen[-1] == "Done"
    assert {"Queued", "Running"} & set(seen)
    (path,) = (window.data / "results").glob("*.mp4")
    return path


@pytest.fixture(scope="module")
def frames(result: Path) -> list[Image.Image]:
    """Each frame of the result as PyAV decodes it."""
    return pictures.decoded(result)


def test_the_demo_clip_is_there_with_a_prompt(window: Window) -> None:
    window.until(window.is_ready, "Generate can be pressed")
    assert window.words("source_name") == "big-buck-bunny-5s.mp4"
    assert "132\N{NO-BREAK SPACE}frames" in window.words("source_facts")
    assert window.see("prompt").text == PROMPT
    assert window.words("account_badge") == "PRACTICE"
    assert window.words("generate_reason") == ""


def test_keys_typed_into_the_prompt_arrive(window: Window) -> None:
    window.focus("prompt")
    screen.press_keys("ctrl+a")
    screen.type_keys("Mirror @")
    window.until(lambda: window.every(role="list item", name="@Video1   big-buck-bunny-5s.mp4"), "the offer")
    screen.press_keys("Return")
    window.until(lambda: window.see("prompt").text == "Mirror @Video1 ", "the reference is filled in")
    offer = "@Video1   big-buck-bunny-5s.mp4"
    assert window.hears(offer) == [offer]
    assert window.words("prompt_counter") == "15/2500"


def test_a_task_goes_from_preparing_to_done(window: Window, result: Path) -> None:
    assert pictures.size_of(result) == (1280, 720)
    (task,) = window.tasks()
    assert task.startswith(f"{result.stem} · Done · ")
    assert window.hears(task).count(task) == 1
    assert window.see("compare_source").is_checked


def test_the_result_plays_to_its_last_frame(window: Window, result: Path, frames: list[Image.Image]) -> None:
    window.press("new_result")
    shots, positions = _watch(window, len(frames) - 1)
    assert len({shot.tobytes() for shot in shots}) >= 10
    assert positions == sorted(positions)
    assert len(set(positions)) >= 3
    assert window.see("position").value == len(frames) - 1
    number, far = pictures.nearest(_still(window, result), frames)
    assert number == len(frames) - 1
    assert far < TOLERANCE


@pytest.mark.parametrize("frame", [0, 60, 101])
def test_a_timecode_shows_its_frame(
    window: Window, result: Path, frames: list[Image.Image], frame: int
) -> None:
    window.focus("timecode")
    screen.press_keys("ctrl+a")
    # Time is the source's.
    screen.type_keys(f"{frame // RATE}:{frame % RATE:02}")
    screen.press_keys("Return")
    window.until(lambda: window.see("position").value == frame, f"frame {frame}")
    window.until(
        lambda: pictures.nearest(_still(window, result), frames)[0] == frame, f"the picture of frame {frame}"
    )
    assert pictures.nearest(_still(window, result), frames)[1] < TOLERANCE


def test_the_menu_beside_generate_sends_three_seconds_as_a_test(
    window: Window, result: Path, frames: list[Image.Image]
) -> None:
    tasks = len(window.tasks())
    window.focus("more_ways_to_send")
    assert window.see("more_ways_to_send").name == "More ways to send"
    window.act("more_ways_to_send", "ShowMenu")
    screen.press_keys("Escape")
    window.until(lambda: "focused" in window.see("more_ways_to_send").states, "the keyboard is given back")
    screen.press_keys("Return")
    (entry,) = [each for each in window.popup("send_menu") if each.role == "menu item"]
    assert entry.name.startswith("Test the prompt (3.")
    screen.press_keys("Return")
    window.until(lambda: len(window.tasks()) == tasks + 1, "the test is in the strip")
    window.until(lambda: " · Done · " in window.tasks()[0], "the test is done", EDIT_SECONDS)
    (tested,) = set((window.data / "results").glob("*.mp4")) - {result}
    assert 3 * RATE <= len(pictures.decoded(tested)) < 3.5 * RATE < len(frames)


def test_generate_by_mouse_then_space_makes_one_task_and_plays(window: Window, result: Path) -> None:
    tasks = len(window.tasks()) + 1
    window.press("compare_source")
    window.focus("prompt")
    screen.press_keys("ctrl+a")
    screen.type_keys("Make @Video1 black and white")
    window.until(window.is_ready, "Generate can be pressed")
    window.click("generate")
    screen.press_keys("space")
    window.until(lambda: window.see("play").is_checked, "the clip plays")
    window.until(lambda: len(window.tasks()) == tasks, "the task is in the strip")
    screen.press_keys("space")
    window.until(lambda: not window.see("play").is_checked, "the clip rests")
    window.until(lambda: "Queued" in window.tasks()[0] or "Running" in window.tasks()[0], "it is accepted")
    assert len(window.tasks()) == tasks
    assert len(list((window.data / "sandbox" / "tasks").glob("*.json"))) == tasks


def _choose_standard(window: Window) -> None:
    window.take_keys()
    window.act("mode", "Press")
    window.until(lambda: window.every(role="list item", name="Standard 720p"), "the modes to choose from")
    screen.press_keys("Home", "Return")
    window.until(lambda: window.see("mode").name == "Standard 720p", "the mode is Standard")


def _states_until_done(window: Window) -> list[str]:
    seen: list[str] = []

    def is_done() -> bool:
        state = window.tasks()[0].split(" · ")[1] if window.tasks() else ""
        if state and state not in seen[-1:]:
            seen.append(state)
        return state in ("Done", "Failed", "Needs you")

    window.until(is_done, "the task has ended", EDIT_SECONDS)
    return seen


def _watch(window: Window, last: float) -> tuple[list[Image.Image], list[float]]:
    """Pictures and positions from the moment that it plays until it rests at the frame `last`."""
    window.until(lambda: window.see("play").is_checked, "the result plays")
    shots: list[Image.Image] = []
    positions: list[float] = []
    deadline = time.monotonic() + 30
    while window.see("play").is_checked or window.see("position").value != last:
        assert time.monotonic() < deadline, f"at {positions[-1:]} after {len(positions)} looks"
        shots.append(pictures.small(window.picture("preview")))
        positions.append(window.see("position").value or 0.0)
    return shots, positions


def _still(window: Window, clip: Path) -> Image.Image:
    return pictures.small(pictures.without_surround(window.picture("preview"), *pictures.size_of(clip)))
