"""The header's menu of projects, and the sheet in which one is made."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QCheckBox, QLineEdit, QPushButton

from kling_desktop.domain.project import Project
from kling_desktop.ui import dialogs
from kling_desktop.ui.header import Header
from kling_desktop.ui.projects.menu import ProjectMenu
from kling_desktop.viewmodels.projects import ProjectsModel
from kling_desktop.viewmodels.status import StatusModel
from tests.support.panels import child, dialog, on_screen, press, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support.studio_double import StudioDouble

WINTER = Project("Winter & Snow", "/takes/winter", "{clip}_{project}", "50")


@pytest.fixture
def menu(studio: StudioDouble) -> Iterator[ProjectMenu]:
    model = ProjectsModel()
    header = Header(StatusModel())
    with on_screen(header, 1000, 40):
        made = ProjectMenu(header, model, header)
        model.attach(studio.as_studio)
        yield made


def choose(menu: ProjectMenu, words: str) -> None:
    menu.fill()
    next(action for action in menu.menu.actions() if action.text().startswith(words)).trigger()


def ticked(menu: ProjectMenu) -> list[str]:
    menu.fill()
    return [action.text() for action in menu.menu.actions() if action.isChecked()]


async def test_a_project_is_made_and_chosen(
    studio: StudioDouble, menu: ProjectMenu, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dialogs, "choose_folder", lambda *asked: asked[-1]("/takes/winter"))
    choose(menu, "New project")
    sheet = await dialog("project_sheet")
    press(sheet, "save_project")
    assert "needs a name" in text_of(sheet, "project_refusal")
    child(sheet, "project_name", QLineEdit).setText(" Winter ")
    child(sheet, "project_cap", QLineEdit).setText("lots")
    press(sheet, "save_project")
    assert "no amount" in text_of(sheet, "project_refusal")
    child(sheet, "project_cap", QLineEdit).setText("12,50")
    child(sheet, "project_pattern", QLineEdit).setText("{nothing}")
    press(sheet, "save_project")
    assert studio.projects.listed == ()
    child(sheet, "project_pattern", QLineEdit).setText("{clip}_{project}")
    assert text_of(sheet, "project_name_example") == "Example: A001C003_Winter.mov"
    press(sheet, "choose_project_folder")
    child(sheet, "project_is_private", QCheckBox).setChecked(True)
    press(sheet, "save_project")
    wanted = Project("Winter", "/takes/winter", "{clip}_{project}", "12.50", is_private=True)
    assert studio.projects.current == wanted
    assert ticked(menu) == ["Winter"]


async def test_a_project_is_changed_and_keeps_its_name(studio: StudioDouble, menu: ProjectMenu) -> None:
    studio.projects.save(WINTER)
    choose(menu, "Edit “Winter && Snow”")
    sheet = await dialog("project_sheet")
    assert not child(sheet, "project_name", QLineEdit).isEnabled()
    child(sheet, "project_cap", QLineEdit).clear()
    press(sheet, "default_project_folder")
    press(sheet, "save_project")
    assert studio.projects.listed == (Project("Winter & Snow", "", "{clip}_{project}"),)


async def test_a_project_leaves_the_list_after_a_question(studio: StudioDouble, menu: ProjectMenu) -> None:
    studio.projects.save(WINTER)
    choose(menu, "Remove “Winter")
    question = await dialog("confirmation")
    press(question, "agree")
    assert studio.projects.listed == ()
    assert ticked(menu) == ["No project"]


def test_the_header_names_the_project_that_edits_are_made_in(studio: StudioDouble, menu: ProjectMenu) -> None:
    header = menu.parent()
    assert isinstance(header, Header)
    button = child(header, "project", QPushButton)
    assert (button.text(), button.accessibleName()) == ("Project", "Project")
    studio.projects.save(WINTER)
    assert (button.text(), button.accessibleName()) == ("Winter && Snow", "Project: Winter & Snow")
    studio.projects.save(Project("Campaign of the winter"))
    assert button.text() == "Campaign of the…"
    choose(menu, "No project")
    assert button.text() == "Project"
