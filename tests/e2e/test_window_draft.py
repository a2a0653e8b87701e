"""The draft as a user has it: killed while somebody types, and there again with its clip; a preset from outside."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

from tests.support import screen
from tests.support.sight import Sight
from tests.support.window import Window

FIRST, SECOND = "Snow falls softly on @Video1 ", "and the wind takes it away"


def test_a_kill_while_typing_loses_at_most_the_last_moment(sight: Sight, tmp_path: Path) -> None:
    data = tmp_path / "data"
    with Window(sight, data, "--sandbox", "--demo") as window:
        window.until(window.is_ready, "Generate can be pressed", within=30)
        window.focus("prompt")
        screen.press_keys("ctrl+a")
        screen.type_keys(FIRST)
        window.until(lambda: FIRST.strip() in kept(data), "what was typed first is on disk", within=10)
        screen.type_keys(SECOND)
        window.kill()
    # Without the demo: prompt and clip can only come from the draft.
    with Window(sight, data, "--sandbox") as window:
        prompt = window.until(lambda: window.words("prompt"), "the draft is there", within=30)
        assert prompt.startswith(FIRST.strip())
        assert (FIRST + SECOND).startswith(prompt)
        window.until(lambda: window.words("source_name") == "big-buck-bunny-5s.mp4", "its clip is there")
        window.until(window.is_ready, "it can be sent")


def test_a_preset_by_the_keyboard_is_what_is_sent(sight: Sight, tmp_path: Path) -> None:
    with Window(sight, tmp_path / "data", "--sandbox", "--demo") as window:
        window.until(window.is_ready, "Generate can be pressed", within=30)
        window.focus("prompt")
        screen.press_keys("ctrl+p")
        window.see("search_presets")
        window.take_keys()
        screen.type_keys("falling snow")
        window.until(lambda: "Flakes" in window.words("preset_text"), "the preset is shown")
        screen.press_keys("Return")
        screen.type_keys("heavy")
        screen.press_keys("Return")
        screen.type_keys("left")
        window.says("preset_text", "drift to the left")
        screen.press_keys("Return")
        window.says("prompt", "Add heavy snowfall to @Video1.")


def kept(data: Path) -> str:
    """The prompt that lies on the disk."""
    with closing(sqlite3.connect(data / "journal.db")) as journal:
        found = journal.execute("SELECT body FROM drafts").fetchone()
    return str(json.loads(found[0])["prompt"]) if found else ""
