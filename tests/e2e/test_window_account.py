"""The window on a live account over TCP: what it says when the service refuses, waits, fails or is away."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import screen
from tests.support.live import LiveAccount
from tests.support.sight import Sight
from tests.support.terminal import quick_settings
from tests.support.window import Window

NO_KEYS = {"PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"}


@pytest.fixture(scope="module")
def window(sight: Sight, live: LiveAccount, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Window]:
    """The program on the live account, with a link as its source."""
    data = quick_settings(tmp_path_factory.mktemp("live") / "data")
    with Window(sight, data, extra=live.environment) as window:
        window.says("generate_reason", "No clip is chosen.", within=30)
        paste_link(window, live.clip)
        yield window


@pytest.fixture(autouse=True)
def good_behaviour(live: LiveAccount) -> Iterator[None]:
    """Each story begins with a service that does what it should."""
    live.behave()
    yield


def paste_link(window: Window, link: str) -> None:
    """Copy a link from somewhere and press Paste link."""
    window.set_text("prompt", link)
    window.focus("prompt")
    screen.press_keys("ctrl+a", "ctrl+c")
    window.press("paste_link")
    window.until(lambda: window.words("source_name") == "A001C003.mp4", "the link is the source")


def generate(window: Window, prompt: str) -> None:
    """Send an edit with this prompt, which must not have been sent before."""
    window.set_text("prompt", prompt)
    window.press("generate")
    task_says(window, prompt, "")


def task_says(window: Window, prompt: str, part: str, within: float = 20.0) -> str:
    """What is read of the task with this prompt, as soon as it holds `part`."""

    def look() -> str | None:
        return next((task for task in window.tasks() if task.endswith(prompt) and part in task), None)

    return window.until(look, f"the task “{prompt}” says “{part}”", within)


def test_a_link_is_edited_and_its_result_played(window: Window, live: LiveAccount) -> None:
    assert window.words("account_badge") == "LIVE"
    window.until(
        lambda: "72\N{NO-BREAK SPACE}frames" in window.words("source_facts"), "the link is looked at"
    )
    before = len(live.accepted)
    generate(window, "Make it rain")
    task_says(window, "Make it rain", "Done")
    window.until(lambda: window.see("play").is_checked, "the result plays")
    assert len(live.accepted) == before + 1
    assert live.server.record()["authorization_at_cdn"] == []


def test_what_is_read_of_the_prompt_is_what_is_sent(window: Window, live: LiveAccount) -> None:
    window.set_text("prompt", "<<<video_1>>>, ＠视频1")
    window.focus("prompt")
    screen.press_keys("ctrl+a", "ctrl+c")
    window.set_text("prompt", "下雪😀\N{NO-BREAK SPACE}@Video1 \nlike ")
    screen.press_keys("ctrl+End", "ctrl+v")
    screen.type_keys(" in May")
    text = "下雪😀\N{NO-BREAK SPACE}@Video1 \nlike @Video1, @Video1 in May"
    window.until(lambda: window.see("prompt").text == text, "the pasted references are converted")
    assert window.words("prompt_counter") == f"{len(text)}/2500"
    before = len(live.accepted)
    window.press("generate")
    window.until(lambda: len(live.accepted) == before + 1, "it is sent")
    assert live.accepted[-1]["prompt"] == window.see("prompt").text == text


def test_a_service_that_asks_to_wait_is_waited_for(window: Window, live: LiveAccount) -> None:
    before = len(live.accepted)
    live.scenario(post="429", retry_after=2, times=1)
    generate(window, "Turn it into autumn")
    assert "Waiting" in task_says(window, "Turn it into autumn", "The service asks to wait.")
    task_says(window, "Turn it into autumn", "Done")
    assert len(live.accepted) == before + 1


def test_an_expired_link_is_asked_for_anew(window: Window, live: LiveAccount) -> None:
    before = len(live.accepted)
    live.scenario(links="expired", times=1)
    generate(window, "Add a rainbow")
    task_says(window, "Add a rainbow", "Done")
    assert len(live.accepted) == before + 1


def test_a_content_refusal_shows_the_raw_words(window: Window, live: LiveAccount) -> None:
    live.scenario(refuse="content", times=1)
    generate(window, "Put a famous face on it")
    task = task_says(window, "Put a famous face on it", "Failed")
    assert "Kling's content check refused this edit." in task
    assert "Whether you pay is not published." in task
    assert [words for words in window.hears(task) if "Failed" in words] == [task]
    window.press("all_tasks_toggle")
    window.focus("all_tasks")
    screen.press_keys("Home", "space")
    window.press("task_details")
    details = window.see("details_text").words
    assert "Code: 3001" in details
    assert "Title: Content policy" in details
    assert "Detail: Failure to pass the risk control system" in details
    window.press("close_details")
    window.until(lambda: window.now("details_text") is None, "the dialog is gone")
    window.press("close_task_list")


def test_an_unreachable_service_is_tried_until_it_is_back(window: Window, live: LiveAccount) -> None:
    live.go_down()
    generate(window, "Make it night")
    assert "Waiting" in task_says(window, "Make it night", "The service cannot be reached.")
    assert window.words("prompt") == "Make it night"
    live.come_back()
    task_says(window, "Make it night", "Done")
    assert len(live.accepted) == 1


def test_a_wrong_key_holds_the_task_and_costs_nothing(
    sight: Sight, live: LiveAccount, tmp_path: Path
) -> None:
    data = quick_settings(tmp_path / "data")
    before = len(live.accepted)
    wrong = {**live.environment, "MULEROUTER_API_KEY": "sk-wrong"}
    with Window(sight, data, extra=wrong) as window:
        window.says("generate_reason", "No clip is chosen.", within=30)
        paste_link(window, live.clip)
        generate(window, "Make it green")
        task = task_says(window, "Make it green", "Needs you")
        assert "refused the API key" in task
        assert "Not charged." in task
        assert window.hears(task) == [task]
        assert "refused the API key" in window.says("key_notice_text", "Not charged.")
        assert "refused the API key" in window.words("generate_reason")
        assert not window.see("generate").is_enabled
        assert window.see("prompt").text == "Make it green"
    assert len(live.accepted) == before
    with Window(sight, data, extra=live.environment) as window:
        task_says(window, "Make it green", "Done", within=40)
    assert len(live.accepted) == before + 1


def test_without_a_key_the_ways_out_are_offered(sight: Sight, tmp_path: Path) -> None:
    with Window(sight, tmp_path / "data", "--demo", extra=NO_KEYS) as window:
        window.says("key_notice_text", "No key for MuleRouter is set.", within=30)
        assert window.says("generate_reason", "No key") == "No key for MuleRouter is set."
        assert not window.see("generate").is_enabled
        assert window.see("prompt").text == "Add snow falling to @Video1"
        window.press("key_notice_action")
        assert window.see("api_key").name == "API key"
        window.press("close_settings")
        window.press("use_practice")
        window.until(window.is_ready, "Generate can be pressed")
        assert window.words("account_badge") == "PRACTICE"
        assert window.words("key_notice_text") == ""
