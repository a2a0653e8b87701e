"""The models that one needs before one can type: the edit and what stands beside it."""

from __future__ import annotations

from PySide6.QtCore import QObject

from kling_desktop.viewmodels.account import AccountModel
from kling_desktop.viewmodels.editor import EditorModel
from kling_desktop.viewmodels.materials import MaterialsModel
from kling_desktop.viewmodels.pictures import Pictures
from kling_desktop.viewmodels.status import StatusModel


class Editing(QObject):
    """Owns the models of the editor panel and of the bar above it; a Workspace adds all others.

    What is imported here comes before the first key: nothing that is not on the screen by then.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        """Everything is there to be typed into; nothing can be sent before the workspace is attached."""
        super().__init__(parent)
        self.editor = EditorModel(parent=self)
        self.pictures = Pictures(self)
        self.materials = MaterialsModel(self.editor, self)
        self.account = AccountModel(self)
        self.status = StatusModel(self)
