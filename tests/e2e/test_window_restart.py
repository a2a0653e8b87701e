"""The window's ends and beginnings: killed while a task runs, started twice, started beside a terminal."""

from __future__ import annotations

import json
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import Any

from tests.support import screen
from tests.support.live import LiveAccount
from tests.support.sight import Sight
from tests.support.terminal import quick_settings, say, start
from tests.support.window import Window, children, is_alive

TYPED = "Typed after Generate, 雪 and “quotes”, not sent"


def test_a_task_goes_on_after_a_kill_and_nothing_typed_is_lost(sight: Sight, tmp_path: Path) -> None:
    data = quick_settings(tmp_path / "data")
    with Window(sight, data, "--sandbox", "--demo") as window:
        window.until(window.is_ready, "Generate can be pressed", within=30)
        window.press("generate")
        window.until(lambda: "Running" in "".join(window.tasks()), "the task runs")
        window.set_text("prompt", TYPED)
        (before,) = _listed(data)
        window.until(lambda: _draft(data) == TYPED, "the draft is on disk", within=5)
        window.kill()
    assert before["task_id"]
    assert before["state"] == "running"
    with Window(sight, data, "--sandbox", "--demo") as window:
        window.until(lambda: window.words("prompt") == TYPED, "what was typed is there", within=30)
        assert window.words("source_name") == "big-buck-bunny-5s.mp4"
        window.until(lambda: "Done" in "".join(window.tasks()), "the task is done", within=60)
        assert len(window.tasks()) == 1
    (after,) = _listed(data)
    assert (after["id"], after["task_id"]) == (before["id"], before["task_id"])
    (path,) = after["results"]
    assert Path(path).is_file()


def test_what_is_held_is_not_sent_after_a_kill(sight: Sight, tmp_path: Path) -> None:
    data = quick_settings(tmp_path / "data")
    with Window(sight, data, "--sandbox", "--demo") as window:
        window.until(window.is_ready, "Generate can be pressed", within=30)
        window.press("pause_queue")
        window.until(lambda: _is_held(data), "the hold is on disk", within=5)
        window.press("generate")
        window.until(lambda: "Waiting" in "".join(window.tasks()), "the task waits in line")
        window.kill()
    with Window(sight, data, "--sandbox", "--demo") as window:
        window.until(lambda: "Waiting" in "".join(window.tasks()), "the task waits in line again", within=30)
        window.until(lambda: "On hold" in window.words("pause_queue"), "the hold is shown")
        (waiting,) = _listed(data)
        assert not waiting["task_id"]
        window.press("pause_queue")
        window.until(lambda: "Done" in "".join(window.tasks()), "the task is done", within=60)
    (done,) = _listed(data)
    assert done["id"] == waiting["id"]


def test_a_killed_window_leaves_no_process(sight: Sight, tmp_path: Path) -> None:
    data = tmp_path / "data"
    with Window(sight, data, "--sandbox", "--demo") as window:
        window.until(window.is_ready, "Generate can be pressed", within=30)
        window.press("generate")
        left = window.until(lambda: children(window.pid), "the practice service runs")
        window.kill()
    deadline = time.monotonic() + 10
    while any(map(is_alive, left)):
        assert time.monotonic() < deadline, "a child outlived the window by ten seconds"
        time.sleep(0.05)


def test_a_second_window_raises_the_first(sight: Sight, tmp_path: Path) -> None:
    with Window(sight, tmp_path / "data", "--sandbox", "--demo") as window:
        window.until(window.is_ready, "Generate can be pressed", within=30)
        (first,) = screen.windows_of(window.pid)
        with screen.covered():
            assert screen.stack()[0] != first
            with Window(sight, window.data, "--sandbox") as second:
                assert second.process.wait(15) == 0
            window.until(lambda: screen.stack()[0] == first, "the first window is uppermost")


def test_a_window_beside_a_busy_terminal_says_so(sight: Sight, live: LiveAccount, tmp_path: Path) -> None:
    data = quick_settings(tmp_path / "data")
    live.scenario(slow=60)
    terminal = start(
        "edit", "--prompt", "snow", "--video", live.clip, "--data-dir", str(data), extra=live.environment
    )
    try:
        deadline = time.monotonic() + 30
        while not live.accepted:
            assert time.monotonic() < deadline
            time.sleep(0.02)
        with Window(sight, data, extra=live.environment) as window:
            found = window.until(lambda: window.every(role="label"), "a message")
            assert "This data folder is in use" in " ".join(label.name for label in found)
            window.take_keys()
            screen.press_keys("Escape")
            assert window.process.wait(10) == 1
    finally:
        terminal.kill()
        terminal.communicate()


def _listed(data: Path) -> list[dict[str, Any]]:
    jobs: list[dict[str, Any]] = say("jobs", "--json", "--data-dir", str(data)).json
    return jobs


def _is_held(data: Path) -> bool:
    return bool(json.loads((data / "settings.json").read_text()).get("queue", {}).get("is_held"))


def _draft(data: Path) -> str:
    """The prompt that lies on the disk."""
    with closing(sqlite3.connect(data / "journal.db")) as journal:
        found = journal.execute("SELECT body FROM drafts").fetchone()
    return str(json.loads(found[0])["prompt"]) if found else ""
