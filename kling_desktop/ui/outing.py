"""The way out of the window for what the viewer shows: drags, paths, other programs."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QMenu

from kling_desktop.i18n import tr
from kling_desktop.ui.widgets.dragging import drag_out
from kling_desktop.ui.widgets.modifiers import is_alt_held

if TYPE_CHECKING:
    from collections.abc import Callable

    from kling_desktop.ui.grabbing import Grabbing
    from kling_desktop.ui.returning import Returning
    from kling_desktop.ui.viewer.panel import ViewerPanel
    from kling_desktop.viewmodels.showing import ShownTake
    from kling_desktop.viewmodels.workspace import Workspace

ZOOMS = (0.0, 1.0, 2.0, 4.0)


class Outing(QObject):
    """Drags results and offers the menu of the picture."""

    def __init__(
        self, viewer: ViewerPanel, workspace: Workspace, grabbing: Grabbing, returning: Returning
    ) -> None:
        """For what `viewer` shows; `grabbing` knows what its frame can become, `returning` its result."""
        super().__init__(viewer)
        self._viewer = viewer
        self._workspace = workspace
        self._grabbing = grabbing
        self._returning = returning
        viewer.menu_wanted.connect(self._open_menu)
        viewer.drag_wanted.connect(self._drag)

    def _drag(self) -> None:
        winner = self._workspace.showing.state.winner
        if winner and drag_out(self._viewer, [way_out(winner)]):
            self._workspace.commands.went_out(winner.job.id)

    def _open_menu(self, where: QPoint) -> None:
        menu = QMenu(self._viewer)
        menu.setObjectName("picture_menu")
        menu.setAccessibleName(tr("Preview"))
        if self._viewer.shown is not None:
            self._grabbing.add_ways(menu)
            menu.addSeparator()
        self._add_sizes(menu)
        showing = self._workspace.showing.state
        shown = showing.shown
        path = shown.handed_out if shown else showing.source
        if path:
            menu.addSeparator()
            self._add(menu, tr("Show in folder"), lambda: _open(Path(_path(shown, path)).parent))
            self._add(menu, tr("Open with the usual program"), lambda: _open(Path(_path(shown, path))))
            self._add(menu, tr("Copy path"), lambda: _copy(_path(shown, path)))
        if shown and shown.handed_out != shown.path:
            self._add(menu, tr("Copy path of the raw result"), lambda: _copy(shown.path))
        self._returning.add_ways(menu)
        winner = showing.winner
        if shown and winner and winner != shown:
            words = tr("Save take {number}, which is shown…").format(number=showing.take + 1)
            self._add(menu, words, lambda: self._workspace.saving.ask(shown.job, shown.number))
        if showing.result:
            use = self._workspace.editor.choose_source
            self._add(menu, tr("Use as source"), lambda: use(showing.result))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(where)

    def _add_sizes(self, menu: QMenu) -> None:
        for zoom in ZOOMS:
            words = tr("Fit") if not zoom else tr("{percent} %").format(percent=round(zoom * 100))
            self._add(menu, words, partial(self._viewer.enlarge, zoom))

    def _add(self, menu: QMenu, words: str, way: Callable[[], object]) -> None:
        menu.addAction(words).triggered.connect(lambda _=False: way())


def way_out(shown: ShownTake) -> str:
    """The file that leaves the window for a take: that for the timeline, or the raw one while Alt is held."""
    return shown.path if is_alt_held() else shown.handed_out


def _path(shown: ShownTake | None, source: str) -> str:
    return way_out(shown) if shown else source


def _copy(text: str) -> None:
    QGuiApplication.clipboard().setText(text)


def _open(path: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
