"""The question for the link to a clip that was uploaded by hand; a doubtful link is asked about once more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kling_desktop.i18n import tr
from kling_desktop.ui import dialogs

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from kling_desktop.viewmodels.commands import TaskCommands


class LinkQuestion(dialogs.TextQuestion):
    """Gives the pasted link to a task; says what is wrong with it, and that it is being looked at."""

    def __init__(self, commands: TaskCommands, job_id: str, tile: QWidget, parent: QWidget) -> None:
        """`tile` is the file that is to be uploaded."""
        super().__init__(
            parent,
            tr("Upload the clip and paste its link"),
            tr(
                "Drag the file to where you share clips, let everybody who has the link see it, and paste"
                " that link here. The task then goes on by itself, even after a restart."
            ),
            tr("Link"),
            tr("Use this link"),
            tile,
        )
        self._commands = commands
        self._job_id = job_id
        self._asked = self._doubted = ""
        self._is_open = True
        self.finished.connect(self._closed)
        self.agree.clicked.connect(self._give)
        self.field.textChanged.connect(self._show_agreement)

    def refuse(self, why: str) -> None:
        """Say why the link cannot be taken, or close. An answer may come after the end."""
        if self._is_open:
            self.agree.setEnabled(True)
            self._show_agreement()
            super().refuse(why)

    def _doubt(self, why: str) -> None:
        if self._is_open:
            # What stands in the field may be another by now.
            self._doubted = self._asked
            self.refuse(why)

    def _give(self) -> None:
        self._asked = self.field.text()
        # Its host may take its time.
        self.agree.setEnabled(False)
        self.agree.setText(tr("Looking at the link…"))
        doubted = None if self._is_doubted else self._doubt
        self._commands.give_link(self._job_id, self._asked, self.refuse, doubted)

    @property
    def _is_doubted(self) -> bool:
        return bool(self._doubted) and self.field.text() == self._doubted

    def _show_agreement(self, _text: str = "") -> None:
        if self.agree.isEnabled():
            self.agree.setText(tr("Use it all the same") if self._is_doubted else tr("Use this link"))

    def _closed(self, _result: int) -> None:
        self._is_open = False
