"""Results dragged out of the strip: one, or all that are selected; of each the winner."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from kling_desktop.domain.job import EditJob, JobState, Take
from kling_desktop.ui.tasks.handling import TaskHandling
from kling_desktop.ui.tasks.strip import TaskStrip
from kling_desktop.ui.widgets import dragging
from kling_desktop.viewmodels.commands import TaskCommands
from kling_desktop.viewmodels.pictures import Pictures
from kling_desktop.viewmodels.tasks import TaskListModel
from tests.support.panels import on_screen
from tests.support.studio_double import StudioDouble, job
from tests.support.waiting import until

CTRL = Qt.KeyboardModifier.ControlModifier
TWO_TAKES = (Take("/takes/a_v001.mp4", "ab", 9), Take("/takes/a_v002.mp4", "cd", 9))


class Hand:
    """A strip with tasks, the mouse on it, and what was dragged."""

    def __init__(self, studio: StudioDouble, window: QWidget) -> None:
        self.studio = studio
        self.model, commands = TaskListModel(), TaskCommands()
        commands.attach(studio.as_studio)
        handling = TaskHandling(commands, window)
        self.strip = TaskStrip(self.model, Pictures(), handling, window)
        self.strip.resize(900, self.strip.height())
        self.shown: list[str] = []
        handling.show_wanted.connect(lambda job: self.shown.append(job.id))
        self.dragged: list[list[str]] = []

    def take(self, paths: Sequence[str]) -> bool:
        """Another program takes what is dropped on it."""
        self.dragged.append(list(paths))
        return True

    async def fill(self, *jobs: EditJob) -> None:
        self.studio.history.jobs = list(jobs)
        await self.model.attach(self.studio.as_studio)

    def middle(self, row: int) -> QPoint:
        return self.strip.view.visualRect(self.model.index(row)).center()

    def click(self, row: int, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.mouseClick(self.strip.view.viewport(), Qt.MouseButton.LeftButton, keys, self.middle(row))

    def drag(self, row: int, far: int = 60) -> None:
        viewport = self.strip.view.viewport()
        QTest.mousePress(viewport, Qt.MouseButton.LeftButton, pos=self.middle(row))
        place = self.middle(row) + QPoint(far, 0)
        moved = QMouseEvent(
            QEvent.Type.MouseMove, QPointF(place), QPointF(viewport.mapToGlobal(place)),
            Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier,
        )  # fmt: skip
        QApplication.sendEvent(viewport, moved)
        QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=self.middle(row))

    def selected(self) -> list[int]:
        return sorted(index.row() for index in self.strip.view.selectedIndexes())


@pytest.fixture
def hand(studio: StudioDouble, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hand]:
    window = QWidget()
    made = Hand(studio, window)
    monkeypatch.setattr(dragging, "drag_out", lambda _source, paths: made.take(paths))
    with on_screen(window, 900, 80):
        yield made


async def test_a_result_is_dragged_from_its_cell(hand: Hand) -> None:
    await hand.fill(job(number=3), job(number=2))
    hand.drag(1)
    assert hand.dragged == [["/takes/bunny_v002.mp4"]]
    hand.drag(0, far=2)
    assert len(hand.dragged) == 1, "a hand that trembles drags nothing"


async def test_the_starred_take_goes(hand: Hand) -> None:
    await hand.fill(replace(job(), takes=TWO_TAKES, starred=2))
    hand.drag(0)
    assert hand.dragged == [["/takes/a_v002.mp4"]]


async def test_all_that_are_selected_go_at_once(hand: Hand) -> None:
    await hand.fill(job(number=3), job(JobState.FAILED, 2), job(number=1))
    hand.click(0)
    hand.click(1, CTRL)
    hand.click(2, CTRL)
    hand.drag(2)
    assert hand.dragged == [["/takes/bunny_v003.mp4", "/takes/bunny_v001.mp4"]]
    assert hand.selected() == [0, 1, 2]
    await until(lambda: len(hand.studio.archive.wishes) == 2)
    assert hand.studio.archive.wishes == [("went out", "job-3"), ("went out", "job-1")]
    assert hand.shown == ["job-3"], "with Ctrl a click only selects"


async def test_a_click_on_one_of_them_means_that_one(hand: Hand) -> None:
    await hand.fill(job(number=3), job(number=2))
    hand.click(0)
    hand.click(1, CTRL)
    hand.click(1)
    assert hand.selected() == [1]
    assert hand.shown == ["job-3", "job-2"]
    assert hand.dragged == []


async def test_what_has_no_result_is_not_dragged(hand: Hand) -> None:
    await hand.fill(job(JobState.RUNNING))
    hand.drag(0)
    assert hand.dragged == []
