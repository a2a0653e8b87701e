from __future__ import annotations

import asyncio
import json
import threading
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from kling_desktop.domain.cost import estimate
from kling_desktop.domain.errors import BadInput, WorldFailed
from kling_desktop.domain.notice import Notice
from kling_desktop.domain.request import Mode
from kling_desktop.settings.file import Settings
from kling_desktop.settings.sections import (
    Account,
    Appearance,
    Editor,
    Network,
    Practice,
    Prices,
    Queue,
    Results,
    Section,
    Window,
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "settings.json"


def write(path: Path, text: str) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")


def asides(path: Path) -> list[Path]:
    return sorted(path.parent.glob("settings.json.damaged-*"))


def test_without_a_file_there_are_defaults_and_none_is_written(path: Path) -> None:
    settings = Settings.load(path)
    assert (settings.account, settings.practice, settings.network) == (Account(), Practice(), Network())
    assert (settings.results, settings.queue, settings.prices) == (Results(), Queue(), Prices())
    assert (settings.appearance, settings.editor, settings.window) == (Appearance(), Editor(), Window())
    assert settings.notice is None
    settings.save_now()
    assert not path.parent.exists()


def test_every_section_comes_back(path: Path) -> None:
    settings = Settings.load(path)
    changed: tuple[Section, ...] = (
        Account("mulerun", "compact"),
        Practice(is_on=True),
        Network(0.5),
        Results("/takes 试"),
        Queue(9),
        Prices("0.1", "0.2", "EUR", is_own=True),
        Appearance("light", "zh_CN"),
        Editor(Mode.STD, None, keep_sound=False),
        Window("AAAA", {"main": (1, 2), "left": ()}),
    )
    for section in changed:
        settings.replace(section)
    settings.save_now()
    again = Settings.load(path)
    assert again.notice is None
    assert changed == (
        again.account,
        again.practice,
        again.network,
        again.results,
        again.queue,
        again.prices,
        again.appearance,
        again.editor,
        again.window,
    )


def test_prices_serve_as_a_rate() -> None:
    assert estimate(10.0, Mode.STD, Prices("0.5", "1", "EUR", is_own=True)) == Decimal("5.00")
    assert (Prices().std, Prices().pro, Prices().currency) == ("0.126", "0.168", "USD")


def test_listeners_hear_changes_and_only_changes(path: Path) -> None:
    settings = Settings.load(path)
    heard: list[Section] = []
    unsubscribe = settings.subscribe(heard.append)
    settings.replace(Queue(4))
    settings.replace(Queue(4))
    settings.replace(replace(settings.account, site="mulerun"))
    unsubscribe()
    unsubscribe()
    settings.replace(Queue(5))
    assert heard == [Queue(4), Account("mulerun")]


def test_a_value_out_of_range_is_refused_and_changes_nothing(path: Path) -> None:
    settings = Settings.load(path)
    with pytest.raises(BadInput) as caught:
        settings.replace(Queue(99))
    assert caught.value.notice == Notice("setting_refused", {"fields": "limit"})
    assert settings.queue == Queue()


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "\x00\x00", '{"queue": "\ud800"}'])
def test_a_damaged_file_is_set_aside_whole(path: Path, text: str) -> None:
    path.parent.mkdir()
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    settings = Settings.load(path)
    (aside,) = asides(path)
    assert settings.notice == Notice("settings_damaged", {"file": aside.name})
    assert aside.read_bytes() == text.encode("utf-8", "surrogatepass")
    assert not path.exists()
    settings.replace(Queue(4))
    settings.save_now()
    assert Settings.load(path).notice is None


def test_a_bad_field_is_reset_and_the_rest_is_kept(path: Path) -> None:
    text = json.dumps({"queue": {"limit": 99}, "account": {"site": "mulerun"}, "later": 1})
    write(path, text)
    settings = Settings.load(path)
    (aside,) = asides(path)
    assert settings.notice == Notice("settings_reset", {"fields": "queue.limit", "file": aside.name})
    assert (settings.queue, settings.account) == (Queue(), Account("mulerun"))
    assert aside.read_text() == text
    again = Settings.load(path)
    assert again.notice is None
    assert again.account == Account("mulerun")
    assert json.loads(path.read_text())["later"] == 1
    assert asides(path) == [aside]


def test_saving_never_leaves_a_part_beside(path: Path) -> None:
    settings = Settings.load(path)
    for limit in (1, 2, 3):
        settings.replace(Queue(limit))
        settings.save_now()
    assert [each.name for each in path.parent.iterdir()] == ["settings.json"]


def test_what_cannot_be_saved_is_told_and_tried_again(path: Path) -> None:
    path.parent.write_text("a file where the folder should be")
    settings = Settings.load(path)
    settings.replace(Queue(4))
    for _ in range(2):
        with pytest.raises(WorldFailed) as caught:
            settings.save_now()
        assert caught.value.notice.code == "settings_not_saved"
    path.parent.unlink()
    settings.save_now()
    assert Settings.load(path).queue == Queue(4)


class Watched(Settings):
    """Settings whose writing can be held up; counts how often they are written."""

    writes = 0
    go_on = threading.Event()
    reached = threading.Event()

    def _write(self) -> None:
        type(self).writes += 1
        self.reached.set()
        self.go_on.wait(10)
        super()._write()


async def test_changes_are_saved_off_the_loop_and_together(path: Path) -> None:
    settings = Watched.load(path)
    told: list[Notice] = []
    async with asyncio.TaskGroup() as group:
        saving = group.create_task(settings.keep_saved(told.append))
        settings.replace(Queue(4))
        await asyncio.to_thread(Watched.reached.wait, 10)
        for limit in (5, 6, 7, 8):
            settings.replace(Queue(limit))
            await asyncio.sleep(0)
        Watched.reached.clear()
        Watched.go_on.set()
        await asyncio.to_thread(Watched.reached.wait, 10)
        saving.cancel()
    settings.save_now()
    assert Watched.writes == 2
    assert Settings.load(path).queue == Queue(8)
    assert told == []


async def test_trouble_while_saving_is_reported_and_the_watch_goes_on(path: Path) -> None:
    path.parent.write_text("a file where the folder should be")
    settings = Settings.load(path)
    told: asyncio.Queue[Notice] = asyncio.Queue()
    async with asyncio.TaskGroup() as group:
        saving = group.create_task(settings.keep_saved(told.put_nowait))
        for limit in (4, 5):
            settings.replace(Queue(limit))
            assert (await told.get()).code == "settings_not_saved"
        saving.cancel()
