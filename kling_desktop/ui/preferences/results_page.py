"""The part of Settings about where takes go and what their timeline files are called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QVBoxLayout, QWidget

from kling_desktop.domain import names
from kling_desktop.i18n import tr
from kling_desktop.ui import dialogs
from kling_desktop.ui.name_example import NameExample
from kling_desktop.ui.preferences.choice_form import LABEL_WIDTH
from kling_desktop.ui.preferences.controls import LineControl
from kling_desktop.ui.theme import style
from kling_desktop.ui.theme.roles import SPACE
from kling_desktop.ui.widgets.buttons import Button, ButtonKind
from kling_desktop.ui.widgets.forms import below_each_other, buddy, field_form
from kling_desktop.ui.widgets.labels import ElidedLabel, TextLabel, Tone

if TYPE_CHECKING:
    from kling_desktop.viewmodels.choices import Choices, ChoicesModel
    from kling_desktop.viewmodels.preferences import Preferences, PreferencesModel

PATTERN = "timeline.name"


class ResultsPage(QWidget):
    """Shows folder and name pattern; a pattern that cannot be is refused and stays in its field."""

    def __init__(
        self, preferences: PreferencesModel, choices: ChoicesModel, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._preferences = preferences
        self._choices = choices
        self._folder = ElidedLabel("", Tone.NORMAL, Qt.TextElideMode.ElideMiddle)
        self._folder.setObjectName("results_folder")
        self._choose = Button(tr("Choose…"), "choose_results_folder", icon="folder")
        self._choose.clicked.connect(self._choose_folder)
        self._default = Button(tr("Use default"), "default_results_folder", ButtonKind.QUIET)
        self._default.clicked.connect(lambda: preferences.choose_folder(""))
        self._refusal = self._words("preferences_refusal", Tone.DANGER)
        self._example = NameExample("name_example")
        self._pattern = LineControl("name_pattern", names.USUAL_PATTERN)
        self._pattern.taken.connect(self._take_pattern)
        self._pattern.widget.textEdited.connect(self._example.show_pattern)
        self._tokens = Button(tr("Add token"), "add_token", icon="plus")
        self._tokens.setMenu(self._menu())
        style.mark(self._tokens, "opens", "menu")
        self._usual = Button(tr("Use default"), "default_name_pattern", ButtonKind.QUIET)
        self._usual.clicked.connect(self._reset_pattern)
        self._lay_out()
        preferences.bind(self.show_preferences)
        choices.bind(self.show_choices)

    def show_preferences(self, state: Preferences) -> None:
        """Show the folder."""
        self._folder.setText(state.results_folder)
        self._default.setVisible(state.is_own_folder)
        self._choose.setEnabled(state.is_open)
        self._refusal.setText(state.refusal)
        self._refusal.setVisible(bool(state.refusal))

    def show_choices(self, state: Choices) -> None:
        """Show the pattern."""
        self._pattern.show_value(state.value(PATTERN))
        self._usual.setVisible(state.is_open and not state.is_default(PATTERN))
        for widget in (self._pattern.widget, self._tokens):
            widget.setEnabled(state.is_open)
        self._example.show_pattern(self._pattern.widget.text())

    def _take_pattern(self, pattern: str) -> None:
        if names.check_pattern(pattern) is None:
            self._choices.change(PATTERN, pattern)

    def _reset_pattern(self) -> None:
        self._pattern.widget.setText(names.USUAL_PATTERN)
        self._choices.reset(PATTERN)
        self._example.show_pattern(names.USUAL_PATTERN)

    def _add_token(self, token: names.Token) -> None:
        self._pattern.widget.insert(f"{{{token.name}}}")
        self._example.show_pattern(self._pattern.widget.text())
        self._take_pattern(self._pattern.widget.text())

    def _choose_folder(self) -> None:
        dialogs.choose_folder(self, self._preferences.state.results_folder, self._preferences.choose_folder)

    def _menu(self) -> QMenu:
        menu = QMenu(self)
        menu.setObjectName("token_menu")
        menu.setAccessibleName(self._tokens.text())
        for token in names.TOKENS:
            action = menu.addAction(f"{{{token.name}}}   {token.example}")
            action.triggered.connect(lambda _=False, token=token: self._add_token(token))
        return menu

    def _words(self, name: str, tone: Tone) -> TextLabel:
        words = TextLabel("", tone)
        words.setObjectName(name)
        words.setWordWrap(True)
        words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        return words

    def _lay_out(self) -> None:
        form = field_form(between=SPACE.wide)
        folder, pattern = QHBoxLayout(), QHBoxLayout()
        rows = (
            (folder, (self._folder, self._default, self._choose)),
            (pattern, (self._pattern.widget, self._usual, self._tokens)),
        )
        for row, widgets in rows:
            row.setSpacing(SPACE.normal)
            row.addWidget(widgets[0], 1)
            for widget in widgets[1:]:
                row.addWidget(widget)
        label = TextLabel(tr("Results folder"))
        label.setMinimumWidth(LABEL_WIDTH)
        form.addRow(label, folder)
        form.addRow("", self._refusal)
        named = below_each_other(pattern, self._example)
        form.addRow(buddy(tr("Timeline file name"), self._pattern.widget), named)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(form)
