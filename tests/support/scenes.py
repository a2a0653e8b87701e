"""What the window opens only when it is asked to: each sheet, question, pop-up and menu, for pictures."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication, QMenu, QPushButton, QWidget

from kling_desktop.domain.keys import Action
from kling_desktop.domain.project import Project
from kling_desktop.ui.closing import ClosingQuestion
from kling_desktop.ui.editor.preset_saving import PresetSaving
from kling_desktop.ui.money.sheet import MoneySheet
from kling_desktop.ui.projects.sheet import ProjectSheet
from kling_desktop.ui.results.arrival_sheet import ArrivalSheet
from kling_desktop.viewmodels.origins import of_file
from kling_desktop.viewmodels.rows import TaskAction, TaskRow
from tests.support.panels import child
from tests.support.posed import PROJECT
from tests.support.waiting import until

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping
    from pathlib import Path

    from kling_desktop.domain.job import EditJob
    from kling_desktop.ui.frame import Frame
    from kling_desktop.ui.furniture import Furniture
    from kling_desktop.viewmodels.workspace import Workspace

FILLS = 0.5
"""Seconds within which a sheet has read what it shows."""
SNOW = "Add snow falling to @Video1, soft evening light"


class Scenes:
    """Opens one thing after the other over the window, and closes it again."""

    def __init__(
        self, space: Workspace, furniture: Furniture, frame: Frame, jobs: Mapping[str, EditJob]
    ) -> None:
        """`jobs` are those of `posed` by their ids, and the real one as `done`."""
        self._space = space
        self._furniture = furniture
        self._frame = frame
        self._jobs = jobs

    async def each(self, folder: Path) -> AsyncIterator[tuple[str, QWidget]]:
        """Name and widget of each, open while it is the caller's turn; pictures are made in `folder`."""
        image = _picture(folder / "coat.png")
        for name, opening in self._openings(image).items():
            before = set(_on_top())
            opening()
            await until(partial(_newer, before), 20)
            await asyncio.sleep(FILLS)
            shown = next(iter(_newer(before)))
            yield name, shown
            for widget in _newer(before):
                widget.close()
            await asyncio.sleep(0)

    def _openings(self, image: Path) -> dict[str, Callable[[], object]]:
        return {**self._of_editor(image), **self._of_results(), **self._of_tasks(), **self._menus()}

    def _of_editor(self, image: Path) -> dict[str, Callable[[], object]]:
        space, frame, editor = self._space, self._frame, self._furniture.window.editor
        clips = [self._jobs["done"].request.videos[0].location, self._jobs["done"].takes[0].path, str(image)]

        def element() -> None:
            editor.elements.make().add([of_file(image), of_file(image)])

        return {
            "presets": editor.presets_wanted.emit,
            "preset-saving": lambda: PresetSaving(space.presets, SNOW, "", frame).present(),
            "sending": editor.manifest_wanted.emit,
            "batch": lambda: editor.several_chosen.emit(clips),
            "element": element,
            "elements": lambda: editor.elements.open_at(frame.mapToGlobal(QPoint(20, 60))),
        }

    def _of_results(self) -> dict[str, Callable[[], object]]:
        space, frame, stage = self._space, self._frame, self._furniture.stage

        def pack() -> None:
            space.projects.save(Project(PROJECT, cap="20"))
            space.packing.ask(PROJECT)

        return {
            "arrival": lambda: ArrivalSheet(space.arrival, frame).present(),
            "save": stage.viewer.save_requested.emit,
            "return": space.returning.ask,
            "note": lambda: stage.viewer._take_key(Action.NOTE),
            "prepare": lambda: child(stage.range, "prepare", QPushButton).click(),
            "money": lambda: MoneySheet(space.money, frame).present(),
            "project": lambda: ProjectSheet(space.projects, None, frame).present(),
            "pack": pack,
            "closing": lambda: ClosingQuestion(3, frame).present(),
        }

    def _of_tasks(self) -> dict[str, Callable[[], object]]:
        handling, jobs = self._furniture.stage._handling, self._jobs

        def done(action: TaskAction, name: str) -> Callable[[], object]:
            return lambda: handling.do(action, TaskRow.resting(jobs[name]))

        return {
            "ask-stop": done(TaskAction.STOP, "posed-running"),
            "ask-send-again": done(TaskAction.SEND_AGAIN, "posed-lost"),
            "ask-id": done(TaskAction.PASTE_ID, "posed-lost"),
            "ask-cap": done(TaskAction.SEND_OVER_CAP, "posed-cap"),
            "ask-delete": done(TaskAction.DELETE, "posed-refused"),
            "details": done(TaskAction.DETAILS, "posed-refused"),
        }

    def _menus(self) -> dict[str, Callable[[], object]]:
        handling, jobs, frame = self._furniture.stage._handling, self._jobs, self._frame
        point = frame.mapToGlobal(QPoint(200, 60))

        def of(name: str) -> Callable[[], object]:
            return lambda: handling.open_menu(TaskRow.resting(jobs[name]), point)

        def dropped(button: str) -> Callable[[], object]:
            menu = child(frame, button, QPushButton).menu()
            assert isinstance(menu, QMenu)
            return lambda: menu.popup(point)

        return {
            "menu-done": of("posed-done"),
            "menu-lost": of("posed-lost"),
            "menu-project": dropped("project"),
            "menu-help": dropped("help"),
        }


def _newer(before: set[QWidget]) -> set[QWidget]:
    return set(_on_top()) - before


def _on_top() -> list[QWidget]:
    return [each for each in QApplication.topLevelWidgets() if each.isVisible()]


def _picture(path: Path) -> Path:
    image = QImage(640, 480, QImage.Format.Format_RGB32)
    image.fill(QColor("#8c3b32"))
    assert image.save(str(path))
    return path
