"""The part of Settings about how the window looks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kling_desktop.i18n import tr
from kling_desktop.ui.preferences.choice_form import LABEL_WIDTH
from kling_desktop.ui.preferences.choice_pages import appearance_form
from kling_desktop.ui.theme.roles import SPACE
from kling_desktop.ui.widgets.labels import TextLabel
from kling_desktop.ui.widgets.segmented import Segmented

if TYPE_CHECKING:
    from kling_desktop.viewmodels.choices import ChoicesModel
    from kling_desktop.viewmodels.preferences import Preferences, PreferencesModel


class AppearancePage(QWidget):
    """Theme, scale, language, motion."""

    def __init__(
        self, preferences: PreferencesModel, choices: ChoicesModel, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        options = (("dark", tr("Dark")), ("light", tr("Light")), ("system", tr("Same as the system")))
        self._theme = Segmented(tr("Theme"), "theme", options)
        self._theme.chosen.connect(preferences.choose_theme)
        label = TextLabel(tr("Theme"))
        label.setFixedWidth(LABEL_WIDTH)
        row = QHBoxLayout()
        row.setSpacing(SPACE.wide)
        row.addWidget(label)
        row.addWidget(self._theme, 1, Qt.AlignmentFlag.AlignLeft)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.normal)
        column.addLayout(row)
        column.addWidget(appearance_form(choices))
        preferences.bind(self.show_preferences)

    def show_preferences(self, state: Preferences) -> None:
        """Show the theme."""
        self._theme.choose(state.theme)
        self._theme.setEnabled(state.is_open)
