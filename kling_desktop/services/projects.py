"""The projects: which there are, which one new edits are made in, and what each asks for."""

from __future__ import annotations

from dataclasses import replace

from kling_desktop.domain.errors import BadInput
from kling_desktop.domain.names import check_pattern
from kling_desktop.domain.notice import Notice
from kling_desktop.domain.project import CAP, LONGEST_NAME, NO_PROJECT, PRIVATE, Project
from kling_desktop.settings.file import Settings
from kling_desktop.settings.sections import Export


class Projects:
    """Reads and changes the projects in the settings."""

    def __init__(self, settings: Settings) -> None:
        """`settings` keep them."""
        self._settings = settings

    @property
    def listed(self) -> tuple[Project, ...]:
        """All of them, by name."""
        return tuple(sorted(self._settings.projects.listed, key=lambda each: each.name.casefold()))

    @property
    def current(self) -> Project:
        """The one that new edits are made in; one without a name when there is none."""
        return self.named(self._settings.projects.current)

    @property
    def problem(self) -> Notice | None:
        """Why no clip of the current project may become a link; None where it may."""
        return Notice(PRIVATE, {"project": self.current.name}) if self.current.is_private else None

    def named(self, name: str) -> Project:
        """The project `name`; one that asks for nothing when it is gone or was never there."""
        return next((each for each in self._settings.projects.listed if each.name == name), NO_PROJECT)

    def choose(self, name: str) -> None:
        """Make new edits in the project `name`; in none for the empty name."""
        self._settings.replace(replace(self._settings.projects, current=self.named(name).name))

    def save(self, project: Project, before: str = "") -> None:
        """Keep a project, in the place of the one called `before`, and make new edits in it. Raises BadInput.

        Its jobs stay with the name under which they were made, so a project cannot be renamed.
        """
        name = project.name.strip()
        if not 0 < len(name) <= LONGEST_NAME:
            raise BadInput("project_name", longest=LONGEST_NAME)
        known = {each.name.casefold() for each in self._settings.projects.listed if each.name != before}
        if name.casefold() in known or (before and before != name):
            raise BadInput("project_taken", name=name)
        if not CAP.fullmatch(project.cap):
            raise BadInput("project_cap", cap=project.cap)
        wrong = check_pattern(project.pattern) if project.pattern else None
        if wrong is not None:
            raise BadInput(wrong.code, **wrong.values)
        others = tuple(each for each in self._settings.projects.listed if each.name != name)
        kept = replace(self._settings.projects, listed=(*others, replace(project, name=name)), current=name)
        self._settings.replace(kept)

    def remove(self, name: str) -> None:
        """Drop a project from the list; its tasks and files stay as they are."""
        projects = self._settings.projects
        listed = tuple(each for each in projects.listed if each.name != name)
        exports = tuple(each for each in projects.exports if each.project != name)
        current = "" if projects.current == name else projects.current
        self._settings.replace(replace(projects, listed=listed, current=current, exports=exports))

    def export(self, name: str) -> Export:
        """What *Save result…* wrote last in the project `name`, or outside of any if it wrote nothing there.

        The folder of one's own takes is then proposed: nothing of one project goes to another by itself.
        """
        own = next((each for each in self._settings.projects.exports if each.project == name), None)
        if own is not None:
            return own
        kept, known = self._settings.timeline, self.named(name).name
        return Export(
            known,
            kept.export,
            kept.export_sound,
            kept.export_size,
            kept.export_name,
            kept.exports_raw,
            "" if known else kept.export_folder,
        )

    def keep_export(self, export: Export) -> None:
        """Propose this from now on in its project, or outside of any. Raises BadInput."""
        projects = self._settings.projects
        if export.project:
            others = tuple(each for each in projects.exports if each.project != export.project)
            self._settings.replace(replace(projects, exports=(*others, export)))
            return
        kept = replace(
            self._settings.timeline,
            export=export.format,
            export_sound=export.sound,
            export_size=export.size,
            export_name=export.pattern,
            exports_raw=export.is_raw,
            export_folder=export.folder,
        )
        self._settings.replace(kept)
