"""The strip of the latest tasks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QContextMenuEvent, QPaintEvent, QRegion, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QPushButton, QWidget

from kling_desktop.domain.job import EditJob, JobState
from kling_desktop.domain.notice import Notice
from kling_desktop.ui.tasks.handling import TaskHandling
from kling_desktop.ui.tasks.strip import TaskStrip
from kling_desktop.viewmodels.commands import TaskCommands
from kling_desktop.viewmodels.pictures import Pictures
from kling_desktop.viewmodels.tasks import TaskListModel
from tests.support.panels import child, dialog, on_screen, press
from tests.support.studio_double import StudioDouble, job
from tests.support.waiting import until

S = JobState


@dataclass
class Desk:
    """A strip with its model, and what it asked for."""

    strip: TaskStrip
    model: TaskListModel
    studio: StudioDouble
    shown: list[EditJob]

    def middle(self, row: int) -> QPoint:
        """The middle of a cell in the view's coordinates."""
        return self.strip.view.visualRect(self.model.index(row)).center()

    def click(self, row: int, button: Qt.MouseButton = Qt.MouseButton.LeftButton) -> None:
        """Click on a cell."""
        QTest.mouseClick(self.strip.view.viewport(), button, pos=self.middle(row))

    def menu(self) -> QMenu:
        """The menu that is open."""
        found = QApplication.activePopupWidget()
        assert isinstance(found, QMenu)
        return found


@pytest.fixture
def desk(studio: StudioDouble) -> Iterator[Desk]:
    model, pictures, commands = TaskListModel(), Pictures(), TaskCommands()
    window = QWidget()
    handling = TaskHandling(commands, window)
    strip = TaskStrip(model, pictures, handling, window)
    strip.resize(900, strip.height())
    shown: list[EditJob] = []
    handling.show_wanted.connect(shown.append)
    commands.attach(studio.as_studio)
    with on_screen(window, 900, 80):
        yield Desk(strip, model, studio, shown)


async def filled(desk: Desk, *jobs: EditJob) -> None:
    desk.studio.history.jobs = list(jobs)
    await desk.model.attach(desk.studio.as_studio)


def context_menu(desk: Desk, reason: QContextMenuEvent.Reason, place: QPoint) -> QContextMenuEvent:
    viewport = desk.strip.view.viewport()
    return QContextMenuEvent(reason, place, viewport.mapToGlobal(place), Qt.KeyboardModifier.NoModifier)


def test_it_says_what_will_be_here(desk: Desk) -> None:
    assert child(desk.strip, "tasks_empty", QWidget).isVisible()
    assert not desk.strip.view.isVisible()


async def test_screen_readers_hear_a_list_named_tasks_and_its_rows(desk: Desk) -> None:
    await filled(desk, job(S.RUNNING, 2), job(S.DONE, 1))
    interface = QAccessible.queryAccessibleInterface(child(desk.strip, "tasks", QWidget))
    assert interface.text(QAccessible.Text.Name) == "Tasks"
    assert interface.role() is QAccessible.Role.List
    rows = [interface.child(place).text(QAccessible.Text.Name) for place in range(interface.childCount())]
    assert [row.split(" · ")[:2] for row in rows] == [["bunny", "Running"], ["bunny_v001", "Done"]]


async def test_a_click_on_a_finished_task_shows_it(desk: Desk) -> None:
    await filled(desk, job(S.RUNNING, 2), job(S.DONE, 1))
    desk.click(0)
    assert desk.shown == []
    desk.click(1)
    assert [each.id for each in desk.shown] == ["job-1"]
    desk.click(1, Qt.MouseButton.MiddleButton)
    assert len(desk.shown) == 1


async def test_enter_does_the_main_thing(desk: Desk) -> None:
    await filled(desk, job(S.DONE, 1))
    desk.strip.view.setFocus()
    desk.strip.view.setCurrentIndex(desk.model.index(0))
    QTest.keyClick(desk.strip.view, Qt.Key.Key_Return)
    assert [each.id for each in desk.shown] == ["job-1"]


async def test_arrow_keys_move_along_the_strip(desk: Desk) -> None:
    await filled(desk, job(S.DONE, 3), job(S.DONE, 2), job(S.DONE, 1))
    desk.strip.view.setCurrentIndex(desk.model.index(0))
    QTest.keyClick(desk.strip.view, Qt.Key.Key_Right)
    QTest.keyClick(desk.strip.view, Qt.Key.Key_Right)
    row = desk.strip.view.current_row()
    assert row is not None
    assert row.job.id == "job-1"


@pytest.mark.parametrize("reason", [QContextMenuEvent.Reason.Mouse, QContextMenuEvent.Reason.Keyboard])
async def test_the_menu_has_everything_by_mouse_and_by_key(
    desk: Desk, reason: QContextMenuEvent.Reason
) -> None:
    await filled(desk, job(S.DONE, 2), job(S.UNKNOWN, 1))
    desk.strip.view.setCurrentIndex(desk.model.index(1))
    QApplication.sendEvent(desk.strip.view.viewport(), context_menu(desk, reason, desk.middle(1)))
    menu = desk.menu()
    entries = [action for action in menu.actions() if not action.isSeparator()]
    assert [action.text() for action in entries] == [
        "Open my account", "Paste its id…", "Send again…", "Close as unresolved", "Details…",
    ]  # fmt: skip
    entries[3].trigger()
    menu.close()
    await desk.studio.settle()
    assert desk.studio.jobs.wishes == [("close_unresolved", "job-1")]


