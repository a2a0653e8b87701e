"""The Help menu: what its entries open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu

from kling_desktop.i18n import tr
from kling_desktop.ui.help.about import AboutDialog
from kling_desktop.ui.help.shortcuts import ShortcutSheet
from kling_desktop.ui.help.support import SupportDialog

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QDialog

    from kling_desktop.ui.main_window import MainWindow
    from kling_desktop.ui.viewer.figures import Figures
    from kling_desktop.viewmodels.workspace import Workspace

KEYS = ("F1", "?")


class Helping(QObject):
    """Fills the header's Help menu; F1 and ? open the sheet of shortcuts."""

    def __init__(
        self,
        window: MainWindow,
        workspace: Workspace,
        welcome: Callable[[], object],
        change_keys: Callable[[], object],
        figures: Figures,
    ) -> None:
        """`welcome` shows the steps of the first start, `change_keys` where keys are chosen."""
        super().__init__(window)
        self._window = window
        self._workspace = workspace
        self._change_keys = change_keys
        menu = QMenu(window.header)
        menu.setObjectName("help_menu")
        menu.setAccessibleName(tr("Help"))
        shortcuts = menu.addAction(tr("Keyboard shortcuts"), self.show_shortcuts)
        shortcuts.setObjectName("show_shortcuts")
        menu.addAction(tr("First steps…"), welcome).setObjectName("show_first_steps")
        menu.addSeparator()
        counting = menu.addAction(tr("Count dropped frames"), figures.toggle)
        counting.setObjectName("count_dropped_frames")
        counting.setCheckable(True)
        figures.toggled.connect(counting.setChecked)
        menu.addAction(tr("Support bundle…"), self.show_support).setObjectName("show_support")
        menu.addAction(tr("About Kling Desktop"), self.show_about).setObjectName("show_about")
        window.header.set_help_menu(menu)
        for keys in KEYS:
            QShortcut(QKeySequence(keys), window.panels).activated.connect(self.show_shortcuts)

    def show_shortcuts(self) -> None:
        """Open the sheet of shortcuts."""
        state = self._workspace.preferences.state
        self._open(ShortcutSheet(state, self._change_keys, self._window.frame))

    def show_support(self) -> None:
        """Ask what goes into a bundle for support."""
        self._open(SupportDialog(self._workspace.help, self._window.frame))

    def show_about(self) -> None:
        """Say what the program is."""
        self._open(AboutDialog(self._workspace.help, self._window.frame))

    def _open(self, dialog: QDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
