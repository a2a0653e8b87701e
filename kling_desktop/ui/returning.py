"""The way back to the edit: a result is saved, looked over on arrival, and sent to its timeline."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from kling_desktop.i18n import tr
from kling_desktop.ui import dialogs
from kling_desktop.ui.results.arrival_button import ArrivalButton
from kling_desktop.ui.results.arrival_sheet import ArrivalSheet
from kling_desktop.ui.results.file_switch import FileSwitch
from kling_desktop.ui.results.return_sheet import ReturnSheet
from kling_desktop.ui.results.save_sheet import SaveSheet
from kling_desktop.viewmodels.rows import TaskAction, TaskRow

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMenu, QWidget

    from kling_desktop.domain.job import EditJob
    from kling_desktop.ui.tasks.handling import TaskHandling
    from kling_desktop.ui.viewer.panel import ViewerPanel
    from kling_desktop.viewmodels.workspace import Workspace


class Returning(QObject):
    """Opens what there is to decide about the result on show, or that of a task."""

    def __init__(
        self, viewer: ViewerPanel, handling: TaskHandling, workspace: Workspace, window: QWidget
    ) -> None:
        """`window` is the parent of the dialogs."""
        super().__init__(viewer)
        self._workspace = workspace
        self._handling = handling
        self._window = window
        viewer.add_beside_modes(FileSwitch(workspace.showing))
        arrival = ArrivalButton(workspace.arrival)
        viewer.add_to_bar(arrival)
        arrival.clicked.connect(lambda: ArrivalSheet(workspace.arrival, window).present())
        workspace.arrival.another_wanted.connect(self._run_again)
        viewer.save_requested.connect(self._save_shown)
        handling.save_wanted.connect(self._save)
        workspace.saving.asked.connect(self._ask_how_to_save)
        handling.send_wanted.connect(lambda job: self._send(job, job.winner))
        handling.return_wanted.connect(workspace.returning.ask)
        workspace.returning.asked.connect(self._ask_what_to_return)

    def _ask_how_to_save(self) -> None:
        SaveSheet(self._workspace.saving, self._window).present()

    def _ask_what_to_return(self) -> None:
        ReturnSheet(self._workspace.returning, self._window).present()

    def add_ways(self, menu: QMenu) -> None:
        """Offer in `menu` what can be done with the result on show."""
        shown = self._workspace.showing.state.shown
        if shown is None:
            return
        menu.addAction(tr("Save result…")).triggered.connect(lambda _=False: self._save_shown())
        if shown.job.recipe is not None:
            words = tr("Send to timeline…")
            send = menu.addAction(words)
            winner = self._workspace.showing.state.winner or shown
            send.triggered.connect(lambda _=False: self._send(winner.job, winner.number))
        back = menu.addAction(tr("Return starred takes…"))
        back.triggered.connect(lambda _=False: self._workspace.returning.ask())

    def _send(self, job: EditJob, number: int) -> None:
        def take(folder: str) -> None:
            self._workspace.returning.send(job, number, folder)

        dialogs.choose_folder(self._window, job.folder, take, tr("Send to timeline"))

    def _save_shown(self) -> None:
        winner = self._workspace.showing.state.winner
        if winner:
            self._workspace.saving.ask(winner.job, winner.number)

    def _run_again(self, job: EditJob) -> None:
        self._handling.do(TaskAction.RUN_AGAIN, TaskRow.resting(job))

    def _save(self, job: EditJob) -> None:
        self._workspace.saving.ask(job, job.winner)
