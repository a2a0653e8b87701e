"""What happens when something is chosen for a task: asks where it costs, then has it done."""

from __future__ import annotations

import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from kling_desktop.domain.job import JobState
from kling_desktop.domain.request import Mode
from kling_desktop.i18n import current, in_one_line, tr
from kling_desktop.ui import dialogs
from kling_desktop.ui.tasks.contact_painting import contact_sheet
from kling_desktop.ui.tasks.link_question import LinkQuestion
from kling_desktop.ui.tasks.words import action_icon, action_words, details, in_groups
from kling_desktop.ui.theme import icons
from kling_desktop.ui.widgets.file_tile import FileTile
from kling_desktop.ui.widgets.modifiers import is_alt_held
from kling_desktop.viewmodels import local, wording
from kling_desktop.viewmodels.commands import account_page
from kling_desktop.viewmodels.rows import TaskAction, TaskRow

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from PySide6.QtCore import QPoint

    from kling_desktop.domain.job import EditJob
    from kling_desktop.viewmodels.commands import TaskCommands
    from kling_desktop.viewmodels.listing import Versions


MOST_FOLDERS = 5


class TaskHandling(QObject):
    """Carries out a chosen action.

    `show_wanted` carries the job whose result is to be played, `save_wanted` the one whose result is to be
    saved, `send_wanted` the one whose result goes to its timeline, `return_wanted()` that all starred ones
    do, `handled` the id of a job looked after, `use_wanted` the job whose settings are set up again.
    `settings_wanted`, `links_wanted` (with the notice that holds the job) and `network_wanted` are for what
    only Settings can mend, `cap_wanted` carries a job that a cap on spending holds.
    """

    show_wanted = Signal(object)
    save_wanted = Signal(object)
    send_wanted = Signal(object)
    return_wanted = Signal()
    handled = Signal(str)
    use_wanted = Signal(object)
    settings_wanted = Signal()
    links_wanted = Signal(object)
    network_wanted = Signal()
    cap_wanted = Signal(object)

    def __init__(self, commands: TaskCommands, window: QWidget) -> None:
        """`window` is the parent of the dialogs."""
        super().__init__(window)
        self.commands = commands
        self._window = window

    def pause(self, is_wanted: bool) -> None:
        """Send nothing new, or go on sending."""
        self.commands.pause(is_wanted)

    def do_main(self, row: TaskRow) -> None:
        """The first thing that a row offers."""
        self.do(row.actions()[0], row)

    def do(self, action: TaskAction, row: TaskRow) -> None:
        """Do what was chosen, asking first where it costs or cannot be undone."""
        self.handled.emit(row.job.id)
        asking: Mapping[TaskAction, Callable[[TaskRow], None]] = {
            TaskAction.SHOW: lambda row: self.show_wanted.emit(row.job),
            TaskAction.REVEAL: lambda row: _open_folder(Path(way_out(row.job))),
            TaskAction.SAVE: lambda row: self.save_wanted.emit(row.job),
            TaskAction.SEND_TO_TIMELINE: lambda row: self.send_wanted.emit(row.job),
            TaskAction.RETURN_TAKES: lambda _: self.return_wanted.emit(),
            TaskAction.COPY_PATH: lambda row: QGuiApplication.clipboard().setText(way_out(row.job)),
            TaskAction.OPEN_ACCOUNT: self._open_account,
            TaskAction.PASTE_ID: self._paste_id,
            TaskAction.PASTE_LINK: self._paste_link,
            TaskAction.STOP: self._stop,
            TaskAction.SEND_AGAIN: self._send_again,
            TaskAction.RUN_AGAIN: self._run_again,
            TaskAction.WITHOUT_FRAMES: self._send_less,
            TaskAction.WITH_LESS: self._send_less,
            TaskAction.DETAILS: self._show_details,
            TaskAction.USE_AGAIN: lambda row: self.use_wanted.emit(row.job),
            TaskAction.EDIT_WORDING: lambda row: self.use_wanted.emit(row.job),
            TaskAction.COPY_SUPPORT: self._copy_for_support,
            TaskAction.OPEN_SETTINGS: lambda _: self.settings_wanted.emit(),
            TaskAction.OPEN_LINKS: lambda row: self.links_wanted.emit(row.job.held),
            TaskAction.OPEN_NETWORK: lambda _: self.network_wanted.emit(),
            TaskAction.IN_PRO: self._run_in_pro,
            TaskAction.SEND_OVER_CAP: self._send_over_cap,
            TaskAction.RAISE_CAP: lambda row: self.cap_wanted.emit(row.job),
            TaskAction.DELETE: lambda row: self.delete([row]),
        }
        if action in asking:
            asking[action](row)
        else:
            self.commands.carry_out(action, row.job.id)

    def open_menu(self, row: TaskRow, at: QPoint) -> None:
        """Offer everything that can be done about a task, at a point of the screen."""
        menu = QMenu(self._window)
        menu.setObjectName("task_menu")
        menu.setAccessibleName(tr("Tasks"))
        for group in in_groups((*row.actions(), *row.further())):
            if menu.actions():
                menu.addSeparator()
            for action in group:
                entry = menu.addAction(icons.icon(action_icon(action)), action_words(action))
                entry.triggered.connect(lambda _=False, action=action: self.do(action, row))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at)

    def delete(self, rows: Sequence[TaskRow]) -> None:
        """Ask, then put the files of ended tasks into the bin and hide their rows."""
        ended = [row for row in rows if not row.job.is_open]
        if not ended:
            return
        text = tr("Their files go to the system's bin. What they cost stays in the sums and the ledger.")
        out = sum(row.job.is_out for row in ended)
        if out:
            used = current().count(
                "{n} of them was saved elsewhere or dragged out: another program may still use it.",
                "{n} of them were saved elsewhere or dragged out: other programs may still use them.",
                out,
            )
            text = in_one_line(used, text)
        question = current().count("Delete {n} task?", "Delete {n} tasks?", len(ended))
        ids = [row.job.id for row in ended]
        self._ask(question, text, tr("Delete"), lambda: self._each(TaskAction.DELETE, ids))

    def run_again(self, rows: Sequence[TaskRow]) -> None:
        """Ask with the price of all, then run each once more."""
        ids = [row.job.id for row in rows]
        text = self._with_cost(tr("This makes a new task with the same settings for each."), rows)
        question = current().count("Run {n} edit again?", "Run {n} edits again?", len(rows))
        self._ask(question, text, tr("Run again"), lambda: self._each(TaskAction.RUN_AGAIN, ids))

    def star(self, rows: Sequence[TaskRow]) -> None:
        """Star every finished task of several, or take the stars off when all have one."""
        finished = [row for row in rows if row.job.files]
        action = TaskAction.UNSTAR if all(row.job.starred for row in finished) else TaskAction.STAR
        self._each(action, [row.job.id for row in finished])

    def export(self, rows: Sequence[TaskRow]) -> None:
        """Ask for a folder, then copy the results there, each the file that goes to the timeline."""
        ids = [row.job.id for row in rows if row.job.files]
        start = str(Path.home())
        exported = partial(self.commands.export, ids)
        dialogs.choose_folder(self._window, start, exported, tr("Export to"))

    def contact_sheet(self, rows: Sequence[TaskRow]) -> None:
        """Make a picture of the results of several tasks beside their sources."""
        self.commands.contact_sheet([row.job.id for row in rows if row.job.files], contact_sheet)

    def contact_sheet_of(self, versions: Versions) -> None:
        """The same of all versions of one part of a clip."""
        self.commands.contact_sheet_of(versions, contact_sheet)

    def reveal(self, rows: Sequence[TaskRow]) -> None:
        """Open each folder that results lie in, once."""
        folders = dict.fromkeys(Path(row.job.files[0]).parent for row in rows if row.job.files)
        for folder in list(folders)[:MOST_FOLDERS]:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))

    def _each(self, action: TaskAction, ids: Sequence[str]) -> None:
        for job_id in ids:
            self.commands.carry_out(action, job_id)

    def _ask(self, question: str, text: str, yes: str, agreed: Callable[[], None]) -> None:
        dialogs.confirm(self._window, question, text, yes, agreed)

    def _run_in_pro(self, row: TaskRow) -> None:
        words = tr("It is a new take, not this one sharper: it is made anew.")
        text = self._with_cost(words, [row], Mode.PRO)
        self._confirm(row, TaskAction.IN_PRO, tr("Run this edit again in Professional?"), text)

    def _send_over_cap(self, row: TaskRow) -> None:
        text = row.explanation(time.time())
        self._confirm(row, TaskAction.SEND_OVER_CAP, tr("Send this task over the cap?"), text)

    def _stop(self, row: TaskRow) -> None:
        text = tr("Kling keeps working and the charge stands. You can follow it again later.")
        if row.job.is_practice:
            text = tr("Practice mode keeps working, free of charge. You can follow it again later.")
        self._confirm(row, TaskAction.STOP, tr("Stop following this task?"), text)

    def _send_again(self, row: TaskRow) -> None:
        question = tr("Send this edit again? It may be billed twice.")
        text = self._with_cost(tr("If Kling did accept the first one, both will be billed."), [row])
        if row.job.is_practice:
            question, text = tr("Send this edit again?"), self._cost([row])
        self._confirm(row, TaskAction.SEND_AGAIN, question, text)

    def _run_again(self, row: TaskRow) -> None:
        if row.job.is_practice:
            self.commands.carry_out(TaskAction.RUN_AGAIN, row.job.id)
            return
        text = self._with_cost(tr("This makes a new task with the same settings."), [row])
        self._confirm(row, TaskAction.RUN_AGAIN, tr("Run this edit again?"), text)

    def _send_less(self, row: TaskRow) -> None:
        without_frames = TaskAction.WITHOUT_FRAMES in row.actions()
        action = TaskAction.WITHOUT_FRAMES if without_frames else TaskAction.WITH_LESS
        text = self._with_cost(tr("The refused task was not charged; the new one is."), [row])
        if row.job.is_practice:
            text = self._cost([row])
        question = tr("Send the edit without first and last frame?")
        if not without_frames:
            question = tr("Send the edit without what this account cannot take?")
        self._confirm(row, action, question, text)

    def _with_cost(self, words: str, rows: Sequence[TaskRow], mode: Mode | None = None) -> str:
        return in_one_line(words, self._cost(rows, mode))

    def _cost(self, rows: Sequence[TaskRow], mode: Mode | None = None) -> str:
        """What new tasks like these cost, as a sentence; a line never ends before the amount."""
        price = self.commands.price_anew([row.job for row in rows], mode)
        if not price:
            return tr("In practice mode it is free.")
        return tr("Expected price: ≈\u00a0{price}.").format(price=price)

    def _confirm(self, row: TaskRow, action: TaskAction, title: str, text: str) -> None:
        dialogs.confirm(
            self._window,
            title,
            text,
            action_words(action).rstrip("…"),
            lambda: self.commands.carry_out(action, row.job.id),
        )

    def _open_account(self, row: TaskRow) -> None:
        QDesktopServices.openUrl(QUrl(account_page(row.job)))
        if row.job.state is JobState.UNKNOWN:
            self._paste_id(row)

    def _copy_for_support(self, row: TaskRow) -> None:
        self.commands.copy_for_support(row.job, QGuiApplication.clipboard().setText)

    def _paste_id(self, row: TaskRow) -> None:
        sent = local.time_of_day(row.job.submitted or row.job.created)
        question = dialogs.TextQuestion(
            self._window,
            tr("Paste the task's id"),
            tr("In your account, look for an edit sent at {time}. Its id ties this task to it.").format(
                time=sent
            ),
            tr("Task id"),
            tr("Follow this task"),
        )
        job_id = row.job.id
        dialogs.ask_text(question, lambda asked, text: self.commands.give_task_id(job_id, text, asked.refuse))

    def _paste_link(self, row: TaskRow) -> None:
        if row.job.held is None:
            return
        path = Path(str(row.job.held.values["path"]))
        tile = FileTile(path, wording.amount_of_bytes(int(row.job.held.values["bytes"])), "prepared_file")
        tile.reveal_wanted.connect(lambda: _open_folder(path))
        LinkQuestion(self.commands, row.job.id, tile, self._window).present()

    def _show_details(self, row: TaskRow) -> None:
        clipboard = QGuiApplication.clipboard()
        dialogs.show_text(
            self._window, row.title, row.explanation(time.time()), details(row), clipboard.setText
        )


def way_out(job: EditJob) -> str:
    """The file of the winner, else of the first take, that goes to the timeline; with Alt the raw one."""
    take = job.takes[job.winner]
    return take.path if is_alt_held() else take.handed_out


def _open_folder(path: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent)))
