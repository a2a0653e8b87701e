"""The way that clips take, set up in the real window: keys pasted at once, a test, a studio setup, a withdrawal."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kling_desktop.settings.sections import Links
from kling_desktop.settings.studio_setup import StudioSetup, locked
from tests.support import screen
from tests.support.clips import Clip, make_clip
from tests.support.live import LiveAccount
from tests.support.sight import Sight
from tests.support.storage import BUCKET, KEYS, Storage, storage
from tests.support.terminal import quick_settings
from tests.support.window import Window

PLAIN_KEYS = {"PYTHON_KEYRING_BACKEND": "tests.support.plain_keyring.Plain"}
PASSPHRASE = "one for all of us"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Storage]:
    """A real storage that checks signatures."""
    with storage(tmp_path_factory.mktemp("storage")) as running:
        yield running


@pytest.fixture(scope="module")
def setup(server: Storage, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a technician exported."""
    path = tmp_path_factory.mktemp("setup") / "studio.klingsetup"
    links = Links(route="storage", preset="minio", place=server.address, bucket=BUCKET)
    path.write_bytes(locked(StudioSetup(links, KEYS.key_id, KEYS.secret), PASSPHRASE))
    return path


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return quick_settings(tmp_path / "data")


def copy(window: Window, text: str) -> None:
    """Have a text in the clipboard, as if it were copied elsewhere."""
    window.set_text("prompt", text)
    window.focus("prompt")
    screen.press_keys("ctrl+a", "ctrl+c")


def test_storage_is_set_up_with_a_pasted_block_and_tried_out(
    sight: Sight, live: LiveAccount, server: Storage, data: Path
) -> None:
    block = f"bucket: {BUCKET} access key: {KEYS.key_id} secret key: {KEYS.secret}"
    with Window(sight, data, extra=live.environment | PLAIN_KEYS) as window:
        window.says("generate_reason", "No clip is chosen.", within=30)
        copy(window, block)
        window.press("settings")
        window.see("settings_dialog")
        window.focus("search_settings")
        screen.type_keys("public links")
        window.press("choose_storage")
        window.act("storage_preset", "")
        window.until(lambda: window.every(role="list item", name="MinIO"), "the list of providers is open")
        screen.type_keys("Min")
        screen.press_keys("Return")
        window.until(lambda: window.see("storage_preset").name == "MinIO", "MinIO is chosen")
        window.focus("storage_place")
        screen.type_keys(server.address)
        screen.press_keys("Tab")
        window.press("paste_credentials")
        window.until(lambda: window.words("storage_bucket") == BUCKET, "the block is taken apart")
        window.press("test_links")
        outcome = window.says("links_outcome_text", "It works", within=60)
        assert "127.0.0.1" in outcome
        assert server.names == []
        window.press("close_settings")
    assert KEYS.secret not in "".join(each.read_text() for each in data.glob("*.json"))


def test_a_studio_setup_that_is_double_clicked_asks_for_its_passphrase_and_is_used(
    sight: Sight, live: LiveAccount, setup: Path, data: Path
) -> None:
    with Window(sight, data, str(setup), extra=live.environment | PLAIN_KEYS) as window:
        window.see("answer", within=30)
        window.set_text("answer", "not this one")
        window.press("agree")
        window.until(lambda: window.words("answer_refusal"), "the wrong passphrase is refused")
        window.set_text("answer", PASSPHRASE)
        window.press("agree")
        window.says("links_outcome_text", "The setup is in use", within=30)
        window.press("test_links")
        window.says("links_outcome_text", "It works", within=60)
        window.press("close_settings")


def test_a_task_is_withdrawn_while_its_clip_is_being_prepared(
    sight: Sight, live: LiveAccount, data: Path, tmp_path: Path, setup: Path
) -> None:
    slow = make_clip(
        tmp_path / "uhd.mov", Clip(5.0, 3840, 2160, "24", options={"preset": "ultrafast"}, sound=None)
    )
    before = len(live.accepted)
    with Window(sight, data, str(setup), extra=live.environment | PLAIN_KEYS) as window:
        window.see("answer", within=30)
        window.set_text("answer", PASSPHRASE)
        window.press("agree")
        window.says("links_outcome_text", "The setup is in use", within=30)
        window.press("close_settings")
        window.set_text("prompt", "Add snow falling to @Video1")
        window.press("add_video")
        window.see("fileNameEdit")
        window.focus("fileNameEdit")
        screen.type_keys(str(slow))
        screen.press_keys("Return")
        window.says("source_facts", "120\N{NO-BREAK SPACE}frames")
        window.press("generate")
        window.until(lambda: [each for each in window.tasks() if "Preparing" in each], "it is being prepared")
        window.press("all_tasks_toggle")
        window.focus("all_tasks")
        screen.press_keys("space")
        window.press("task_withdraw")
        window.until(lambda: [each for each in window.tasks() if "Stopped" in each], "it is withdrawn")
        part_files = (data / "prepared").glob
        window.until(lambda: not list(part_files(".*.part")), "nothing is left of it")
    assert len(live.accepted) == before
