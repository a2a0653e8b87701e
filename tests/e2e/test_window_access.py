"""What assistive technology and the keyboard reach: every page of the real window, every control by name."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from PIL import Image

from tests.support import screen
from tests.support.live import LiveAccount
from tests.support.named import all_have_names, are_named
from tests.support.sight import Sight
from tests.support.terminal import quick_settings
from tests.support.window import Window

NAMES = {
    "source_videos": "Source videos",
    "add_video": "Add video…",
    "prompt": "Prompt",
    "keep_original_sound": "Keep original sound",
    "takes": "Takes",
    "generate": "Generate",
    "tasks": "Tasks",
    "preview": "Preview",
    "play": "Play",
    "position": "Position",
    "timecode": "Timecode",
    "compare": "Compare",
    "settings": "Settings",
    "save_result": "Save result…",
}
"""Object names and accessible names of the design, of what the main page shows at first."""
LABELS = {"mode": "Mode", "aspect_ratio": "Aspect ratio"}
BY_KEYBOARD = {
    "prompt", "add_video", "mode", "aspect_ratio", "keep_original_sound", "takes", "generate", "tasks",
    "preview", "position", "timecode", "play", "save_result", "settings", "open", "paste_link", "compare_result",
    "all_tasks_toggle", "negative_prompt_section", "remove_video", "insert_video1",
    "more_ways_to_send", "project", "help",
}  # fmt: skip
SETTINGS = (
    "no_public_links", "results_folder", "prepare_handles", "timeline_format", "queue_limit", "rate_basis", "language",
    "key_layout", "connect_seconds", "data_folder",
)  # fmt: skip
"""A part of each page of Settings after the first, in their order."""
SHEETS = {
    "open_presets": "search_presets",
    "what_will_be_sent": "sent_list",
    "save_result": "save_now",
    "spend_today": "save_ledger",
}
"""What opens each sheet, and a part of it."""
HELP = ((1, "notices", "close_about"), (2, "with_prompts", "cancel"))
"""Of what Help opens: its place from the menu's end, a part of it, what leaves it."""
MOST_TABS = 60
SECONDS = 3
"""Of the clip and of its result."""


@pytest.fixture(scope="module")
def window(sight: Sight, live: LiveAccount, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Window]:
    """The program with a clip, a finished task and its result on show."""
    data = quick_settings(tmp_path_factory.mktemp("access") / "data")
    with Window(sight, data, "--demo", extra=live.environment) as window:
        window.says("generate_reason", "takes only links", within=30)
        window.set_text("prompt", live.clip)
        window.focus("prompt")
        screen.press_keys("ctrl+a", "ctrl+c")
        window.press("paste_link")
        window.set_text("prompt", "Make it rain on @Video1")
        window.press("generate")
        window.until(lambda: "Done" in "".join(window.tasks()), "the task is done")
        window.until(lambda: window.see("save_result").is_enabled, "the result is on show")
        yield window


def test_the_main_page_has_the_names_of_the_design(window: Window) -> None:
    all_have_names(window)
    for id, name in NAMES.items():
        assert window.see(id).name == name
    for id, label in LABELS.items():
        assert window.see(id).labels == (label,)


def test_the_negative_prompt(window: Window) -> None:
    window.press("negative_prompt_section")
    assert window.see("negative_prompt").name == "Negative prompt"
    all_have_names(window)
    window.press("negative_prompt_section")


def test_the_list_of_tasks(window: Window) -> None:
    window.press("all_tasks_toggle")
    assert window.see("search_tasks").name == "Search tasks"
    window.focus("all_tasks")
    screen.press_keys("space")
    window.see("task_details")
    all_have_names(window)
    window.set_text("search_tasks", "snow")
    window.says("task_list_empty_title", "Nothing found")
    window.set_text("search_tasks", "RAIN")
    window.until(lambda: window.now("all_tasks"), "the task is found")
    window.press("close_task_list")
    window.see("preview")


def test_the_settings(window: Window) -> None:
    window.press("settings")
    assert window.see("api_key").name == "API key"
    assert window.see("account").labels == ("Account",)
    all_have_names(window)
    window.focus("settings_pages")
    for part in SETTINGS:
        screen.press_keys("Down")
        window.see(part)
        all_have_names(window)
    window.press("close_settings")
    window.until(lambda: window.now("settings_pages") is None, "the dialog is gone")


@pytest.mark.parametrize(("button", "part"), SHEETS.items())
def test_a_sheet(window: Window, button: str, part: str) -> None:
    window.press(button)
    window.see(part)
    all_have_names(window)
    window.take_keys()
    screen.press_keys("Escape")
    window.until(lambda: window.now(part) is None, "the sheet is gone")


def test_the_sheet_of_shortcuts(window: Window) -> None:
    window.focus("preview")
    screen.press_keys("F1")
    window.see("change_keys")
    all_have_names(window)
    window.take_keys()
    screen.press_keys("Escape")
    window.until(lambda: window.now("change_keys") is None, "the sheet is gone")


