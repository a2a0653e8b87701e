"""The mouse over the small picture of a result runs through its frames."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

from kling_desktop.domain.job import JobState
from kling_desktop.ui.tasks.handling import TaskHandling
from kling_desktop.ui.tasks.row_layout import picture_frame
from kling_desktop.ui.tasks.skimming import RESTS_MS, Skimming
from kling_desktop.ui.tasks.strip import TaskStrip
from kling_desktop.ui.widgets import motion
from kling_desktop.viewmodels.commands import TaskCommands
from kling_desktop.viewmodels.pictures import Pictures
from kling_desktop.viewmodels.skimming import KEPT, SkimModel
from kling_desktop.viewmodels.tasks import TaskListModel
from tests.support.panels import child, on_screen
from tests.support.studio_double import StudioDouble, job
from tests.support.waiting import until

NEAR = 24
"""Greys that the mouse's last two pixels and the rounding of its share make."""


@dataclass
class Desk:
    """A strip with one finished task above one that runs."""

    strip: TaskStrip
    model: TaskListModel
    studio: StudioDouble
    skim: SkimModel

    @property
    def glance(self) -> QWidget:
        """What lies over the small picture."""
        return child(self.strip.view, "skimmed", QWidget)

    def hover(self, row: int, share: float, beside: int = 0) -> None:
        """Move the mouse over the small picture of a row, or `beside` pixels below it."""
        view = self.strip.view
        frame = picture_frame(view.visualRect(self.model.index(row)), 0)
        place = QPoint(frame.left() + round(share * (frame.width() - 1)), frame.center().y() + beside)
        no_button, no_key = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
        spot = QPointF(view.viewport().mapToGlobal(place))
        moved = QMouseEvent(QMouseEvent.Type.MouseMove, QPointF(place), spot, no_button, no_button, no_key)
        QApplication.sendEvent(view.viewport(), moved)

    def grey(self) -> int:
        """How light the picture is that the mouse has brought, away from its line."""
        seen = self.glance.grab().toImage()
        return seen.pixelColor(seen.width() * 3 // 4, 3).red()


@pytest.fixture
def desk(studio: StudioDouble) -> Iterator[Desk]:
    window, model, skim = QWidget(), TaskListModel(), SkimModel()
    strip = TaskStrip(model, Pictures(), TaskHandling(TaskCommands(), window), window)
    strip.resize(900, strip.height())
    Skimming(strip.view, skim)
    skim.attach(studio.as_studio)
    with on_screen(window, 900, 80):
        yield Desk(strip, model, studio, skim)
    motion.set_reduced(False)


async def filled(desk: Desk) -> str:
    done = job(JobState.DONE, 1)
    desk.studio.history.jobs = [done, job(JobState.RUNNING, 2)]
    await desk.model.attach(desk.studio.as_studio)
    desk.studio.clips.add(done.files[0])
    return done.files[0]


async def test_the_frame_follows_the_mouse(desk: Desk) -> None:
    path = await filled(desk)
    desk.hover(0, 0.5)
    assert not desk.glance.isVisible()
    await until(lambda: abs(desk.grey() - 128) < NEAR)
    assert desk.glance.isVisible()
    for share in (0.05, 0.9, 0.3):
        desk.hover(0, share)
        assert abs(desk.grey() - share * 255) < NEAR
    desk.hover(0, 0.3, beside=30)
    assert not desk.glance.isVisible()
    desk.hover(0, 0.9)
    assert abs(desk.grey() - 0.9 * 255) < NEAR
    assert desk.studio.clips.skimmed == [path]


async def test_what_is_read_so_far_stands_in_and_leaving_ends_the_reading(desk: Desk) -> None:
    path = await filled(desk)
    desk.studio.clips.skim_gate = asyncio.Event()
    desk.hover(0, 0.9)
    await until(lambda: abs(desk.grey() - 0.5 * 255) < NEAR)
    desk.hover(1, 0.5)
    assert not desk.glance.isVisible()
    await until(lambda: desk.skim.picture(path, 0) is None)
    await desk.studio.settle()


async def test_a_task_without_a_result_and_reduced_motion_stay_as_they_are(desk: Desk) -> None:
    await filled(desk)
    desk.hover(1, 0.5)
    motion.set_reduced(True)
    desk.hover(0, 0.5)
    await asyncio.sleep(2 * RESTS_MS / 1000)
    await desk.studio.settle()
    assert desk.studio.clips.skimmed == []
    assert not desk.glance.isVisible()


async def test_only_so_many_clips_are_kept_and_a_broken_one_is_read_once(studio: StudioDouble) -> None:
    skim = SkimModel()
    skim.attach(studio.as_studio)
    paths = [f"/takes/{number}.mp4" for number in range(KEPT + 1)]
    for path in paths[:-1]:
        studio.clips.add(path)
    for path in [*paths, paths[-1]]:
        skim.begin(path)
        await studio.settle()
    assert skim.picture(paths[0], 0.5) is None
    assert skim.picture(paths[1], 0.5) is not None
    assert skim.picture(paths[-1], 0.5) is None
    assert studio.clips.skimmed == paths
