"""The window and the system's tray: closed with open tasks it goes on there, told from there, quit from there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import screen
from tests.support.sight import Sight
from tests.support.terminal import quick_settings, say
from tests.support.tray import TrayDouble
from tests.support.window import Window


@pytest.fixture(scope="module")
def tray() -> Iterator[TrayDouble]:
    """A tray on the session's bus."""
    with TrayDouble() as made:
        yield made


def test_closing_with_an_open_task_asks_once_and_the_tray_tells_brings_back_and_quits(
    sight: Sight, tray: TrayDouble, tmp_path: Path
) -> None:
    data = quick_settings(tmp_path / "data")
    with Window(sight, data, "--sandbox", "--demo") as window:
        window.until(window.is_ready, "Generate can be pressed", within=30)
        window.until(lambda: tray.signs, "the sign is in the tray")
        assert tray.sign["IconPixmap"], "the sign has a picture"
        assert tray.menu == ["Show window", "Quit"]
        window.press("generate")
        window.until(lambda: "Running" in "".join(window.tasks()), "the task runs")
        (frame,) = screen.windows_of(window.pid)
        screen.press_cross(frame)
        window.see("closing_question")
        assert "1 task is open. After quitting" in window.words("sentence")
        window.press("keep_in_tray")
        window.until(lambda: not screen.windows_of(window.pid), "no window is left")
        told = window.until(lambda: tray.told, "the result is told", within=60)
        assert told[0]["title"].startswith("Done · big-buck-bunny-5s_v001")
        assert told[0]["image"] or Path(told[0]["icon"]).is_file(), "it has a still"
        tray.click(1)
        window.until(lambda: screen.windows_of(window.pid), "the window is back")
        window.until(lambda: window.now("preview"), "the viewer is on show")
        # What is asked once is not asked again.
        window.set_text("prompt", "Make it rain on @Video1")
        window.press("generate")
        window.until(lambda: len(window.tasks()) == 2, "a second task")
        (frame,) = screen.windows_of(window.pid)
        screen.press_cross(frame)
        window.until(lambda: not screen.windows_of(window.pid), "no window is left")
        tray.press("Show window")
        window.until(lambda: screen.windows_of(window.pid), "the window is back")
        assert window.now("closing_question") is None
        window.until(lambda: len(tray.told) == 2 or "Done" in window.tasks()[0], "both are done", within=60)
        tray.press("Quit")
        window.process.wait(20)
    assert window.process.returncode == 0
    assert [each["state"] for each in json.loads(say("jobs", "--json", "--data-dir", str(data)).out)] == [
        "done"
    ] * 2


def test_quitting_with_an_open_task_says_how_many_and_the_next_start_fetches_it(
    sight: Sight, tray: TrayDouble, tmp_path: Path
) -> None:
    data = quick_settings(tmp_path / "data")
    with Window(sight, data, "--sandbox", "--demo") as window:
        window.until(window.is_ready, "Generate can be pressed", within=30)
        window.press("generate")
        window.until(lambda: "Running" in "".join(window.tasks()), "the task runs")
        (frame,) = screen.windows_of(window.pid)
        screen.press_cross(frame)
        window.see("closing_question")
        assert "their results are fetched at the next start" in window.words("sentence")
        window.press("quit_with_open_tasks")
        window.process.wait(20)
    with Window(sight, data, "--sandbox", "--demo") as window:
        window.until(lambda: "Done" in "".join(window.tasks()), "the result is fetched", within=60)
