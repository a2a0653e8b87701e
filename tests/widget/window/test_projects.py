"""The header's menu of projects, and the sheet in which one is made."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QCheckBox, QLineEdit, QProgressBar, QPushButton

from kling_desktop.domain.errors import BadInput, DiskFull
from kling_desktop.domain.project import Project
from kling_desktop.ui import dialogs
from kling_desktop.ui.header import Header
from kling_desktop.ui.projects.menu import ProjectMenu
from kling_desktop.viewmodels.packing import PackingModel
from kling_desktop.viewmodels.projects import ProjectsModel
from kling_desktop.viewmodels.status import StatusModel
from tests.support.panels import child, dialog, on_screen, press, text_of
from tests.support.waiting import until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support.studio_double import StudioDouble

WINTER = Project("Winter & Snow", "/takes/winter", "{clip}_{project}", "50")


@pytest.fixture
def menu(studio: StudioDouble) -> Iterator[ProjectMenu]:
    model = ProjectsModel()
    header = Header(StatusModel())
    with on_screen(header, 1000, 40):
        made = ProjectMenu(header, model, PackingModel(header), header)
        model.attach(studio.as_studio)
        made._packing.attach(studio.as_studio)
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
    assert "not an amount" in text_of(sheet, "project_refusal")
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


async def test_a_project_is_packed_with_what_is_counted(
    studio: StudioDouble, menu: ProjectMenu, monkeypatch: pytest.MonkeyPatch
) -> None:
    studio.projects.save(WINTER)
    told: list[str] = []
    opened: list[str] = []
    menu._packing.told.connect(told.append)
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    monkeypatch.setattr(dialogs, "choose_folder", lambda *asked: asked[2]("/delivery"))
    choose(menu, "Pack “Winter && Snow”")
    sheet = await dialog("pack_sheet")
    await studio.settle()
    assert text_of(sheet, "pack_folder") == "/takes"
    assert text_of(sheet, "pack_amount") == "3 tasks · 7 files · 5.0 MB"
    assert text_of(sheet, "pack_missing") == "1 file is not there any more; the README names it."
    child(sheet, "pack_sources", QCheckBox).click()
    assert text_of(sheet, "pack_amount") == "3 tasks · 9 files · 905 MB"
    press(sheet, "choose_pack_folder")
    studio.outputs.packing.fault = DiskFull("pack_no_room", folder="/delivery", needed=1_005, free=12)
    press(sheet, "pack_now")
    await studio.settle()
    assert "needs 1005 MB; /delivery has 12 MB free" in text_of(sheet, "pack_refusal_text")
    studio.outputs.packing.fault = None
    press(sheet, "pack_now")
    await until(lambda: child(sheet, "pack_progress", QProgressBar).value() == 500)
    assert not child(sheet, "pack_now", QPushButton).isEnabled()
    assert child(sheet, "cancel_pack", QPushButton).text() == "Stop"
    studio.outputs.packing.gate.set()
    await studio.settle()
    assert told == ["Packed as /delivery/Winter & Snow"]
    assert opened == ["/delivery/Winter & Snow"]
    assert studio.outputs.packing.wishes == [("Winter & Snow", "/delivery", True)]


async def test_stopping_ends_the_packing(studio: StudioDouble, menu: ProjectMenu) -> None:
    studio.projects.save(WINTER)
    choose(menu, "Pack “Winter")
    sheet = await dialog("pack_sheet")
    await studio.settle()
    press(sheet, "pack_now")
    await until(lambda: menu._packing.state.fraction)
    press(sheet, "cancel_pack")
    await until(lambda: studio.outputs.packing.stopped == 1)
    assert not menu._packing.state.is_packing


async def test_an_empty_project_says_so(studio: StudioDouble, menu: ProjectMenu) -> None:
    studio.projects.save(WINTER)
    studio.outputs.packing.fault = BadInput("pack_empty", project="Winter & Snow")
    choose(menu, "Pack “Winter")
    sheet = await dialog("pack_sheet")
    await studio.settle()
    assert text_of(sheet, "pack_refusal_text").startswith("There is no task in Winter & Snow to pack.")
    assert not child(sheet, "pack_now", QPushButton).isEnabled()
    press(sheet, "cancel_pack")
