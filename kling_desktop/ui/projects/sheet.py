"""The sheet in which a project is made or changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QWidget

from kling_desktop.domain import names
from kling_desktop.domain.project import LONGEST_NAME, Project
from kling_desktop.i18n import tr
from kling_desktop.ui import dialogs
from kling_desktop.ui.name_example import NameExample
from kling_desktop.ui.theme.roles import SPACE
from kling_desktop.ui.widgets.buttons import Button, ButtonKind
from kling_desktop.ui.widgets.forms import below_each_other, buddy, field_form
from kling_desktop.ui.widgets.labels import ElidedLabel, TextLabel, Tone

if TYPE_CHECKING:
    from kling_desktop.viewmodels.projects import ProjectsModel

WIDTH = 520
CAP_WIDTH = 96
LONGEST_CAP = 9


class ProjectSheet(dialogs.Sheet):
    """Asks for a project; without one for a new one, which new edits are made in from then on."""

    def __init__(self, model: ProjectsModel, project: Project | None, parent: QWidget) -> None:
        """A project that is changed keeps its name."""
        super().__init__(
            parent,
            "project_sheet",
            tr("Edit project") if project else tr("New project"),
            tr("These apply to new edits while the project is chosen. Empty fields follow Settings."),
        )
        self._model = model
        self._before = project.name if project else ""
        self._chosen = project.folder if project else ""
        self.name = self._line("project_name", tr("Name"), project.name if project else "", LONGEST_NAME)
        self.name.setEnabled(project is None)
        if project:
            self.name.setToolTip(tr("A project keeps its name: its tasks are found by it"))
        self._folder = ElidedLabel("", Tone.NORMAL, Qt.TextElideMode.ElideMiddle)
        self._folder.setObjectName("project_folder")
        self._usual = Button(tr("Use default"), "default_project_folder", ButtonKind.QUIET)
        self._usual.clicked.connect(lambda: self._show_folder(""))
        self.pattern = self._line(
            "project_pattern", tr("Timeline file name"), project.pattern if project else ""
        )
        self.pattern.setPlaceholderText(names.USUAL_PATTERN)
        self.pattern.textChanged.connect(self._show_example)
        self._example = NameExample("project_name_example")
        self.cap = self._line("project_cap", tr("Project cap"), project.cap if project else "", LONGEST_CAP)
        self.cap.setPlaceholderText(tr("no cap"))
        self.cap.setFixedWidth(CAP_WIDTH)
        self.private = QCheckBox(tr("No public links"))
        self.private.setObjectName("project_is_private")
        self.private.setToolTip(tr("No clip of this project may become a link that others could open"))
        self.private.setChecked(bool(project and project.is_private))
        self._refusal = dialogs.Refusal(self, "project_refusal")
        self._lay_out()
        self._show_folder(self._chosen)
        self._show_example(self.pattern.text())

    def _line(self, name: str, label: str, text: str, longest: int = names.LONGEST_PATTERN) -> QLineEdit:
        line = QLineEdit(text)
        line.setObjectName(name)
        line.setAccessibleName(label)
        line.setMaxLength(longest)
        return line

    def _show_folder(self, folder: str) -> None:
        self._chosen = folder
        self._folder.setText(folder or tr("as in Settings"))
        self._usual.setVisible(bool(folder))

    def _show_example(self, text: str) -> None:
        self._example.show_pattern(text.strip() or names.USUAL_PATTERN)

    def _save(self) -> None:
        project = Project(
            self.name.text().strip(),
            self._chosen,
            self.pattern.text().strip(),
            self.cap.text().strip().replace(",", "."),
            is_private=self.private.isChecked(),
        )
        self._refusal.answer(self._model.save(project, self._before))

    def _choose_folder(self) -> None:
        dialogs.choose_folder(self, self._chosen, self._show_folder)

    def _lay_out(self) -> None:
        choose = Button(tr("Choose…"), "choose_project_folder", icon="folder")
        choose.clicked.connect(self._choose_folder)
        folder = _row(self._folder, self._usual, choose)
        folder.setStretch(0, 1)
        cap = _row(self.cap, TextLabel(self._model.state.currency, Tone.DIM))
        cap.addStretch(1)
        body = QWidget()
        form = field_form(body, SPACE.wide)
        form.addRow(buddy(tr("Name"), self.name), self.name)
        form.addRow(TextLabel(tr("Results folder")), folder)
        named = below_each_other(self.pattern, self._example)
        form.addRow(buddy(tr("Timeline file name"), self.pattern), named)
        form.addRow(buddy(tr("Project cap"), self.cap), cap)
        form.addRow("", self.private)
        self.setMinimumWidth(WIDTH)
        self.add(body)
        self.add(self._refusal)
        cancel = Button(tr("Cancel"), "cancel_project")
        cancel.clicked.connect(self.reject)
        save = Button(tr("Save"), "save_project", ButtonKind.PRIMARY)
        save.clicked.connect(self._save)
        self.finish(cancel, save)
        save.setDefault(True)
        (self.pattern if self._before else self.name).setFocus()


def _row(*widgets: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(SPACE.normal)
    for widget in widgets:
        row.addWidget(widget)
    return row
