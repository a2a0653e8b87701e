"""A quiet line below the header: whether to look for newer versions, asked once, and that one is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kling_desktop.i18n import tr
from kling_desktop.ui.theme.roles import SPACE
from kling_desktop.ui.widgets.buttons import Button, ButtonKind
from kling_desktop.ui.widgets.notice import InlineNotice, NoticeKind

if TYPE_CHECKING:
    from kling_desktop.viewmodels.updates import UpdatesModel, UpdateState


class UpdateLine(QWidget):
    """Shows what the model has to say; hidden as long as that is nothing."""

    def __init__(self, model: UpdatesModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._question = InlineNotice("update_question")
        self._question.action_triggered.connect(lambda: model.answer(True))
        self._no = Button(tr("No"), "no_updates", ButtonKind.QUIET)
        self._no.clicked.connect(lambda: model.answer(False))
        _add(self._question, self._no)
        self._newer = InlineNotice("newer_version")
        self._newer.action_triggered.connect(self._open_page)
        self._pass = Button(tr("Close"), "pass_version", ButtonKind.QUIET)
        self._pass.setToolTip(tr("Not shown again for this version."))
        self._pass.clicked.connect(model.pass_over)
        _add(self._newer, self._pass)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE.normal, SPACE.snug, SPACE.normal, SPACE.snug)
        column.setSpacing(SPACE.snug)
        column.addWidget(self._question)
        column.addWidget(self._newer)
        model.bind(self.show_state)

    def show_state(self, state: UpdateState) -> None:
        """Ask, tell, or be silent."""
        if state.is_asking:
            words = tr(
                "Look for a newer version once a day? Only {host} is asked, and told the version you have."
            )
            self._question.say(NoticeKind.INFO, words.format(host=state.host), tr("Yes"))
        else:
            self._question.clear()
        if state.newer:
            words = tr("Version {version} is out.").format(version=state.newer)
            self._newer.say(NoticeKind.INFO, words, tr("What's new"))
        else:
            self._newer.clear()
        self.setVisible(bool(state.is_asking or state.newer))

    def _open_page(self) -> None:
        QDesktopServices.openUrl(QUrl(self._model.state.page))


def _add(notice: InlineNotice, button: Button) -> None:
    row = notice.layout()
    if isinstance(row, QHBoxLayout):
        row.addWidget(button)