def test_the_way_back_to_a_timeline(window: Window) -> None:
    window.focus("preview")
    screen.press_keys("Menu", "Up", "Up", "Return")
    window.see("return_question")
    all_have_names(window)
    window.press("cancel_return")
    window.until(lambda: window.now("return_question") is None, "the sheet is gone")


@pytest.mark.parametrize(("entry", "part", "leave"), HELP)
def test_what_help_opens(window: Window, entry: int, part: str, leave: str) -> None:
    window.focus("help")
    screen.press_keys("space", "Down")
    are_named(window.popup("help_menu"))
    screen.press_keys(*["Up"] * entry, "Return")
    window.see(part)
    all_have_names(window)
    window.press(leave)
    window.until(lambda: window.now(part) is None, "the dialog is gone")


def test_the_sheet_of_a_project(window: Window) -> None:
    window.focus("project")
    screen.press_keys("space", "Up")
    are_named(window.popup("project_menu"))
    screen.press_keys("Return")
    window.see("project_name")
    all_have_names(window)
    window.press("cancel_project")
    window.until(lambda: window.now("project_name") is None, "the sheet is gone")


def test_leaving_the_library_of_elements_gives_the_keyboard_back_and_says_so(window: Window) -> None:
    window.focus("add_element")
    screen.press_keys("space")
    window.popup("element_library")
    screen.press_keys("Escape")
    window.popup("add_element")


def test_the_library_of_elements_and_a_new_one(window: Window) -> None:
    window.press("add_element")
    picker = window.popup("element_library")
    are_named(picker)
    assert {"search_elements", "new_element"} <= {seen.id for seen in picker}
    screen.press_keys("Tab", "space")
    window.see("element_name")
    for kind in ("video", "image"):
        window.press(f"element_kind_{kind}")
        all_have_names(window)
    window.press("cancel")
    window.until(lambda: window.now("element_name") is None, "the dialog is gone")


def test_a_picture_is_cropped(window: Window, tmp_path: Path) -> None:
    wide = tmp_path / "wide.png"
    Image.new("RGB", (1200, 300), "teal").save(wide)
    window.press("add_image")
    window.see("fileNameEdit")
    window.focus("fileNameEdit")
    screen.type_keys(str(wide))
    screen.press_keys("Return")
    window.press("materials_notice_1_action")
    assert window.see("crop_area").name == "Part to keep"
    all_have_names(window)
    window.press("cancel")
    window.until(lambda: window.now("crop_area") is None, "the dialog is gone")


def test_position_and_timecode_are_told_when_they_rest_and_seldom_while_they_run(window: Window) -> None:
    window.focus("preview")
    screen.press_keys("Home")
    window.until(partial(_stands_at, window, 0), "it stands at the start")
    before = {id: window.changes(id) for id in ("position", "timecode")}
    for frame in range(1, 6):
        screen.press_keys("Right")
        window.until(partial(_stands_at, window, frame), "a step is told")
        assert window.words("timecode").endswith(f":{frame:02}")
    for id, count in before.items():
        window.until(partial(_is_told, window, id, count + 5), f"{id} is told at each step")
    before = {id: window.changes(id) for id in before}
    frames = SECONDS * 24
    window.press("play")
    window.until(partial(_stands_at, window, frames - 1), "it has run to its end")
    for id, count in before.items():
        # A text that is replaced is told as two changes.
        assert 1 <= window.changes(id) - count <= 2 * (SECONDS + 3), f"{id} is not told at each frame"


def test_the_note_of_a_frame(window: Window) -> None:
    window.press("compare_result")
    window.focus("preview")
    screen.press_keys("m")
    are_named(window.popup("notes"))
    screen.press_keys("Escape")


def test_everything_is_reached_by_tab(window: Window) -> None:
    window.focus("prompt")
    reached = set[str]()
    for _ in range(MOST_TABS):
        reached |= {seen.id for seen in window.every(state="focused")}
        if reached >= BY_KEYBOARD:
            break
        screen.press_keys("Tab")
    assert sorted(BY_KEYBOARD - reached) == []


def test_the_tabs_of_a_small_window(window: Window) -> None:
    (frame,) = screen.windows_of(window.pid)
    screen.resize(frame, 800, 480)
    for tab, shown in (("Viewer", "preview"), ("Tasks", "all_tasks"), ("Edit", "prompt")):
        page = window.until(partial(window.every, role="page tab", name=tab), f"the tab {tab}")[0]
        screen.click(*page.centre)
        window.see(shown)
        assert window.see("generate").name == "Generate"
        all_have_names(window)
    screen.resize(frame, 1280, 720)
    window.see("preview")


def _is_told(window: Window, id: str, times: int) -> bool:
    return window.changes(id) >= times


def _stands_at(window: Window, frame: int) -> bool:
    return window.see("position").value == frame