async def test_beside_the_cells_there_is_no_menu(desk: Desk) -> None:
    await filled(desk, job(S.DONE, 1))
    event = context_menu(desk, QContextMenuEvent.Reason.Mouse, QPoint(700, 20))
    QApplication.sendEvent(desk.strip.view.viewport(), event)
    assert QApplication.activePopupWidget() is None


async def test_the_wheel_runs_along_the_strip(desk: Desk) -> None:
    await filled(desk, *(job(S.DONE, number) for number in range(20, 0, -1)))
    bar = desk.strip.view.horizontalScrollBar()
    await until(lambda: bar.maximum() > 0)
    wheel = QWheelEvent(
        QPointF(20, 20), QPointF(20, 20), QPoint(), QPoint(0, -120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(desk.strip.view.viewport(), wheel)
    assert bar.value() == 120


async def test_all_asks_for_the_list(desk: Desk) -> None:
    asked: list[bool] = []
    desk.strip.all_wanted.connect(asked.append)
    press(desk.strip, "all_tasks_toggle")
    press(desk.strip, "all_tasks_toggle")
    assert asked == [True, False]
    assert child(desk.strip, "all_tasks_toggle", QPushButton).focusPolicy() is Qt.FocusPolicy.TabFocus


def test_sending_can_be_held(desk: Desk) -> None:
    press(desk.strip, "pause_queue")
    assert desk.studio.jobs.is_paused
    assert child(desk.strip, "pause_queue", QPushButton).text() == "On hold"
    press(desk.strip, "pause_queue")
    assert not desk.studio.jobs.is_paused
    assert child(desk.strip, "pause_queue", QPushButton).text() == "Hold"


def test_a_hold_of_an_earlier_day_is_shown(desk: Desk) -> None:
    desk.strip.show_hold(True)
    button = child(desk.strip, "pause_queue", QPushButton)
    assert (button.isChecked(), button.text()) == (True, "On hold")
    assert "until you press" in button.toolTip()
    press(desk.strip, "pause_queue")
    assert not desk.studio.settings.queue.is_held


async def test_an_end_is_announced_once_to_assistive_technology(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(QAccessible, "updateAccessibility", lambda event: said.append(event.message()))
    await filled(desk, job(S.RUNNING, 1))
    desk.studio.jobs.save(job(S.DONE, 1))
    desk.studio.jobs.save(job(S.DONE, 1, rev=4))
    assert [sentence.split(" · ")[:2] for sentence in said] == [["bunny_v001", "Done"]]


async def test_stopping_says_that_the_charge_stands(desk: Desk) -> None:
    await filled(desk, job(S.RUNNING, 1))
    desk.strip.view.setCurrentIndex(desk.model.index(0))
    QTest.keyClick(desk.strip.view, Qt.Key.Key_Return)
    asked = await dialog("confirmation")
    assert any("the charge stands" in str(label.property("text")) for label in asked.findChildren(QWidget))
    press(asked, "agree")
    assert desk.studio.jobs.wishes == [("stop", "job-1")]


@pytest.mark.parametrize("is_new", [False, True])
@pytest.mark.parametrize("state", list(S))
async def test_every_state_can_be_painted(desk: Desk, state: JobState, is_new: bool) -> None:
    await filled(desk)
    blank = desk.strip.grab().toImage()
    desk.studio.jobs.save(job(S.RUNNING, 1, held=Notice("key_refused")))
    desk.studio.jobs.save(job(state, 1) if is_new else job(state, 2))
    desk.strip.view.setCurrentIndex(desk.model.index(0))
    assert desk.strip.grab().toImage() != blank


class Painted(QObject):
    """Notes what of a widget is painted."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.region = QRegion()
        widget.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent):
            self.region += event.region()
        return False


async def test_a_picture_that_comes_paints_its_own_cell_anew_and_no_other(desk: Desk) -> None:
    await filled(desk, job(S.DONE, 2), job(S.DONE, 1))
    view = desk.strip.view
    desk.strip.grab()
    QApplication.processEvents()
    painted = Painted(view.viewport())
    view.show_picture("/takes/bunny_v001.mp4")
    await until(lambda: not painted.region.isEmpty())
    assert painted.region.contains(desk.middle(1))
    assert not painted.region.intersects(view.visualRect(desk.model.index(0)))
    painted.region = QRegion()
    view.show_picture("/takes/elsewhere.mp4")
    QApplication.processEvents()
    assert painted.region.isEmpty()
    view.show_picture("")
    await until(lambda: painted.region.contains(desk.middle(0)) and painted.region.contains(desk.middle(1)))
