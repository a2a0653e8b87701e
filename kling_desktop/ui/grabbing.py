"""From the frame that the viewer shows to the pictures of the edit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from kling_desktop.domain.origin import Origin
from kling_desktop.i18n import tr

if TYPE_CHECKING:
    from kling_desktop.ui.editor.panel import EditorPanel
    from kling_desktop.ui.viewer.panel import ViewerPanel
    from kling_desktop.viewmodels.element_library import ElementDraft
    from kling_desktop.viewmodels.picture_queue import Spot
    from kling_desktop.viewmodels.workspace import Workspace


class Grabbing(QObject):
    """Takes the frame on show where the editor wants it; it is decoded anew, exactly and in full size."""

    def __init__(self, viewer: ViewerPanel, editor: EditorPanel, workspace: Workspace) -> None:
        """Says in the window's messages when the viewer shows nothing."""
        super().__init__(viewer)
        self._viewer = viewer
        self._workspace = workspace
        editor.materials.grab_wanted.connect(self._add_image)
        editor.frames.grab_wanted.connect(self._set_frame)
        editor.elements.grab_wanted.connect(self._add_to_element)

    def _add_image(self, replaces: int | None) -> None:
        shown = self._shown()
        if shown:
            self._workspace.materials.add([shown], replaces=replaces)

    def _set_frame(self, spot: Spot) -> None:
        shown = self._shown()
        if shown:
            self._workspace.materials.add([shown], spot)

    def _add_to_element(self, draft: ElementDraft) -> None:
        shown = self._shown()
        if shown:
            draft.add([shown])

    def _shown(self) -> Origin | None:
        shown = self._viewer.shown
        if shown is None:
            self._workspace.noticed.emit(tr("The viewer shows no clip whose frame could be taken."))
            return None
        name = tr("{clip}, {timecode}").format(clip=shown.path.stem, timecode=shown.timecode)
        return Origin(name, shown.path, seconds=shown.seconds)
