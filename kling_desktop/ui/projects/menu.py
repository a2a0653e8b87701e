"""The header's menu of projects: choose one, make one, change or drop the chosen one."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QMenu

from kling_desktop.i18n import tr
from kling_desktop.ui import dialogs
from kling_desktop.ui.projects.pack_sheet import PackSheet
from kling_desktop.ui.projects.sheet import ProjectSheet

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from kling_desktop.domain.project import Project
    from kling_desktop.ui.header import Header
    from kling_desktop.viewmodels.packing import PackingModel
    from kling_desktop.viewmodels.projects import ProjectList, ProjectsModel


class ProjectMenu(QObject):
    """Fills the header's *Project* button from a ProjectsModel."""

    def __init__(self, header: Header, model: ProjectsModel, packing: PackingModel, window: QWidget) -> None:
        """`window` is what sheets and questions belong to."""
        super().__init__(header)
        self._header = header
        self._model = model
        self._window = window
        self._packing = packing
        packing.asked.connect(lambda: PackSheet(packing, window).present())
        packing.packed.connect(_reveal)
        self.menu = QMenu(header)
        self.menu.setObjectName("project_menu")
        self.menu.setAccessibleName(tr("Project"))
        header.set_project_menu(self.menu)
        self.menu.aboutToShow.connect(self.fill)
        self.fill()
        model.bind(self.show_state)

    def show_state(self, state: ProjectList) -> None:
        """Show which project is chosen."""
        self._header.show_project(state.current.name)

    def fill(self) -> None:
        """Fill the menu with the projects as they are now."""
        state, menu = self._model.state, self.menu
        menu.clear()
        for project in (None, *state.listed):
            name = project.name if project else ""
            action = menu.addAction(_plain(name) or tr("No project"), partial(self._model.choose, name))
            action.setCheckable(True)
            action.setChecked(name == state.current.name)
        menu.addSeparator()
        new = menu.addAction(tr("New project…"), partial(self.open_sheet, None))
        new.setObjectName("new_project")
        new.setEnabled(state.is_open)
        if state.current.name:
            self._add_ways(state.current)

    def open_sheet(self, project: Project | None) -> None:
        """Ask what a project is like; without one, for a new one."""
        ProjectSheet(self._model, project, self._window).present()

    def open_cap(self, name: str) -> bool:
        """Let the user change the cap of the project `name`; whether there still is one of this name."""
        project = next((each for each in self._model.state.listed if each.name == name), None)
        if project is None:
            return False
        sheet = ProjectSheet(self._model, project, self._window)
        sheet.present()
        sheet.cap.setFocus()
        return True

    def _add_ways(self, project: Project) -> None:
        name = _plain(project.name)
        edit = self.menu.addAction(tr("Edit “{project}”…").format(project=name))
        edit.setObjectName("edit_project")
        edit.triggered.connect(lambda: self.open_sheet(project))
        pack = self.menu.addAction(tr("Pack “{project}” as a folder…").format(project=name))
        pack.setObjectName("pack_project")
        pack.triggered.connect(lambda: self._packing.ask(project.name))
        remove = self.menu.addAction(tr("Remove “{project}” from the list…").format(project=name))
        remove.setObjectName("remove_project")
        remove.triggered.connect(lambda: self._ask_to_remove(project.name))

    def _ask_to_remove(self, name: str) -> None:
        dialogs.confirm(
            self._window,
            tr("Remove the project?"),
            tr(
                "“{project}” is taken off the list, with its folder, name pattern and cap. "
                "Its tasks and files stay as they are."
            ).format(project=name),
            tr("Remove"),
            partial(self._model.remove, name),
        )


def _reveal(folder: str) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(folder))


def _plain(name: str) -> str:
    # In a menu, & would underline the sign behind it.
    return name.replace("&", "&&")
