"""Which file of the take is on show beside the source: the result as it came, or its timeline file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kling_desktop.i18n import tr
from kling_desktop.ui.widgets.segmented import Segmented

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from kling_desktop.viewmodels.showing import Showing, ShowingModel

RAW, TIMELINE = "raw", "timeline"


class FileSwitch(Segmented):
    """Shows and changes what a ShowingModel plays of a take; hidden where there is no timeline file."""

    def __init__(self, model: ShowingModel, parent: QWidget | None = None) -> None:
        options = [(RAW, tr("Raw")), (TIMELINE, tr("Timeline file"))]
        super().__init__(tr("File on show"), "file_on_show", options, parent)
        self.button(RAW).setToolTip(tr("Show the result as it came"))
        words = tr("Show the timeline file with all its fixes: the file that a drag hands out")
        self.button(TIMELINE).setToolTip(words)
        self.chosen.connect(lambda key: model.show_fitted(key == TIMELINE))
        model.bind(self.show_state)

    def show_state(self, showing: Showing) -> None:
        """Show which file it is."""
        self.setVisible(showing.shown is not None and bool(showing.shown.timeline))
        self.choose(TIMELINE if showing.is_fitted else RAW)
