"""What becomes of open tasks when the window is closed: they go on behind the tray's sign, or wait."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QCheckBox

from kling_desktop.i18n import current, in_one_line, tr
from kling_desktop.ui.dialogs import Sheet
from kling_desktop.ui.widgets.buttons import Button, ButtonKind

if TYPE_CHECKING:
    from kling_desktop.ui.frame import Frame
    from kling_desktop.ui.tray import Tray
    from kling_desktop.viewmodels.news import News
    from kling_desktop.viewmodels.workspace import Workspace

SETTING = "background.at_close"


class Closing(QObject):
    """Stands between the window's cross and the end; `ended` comes when the program is to be quit.

    `task_wanted` carries a job whose news was clicked.
    """

    ended = Signal()
    task_wanted = Signal(object)

    def __init__(self, frame: Frame, workspace: Workspace, tray: Tray | None) -> None:
        """Without a `tray` closing always quits."""
        super().__init__(frame)
        self._frame = frame
        self._workspace = workspace
        self._tray = tray
        self._question: ClosingQuestion | None = None
        frame.close_wanted.connect(self._close)
        workspace.news.told.connect(self._tell)
        if tray is not None:
            tray.window_wanted.connect(self.come_up)
            tray.quit_wanted.connect(self.ended)
            tray.task_wanted.connect(self.task_wanted)

    def close(self) -> None:
        """Take the sign away."""
        if self._tray is not None:
            self._tray.close()

    @property
    def parting(self) -> str:
        """What has to be said while the window goes, since nothing asked before; perhaps nothing."""
        return in_one_line(_counted(self._open), _consequence()) if self._tray is None and self._open else ""

    @property
    def _open(self) -> int:
        status = self._workspace.status.state
        return status.running + status.needs_you

    def come_up(self) -> None:
        """Bring the window to the front, from wherever it is."""
        frame = self._frame
        frame.setWindowState(frame.windowState() & ~Qt.WindowState.WindowMinimized)
        frame.show()
        frame.raise_()
        frame.activateWindow()

    def _close(self) -> None:
        count = self._open
        at_close = self._workspace.choices.state.value(SETTING)
        if self._tray is None or not count or at_close == "quit":
            self.ended.emit()
        elif at_close == "tray":
            self._frame.hide()
        elif self._question is None:
            self._ask(count)

    def _ask(self, count: int) -> None:
        question = ClosingQuestion(count, self._frame)
        self._question = question
        question.answered.connect(self._answered)
        question.finished.connect(self._forget)
        question.present()

    def _forget(self, _result: int) -> None:
        self._question = None

    def _answered(self, at_close: str, is_kept: bool) -> None:
        if is_kept:
            self._workspace.choices.change(SETTING, at_close)
        if at_close == "quit":
            self.ended.emit()
        else:
            self._frame.hide()

    def _tell(self, news: News) -> None:
        is_wanted = self._workspace.choices.state.value("background.is_telling")
        if self._tray is not None and is_wanted and not self._frame.isActiveWindow():
            self._tray.tell(news)


class ClosingQuestion(Sheet):
    """Asks what becomes of open tasks; `answered` carries `tray` or `quit`, and whether to keep it."""

    answered = Signal(str, bool)

    def __init__(self, count: int, frame: Frame) -> None:
        """Open it with `present`."""
        super().__init__(
            frame,
            "closing_question",
            tr("Keep working in the background?"),
            in_one_line(_counted(count), _consequence()),
        )
        self._kept = QCheckBox(tr("Do the same each time"))
        self._kept.setObjectName("remember_closing")
        self._kept.setChecked(True)
        stay = Button(tr("Keep going in the tray"), "keep_in_tray", ButtonKind.PRIMARY)
        stay.clicked.connect(lambda: self._answer("tray"))
        leave = Button(tr("Quit"), "quit_with_open_tasks")
        leave.clicked.connect(lambda: self._answer("quit"))
        cancel = Button(tr("Cancel"), "cancel_closing")
        cancel.clicked.connect(self.reject)
        self.add(self._kept)
        self.finish(cancel, leave, stay)
        stay.setDefault(True)
        stay.setFocus()

    def _answer(self, at_close: str) -> None:
        self.accept()
        self.answered.emit(at_close, self._kept.isChecked())


def _counted(count: int) -> str:
    return current().count("{n} task is open.", "{n} tasks are open.", count)


def _consequence() -> str:
    """What quitting means for tasks that are open."""
    return tr(
        "After quitting, tasks at the service go on there; their results are fetched at the next start, "
        "while the service keeps them. What was not sent yet waits here."
    )
