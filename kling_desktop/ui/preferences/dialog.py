"""The Settings dialog; every choice counts at once, so there is nothing to apply."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFormLayout, QHBoxLayout, QVBoxLayout, QWidget

from kling_desktop.i18n import tr
from kling_desktop.ui import dialogs
from kling_desktop.ui.preferences.account_page import LABEL_WIDTH, AccountPage
from kling_desktop.ui.preferences.keys_page import KeysPage
from kling_desktop.ui.preferences.links_page import LinksPage
from kling_desktop.ui.preferences.prices_page import PricesPage
from kling_desktop.ui.theme.roles import SPACE
from kling_desktop.ui.widgets.buttons import Button, ButtonKind
from kling_desktop.ui.widgets.labels import ElidedLabel, TextLabel, Tone
from kling_desktop.ui.widgets.scrolled import ScrolledColumn
from kling_desktop.ui.widgets.segmented import Segmented

if TYPE_CHECKING:
    from kling_desktop.viewmodels.account import AccountModel
    from kling_desktop.viewmodels.links import LinksModel
    from kling_desktop.viewmodels.preferences import Preferences, PreferencesModel

WIDTH = 560


class PreferencesDialog(QDialog):
    """Shows the account and the preferences; not modal, so that a key can be fetched from elsewhere."""

    def __init__(
        self,
        account: AccountModel,
        links: LinksModel,
        preferences: PreferencesModel,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("settings_dialog")
        self.setWindowTitle(tr("Settings"))
        self.setMinimumWidth(WIDTH)
        self._preferences = preferences
        self._page = AccountPage(account)
        self._links = LinksPage(links)
        self._prices = PricesPage(preferences)
        self._keys = KeysPage(preferences)
        self._folder = ElidedLabel("", Tone.NORMAL, Qt.TextElideMode.ElideMiddle)
        self._folder.setObjectName("results_folder")
        self._choose = Button(tr("Choose…"), "choose_results_folder", icon="folder")
        self._choose.clicked.connect(self._choose_folder)
        self._default = Button(tr("Use default"), "default_results_folder", ButtonKind.QUIET)
        self._default.clicked.connect(lambda: preferences.choose_folder(""))
        options = (("dark", tr("Dark")), ("light", tr("Light")), ("system", tr("As the system")))
        self._theme = Segmented(tr("Theme"), "theme", options)
        self._theme.chosen.connect(preferences.choose_theme)
        self._refusal = TextLabel("", Tone.DANGER)
        self._refusal.setObjectName("preferences_refusal")
        self._refusal.setWordWrap(True)
        self._lay_out()
        preferences.bind(self.show_preferences)

    def show_prices(self) -> None:
        """Let the user enter a rate at once."""
        self._prices.take_keyboard()

    def show_links(self) -> None:
        """Let the user choose at once how clips get to the service."""
        self._links.take_keyboard()

    def show_preferences(self, state: Preferences) -> None:
        """Show folder and theme."""
        self._folder.setText(state.results_folder)
        self._default.setVisible(state.is_own_folder)
        self._theme.choose(state.theme)
        self._theme.setEnabled(state.is_open)
        self._choose.setEnabled(state.is_open)
        self._refusal.setText(state.refusal)
        self._refusal.setVisible(bool(state.refusal))

    def _choose_folder(self) -> None:
        start = self._preferences.state.results_folder
        dialogs.choose_folder(self, start, self._preferences.choose_folder)

    def _lay_out(self) -> None:
        folder = QHBoxLayout()
        folder.setSpacing(SPACE.normal)
        folder.addWidget(self._folder, 1)
        folder.addWidget(self._default)
        folder.addWidget(self._choose)
        form = QFormLayout()
        form.setSpacing(SPACE.wide)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        label = TextLabel(tr("Results folder"))
        label.setMinimumWidth(LABEL_WIDTH)
        form.addRow(label, folder)
        form.addRow(tr("Theme"), self._theme)
        close = Button(tr("Close"), "close_settings")
        close.clicked.connect(self.close)
        bottom = QHBoxLayout()
        bottom.addStretch(1)
        bottom.addWidget(close)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, SPACE.wide, 0)
        column.setSpacing(SPACE.apart)
        column.addWidget(TextLabel(tr("Account"), Tone.TITLE))
        column.addWidget(self._page)
        column.addWidget(TextLabel(tr("Links"), Tone.TITLE))
        column.addWidget(self._links)
        column.addWidget(TextLabel(tr("Prices"), Tone.TITLE))
        column.addWidget(self._prices)
        column.addWidget(TextLabel(tr("Shortcuts"), Tone.TITLE))
        column.addWidget(self._keys)
        column.addWidget(TextLabel(tr("This computer"), Tone.TITLE))
        column.addLayout(form)
        column.addWidget(self._refusal)
        column.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(SPACE.section, SPACE.apart, SPACE.section, SPACE.apart)
        whole.setSpacing(SPACE.apart)
        whole.addWidget(ScrolledColumn(body), 1)
        whole.addLayout(bottom)
