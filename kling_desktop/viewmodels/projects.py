"""The projects as the header shows and changes them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from kling_desktop.domain.errors import BadInput
from kling_desktop.domain.project import NO_PROJECT, Project
from kling_desktop.viewmodels import wording
from kling_desktop.viewmodels.observed import Observed

if TYPE_CHECKING:
    from kling_desktop.settings.sections import Section
    from kling_desktop.studio import Studio


@dataclass(frozen=True)
class ProjectList:
    """All projects by name, and the one that new edits are made in; that has no name when there is none."""

    is_open: bool = False
    listed: tuple[Project, ...] = ()
    current: Project = NO_PROJECT
    currency: str = ""


class ProjectsModel(Observed[ProjectList]):
    """Owns the list of projects."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Empty until `attach`."""
        super().__init__(ProjectList(), parent)
        self._studio: Studio | None = None

    def attach(self, studio: Studio) -> None:
        """Show and change the projects of an opened studio."""
        self._studio = studio
        studio.settings.subscribe(self._read)
        self._read(None)

    def choose(self, name: str) -> None:
        """Make new edits in the project `name`; in none for the empty name."""
        if self._studio is not None:
            self._studio.projects.choose(name)

    def save(self, project: Project, before: str = "") -> str:
        """Keep a project, in the place of the one called `before`; why not, in words, or nothing."""
        if self._studio is None:
            return ""
        try:
            self._studio.projects.save(project, before)
        except BadInput as error:
            return wording.sentence(error.notice)
        return ""

    def remove(self, name: str) -> None:
        """Drop a project from the list; its tasks and files stay."""
        if self._studio is not None:
            self._studio.projects.remove(name)

    def _read(self, _: Section | None) -> None:
        if self._studio is not None:
            projects = self._studio.projects
            self._update(
                is_open=True,
                listed=projects.listed,
                current=projects.current,
                currency=self._studio.settings.prices.currency,
            )
