"""The part of Settings that says what leaves this computer and where the rest is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kling_desktop.i18n import tr
from kling_desktop.ui.preferences.choice_pages import updates_form
from kling_desktop.ui.preferences.sentences import add_sentences
from kling_desktop.ui.theme.roles import SPACE
from kling_desktop.ui.widgets.buttons import Button
from kling_desktop.ui.widgets.labels import ElidedLabel, TextLabel, Tone

if TYPE_CHECKING:
    from kling_desktop.viewmodels.choices import ChoicesModel
    from kling_desktop.viewmodels.preferences import Preferences, PreferencesModel
    from kling_desktop.viewmodels.updates import UpdatesModel


class PrivacyPage(QWidget):
    """Words, the data folder with a button that opens it, and in released builds the look for newer ones."""

    def __init__(
        self,
        preferences: PreferencesModel,
        choices: ChoicesModel,
        updates: UpdatesModel,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._folder = ElidedLabel("", Tone.NORMAL, Qt.TextElideMode.ElideMiddle)
        self._folder.setObjectName("data_folder")
        self._open = Button(tr("Open"), "open_data_folder", icon="folder")
        self._open.clicked.connect(self._open_folder)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.wide)
        add_sentences(column, _sentences(bool(updates.state.host)))
        row = QHBoxLayout()
        row.setSpacing(SPACE.normal)
        row.addWidget(self._folder, 1)
        row.addWidget(self._open)
        column.addLayout(row)
        if updates.state.host:
            column.addSpacing(SPACE.tight)
            column.addWidget(TextLabel(tr("Newer versions"), Tone.STRONG))
            column.addWidget(updates_form(choices, updates.state.host))
        preferences.bind(self.show_preferences)

    def show_preferences(self, state: Preferences) -> None:
        """Show the folder."""
        self._folder.setText(state.data_folder)
        self._open.setEnabled(bool(state.data_folder))

    def _open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(self._folder.text()))


def _sentences(can_look: bool) -> tuple[tuple[str, str], ...]:
    return (
        (
            tr("What leaves this computer"),
            tr(
                "Only what you send: “What will be sent…” under the edit lists every part and who gets it."
                " In practice mode nothing leaves it at all."
            ),
        ),
        (
            tr("What never does"),
            tr("No statistics, no crash reports. Your key goes to its own service only.")
            if can_look
            else tr(
                "No statistics, no crash reports, no update checks. Your key goes to its own service only."
            ),
        ),
        (
            tr("What is kept here"),
            tr(
                "Keys in the system's keyring. Tasks, prompts, copies of pictures, prepared clips and the log"
                " in the data folder:"
            ),
        ),
    )
