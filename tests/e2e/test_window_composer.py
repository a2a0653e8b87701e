"""The composer in the real window: everything that an edit takes, killed and there again; frames that are refused."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from PIL import Image

from tests.support import screen
from tests.support.clipboard import copied
from tests.support.live import LiveAccount
from tests.support.sight import Sight
from tests.support.terminal import quick_settings
from tests.support.window import Window

RED, BLUE, GREEN = (200, 30, 30), (30, 60, 200), (20, 160, 60)
TYPED = "In the mood of @Image1, light of @Image2: 让 @Element1 走过 @Video1 😀"
UNWANTED = "blur, extra fingers"
BARE = "Make it rain on @Video1"


def picture(path: Path, colour: tuple[int, int, int]) -> Path:
    Image.new("RGB", (640, 480), colour).save(path)
    return path


def give_file(window: Window, *paths: Path) -> None:
    """Type paths into the file dialog that is open."""
    window.see("fileNameEdit")
    window.focus("fileNameEdit")
    screen.type_keys(" ".join(f'"{path}"' for path in paths) if len(paths) > 1 else str(paths[0]))
    screen.press_keys("Return")
    window.until(lambda: window.now("fileNameEdit") is None, "the dialog is gone")


def open_by(window: Window, button: str, *keys: str) -> None:
    """Press what opens a menu or a small window, of which X alone knows, and use it by keys."""
    window.take_keys()
    before = screen.stack()[0]
    window.press(button)
    window.until(lambda: screen.stack()[0] != before, "it is open")
    screen.press_keys(*keys)


def choose_first_frame(window: Window, path: Path) -> None:
    """By the menu beside First frame."""
    window.press("frames_section")
    open_by(window, "choose_first_frame", "Down", "Return")
    give_file(window, path)
    window.says("first_frame_name", path.name)


def make_element(window: Window, name: str, front: Path, side: Path) -> None:
    """A new one, from two files, which is in the edit at once."""
    # From the search to the button below the list, which is empty.
    open_by(window, "add_element", "Tab", "space")
    window.see("element_name")
    window.focus("element_name")
    screen.type_keys(name)
    window.press("add_picture")
    give_file(window, front, side)
    window.until(lambda: window.now("element_picture_2"), "both pictures are there")
    window.press("save_element")
    window.until(lambda: window.now("element_1"), "the element is in the edit")


def draft_of(data: Path) -> dict[str, Any]:
    """What lies on the disk of the edit being set up."""
    with closing(sqlite3.connect(data / "journal.db")) as journal:
        body, takes = journal.execute("SELECT body, takes FROM drafts").fetchone()
    return {**json.loads(body), "takes": takes}


def requests_of(data: Path) -> list[dict[str, Any]]:
    """The edits of all tasks that lie on the disk, the first one first."""
    with closing(sqlite3.connect(data / "journal.db")) as journal:
        found = journal.execute("SELECT body FROM bodies ORDER BY seq").fetchall()
    return [json.loads(body)["request"] for (body,) in found]


def shown(window: Window) -> dict[str, object]:
    """What a user reads of the edit that is set up, and the colours of its pictures."""
    names = {id: window.see(id).name for id in ("image_1", "image_2", "element_1")}
    words = {
        id: window.words(id)
        for id in ("prompt", "prompt_counter", "negative_prompt", "source_name", "first_frame_name")
    }
    return {**names, **words, "takes": window.see("takes").value}


def is_painted(window: Window, id: str, colour: tuple[int, int, int]) -> bool:
    """Whether a tile shows a picture of this colour."""
    tile = window.picture(id)
    found = tile.getpixel((tile.width // 2, tile.height // 3))
    assert isinstance(found, tuple)
    return all(abs(one - other) < 12 for one, other in zip(found, colour, strict=True))


def test_a_rich_draft_is_there_again_after_a_kill(sight: Sight, tmp_path: Path, short_clip: Path) -> None:
    data = tmp_path / "data"
    named = (("mood", RED), ("hero", GREEN))
    pictures = [picture(tmp_path / f"{name}.png", colour) for name, colour in named]
    with Window(sight, data, "--sandbox") as window:
        window.says("generate_reason", "No clip is chosen.", within=30)
        window.press("add_video")
        give_file(window, short_clip)
        window.press("add_image")
        give_file(window, pictures[0])
        window.until(lambda: window.now("image_1"), "the picture is taken in")
        with copied(picture(tmp_path / "copied.png", BLUE)):
            window.press("paste_image")
            window.until(lambda: window.now("image_2"), "the clipboard's picture is taken in")
        make_element(window, "Hero", pictures[1], pictures[0])
        choose_first_frame(window, pictures[1])
        window.press("negative_prompt_section")
        window.set_text("negative_prompt", UNWANTED)
        window.focus("takes")
        screen.press_keys("Up")
        window.set_text("prompt", TYPED)
        window.until(window.is_ready, "Generate can be pressed")
        before = shown(window)
        window.until(lambda: draft_of(data)["prompt"] == TYPED, "the draft is on disk")
        window.kill()
    assert before["prompt"] == TYPED
    assert before["takes"] == 2
    kept = draft_of(data)
    for path in pictures:
        path.unlink()
    with Window(sight, data, "--sandbox") as window:
        window.until(window.is_ready, "it can be sent", within=30)
        window.press("negative_prompt_section")
        window.until(lambda: shown(window) == before, "all is as it was typed")
        window.until(lambda: is_painted(window, "image_1", RED), "the first picture is shown")
        window.until(lambda: is_painted(window, "image_2", BLUE), "the copied picture is shown")
        window.until(lambda: is_painted(window, "element_1", GREEN), "the element is shown")
        window.focus("prompt")
        screen.press_keys("ctrl+End", "Left", "Left")
        window.until(
            lambda: window.see("prompt").description == f"@Video1: {short_clip.name}", "the chip is one again"
        )
        assert draft_of(data) == kept


def test_refused_frames_are_left_out_by_one_button(sight: Sight, live: LiveAccount, tmp_path: Path) -> None:
    data = quick_settings(tmp_path / "data")
    live.scenario(refuse="frames")
    before = len(live.accepted)
    try:
        with Window(sight, data, extra=live.environment) as window:
            window.says("generate_reason", "No clip is chosen.", within=30)
            window.set_text("prompt", live.clip)
            window.focus("prompt")
            screen.press_keys("ctrl+a", "ctrl+c")
            window.press("paste_link")
            window.set_text("prompt", BARE)
            choose_first_frame(window, picture(tmp_path / "opening.png", RED))
            window.until(window.is_ready, "Generate can be pressed")
            window.press("generate")
            task = window.until(
                lambda: next((each for each in window.tasks() if "Failed" in each), None), "it is refused"
            )
            assert "not charged" in task.casefold()
            assert len(live.accepted) == before
            # What helps is offered where the task is looked at.
            window.press("all_tasks_toggle")
            window.focus("all_tasks")
            screen.press_keys("space")
            window.press("task_without_frames")
            assert "The refused task was not charged" in window.says("sentence", "Expected price")
            window.press("agree")
            window.press("close_task_list")
            window.until(lambda: "Done" in "".join(window.tasks()), "the edit without frames is done")
            assert len(window.tasks()) == 2
            # What is set up is the user's: the frame stays there.
            assert window.words("first_frame_name") == "opening.png"
    finally:
        live.behave()
    # The service refuses frames to the end: that it took one says that there was none in it.
    (sent,) = live.accepted[before:]
    assert sent["prompt"] == BARE
    refused, taken = requests_of(data)
    assert refused["first_frame"]["name"] == "opening.png"
    assert taken == {**refused, "first_frame": None}
