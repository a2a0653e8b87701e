"""The sheet that lists what will be sent, one click from Generate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QGridLayout, QScrollArea, QWidget

from kling_desktop.i18n import tr
from kling_desktop.ui.dialogs import Sheet
from kling_desktop.ui.theme.roles import SPACE
from kling_desktop.ui.widgets.buttons import Button, ButtonKind
from kling_desktop.ui.widgets.labels import BrokenLabel, TextLabel, Tone
from kling_desktop.ui.widgets.scrolled import ScrolledColumn

if TYPE_CHECKING:
    from kling_desktop.viewmodels.sending import Rows, Sending

WIDTH = 600
LABEL_WIDTH = 120
TALLEST = 300
LONG_WORD = 40
"""Signs; a longer word may not find room in a line."""


class SendingSheet(Sheet):
    """Shows a Sending; its command is copied without the key."""

    def __init__(self, sending: Sending, parent: QWidget) -> None:
        """Open it with `present`."""
        super().__init__(
            parent,
            "sending",
            tr("What will be sent"),
            tr("This leaves this computer when you press Generate, and nothing else."),
        )
        self.setMinimumWidth(WIDTH)
        self.add(_listing(sending.rows), 1)
        copy = Button(tr("Copy as curl, without the key"), "copy_curl", ButtonKind.QUIET, "copy")
        copy.setToolTip(tr("The request as a command, for support or for a developer"))
        self._copied = TextLabel("", Tone.SMALL)
        self._copied.setObjectName("curl_copied")
        copy.clicked.connect(lambda: self._copy(sending.curl))
        close = Button(tr("Close"), "close_sending")
        close.clicked.connect(self.accept)
        self.add(self._copied)
        self.finish(copy, close)
        close.setDefault(True)
        close.setFocus(Qt.FocusReason.OtherFocusReason)

    def _copy(self, command: str) -> None:
        QGuiApplication.clipboard().setText(command)
        self._copied.setText(tr("Copied. The key is not in it: the command reads MULEROUTER_API_KEY."))


def _words(value: str) -> TextLabel:
    if max(map(len, value.split()), default=0) > LONG_WORD:
        return BrokenLabel(value)
    words = TextLabel(value)
    words.setWordWrap(True)
    words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return words


def _listing(rows: Rows) -> QScrollArea:
    body = QWidget()
    grid = QGridLayout(body)
    grid.setContentsMargins(0, 0, SPACE.normal, 0)
    grid.setHorizontalSpacing(SPACE.wide)
    grid.setVerticalSpacing(SPACE.normal)
    grid.setColumnMinimumWidth(0, LABEL_WIDTH)
    grid.setColumnStretch(1, 1)
    for row, (name, value) in enumerate(rows):
        words = _words(value)
        words.setObjectName(f"sent_{row + 1}")
        grid.addWidget(TextLabel(name, Tone.DIM), row, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(words, row, 1)
    grid.setRowStretch(len(rows), 1)
    area = ScrolledColumn(body)
    area.setObjectName("sent_list")
    # Without a field in it, it has to be scrolled by the keyboard itself.
    area.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    body.setFixedWidth(WIDTH - 2 * SPACE.section)
    area.setFixedHeight(min(grid.totalHeightForWidth(body.width()) + SPACE.tight, TALLEST))
    return area
