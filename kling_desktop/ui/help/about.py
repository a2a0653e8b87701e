"""What the program is: version, licence, and the parts that it is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from kling_desktop.i18n import tr
from kling_desktop.ui.dialogs import Fitted
from kling_desktop.ui.theme.roles import SPACE
from kling_desktop.ui.widgets.buttons import Button
from kling_desktop.ui.widgets.labels import TextLabel, Tone
from kling_desktop.ui.widgets.room import resize_within
from kling_desktop.viewmodels.help import version

if TYPE_CHECKING:
    from kling_desktop.viewmodels.help import HelpModel

SIZE = QSize(560, 440)


class AboutDialog(Fitted):
    """Shows what is known at once; the notices come when they are read."""

    def __init__(self, model: HelpModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("about")
        self.setWindowTitle(tr("About Kling Desktop"))
        resize_within(self, SIZE)
        known = TextLabel(tr("Version {version}").format(version=version()), Tone.DIM)
        known.setObjectName("version")
        licence = TextLabel(
            tr(
                "Free software under the GNU General Public License, version 3 or later, without any"
                " warranty. It is not made by Kling or MuleRouter; their names belong to them."
            )
        )
        licence.setWordWrap(True)
        self._notices = QPlainTextEdit()
        self._notices.setObjectName("notices")
        self._notices.setAccessibleName(tr("What it is made of"))
        self._notices.setReadOnly(True)
        self._notices.setTabChangesFocus(True)
        self._notices.setPlaceholderText(tr("Reading…"))
        model.noticed.connect(self._notices.setPlainText)
        close = Button(tr("Close"), "close_about")
        close.clicked.connect(self.accept)
        bottom = QHBoxLayout()
        bottom.addStretch(1)
        bottom.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE.section, SPACE.section, SPACE.section, SPACE.apart)
        column.setSpacing(SPACE.normal)
        for widget in (TextLabel("Kling Desktop", Tone.TITLE), known, licence):
            column.addWidget(widget)
        column.addSpacing(SPACE.normal)
        column.addWidget(TextLabel(tr("What it is made of"), Tone.LABEL))
        column.addWidget(self._notices, 1)
        column.addLayout(bottom)
        model.read_notices()
