"""The first start: three steps, each of which can be left out."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QWidget

from kling_desktop.ui.preferences.first_run import FirstRunDialog
from kling_desktop.viewmodels.workspace import Workspace
from tests.support.panels import child, on_screen, press, text_of
from tests.support.studio_double import StudioDouble


@pytest.fixture
def workspace(qapp: QApplication) -> Workspace:
    return Workspace()


@pytest.fixture
def steps(workspace: Workspace) -> Iterator[FirstRunDialog]:
    with on_screen(FirstRunDialog(workspace), 640, 460) as made:
        yield made


def test_practice_can_begin_once_the_engine_is_there(
    steps: FirstRunDialog, workspace: Workspace, studio: StudioDouble
) -> None:
    wanted: list[bool] = []
    steps.practice_wanted.connect(lambda: wanted.append(True))
    button = child(steps, "practice_with_demo", QAbstractButton)
    assert not button.isEnabled()
    workspace.account.attach(studio.as_studio)
    assert button.isEnabled()
    button.click()
    assert wanted == [True]
    assert not steps.isVisible()


def test_enter_begins_practice(steps: FirstRunDialog, workspace: Workspace, studio: StudioDouble) -> None:
    wanted: list[bool] = []
    steps.practice_wanted.connect(lambda: wanted.append(True))
    workspace.account.attach(studio.as_studio)
    focused = steps.focusWidget()
    assert focused is child(steps, "practice_with_demo", QAbstractButton)
    QTest.keyClick(focused, Qt.Key.Key_Return)
    assert wanted == [True]


def test_who_has_gone_on_keeps_the_keyboard_where_it_is(
    steps: FirstRunDialog, workspace: Workspace, studio: StudioDouble
) -> None:
    press(steps, "first_run_next")
    child(steps, "first_run_back", QAbstractButton).setFocus()
    workspace.account.attach(studio.as_studio)
    assert steps.focusWidget() is child(steps, "first_run_back", QAbstractButton)


def test_each_step_can_be_left_out(steps: FirstRunDialog) -> None:
    assert text_of(steps, "first_run_step") == "Step 1 of 3"
    press(steps, "first_run_next")
    assert text_of(steps, "first_run_step") == "Step 2 of 3"
    assert child(steps, "api_key", QLineEdit).isVisible()
    assert not child(steps, "practice_mode", QWidget).isVisible()
    press(steps, "first_run_next")
    assert child(steps, "link_route", QWidget).isVisible()
    press(steps, "first_run_back")
    assert text_of(steps, "first_run_step") == "Step 2 of 3"
    press(steps, "first_run_next")
    press(steps, "first_run_next")
    assert not steps.isVisible()


def test_escape_leaves_everything_for_later(steps: FirstRunDialog) -> None:
    QTest.keyClick(steps, Qt.Key.Key_Escape)
    assert not steps.isVisible()
