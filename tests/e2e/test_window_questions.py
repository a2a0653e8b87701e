"""What asks before money goes, and what is packed; references on offer: as assistive technology finds them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support import screen
from tests.support.live import LiveAccount
from tests.support.named import all_have_names, are_named
from tests.support.sight import Sight
from tests.support.terminal import quick_settings
from tests.support.window import Window

CLIP = "A001C003.mp4"
"""What the live account calls the clip."""


@pytest.fixture(scope="module")
def window(sight: Sight, live: LiveAccount, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Window]:
    """The program in a project, with a clip, and a task that the daily cap holds."""
    data = quick_settings(
        tmp_path_factory.mktemp("questions") / "data",
        caps={"daily": "0.10"},
        projects={"listed": [{"name": "Winter"}], "current": "Winter"},
    )
    with Window(sight, data, "--demo", extra=live.environment) as window:
        window.says("generate_reason", "takes only links", within=30)
        window.set_text("prompt", live.clip)
        window.focus("prompt")
        screen.press_keys("ctrl+a", "ctrl+c")
        window.press("paste_link")
        window.set_text("prompt", "Make it rain on @Video1")
        choose_standard(window)
        window.press("generate")
        window.until(lambda: "daily cap" in "".join(window.tasks()), "the cap holds the task")
        yield window


def choose_standard(window: Window) -> None:
    window.take_keys()
    window.act("mode", "Press")
    window.until(lambda: window.every(role="list item", name="Standard 720p"), "the modes to choose from")
    screen.press_keys("Home", "Return")
    window.until(lambda: window.see("mode").name == "Standard 720p", "the mode is Standard")


def choose_the_task(window: Window) -> None:
    if window.now("all_tasks") is None:
        window.press("all_tasks_toggle")
    window.focus("all_tasks")
    screen.press_keys("space")


def test_a_cap_asks_before_it_is_gone_over_and_is_raised_from_the_task(window: Window) -> None:
    choose_the_task(window)
    window.press("remedy_send_over_cap")
    window.says("sentence", "0.10 USD")
    all_have_names(window)
    window.press("cancel")
    window.until(lambda: window.now("agree") is None, "the question is gone")
    window.press("remedy_raise_cap")
    window.until(lambda: "focused" in window.see("daily_cap").states, "the cap can be typed")
    all_have_names(window)
    window.take_keys()
    screen.press_keys("ctrl+a")
    screen.type_keys("20")
    window.press("close_money")
    window.until(lambda: "Done" in "".join(window.tasks()), "the task goes on by itself", within=30)


def test_professional_asks_as_another_take_at_its_price(window: Window) -> None:
    choose_the_task(window)
    window.press("task_in_pro")
    window.says("sentence", "not this one sharper")
    assert "USD" in window.words("sentence")
    all_have_names(window)
    window.press("cancel")
    window.until(lambda: window.now("agree") is None, "the question is gone")
    window.press("close_task_list")


def test_the_sheet_for_packing(window: Window) -> None:
    window.focus("project")
    screen.press_keys("space", "Up", "Up")
    are_named(window.popup("project_menu"))
    screen.press_keys("Return")
    window.says("pack_amount", "1 task")
    all_have_names(window)
    window.press("cancel_pack")
    window.until(lambda: window.now("pack_amount") is None, "the sheet is gone")


def test_what_is_offered_and_what_a_chip_stands_for_are_said(window: Window) -> None:
    window.set_text("prompt", "")
    window.focus("prompt")
    screen.type_keys("Snow on @")
    offered = next(each for each in window.hears(f"@Video1   {CLIP}") if CLIP in each)
    assert offered.startswith("@Video1")
    assert "focused" in window.see("prompt").states, "the keyboard stays in the field"
    screen.press_keys("Return")
    window.until(lambda: window.words("prompt") == "Snow on @Video1 ", "the reference is there")
    screen.press_keys("Left")
    window.until(lambda: CLIP in window.see("prompt").description, "the chip is described")
    screen.press_keys("End", "at", "Escape")
    assert window.words("prompt") == "Snow on @Video1 @"
