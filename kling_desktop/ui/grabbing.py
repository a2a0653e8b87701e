"""From the frame that the viewer shows to a file, the clipboard, and the pictures of the edit."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QMenu

from kling_desktop.i18n import tr
from kling_desktop.viewmodels.picture_queue import Spot
from kling_desktop.viewmodels.stills import Moment

if TYPE_CHECKING:
    from collections.abc import Callable

    from kling_desktop.domain.cut import SourceLook
    from kling_desktop.ui.editor.panel import EditorPanel
    from kling_desktop.ui.viewer.panel import ViewerPanel
    from kling_desktop.viewmodels.element_library import ElementDraft
    from kling_desktop.viewmodels.workspace import Workspace


class Grabbing(QObject):
    """Takes the frame on show where it is wanted; it is decoded anew, exactly and in full size."""

    def __init__(self, viewer: ViewerPanel, editor: EditorPanel, workspace: Workspace) -> None:
        """Says in the window's messages when the viewer shows nothing."""
        super().__init__(viewer)
        self._viewer = viewer
        self._editor = editor
        self._workspace = workspace
        viewer.still_wanted.connect(self._save)
        viewer.still_menu_wanted.connect(self._open_menu)
        workspace.stills.copied.connect(_to_clipboard)
        editor.materials.grab_wanted.connect(self._add_image)
        editor.frames.grab_wanted.connect(self._set_frame)
        editor.elements.grab_wanted.connect(self._add_to_element)

    def add_ways(self, menu: QMenu) -> None:
        """Offer all that a frame can become."""
        full = self._workspace.materials.state.full_reason
        _add(menu, tr("Save this frame"), self._save)
        _add(menu, tr("Copy this frame"), self._copy)
        menu.addSeparator()
        _add(menu, tr("Add to the images"), self._add_image, full)
        _add(menu, tr("Use as first frame"), lambda: self._set_frame(Spot.FIRST_FRAME))
        _add(menu, tr("Use as last frame"), lambda: self._set_frame(Spot.LAST_FRAME))
        _add(menu, tr("New element from it…"), self._make_element)

    def _open_menu(self, where: QPoint) -> None:
        menu = QMenu(self._viewer)
        menu.setObjectName("still_menu")
        menu.setAccessibleName(tr("Grab still…"))
        menu.setToolTipsVisible(True)
        self.add_ways(menu)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(where)

    def _save(self) -> None:
        if moment := self._moment():
            self._workspace.stills.save(moment)

    def _copy(self) -> None:
        if moment := self._moment():
            self._workspace.stills.copy(moment)

    def _add_image(self, replaces: int | None = None) -> None:
        if moment := self._moment():
            self._workspace.materials.add([moment.origin], replaces=replaces)

    def _set_frame(self, spot: Spot) -> None:
        if moment := self._moment():
            self._workspace.materials.add([moment.origin], spot)

    def _add_to_element(self, draft: ElementDraft) -> None:
        if moment := self._moment():
            draft.add([moment.origin])

    def _make_element(self) -> None:
        if moment := self._moment():
            self._editor.elements.make().add([moment.origin])

    def _moment(self) -> Moment | None:
        shown = self._viewer.shown
        if shown is None:
            self._workspace.noticed.emit(tr("The viewer shows no clip whose frame could be taken."))
            return None
        return Moment(shown.path, shown.seconds, shown.timecode, self._look(shown.path))

    def _look(self, path: Path) -> SourceLook | None:
        source = self._workspace.editor.state.request.source
        is_source = source is not None and source.is_local and Path(source.location) == path
        return source.treatment.look if source is not None and is_source else None


def _add(menu: QMenu, words: str, way: Callable[[], object], why_not: str = "") -> None:
    action = menu.addAction(words)
    action.triggered.connect(lambda _=False: way())
    action.setEnabled(not why_not)
    action.setToolTip(why_not)


def _to_clipboard(png: bytes) -> None:
    QGuiApplication.clipboard().setImage(QImage.fromData(png))
