"""Closing with open tasks: behind the tray's sign they go on; without one it is said how many wait."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtWidgets import QCheckBox, QMenu, QSystemTrayIcon

from kling_desktop.domain.job import JobState
from kling_desktop.ui.closing import Closing
from kling_desktop.ui.tray import Tray
from kling_desktop.viewmodels.news import News
from tests.support.panels import child, dialog, press, text_of
from tests.support.rooms import Furnished, furnished
from tests.support.studio_double import Picture, StudioDouble, job


class Sign(QSystemTrayIcon):
    """A sign that is in no tray and remembers what it told."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[str] = []

    def show(self) -> None: ...

    def showMessage(self, *said: object) -> None:  # noqa: N802 - Qt calls it so
        self.told.append(str(said[0]))


@dataclass
class Parts:
    room: Furnished
    closing: Closing
    sign: Sign
    menu: QMenu
    ended: list[str] = field(default_factory=list)


@pytest.fixture
def parts(studio: StudioDouble, tmp_path: Path) -> Iterator[Parts]:
    with furnished(studio, tmp_path) as room:
        sign, menu = Sign(), QMenu()
        closing = Closing(room.frame, room.workspace, Tray(sign, menu))
        made = Parts(room, closing, sign, menu)
        closing.ended.connect(lambda: made.ended.append("ended"))
        yield made
        closing.close()


async def begin(parts: Parts) -> None:
    await parts.room.attach()
    parts.room.studio.jobs.save(job(JobState.RUNNING, 1))


async def test_nothing_is_asked_when_nothing_is_open(parts: Parts) -> None:
    await parts.room.attach()
    parts.room.frame.close()
    assert parts.ended == ["ended"]
    await parts.room.studio.close()


async def test_open_tasks_keep_going_in_the_tray_which_is_asked_once(parts: Parts) -> None:
    await begin(parts)
    frame = parts.room.frame
    frame.close()
    frame.close()
    question = await dialog("closing_question")
    assert text_of(question, "sentence").startswith("1 task is open. After quitting")
    press(question, "keep_in_tray")
    assert not frame.isVisible()
    parts.menu.actions()[0].trigger()
    assert frame.isVisible()
    frame.close()
    assert (frame.isVisible(), parts.ended) == (False, [])
    parts.menu.actions()[1].trigger()
    assert parts.ended == ["ended"]
    await parts.room.studio.close()


async def test_quitting_may_be_chosen_for_this_time_or_not_at_all(parts: Parts) -> None:
    await begin(parts)
    parts.room.frame.close()
    question = await dialog("closing_question")
    press(question, "cancel_closing")
    assert (parts.room.frame.isVisible(), parts.ended) == (True, [])
    parts.room.frame.close()
    question = await dialog("closing_question")
    child(question, "remember_closing", QCheckBox).setChecked(False)
    press(question, "quit_with_open_tasks")
    assert parts.ended == ["ended"]
    assert parts.room.workspace.choices.state.value("background.at_close") == "ask"
    await parts.room.studio.close()


async def test_news_are_told_while_the_window_is_away_and_bring_it_back(parts: Parts) -> None:
    await begin(parts)
    wanted: list[object] = []
    parts.closing.task_wanted.connect(wanted.append)
    news = News(job(JobState.DONE, 1), "Done · clip", "free", Picture())  # type: ignore[arg-type]
    parts.room.frame.hide()
    parts.room.workspace.news.told.emit(news)
    assert parts.sign.told == ["Done · clip"]
    parts.sign.messageClicked.emit()
    assert parts.room.frame.isVisible()
    assert wanted == [news.job]
    parts.room.frame.hide()
    parts.room.workspace.choices.change("background.is_telling", False)
    parts.room.workspace.news.told.emit(news)
    assert len(parts.sign.told) == 1
    await parts.room.studio.close()


async def test_without_a_tray_closing_ends_and_says_how_many_are_open(
    studio: StudioDouble, tmp_path: Path
) -> None:
    with furnished(studio, tmp_path) as room:
        closing = Closing(room.frame, room.workspace, None)
        ended: list[str] = []
        closing.ended.connect(lambda: ended.append("ended"))
        await room.attach()
        assert closing.parting == ""
        studio.jobs.save(job(JobState.RUNNING, 1))
        room.frame.close()
        assert ended == ["ended"]
        assert closing.parting.startswith("1 task is open.")
        await studio.close()
