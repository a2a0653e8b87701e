"""Bad input in the real window: one sentence at the field, Generate says why not, nothing typed is lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import screen
from tests.support.sight import Sight
from tests.support.window import Window

PROMPT = "Add snow falling to @Video1"


@pytest.fixture(scope="module")
def window(sight: Sight, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Window]:
    """The program in practice mode with nothing set up."""
    with Window(sight, tmp_path_factory.mktemp("input") / "data", "--sandbox") as window:
        window.says("generate_reason", "No clip is chosen.", within=30)
        yield window


@pytest.fixture(autouse=True)
def no_source(window: Window) -> Iterator[None]:
    """Each story begins with the prompt set, no clip, and no complaint."""
    if window.now("remove_video"):
        window.press("remove_video")
    window.set_text("prompt", PROMPT)
    yield


def choose(window: Window, path: Path) -> None:
    """Type a path into the dialog of Add video…, by keys."""
    window.press("add_video")
    window.see("fileNameEdit")
    window.focus("fileNameEdit")
    screen.type_keys(str(path))
    screen.press_keys("Return")
    window.until(lambda: window.now("fileNameEdit") is None, "the dialog is gone")


def cannot_generate(window: Window, because: str) -> None:
    """Generate is disabled and says why; the button's description is the same for screen readers."""
    assert window.says("generate_reason", because)
    button = window.see("generate")
    assert not button.is_enabled
    assert because in button.description


def test_no_clip(window: Window) -> None:
    cannot_generate(window, "No clip is chosen.")
    assert window.see("prompt").text == PROMPT


def test_a_clip_is_chosen_by_its_path(window: Window, short_clip: Path) -> None:
    choose(window, short_clip)
    window.says("source_facts", "72\N{NO-BREAK SPACE}frames")
    window.until(window.is_ready, "Generate can be pressed")
    assert window.words("source_name") == short_clip.name


def test_a_text_file_is_no_video(window: Window, tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("These are notes, no pictures.\n" * 100)
    choose(window, path)
    assert "notes.txt is not a video." in window.says("source_notice_text", "notes.txt")
    cannot_generate(window, "notes.txt is not a video.")
    assert window.see("prompt").text == PROMPT


def test_a_path_that_is_not_there(window: Window, tmp_path: Path) -> None:
    paste(window, str(tmp_path / "gone.mov"))
    assert "gone.mov is not there." in window.says("source_notice_text", "gone.mov")
    cannot_generate(window, "gone.mov is not there.")


@pytest.mark.parametrize("link", ["ftp://host/clip.mp4", "javascript://clip.mp4"])
def test_a_link_that_is_not_http_is_refused(window: Window, link: str) -> None:
    paste(window, link)
    window.says("source_notice_text", "has to begin with http:// or https://")
    cannot_generate(window, "No clip is chosen.")


def test_an_empty_prompt(window: Window, short_clip: Path) -> None:
    choose(window, short_clip)
    window.set_text("prompt", " \n ")
    cannot_generate(window, "The prompt is empty.")
    window.set_text("prompt", PROMPT)
    window.until(window.is_ready, "Generate can be pressed")


def test_a_prompt_that_is_too_long_is_kept_whole(window: Window, short_clip: Path) -> None:
    choose(window, short_clip)
    window.set_text("prompt", "雪" * 2501)
    cannot_generate(window, "The prompt has 2501 characters; at most 2500 can be sent.")
    assert window.words("prompt_hint") == "1 character too many"
    assert window.see("prompt").text == "雪" * 2501
    window.focus("prompt")
    screen.press_keys("ctrl+End", "BackSpace")
    window.until(window.is_ready, "Generate can be pressed")
    assert window.words("prompt_counter") == "2500/2500"


def test_a_prompt_that_practice_cannot_imitate_is_said_before(window: Window, short_clip: Path) -> None:
    choose(window, short_clip)
    window.set_text("prompt", "Turn @Video1 into an oil painting")
    window.says("prompt_hint", "can't imitate")
    window.until(window.is_ready, "Generate can be pressed")


def test_a_token_set_from_outside_becomes_a_chip_and_stays_plain_text(
    window: Window, short_clip: Path
) -> None:
    choose(window, short_clip)
    window.set_text("prompt", "snow @Video1 😀\n@Image2")
    assert window.see("prompt").text == "snow @Video1 😀\n@Image2"
    window.says("prompt_counter", "22/2500")
    window.says("finding_1", "@Image2 is not there")
    window.focus("prompt")
    screen.press_keys("ctrl+Home", "ctrl+Right", "Right")
    # Behind the chip: its name is told, and one key takes all of it.
    window.until(
        lambda: window.see("prompt").description == f"@Video1: {short_clip.name}", "the chip is described"
    )
    screen.press_keys("BackSpace")
    assert window.see("prompt").text == "snow  😀\n@Image2"
    screen.press_keys("ctrl+z")
    window.until(
        lambda: window.see("prompt").text == "snow @Video1 😀\n@Image2", "the chip is back as plain text"
    )
    window.press("fix_1_1")
    window.until(lambda: window.see("prompt").text == "snow @Video1 😀\n", "the token is out")


def paste(window: Window, text: str) -> None:
    """Copy a text from somewhere and press Paste link."""
    window.set_text("prompt", text)
    window.focus("prompt")
    screen.press_keys("ctrl+a", "ctrl+c")
    window.press("paste_link")
    window.set_text("prompt", PROMPT)
